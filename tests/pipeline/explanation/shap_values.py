"""Writes shap's own partition values of a game, for the test beside it: a process of its own, since shap is heavy."""

import json
import sys

import numpy as np
from shap.explainers import PartitionExplainer


def main() -> None:
    question = json.load(sys.stdin)
    values, clustering = np.array(question["values"]), np.array(question["clustering"], dtype=float)
    n = len(clustering) + 1

    def model(kept: np.ndarray) -> np.ndarray:
        return values[(kept.astype(int) << np.arange(n)).sum(axis=1)]

    def masker(mask: np.ndarray, row: np.ndarray) -> np.ndarray:
        return (row * mask).reshape(1, n)

    masker.clustering = clustering  # type: ignore[attr-defined]
    masker.shape = (1, n)  # type: ignore[attr-defined]
    explanation = PartitionExplainer(model, masker)(np.ones((1, n)), max_evals=100_000, silent=True)
    answer = {"values": explanation.values[0].tolist(), "base": float(explanation.base_values[0])}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
