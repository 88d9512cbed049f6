"""The model that learns while one labels: a linear head on frozen embeddings, there in a second."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.evaluation import Estimate
from pipeline.domain.project import Language
from pipeline.measures.classification import measure

SHOWN_FROM = 8  # labelled examples, for each label: sooner its suggestions would mislead more than they help
ASKED_FROM = 20  # labelled examples: what to label next may be asked sooner
AGAIN_AFTER = 10  # new ones
INVERSE_REGULARISATION = 10.0
N_FOLDS = 5
FEWEST_TO_DROP_RARE = 1_000  # texts, from which on a term that stands in one of them only is left out
LONGEST_TEXT = 1_000  # characters that are counted of each text
FEWEST_BLIND = 10  # fewer tell nothing that a person could use


@dataclass(frozen=True)
class DraftEstimate:
    """How right the draft is, on blind labels only, each predicted by a model that had not seen it."""

    accuracy: Estimate
    macro_f1: Estimate


@dataclass(frozen=True)
class Draft:
    """`probabilities` hold a row per row of the features and a column per code; a label never seen has 0."""

    codes: tuple[str, ...]
    probabilities: NDArray[np.float32]  # (n, k), rows sum to 1
    estimate: DraftEstimate | None
    n_labels_used: int


def is_due(n_labels: int, n_seen: int, n_of_last: int | None) -> bool:
    """Tell whether a draft should be fitted: first at 8 labels for each label seen or 20 in all, again after every 10.

    Args:
        n_labels: labelled examples by now.
        n_seen: different labels among them.
        n_of_last: labelled examples that the last draft was fitted on.
    """
    if n_of_last is None:
        return n_seen > 1 and n_labels >= min(SHOWN_FROM * n_seen, ASKED_FROM)
    return n_labels >= n_of_last + AGAIN_AFTER or n_labels < n_of_last


def is_fit_to_show(n_labels: int, n_seen: int) -> bool:
    """Tell whether a draft of so many labels should suggest anything to a person."""
    return n_seen > 1 and n_labels >= SHOWN_FROM * n_seen


def fit_draft(
    features: Any,
    rows: NDArray[np.intp],
    truth: Sequence[str],
    codes: tuple[str, ...],
    *,
    blind: NDArray[np.bool_] | None = None,
) -> Draft | None:
    """Fit on the labelled rows, predict all of them; None while only one label was seen.

    Args:
        features: (n, d), of `embedding_features` or `text_features`.
        rows: the labelled ones, (m,).
        truth: their labels' codes, (m,).
        blind: which of the labelled were drawn blind, (m,); without it there is no estimate.
    """
    places = np.array([codes.index(code) for code in truth], dtype=np.intp)
    if len(np.unique(places)) < 2:
        return None
    if not isinstance(features, np.ndarray):  # terms that no labelled text has get no weight: leave them out
        features = features[:, np.unique(features[rows].indices)]
    model = fitted(features[rows], places)
    estimate = None if blind is None else _estimate(features[rows], places, codes, np.asarray(blind))
    return Draft(codes, probabilities(model, features, len(codes)).astype(np.float32), estimate, len(rows))


def fitted(features: Any, places: NDArray[np.intp]) -> Any:
    """Return a logistic regression in which every label weighs the same."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=INVERSE_REGULARISATION, class_weight="balanced", max_iter=300)
    with warnings.catch_warnings():  # many labels with few examples each are what a start looks like
        warnings.simplefilter("ignore", UserWarning)
        return model.fit(features, places)


def probabilities(model: Any, features: Any, n_labels: int) -> NDArray[np.float64]:
    """Return (n, k); a label that the model never saw has 0."""
    answer = np.zeros((features.shape[0], n_labels))
    answer[:, model.classes_] = model.predict_proba(features)
    return answer


def embedding_features(embeddings: NDArray[np.floating]) -> NDArray[np.float32]:
    """Take away the middle and scale the spread to 1, so that one regularisation suits every encoder. (n, d)"""
    moved = np.asarray(embeddings, dtype=np.float32)
    moved = moved - moved.mean(axis=0) if len(moved) else moved
    spread = float(np.sqrt(np.mean(np.sum(moved**2, axis=1)))) if len(moved) else 0.0
    return np.asarray(moved / np.float32(max(spread, 1e-6)))


def text_features(texts: Sequence[str], language: Language) -> Any:
    """Return TF-IDF of all texts, sparse (n, terms): what a draft goes by until there are embeddings."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    kind: dict[str, Any] = {"ngram_range": (1, 2)}
    if language is Language.CHINESE:
        kind["analyzer"] = "char"
    rarest = 2 if len(texts) >= FEWEST_TO_DROP_RARE else 1
    vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=rarest, dtype=np.float32, **kind)
    try:
        return vectorizer.fit_transform(text[:LONGEST_TEXT] for text in texts)
    except ValueError:  # not one word in all the texts
        return TfidfVectorizer(analyzer="char", dtype=np.float32).fit_transform([f"{text} ." for text in texts])


def _estimate(
    features: Any, places: NDArray[np.intp], codes: tuple[str, ...], blind: NDArray[np.bool_]
) -> DraftEstimate | None:
    """Measure out of fold. The rows a strategy chose teach in every fold, yet none of them is counted."""
    counted = np.flatnonzero(blind)
    if len(counted) < FEWEST_BLIND:
        return None
    predicted = np.empty(len(counted), dtype=np.intp)
    for fold in range(N_FOLDS):
        asked = counted[fold::N_FOLDS]
        taught = np.setdiff1d(np.arange(len(places)), asked)
        if len(np.unique(places[taught])) < 2:
            return None
        predicted[fold::N_FOLDS] = fitted(features[taught], places[taught]).predict(features[asked])
    metrics = measure([codes[i] for i in places[counted]], [codes[i] for i in predicted], codes)
    return DraftEstimate(metrics.accuracy, metrics.macro_f1)
