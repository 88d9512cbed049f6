"""The order of chance."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.labeling.pool import Pool, lots


class RandomOrder:
    """By lot; an example's lot is its own, so leaving others out changes nothing."""

    name: ClassVar[str] = "random"

    def rank(self, pool: Pool, *, rng: np.random.Generator) -> NDArray[np.intp]:
        return np.argsort(lots(pool.ids, rng), kind="stable")
