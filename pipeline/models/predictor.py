"""Anything that turns examples into predictions."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.domain.dataset import Example
from pipeline.domain.labels import Task
from pipeline.domain.predictions import Predictions


class Predictor(Protocol):
    """Predictions come in the order of the examples, columns in the order of the task's label set.

    What is said of one example does not depend on the others in the call.
    """

    @property
    def task(self) -> Task: ...

    def predict(self, examples: Sequence[Example]) -> Predictions: ...
