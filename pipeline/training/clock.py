"""How far a training is and how long it will still take."""

import time
from collections.abc import Callable

from pipeline.domain.training import Progress

LEARNING_COST = 3.0  # of a token that is learned from, beside one that is only read
_LEAST_SHARE = 0.02  # too little done to say how long the rest takes


class Clock:
    """Counts work in tokens read; its time left comes from the work done so far, at the pace of each kind.

    Args:
        n_reading: tokens to read without learning, in all.
        n_learning: tokens to learn from, in all.
        now: seconds, never going back.
    """

    def __init__(self, n_reading: float, n_learning: float, *, now: Callable[[], float] = time.monotonic) -> None:
        self._total = {"read": n_reading, "learn": n_learning * LEARNING_COST}
        self._done = {"read": 0.0, "learn": 0.0}
        self._seconds = {"read": 0.0, "learn": 0.0}
        self._now = now
        self._since = now()

    def did_read(self, n_tokens: float) -> None:
        self._did("read", n_tokens)

    def did_learn(self, n_tokens: float) -> None:
        self._did("learn", n_tokens * LEARNING_COST)

    def progress(self, phase: str) -> Progress:
        total, done = sum(self._total.values()), sum(self._done.values())
        fraction = min(1.0, done / total) if total else 1.0
        return Progress(fraction, phase, self._seconds_left() if fraction >= _LEAST_SHARE else None)

    def _did(self, kind: str, work: float) -> None:
        now = self._now()
        self._done[kind] += work
        self._seconds[kind] += now - self._since
        self._since = now

    def _seconds_left(self) -> float:
        overall = sum(self._seconds.values()) / sum(self._done.values())
        left = 0.0
        for kind, total in self._total.items():
            done = self._done[kind]
            # The pace of its own kind, once there is enough of it; until then of all that was done.
            pace = self._seconds[kind] / done if done >= _LEAST_SHARE * total and done else overall
            left += max(0.0, total - done) * pace
        return left
