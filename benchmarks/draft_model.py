"""The draft model: how soon it is there on 20,000 texts, and how right it is beside simpler ones.

`python benchmarks/draft_model.py [--quick]`

Seconds are of fitting and predicting all texts, once with embeddings and once with TF-IDF. Macro-F1 is on a fixed
test split after 50 to 500 random labels: the draft on embeddings, the draft on TF-IDF, and scikit-learn's logistic
regression with all its defaults on the embeddings as the encoder gives them.
"""

import argparse
import csv
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from embedded_sets import CHINESE, DATA, ENGLISH, EmbeddedSet, load
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipeline.domain.project import Language
from pipeline.labeling.draft import embedding_features, fit_draft, fitted, probabilities, text_features

N_TEXTS = 20_000
N_LABELS = 500
MOST_SECONDS = 5.0
SIZES = (50, 100, 200, 500)
N_SEEDS, N_QUICK_SEEDS = 5, 1
QUICK_SETS = ("zh_news_titles_thucnews", "en_maintenance_excavators")
LONG_SET = "zh_news_titles_thucnews"
Scores = dict[str, dict[int, list[float]]]


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="two sets and one draw")
    quick = words.parse_args().quick
    figures = seconds_at_size(3 if quick else 7)
    scores: Scores = {}
    for name in QUICK_SETS if quick else (*CHINESE, *ENGLISH):
        found = measured(load(name), N_QUICK_SEEDS if quick else N_SEEDS)
        print(name, {arm: {n: round(statistics.mean(v), 3) for n, v in sizes.items()} for arm, sizes in found.items()})
        for arm, sizes in found.items():
            for n, values in sizes.items():
                scores.setdefault(arm, {}).setdefault(n, []).append(statistics.mean(values))
    figures += quality(scores)
    answer = {"name": "draft_model", "holds": all(each["holds"] for each in figures), "n": N_TEXTS, "figures": figures}
    print(json.dumps(answer))
    return 0 if answer["holds"] else 1


def seconds_at_size(n_rounds: int) -> list[dict[str, Any]]:
    """Time whole drafts with an estimate, on the texts of one set; their embeddings are those of its pool, shaken."""
    with (DATA / LONG_SET / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)][:N_TEXTS]
    data, rng = load(LONG_SET), np.random.default_rng(1)
    drawn = rng.integers(len(data.truth), size=len(rows))
    vectors = (data.embeddings[drawn] + rng.normal(size=(len(rows), data.embeddings.shape[1])) * 0.01).astype("<f2")
    labelled = np.sort(rng.permutation(len(rows))[:N_LABELS])
    blind = np.arange(N_LABELS) % 5 == 0
    by_embedding = [data.labels[data.truth[drawn[i]]] for i in labelled.tolist()]
    by_text = [rows[i][1] for i in labelled.tolist()]
    texts = [text for text, _ in rows]

    def on_embeddings() -> None:
        fit_draft(embedding_features(vectors), labelled, by_embedding, data.labels, blind=blind)

    def on_texts() -> None:
        fit_draft(text_features(texts, Language.CHINESE), labelled, by_text, tuple(sorted(set(by_text))), blind=blind)

    return [
        figure(f"seconds at {len(rows)} texts, embeddings", timed(on_embeddings, n_rounds), "s", MOST_SECONDS),
        figure(f"seconds at {len(rows)} texts, TF-IDF", timed(on_texts, n_rounds), "s", MOST_SECONDS),
    ]


def timed(work: Callable[[], None], n_rounds: int) -> float:
    found = []
    for _ in range(n_rounds):
        began = time.monotonic()
        work()
        found.append(time.monotonic() - began)
    return round(statistics.median(found), 2)


def measured(data: EmbeddedSet, n_seeds: int) -> Scores:
    n_pool, k = len(data.truth), len(data.labels)
    vectors = np.concatenate([data.embeddings, data.test_embeddings])
    learned = {
        "draft": embedding_features(vectors),
        "TF-IDF": text_features(data.texts + data.test_texts, data.language),
    }
    scores: Scores = {}
    for n in SIZES:
        for seed in range(n_seeds):
            rows = np.random.default_rng(seed).permutation(n_pool)[:n]
            for arm, features in learned.items():
                said = probabilities(fitted(features[rows], data.truth[rows]), features[n_pool:], k).argmax(axis=1)
                scores.setdefault(arm, {}).setdefault(n, []).append(macro_f1(data.test_truth, said, k))
            said = LogisticRegression(max_iter=1000).fit(vectors[rows], data.truth[rows]).predict(vectors[n_pool:])
            scores.setdefault("scikit-learn's defaults", {}).setdefault(n, []).append(
                macro_f1(data.test_truth, said, k)
            )
    return scores


def macro_f1(truth: NDArray[np.intp], said: NDArray[np.intp], k: int) -> float:
    seen = np.bincount(truth, minlength=k) + np.bincount(said, minlength=k)
    right = np.bincount(truth[truth == said], minlength=k)
    return float(np.mean(2 * right[seen > 0] / seen[seen > 0]))


def quality(scores: Scores) -> list[dict[str, Any]]:
    """Return each arm's macro-F1, mean over the sets; the draft must not be worse than either rival."""
    figures = [
        figure(f"macro-F1 at {n} labels, {arm}", round(statistics.mean(values), 3), "", None)
        for arm, sizes in scores.items()
        for n, values in sizes.items()
    ]
    for arm in scores:
        if arm != "draft":
            worst = max(statistics.mean(scores[arm][n]) - statistics.mean(scores["draft"][n]) for n in SIZES)
            figures.append(figure(f"macro-F1 lost to {arm}, worst size", round(max(worst, 0.0), 3), "", 0.0))
    return figures


def figure(name: str, value: float, unit: str, goal: float | None) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "holds": goal is None or value <= goal}


if __name__ == "__main__":
    sys.exit(main())
