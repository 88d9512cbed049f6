"""The head first: a linear classifier on the frozen encoder's features."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipeline.domain.labels import LabelSet
from pipeline.measures.classification import macro_f1
from pipeline.models.network import Network

# Feelings want a strong regularisation, technical terms a weak one: measured best at 1 to 3 and at 30 to 100.
# The first of them that does nearly as well as the best is taken.
INVERSE_REGULARISATIONS = (3.0, 1.0, 10.0, 30.0, 100.0)
NEARLY_BEST = 0.01  # in macro-F1
N_FOLDS = 4
Fitted = Callable[[NDArray[np.bool_], float], LogisticRegression]  # of some rows, at an inverse regularisation
UNSEEN_LABEL_BIAS = -12.0  # a label without examples is all but ruled out until one is seen


def fit_head(
    network: Network,
    features: NDArray[np.float32],
    truth: Sequence[int],
    label_set: LabelSet,
    *,
    seed: int,
    before_each: Callable[[], None] = lambda: None,
) -> None:
    """Put a balanced logistic regression on the network's head; its strength is chosen by folds of the same rows.

    Args:
        features: (n, hidden), of unit length.
        truth: places in the label set, at least two different ones.
        before_each: called before each regression; what it raises ends the fitting.
    """
    places = np.asarray(truth)

    def fitted(rows: NDArray[np.bool_], strength: float) -> LogisticRegression:
        before_each()
        model = LogisticRegression(C=strength, class_weight="balanced", max_iter=2000)
        return model.fit(features[rows], places[rows])

    strength = _strength(features, places, label_set, _folds(places, seed), fitted)
    model = fitted(np.ones(len(places), dtype=np.bool_), strength)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    head = network.head
    with torch.no_grad():
        head.weight.zero_()
        head.bias.fill_(UNSEEN_LABEL_BIAS)
        rows = torch.as_tensor(model.classes_, device=head.weight.device)
        head.weight[rows] = torch.as_tensor(weights, dtype=torch.float32, device=head.weight.device)
        head.bias[rows] = torch.as_tensor(bias, dtype=torch.float32, device=head.bias.device)


def class_weights(truth: Sequence[int], n_labels: int) -> NDArray[np.float32]:
    """Return (k,): inverse to how often a label occurs, 1 in the mean over the rows; 0 for a label without rows."""
    counts = np.bincount(np.asarray(truth), minlength=n_labels).astype(float)
    weights = np.divide(len(truth), counts * np.count_nonzero(counts), where=counts > 0, out=np.zeros(n_labels))
    return weights.astype(np.float32)


def _strength(
    features: NDArray[np.float32],
    places: NDArray[np.intp],
    label_set: LabelSet,
    folds: NDArray[np.intp],
    fitted: Fitted,
) -> float:
    if any(len(np.unique(places[folds != fold])) < 2 for fold in range(N_FOLDS)):
        return INVERSE_REGULARISATIONS[0]

    def out_of_fold(strength: float) -> float:
        predicted = np.empty_like(places)
        for fold in np.unique(folds):
            predicted[folds == fold] = fitted(folds != fold, strength).predict(features[folds == fold])
        return macro_f1([codes[i] for i in places], [codes[i] for i in predicted], codes)

    codes = label_set.codes
    scores = {strength: out_of_fold(strength) for strength in INVERSE_REGULARISATIONS}
    best = max(scores.values())
    return next(strength for strength, score in scores.items() if score >= best - NEARLY_BEST)


def _folds(places: NDArray[np.intp], seed: int) -> NDArray[np.intp]:
    """Deal each label's rows round the folds, so that also a rare label is spread."""
    rng = np.random.default_rng(seed)
    folds = np.empty_like(places)
    dealt = 0
    for place in np.unique(places):
        rows = rng.permutation(np.flatnonzero(places == place))
        folds[rows] = (np.arange(len(rows)) + dealt) % N_FOLDS
        dealt += len(rows)
    return folds
