"""What was measured, each number with its interval and its n."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.domain.dataset import Split


@dataclass(frozen=True)
class Estimate:
    """A measured number with its 95 % interval and the number of rows behind it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class LabelMetrics:
    precision: Estimate
    recall: Estimate
    f1: Estimate
    n: int  # rows that truly have this label


@dataclass(frozen=True)
class Metrics:
    accuracy: Estimate
    macro_f1: Estimate
    per_label: Mapping[str, LabelMetrics]  # by label code


class Kept(StrEnum):
    TRANSFORMER = "transformer"
    BASELINE = "baseline"


@dataclass(frozen=True)
class Evaluation:
    """Everything measured on one split, of both rivals on the same rows.

    `kept` was decided on VALIDATION, never on the rows of this evaluation. `confusion` counts rows of the
    kept predictor, true label by predicted label, in the order of the label set.
    `difference` is transformer minus baseline in macro-F1, paired over the same rows.
    """

    model_id: str
    split: Split
    n: int
    kept: Kept
    transformer: Metrics
    baseline: Metrics
    difference: Estimate
    confusion: tuple[tuple[int, ...], ...]
    created_at: datetime

    @property
    def codes(self) -> tuple[str, ...]:
        """The label codes the model knows, in the order of `confusion`; the project may have more by now."""
        return tuple(self.transformer.per_label)

    @property
    def metrics(self) -> Metrics:
        """The metrics of the kept predictor."""
        return self.transformer if self.kept is Kept.TRANSFORMER else self.baseline


@dataclass(frozen=True)
class ExamplePrediction:
    """One row of an evaluation, for reading where it goes wrong."""

    example_id: str
    text: str
    truth: str
    predicted: str
    confidence: float


@dataclass(frozen=True)
class Model:
    """What a TRAIN run leaves behind that is fit for use: transformer, baseline, and which of them is kept."""

    id: str
    project_id: str
    run_id: str
    name: str
    kept: Kept
    encoder: str
    encoder_sha256: str
    n_labels_used: int  # labelled examples in TRAIN and VALIDATION
    size_bytes: int
    created_at: datetime
