"""Real labelled sets with their frozen embeddings, computed once and kept: what the labelling benchmarks stand on."""

import csv
import hashlib
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.project import Language
from pipeline.models.catalog import Catalog
from pipeline.models.embedder import Embedder

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CACHE = Path(tempfile.gettempdir()) / "emb_cache"
N_POOL, N_TEST = 3_000, 1_000
FEWEST_OF_A_LABEL = 10  # a rarer one has no stable F1 on a thousand test rows

CHINESE = (
    "zh_waimai_10k", "zh_news_titles_thucnews", "zh_weibo_emotion_usual", "zh_medical_departments",
    "zh_fin_news_sentiment", "zh_car_opinions_bdci",
)  # fmt: skip
ENGLISH = (
    "en_banking77", "en_it_questions_stackoverflow20", "en_tweet_sentiment_rationale", "en_maintenance_excavators",
    "en_sms_spam", "en_farmer_queries_kcc",
)  # fmt: skip


@dataclass(frozen=True)
class EmbeddedSet:
    """A pool to label and a fixed test split; `truth` are places in `labels`."""

    name: str
    language: Language
    labels: tuple[str, ...]
    texts: list[str]
    truth: NDArray[np.intp]  # (n_pool,)
    embeddings: NDArray[np.float32]  # (n_pool, d)
    test_texts: list[str]
    test_truth: NDArray[np.intp]  # (n_test,)
    test_embeddings: NDArray[np.float32]  # (n_test, d)


def load(name: str) -> EmbeddedSet:
    language = Language.CHINESE if name.startswith("zh_") else Language.ENGLISH
    pool, test = rows_of(name)
    counts = Counter(label for _, label in pool)
    labels = tuple(sorted(label for label, n in counts.items() if n >= FEWEST_OF_A_LABEL))
    pool, test = ([row for row in rows if row[1] in labels] for rows in (pool, test))
    vectors = embedded([text for text, _ in pool + test], language)
    return EmbeddedSet(
        name, language, labels,
        [text for text, _ in pool], np.array([labels.index(label) for _, label in pool]), vectors[: len(pool)],
        [text for text, _ in test], np.array([labels.index(label) for _, label in test]), vectors[len(pool) :],
    )  # fmt: skip


def rows_of(name: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return (text, label) of the pool and of the test split, drawn once and for all."""
    with (DATA / name / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    with (DATA / name / "split.csv").open(encoding="utf-8", newline="") as file:
        splits = {int(row["row"]): row["split"] for row in csv.DictReader(file)}
    order = np.random.default_rng(0).permutation(len(rows)).tolist()
    test = [rows[i] for i in order if splits[i] == "test"][:N_TEST]
    seen = {text for text, _ in test}
    pool = [rows[i] for i in order if splits[i] != "test" and rows[i][0] not in seen][:N_POOL]
    return pool, test


def embedded(texts: list[str], language: Language, *, exact: bool = False) -> NDArray[np.float32]:
    """Embed as the product does; the same texts are never embedded twice on one machine."""
    catalog = Catalog(CACHE / "none")
    encoder = catalog.choose(language)
    digest = hashlib.sha256("\x00".join([encoder.name, str(exact), *texts]).encode()).hexdigest()[:16]
    kept = CACHE / f"{encoder.name}-{digest}.npy"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        embedder = Embedder.load(catalog.materialize(encoder), prefix=encoder.prefix, exact=exact)
        np.save(kept, embedder.embed(texts).astype(np.float16))
    return np.asarray(np.load(kept), dtype=np.float32)
