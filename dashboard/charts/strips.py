"""Estimates on one common axis: where each value, its interval and its rival stand, in per cent of the width."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.evaluation import Estimate


@dataclass(frozen=True)
class Mark:
    """A value with its interval, as places on the axis from 0 to 100."""

    at: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True)
class StripsInfo:
    """`marks` and `rivals` go together, one per line; `ticks` are (value, place)."""

    ticks: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]
    rivals: tuple[Mark | None, ...]


def strips_info(estimates: Sequence[Estimate], rivals: Sequence[Estimate | None]) -> StripsInfo:
    """Put estimates (0 to 1) on an axis that ends at 1 and begins at the tenth below the lowest end.

    Raises:
        ValueError: when there is not one rival, or None, per estimate.
    """
    everything = [*estimates, *(rival for rival in rivals if rival)]
    start = min([0.8, *(math.floor(estimate.low * 10 + 1e-9) / 10 for estimate in everything)])

    def place(value: float) -> float:
        return 100 * (min(max(value, start), 1.0) - start) / (1 - start)

    def mark(estimate: Estimate) -> Mark:
        return Mark(place(estimate.value), place(estimate.low), place(estimate.high))

    pairs = list(zip(estimates, rivals, strict=True))
    step = 0.05 if start >= 0.8 else 0.1 if start >= 0.5 else 0.2
    n_steps = math.floor((1 - start) / step + 1e-9)
    values = [round(1 - step * i, 2) for i in range(n_steps, -1, -1)]
    return StripsInfo(
        ticks=tuple((value, place(value)) for value in values),
        marks=tuple(mark(estimate) for estimate, _ in pairs),
        rivals=tuple(mark(rival) if rival else None for _, rival in pairs),
    )
