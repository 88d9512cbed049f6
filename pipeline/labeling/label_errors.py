"""Which labels are likely wrong, by a model that never saw the label it judges."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable

N_FOLDS = 5
FEWEST_ROWS = 20
INVERSE_REGULARISATION = 10.0  # of 1, 3, 10, 30 and 100 the best on three sets


class Method(StrEnum):
    """How labels are ranked. benchmarks/label_errors.py compares them; SELF_CONFIDENCE finds most among the worst.

    SELF_CONFIDENCE: by the probability of the given label. MARGIN: by how far the best other label is above it.
    CONFIDENT: as the first, yet rows that confident learning counts for another label stand before all others.
    """

    SELF_CONFIDENCE = "self_confidence"
    MARGIN = "margin"
    CONFIDENT = "confident"


@dataclass(frozen=True)
class Suspicion:
    """A label that is likely wrong. `score` rises with the suspicion; only its order means anything."""

    example_id: str
    label: str
    suggested: str
    probability: float  # of the label as it is
    probability_suggested: float
    score: float


@dataclass(frozen=True)
class Judgement:
    """Rows from the most to the least suspicious, their scores, and those worth showing."""

    order: NDArray[np.intp]  # (n judged,)
    scores: NDArray[np.float64]  # (n,), NaN where no model could judge
    flagged: NDArray[np.intp]  # in the same order: no more than are likely wrong, each with a likelier label


def suspicions(
    ids: Sequence[str],
    labels: Sequence[str],
    probabilities: NDArray[np.float64],
    codes: Sequence[str],
    *,
    method: Method = Method.SELF_CONFIDENCE,
) -> tuple[Suspicion, ...]:
    """Return the labels worth a second look, the most suspicious first.

    Args:
        probabilities: out of fold (n, k), columns in the order of `codes`; NaN rows are not judged.
    """
    places = _places(labels, codes)
    judgement = judge(places, probabilities, method)
    found = []
    for row in judgement.flagged.tolist():
        others = probabilities[row].copy()
        others[places[row]] = -1.0
        best = int(others.argmax())
        found.append(
            Suspicion(
                ids[row], labels[row], codes[best],
                float(probabilities[row, places[row]]), float(others[best]), float(judgement.scores[row]),
            )
        )  # fmt: skip
    return tuple(found)


def judge(
    places: NDArray[np.intp], probabilities: NDArray[np.float64], method: Method = Method.SELF_CONFIDENCE
) -> Judgement:
    """Rank rows by how little their label fits, and flag as many as confident learning counts wrong labels.

    Args:
        places: each row's label, in [0, k).
    """
    judged = np.flatnonzero(~np.isnan(probabilities).any(axis=1))
    scores = np.full(len(places), np.nan)
    if not len(judged) or probabilities.shape[1] < 2:
        return Judgement(np.empty(0, dtype=np.intp), scores, np.empty(0, dtype=np.intp))
    scores[judged] = _scores(places[judged], probabilities[judged], method)
    order = judged[np.argsort(-scores[judged], kind="stable")]
    shown = order[: count_wrong(places[judged], probabilities[judged])]
    return Judgement(order, scores, shown[probabilities[shown].argmax(axis=1) != places[shown]])


def count_wrong(places: NDArray[np.intp], probabilities: NDArray[np.float64]) -> int:
    """Estimate how many labels are wrong.

    A row counts for the label it is confident of: at least as probable as that label is, on average, where it is
    given. Counts off the diagonal, brought to the true number of each given label, are the estimate.

    Source: Northcutt, Jiang & Chuang 2021, Confident Learning, eq. 1 to 3.
    """
    k = probabilities.shape[1]
    best, sure = _confident_of(places, probabilities)
    joint = np.zeros((k, k))
    np.add.at(joint, (places[sure], best[sure]), 1)
    joint[np.arange(k), np.arange(k)] = np.maximum(np.diag(joint), 1)
    wrong = 1 - np.diag(joint) / joint.sum(axis=1)
    return round(float((wrong * np.bincount(places, minlength=k)).sum()))


def out_of_fold(
    embeddings: NDArray[np.float32],
    places: NDArray[np.intp],
    n_labels: int,
    *,
    groups: Sequence[str] | None = None,
    seed: int = 13,
) -> NDArray[np.float64]:
    """Return probabilities (n, n_labels), each row's by models fitted without it; NaN where its label had no others.

    Two rounds are averaged: the second learns without the labels that looked wrong in the first (+.012 of precision
    among the most suspicious 8 % over four sets). It loads scikit-learn: not for the process that draws.

    Args:
        embeddings: rows of unit length (n, d).
        groups: rows of one group (copies of a text) are never apart.
    Raises:
        NotApplicable: too_few_labels {FEWEST_ROWS rows, two labels}.
    """
    if len(places) < FEWEST_ROWS or len(np.unique(places)) < 2:
        raise NotApplicable("too_few_labels")
    folds = assign_folds(places, groups, np.random.default_rng(seed))
    first = _one_round(embeddings, places, n_labels, folds, np.ones(len(places), dtype=np.bool_))
    judgement = judge(places, first)
    trusted = np.ones(len(places), dtype=np.bool_)
    trusted[judgement.flagged] = False
    second = _one_round(embeddings, places, n_labels, folds, trusted)
    return np.where(np.isnan(second), first, (first + second) / 2)


def _one_round(
    embeddings: NDArray[np.float32],
    places: NDArray[np.intp],
    n_labels: int,
    folds: NDArray[np.intp],
    trusted: NDArray[np.bool_],
) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression

    probabilities = np.full((len(places), n_labels), np.nan)
    for fold in np.unique(folds):
        outside = (folds != fold) & trusted
        known = np.unique(places[outside])
        if len(known) < 2:
            continue
        rows = np.flatnonzero((folds == fold) & np.isin(places, known))
        if len(rows):
            model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=1000)
            model.fit(embeddings[outside], places[outside])
            probabilities[rows] = 0.0
            probabilities[np.ix_(rows, known)] = model.predict_proba(embeddings[rows])
    return probabilities


def assign_folds(
    places: NDArray[np.intp], groups: Sequence[str] | None, rng: np.random.Generator, *, n_folds: int = N_FOLDS
) -> NDArray[np.intp]:
    """Deal rows out to folds, each label evenly, the rows of a group together."""
    units: dict[object, list[int]] = {}
    for row in rng.permutation(len(places)).tolist():
        units.setdefault(groups[row] if groups is not None else row, []).append(row)
    folds = np.zeros(len(places), dtype=np.intp)
    for turn, rows in enumerate(sorted(units.values(), key=lambda rows: places[rows[0]])):
        folds[rows] = turn % n_folds
    return folds


def _scores(places: NDArray[np.intp], probabilities: NDArray[np.float64], method: Method) -> NDArray[np.float64]:
    rows = np.arange(len(places))
    doubt: NDArray[np.float64] = 1 - probabilities[rows, places]
    if method is Method.MARGIN:
        others = probabilities.copy()
        others[rows, places] = -np.inf
        doubt += others.max(axis=1) - 1
    elif method is Method.CONFIDENT:
        best, sure = _confident_of(places, probabilities)
        doubt += sure & (best != places)
    return doubt


def _confident_of(
    places: NDArray[np.intp], probabilities: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the label that each row counts for, and whether it counts for any."""
    reached = np.where(probabilities >= _mean_confidence(places, probabilities), probabilities, -1.0)
    return reached.argmax(axis=1), reached.max(axis=1) >= 0


def _mean_confidence(places: NDArray[np.intp], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how probable each label is, on average, where it is given; 1 where it never is."""
    k = probabilities.shape[1]
    given = np.bincount(places, minlength=k)
    sums = np.bincount(places, weights=probabilities[np.arange(len(places)), places], minlength=k)
    means: NDArray[np.float64] = np.where(given > 0, sums / np.maximum(given, 1), 1.0)
    return means


def _places(labels: Sequence[str], codes: Sequence[str]) -> NDArray[np.intp]:
    place = {code: i for i, code in enumerate(codes)}
    return np.array([place[label] for label in labels], dtype=np.intp)
