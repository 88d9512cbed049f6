"""The rows of a dataset that costly checks look at."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Sample:
    """The rows that costly checks look at: all of them, or a fixed random draw of a table that is too large."""

    rows: NDArray[np.intp]  # ascending
    texts: list[str]  # the TEXT columns' values of each, joined by a line break

    def __len__(self) -> int:
        return len(self.rows)

    def that(self, fits: Callable[[str], object]) -> NDArray[np.intp]:
        """Return the rows (of the table) whose text fits."""
        return self.rows[[i for i, text in enumerate(self.texts) if fits(text)]]
