"""The head first: a linear classifier on the frozen encoder's features."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipeline.models.network import Network

INVERSE_REGULARISATION = 10.0
UNSEEN_LABEL_BIAS = -12.0  # a label without examples is all but ruled out until one is seen


def fit_head(network: Network, features: NDArray[np.float32], truth: Sequence[int]) -> None:
    """Put a balanced logistic regression on the network's head.

    Args:
        features: (n, hidden), of unit length.
        truth: places in the label set, at least two different ones.
    """
    model = LogisticRegression(C=INVERSE_REGULARISATION, class_weight="balanced", max_iter=2000)
    model.fit(features, np.asarray(truth))
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    with torch.no_grad():
        network.head.weight.zero_()
        network.head.bias.fill_(UNSEEN_LABEL_BIAS)
        rows = torch.as_tensor(model.classes_)
        network.head.weight[rows] = torch.as_tensor(weights, dtype=torch.float32, device=network.head.weight.device)
        network.head.bias[rows] = torch.as_tensor(bias, dtype=torch.float32, device=network.head.bias.device)


def class_weights(truth: Sequence[int], n_labels: int) -> NDArray[np.float32]:
    """Return (k,): inverse to how often a label occurs, 1 in the mean over the rows; 0 for a label without rows."""
    counts = np.bincount(np.asarray(truth), minlength=n_labels).astype(float)
    weights = np.divide(len(truth), counts * np.count_nonzero(counts), where=counts > 0, out=np.zeros(n_labels))
    return weights.astype(np.float32)
