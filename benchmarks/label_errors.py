"""Which of the labels are wrong? Plants 8 % of wrong labels in real sets and counts how many are found.

Wrong labels are drawn evenly ("uniform") or as a model confuses the labels ("confusable"). Every method, cleanlab too
where it is installed, sees the same probabilities out of fold. Run: `python benchmarks/label_errors.py [--quick]`.
"""

import argparse
import csv
import json
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.data.clean import DEFAULT_STEPS, clean
from pipeline.data.splits import same_text
from pipeline.domain.project import Language
from pipeline.labeling.label_errors import Method, judge, out_of_fold
from pipeline.models.catalog import Catalog

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CACHE = Path(tempfile.gettempdir()) / "emb_cache"
SETS = {
    "zh_waimai_10k": Language.CHINESE,
    "en_banking77": Language.ENGLISH,
    "zh_news_titles_thucnews": Language.CHINESE,
    "en_tweet_sentiment_rationale": Language.ENGLISH,
    "zh_weibo_emotion_usual": Language.CHINESE,
    "zh_car_opinions_bdci": Language.CHINESE,
    "en_it_questions_stackoverflow20": Language.ENGLISH,
    "en_medical_abstracts": Language.ENGLISH,
}
N_QUICK_SETS, N_QUICK_ROWS, N_ROWS = 4, 1_000, 2_000
N_SEEDS, N_QUICK_SEEDS = 3, 1
SHARE_WRONG = 0.08
MAX_TOKENS, BATCH_TOKENS = 128, 4_096
KINDS = ("uniform", "confusable")
OURS = Method.SELF_CONFIDENCE
LEAST_LEAD = -0.01  # over cleanlab in mean precision among the most suspicious 8 %


@dataclass(frozen=True)
class Sample:
    """Rows drawn from a set: their labels as places in `codes`, and what the encoder makes of them."""

    labels: NDArray[np.intp]
    codes: tuple[str, ...]
    groups: tuple[str, ...]  # rows of one group are the same text
    embeddings: NDArray[np.float32]


def draw_rows(name: str, n: int) -> list[tuple[str, str]]:
    """Return texts and labels, drawn at random once and for all; labels with fewer than five rows are left out."""
    with (DATA / name / "data.csv").open(encoding="utf-8", newline="") as table:
        rows = [(clean(row["text"], DEFAULT_STEPS), row["label"]) for row in csv.DictReader(table)]
    rows = [(text, label) for text, label in rows if text and label]
    drawn = random.Random(0).sample(rows, min(n, len(rows)))  # noqa: S311
    counts = {label: sum(it[1] == label for it in drawn) for label in {label for _, label in drawn}}
    return [(text, label) for text, label in drawn if counts[label] >= 5]


def read_sample(name: str, language: Language, n: int) -> Sample:
    rows = draw_rows(name, n)
    texts = [text for text, _ in rows]
    codes = tuple(sorted({label for _, label in rows}))
    labels = np.array([codes.index(label) for _, label in rows], dtype=np.intp)
    return Sample(labels, codes, tuple(map(same_text, texts)), embedded(name, texts, language))


def embedded(name: str, texts: Sequence[str], language: Language) -> NDArray[np.float32]:
    """Return unit vectors (n, hidden), computed once and kept in the temporary folder."""
    catalog = Catalog(CACHE / "no_added_encoders")
    encoder = catalog.choose(language)
    path = CACHE / f"{name}_{encoder.name}_{len(texts)}r0.npy"
    if not path.exists():
        began = time.monotonic()
        CACHE.mkdir(parents=True, exist_ok=True)
        vectors = encode(catalog.materialize(encoder), encoder.prefix, texts)
        np.save(path, vectors.astype(np.float16))
        print(f"{name}: {len(texts)} texts embedded in {time.monotonic() - began:.0f} s", flush=True)
    found: NDArray[np.float32] = np.load(path).astype(np.float32)
    return found


def encode(folder: Path, prefix: str, texts: Sequence[str]) -> NDArray[np.float32]:
    import torch

    from pipeline.models.network import load_encoder, pool
    from pipeline.models.tokens import Tokenizer, batched_by_length, padded

    tokenizer = Tokenizer(folder, prefix=prefix, max_length=MAX_TOKENS)
    encoder, rows = load_encoder(folder), tokenizer.ids(texts)
    vectors = np.zeros((len(texts), encoder.config.hidden_size), np.float32)
    with torch.inference_mode():
        for batch in batched_by_length(rows, batch_tokens=BATCH_TOKENS):
            ids, mask = padded([rows[i] for i in batch], pad_id=tokenizer.pad_id, device="cpu")
            vectors[batch] = pool(encoder(input_ids=ids, attention_mask=mask).last_hidden_state, mask).numpy()
    return vectors


def planted(sample: Sample, kind: str, clean_guess: NDArray[np.float64], seed: int) -> NDArray[np.intp]:
    """Return the labels with 8 % of them wrong."""
    rng = np.random.default_rng(seed)
    n, k = len(sample.labels), len(sample.codes)
    rows = rng.choice(n, round(SHARE_WRONG * n), replace=False)
    labels = sample.labels.copy()
    if kind == "uniform":
        labels[rows] = (labels[rows] + rng.integers(1, k, len(rows))) % k
        return labels
    confused = np.zeros((k, k))
    np.add.at(confused, sample.labels, np.nan_to_num(clean_guess))
    np.fill_diagonal(confused, 0)
    confused /= confused.sum(axis=1, keepdims=True)
    labels[rows] = [rng.choice(k, p=confused[label]) for label in sample.labels[rows]]
    return labels


def found(order: NDArray[np.intp], n: int, wrong: NDArray[np.bool_]) -> tuple[float, float]:
    """Return precision and recall of the first n rows of an order."""
    hits = float(wrong[order[:n]].sum())
    return hits / max(1, min(n, len(order))), hits / wrong.sum()


def rival_order(labels: NDArray[np.intp], probabilities: NDArray[np.float64]) -> tuple[NDArray[np.intp], int] | None:
    """Return cleanlab's order of all rows and how many it flags; None where it is not installed."""
    try:
        from cleanlab.filter import find_label_issues
        from cleanlab.rank import get_label_quality_scores
    except ImportError:
        return None
    flagged = find_label_issues(labels, probabilities, return_indices_ranked_by="self_confidence", n_jobs=1)
    scores = get_label_quality_scores(labels, probabilities, method="self_confidence")
    scores[flagged] -= 2  # what it flags stands first
    return np.argsort(scores, kind="stable"), len(flagged)


def run_once(sample: Sample, kind: str, clean_guess: NDArray[np.float64], seed: int) -> dict[str, tuple[float, ...]]:
    """Return, by method: precision and recall of what is shown, and at 8 %."""
    labels = planted(sample, kind, clean_guess, seed)
    wrong = labels != sample.labels
    n_wrong = int(wrong.sum())
    probabilities = out_of_fold(sample.embeddings, labels, len(sample.codes), groups=sample.groups, seed=seed)
    answer = {}
    for method in Method:
        judgement = judge(labels, probabilities, method)
        shown = found(judgement.flagged, len(judgement.flagged), wrong)
        answer[method.value] = (*shown, *found(judgement.order, n_wrong, wrong))
    rival = rival_order(labels, np.nan_to_num(probabilities))
    if rival:
        answer["cleanlab"] = (*found(*rival, wrong), *found(rival[0], n_wrong, wrong))
    return answer


def run_set(name: str, n_rows: int, n_seeds: int) -> dict[tuple[str, str], tuple[float, ...]]:
    """Return means over the seeds by kind and method."""
    sample = read_sample(name, SETS[name], n_rows)
    clean_guess = out_of_fold(sample.embeddings, sample.labels, len(sample.codes), groups=sample.groups)
    means: dict[tuple[str, str], tuple[float, ...]] = {}
    for kind in KINDS:
        runs = [run_once(sample, kind, clean_guess, seed) for seed in range(n_seeds)]
        for method in runs[0]:
            means[kind, method] = tuple(fmean(run[method][i] for run in runs) for i in range(4))
            shown = " ".join(f"{value:.3f}" for value in means[kind, method])
            print(f"{name} ({len(sample.labels)} rows) {kind} {method}: {shown}", flush=True)
    return means


def figures(results: dict[str, dict[tuple[str, str], tuple[float, ...]]]) -> list[dict[str, Any]]:
    names = ("precision of what is shown", "recall of what is shown", "precision at 8 %")
    answer = [
        figure(f"{name}, {kind}, {method}: {what}", values[i])
        for name, means in results.items()
        for (kind, method), values in means.items()
        if method in (OURS.value, "cleanlab")
        for i, what in enumerate(names)
    ]
    means = {
        method: fmean(values[2] for it in results.values() for (_, which), values in it.items() if which == method)
        for method in dict.fromkeys(which for it in results.values() for _, which in it)
    }
    answer += [figure(f"mean precision at 8 %, {method}", mean) for method, mean in means.items()]
    if "cleanlab" in means:
        answer.append(
            figure("mean precision at 8 %, ours - cleanlab", means[OURS.value] - means["cleanlab"], LEAST_LEAD)
        )
    return answer


def figure(name: str, value: float, goal: float | None = None) -> dict[str, Any]:
    holds = None if goal is None else value >= goal
    shown = None if goal is None else f">= {goal}"
    return {"name": name, "value": round(value, 3), "unit": "share", "goal": shown, "holds": holds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="four sets of 1,000 rows and one draw")
    quick = parser.parse_args().quick
    names = list(SETS)[: N_QUICK_SETS if quick else None]
    n_rows, n_seeds = (N_QUICK_ROWS, N_QUICK_SEEDS) if quick else (N_ROWS, N_SEEDS)
    began = time.monotonic()
    results = {name: run_set(name, n_rows, n_seeds) for name in names}
    print(f"{time.monotonic() - began:.0f} s", flush=True)
    answer = figures(results)
    holds = all(it["holds"] is not False for it in answer)
    print(
        json.dumps({"name": "label_errors", "holds": holds, "n": len(names) * len(KINDS) * n_seeds, "figures": answer})
    )


if __name__ == "__main__":
    main()
