"""What explainers need of a predictor, told without loading torch or scikit-learn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.dataset import Example
from pipeline.domain.labels import Task
from pipeline.domain.predictions import Predictions

if TYPE_CHECKING:
    from pipeline.models.baseline import Term
    from pipeline.models.tokens import Tokens


@runtime_checkable
class Transformer(Protocol):
    """What explainers need of `pipeline.models.classifier.TransformerClassifier`."""

    @property
    def task(self) -> Task: ...
    def predict(self, examples: Sequence[Example]) -> Predictions: ...
    def tokenize(self, text: str) -> "Tokens": ...
    def probabilities_from_ids(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float64]: ...
    def attention(self, ids: Sequence[int]) -> NDArray[np.float32]: ...
    def attention_gradients(
        self, ids: Sequence[int], label: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]: ...


@runtime_checkable
class Linear(Protocol):
    """What explainers need of `pipeline.models.baseline.BaselineClassifier`: logits = intercepts + terms' weights."""

    intercepts: NDArray[np.float64]

    @property
    def task(self) -> Task: ...
    def predict(self, examples: Sequence[Example]) -> Predictions: ...
    def logits(self, texts: Sequence[str]) -> NDArray[np.float64]: ...
    def terms(self, text: str) -> "list[Term]": ...
