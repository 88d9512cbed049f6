"""How many labels the default order saves beside a random one, on real sets, the blind share's cost included.

`python benchmarks/label_efficiency.py [--quick]`

A person is simulated who labels what the queue gives, ten at a time; after every ten the draft model is fitted anew.
Counted are the labels until the draft's macro-F1 on a fixed test split first reaches 95 % of what the same model
reaches with the whole pool labelled. Both arms have the same model with the same class weights.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from embedded_sets import CHINESE, ENGLISH, EmbeddedSet, load
from numpy.typing import NDArray

from pipeline.labeling.draft import ASKED_FROM, embedding_features, fitted, probabilities
from pipeline.labeling.order import RandomOrder
from pipeline.labeling.pool import Pool, QueryStrategy
from pipeline.labeling.queue import next_items
from pipeline.labeling.strategies import DEFAULT

N_SEEDS, N_QUICK_SEEDS = 10, 2
QUICK_SETS = ("zh_news_titles_thucnews", "en_maintenance_excavators", "zh_weibo_emotion_usual")
N_AT_ONCE = 10
SHARE_OF_FULL = 0.95
COUNTS_FROM = 100  # labels that a random order needs: below there is nothing to save
MOST_SHARE_MEDIAN, MOST_SHARE_WORST = 0.60, 1.10


@dataclass
class Simulation:
    """One set with the features that both arms learn from."""

    data: EmbeddedSet

    def __post_init__(self) -> None:
        features = embedding_features(np.concatenate([self.data.embeddings, self.data.test_embeddings]))
        self.features, self.test_features = features[: len(self.data.truth)], features[len(self.data.truth) :]
        self.ids = [f"{i:06d}" for i in range(len(self.data.truth))]
        self.goal = SHARE_OF_FULL * self.score(np.arange(len(self.data.truth)))

    def score(self, rows: NDArray[np.intp]) -> float:
        return self._score(fitted(self.features[rows], self.data.truth[rows]))

    def _score(self, model: Any) -> float:
        said = model.predict(self.test_features)
        return macro_f1(self.data.test_truth, said, len(self.data.labels))

    def labels_needed(self, strategy: QueryStrategy, seed: int, *, blind: bool) -> int:
        """Label until the goal is reached; without the blind share the strategy fills every place."""
        labelled: list[int] = []
        waiting = np.ones(len(self.ids), dtype=np.bool_)
        model = None
        while waiting.any():
            pool, rows = self._pool(waiting, labelled, model)
            labelled += rows[self._chosen(pool, strategy, seed, len(labelled), blind=blind)].tolist()
            waiting[labelled] = False
            taught = np.array(labelled)
            if len(np.unique(self.data.truth[taught])) > 1:
                model = fitted(self.features[taught], self.data.truth[taught])
                if self._score(model) >= self.goal:
                    break
        return len(labelled)

    def _pool(self, waiting: NDArray[np.bool_], labelled: Sequence[int], model: Any) -> tuple[Pool, NDArray[np.intp]]:
        rows = np.flatnonzero(waiting)
        known = np.array(labelled, dtype=np.intp)
        said = None
        if model is not None and len(labelled) >= ASKED_FROM:
            said = probabilities(model, self.features[rows], len(self.data.labels))
        pool = Pool(
            [self.ids[i] for i in rows.tolist()], (), said, self.data.embeddings[rows],
            labelled=self.data.embeddings[known],
            counts=np.bincount(self.data.truth[known], minlength=len(self.data.labels)),
        )  # fmt: skip
        return pool, rows

    @staticmethod
    def _chosen(pool: Pool, strategy: QueryStrategy, seed: int, n_decided: int, *, blind: bool) -> list[int]:
        if not blind:
            chosen: list[int] = strategy.rank(pool, rng=np.random.default_rng(seed))[:N_AT_ONCE].tolist()
            return chosen
        picks = next_items(pool, strategy, project_id=f"seed {seed}", n_decided=n_decided, n=N_AT_ONCE)
        return [pick.row for pick in picks]


def macro_f1(truth: NDArray[np.intp], said: NDArray[np.intp], n_labels: int) -> float:
    """Return the mean F1 of the labels that occur, as `pipeline.measures` does, on places instead of codes."""
    seen = np.bincount(truth, minlength=n_labels) + np.bincount(said, minlength=n_labels)
    right = np.bincount(truth[truth == said], minlength=n_labels)
    return float(np.mean(2 * right[seen > 0] / seen[seen > 0]))


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="three sets and two seeds")
    words.add_argument("--sets", nargs="*", help="only these")
    words.add_argument("--seeds", type=int)
    words.add_argument("--without-blind", action="store_true", help="also measure without the blind share")
    chosen = words.parse_args()
    names = chosen.sets or (QUICK_SETS if chosen.quick else (*CHINESE, *ENGLISH))
    n_seeds = chosen.seeds or (N_QUICK_SEEDS if chosen.quick else N_SEEDS)
    needed = {}
    for name in names:
        needed[name] = measured(Simulation(load(name)), n_seeds, without_blind=chosen.without_blind)
        print(name, {arm: (statistics.median(found), found) for arm, found in needed[name].items()}, flush=True)
    answer = told(needed, n_seeds)
    print(json.dumps(answer))
    return 0 if answer["holds"] else 1


def measured(simulation: Simulation, n_seeds: int, *, without_blind: bool) -> dict[str, list[int]]:
    arms: dict[str, tuple[QueryStrategy, bool]] = {"random": (RandomOrder(), False), "default": (DEFAULT, True)}
    if without_blind:
        arms["default, no blind share"] = (DEFAULT, False)
    return {
        arm: [simulation.labels_needed(strategy, seed, blind=blind) for seed in range(n_seeds)]
        for arm, (strategy, blind) in arms.items()
    }


def told(needed: dict[str, dict[str, list[int]]], n_seeds: int) -> dict[str, Any]:
    """Return the answer as every benchmark gives it; sets where a random order needs few labels do not count."""
    medians = {name: {arm: statistics.median(found) for arm, found in arms.items()} for name, arms in needed.items()}
    figures = []
    for name, arms in medians.items():
        figures.append(figure(f"{name}: labels, random order", arms["random"], "labels", None))
        figures += [figure(f"{name}: {arm}", arms[arm], "labels", None) for arm in arms if arm != "random"]
    for arm in next(iter(medians.values())):
        shares = [arms[arm] / arms["random"] for arms in medians.values() if arms["random"] >= COUNTS_FROM]
        if arm != "random" and shares:
            median_goal, worst_goal = (MOST_SHARE_MEDIAN, MOST_SHARE_WORST) if arm == "default" else (None, None)
            figures.append(figure(f"{arm}: share of random's labels, median", share(shares), "", median_goal))
            figures.append(figure(f"{arm}: share of random's labels, worst set", round(max(shares), 3), "", worst_goal))
    holds = all(each["holds"] for each in figures)
    return {"name": "label_efficiency", "holds": holds, "n": n_seeds, "figures": figures}


def share(shares: Sequence[float]) -> float:
    return round(statistics.median(shares), 3)


def figure(name: str, value: float, unit: str, goal: float | None) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "holds": goal is None or value <= goal}


if __name__ == "__main__":
    sys.exit(main())
