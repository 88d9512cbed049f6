"""Explanations as values that every method shares."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Span(NamedTuple):
    """Code points [start, end) of a text."""

    start: int
    end: int


@dataclass(frozen=True)
class TextPart:
    """One text column as the model read it, with a score per span."""

    column: str
    text: str
    spans: tuple[Span, ...]
    scores: tuple[float, ...]  # one per span

    def __post_init__(self) -> None:
        if len(self.spans) != len(self.scores):
            raise ValueError(f"{len(self.spans)} spans but {len(self.scores)} scores")


@dataclass(frozen=True)
class FeaturePart:
    """One FEATURE column with its one score."""

    column: str
    value: str
    score: float


@dataclass(frozen=True)
class Attribution:
    """Scores for one example and one label, in `unit` (a code: "probability", "log_odds", "share").

    Where `additive`, base + the scores = output up to `gap`.
    """

    parts: tuple[TextPart | FeaturePart, ...]
    label: str  # a label code
    method: str
    unit: str
    signed: bool
    additive: bool
    base: float
    output: float

    @property
    def total(self) -> float:
        return sum(sum(part.scores) if isinstance(part, TextPart) else part.score for part in self.parts)

    @property
    def gap(self) -> float:
        return self.output - self.base - self.total


@dataclass(frozen=True)
class AttentionMap:
    """Where each head looked. Tokens as the model read them; special tokens have an empty span."""

    tokens: tuple[str, ...]
    spans: tuple[Span, ...]
    weights: NDArray[np.float32]  # (layers, heads, tokens, tokens); each last axis sums to 1

    def __post_init__(self) -> None:
        n = len(self.tokens)
        if self.weights.ndim != 4 or self.weights.shape[2:] != (n, n) or len(self.spans) != n:
            raise ValueError(f"weights {self.weights.shape} do not fit {n} tokens")


@dataclass(frozen=True)
class Claims:
    """What an explainer says of its scores, so that a screen need not know its name."""

    signed: bool
    additive: bool
    unit: str
    cost: str  # "instant", "seconds"
    needs: str  # "transformer", "baseline", "any"


@dataclass(frozen=True)
class Budget:
    """How much an explanation may cost: rows through the model for one example and label."""

    evaluations: int = 500
