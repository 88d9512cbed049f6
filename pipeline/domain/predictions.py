"""Predictions: what a model says of some examples."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Predictions:
    """Probabilities per label, rows in the order of the examples, columns in the order of the label set.

    For CLASSIFICATION each row sums to 1.
    """

    probabilities: NDArray[np.float64]  # (n, k)
    codes: tuple[str, ...]  # k label codes

    def __post_init__(self) -> None:
        if self.probabilities.ndim != 2 or self.probabilities.shape[1] != len(self.codes):
            raise ValueError(f"probabilities {self.probabilities.shape} do not fit {len(self.codes)} labels")

    def __len__(self) -> int:
        return len(self.probabilities)

    @property
    def predicted(self) -> list[str]:
        """The most probable code of each row."""
        return [self.codes[i] for i in self.probabilities.argmax(axis=1)]

    @property
    def confidence(self) -> NDArray[np.float64]:  # (n,)
        return self.probabilities.max(axis=1) if len(self) else np.zeros(0)

    @property
    def runner_up(self) -> list[str]:
        """The second most probable code of each row."""
        return [self.codes[i] for i in np.argsort(-self.probabilities, axis=1, kind="stable")[:, 1]]
