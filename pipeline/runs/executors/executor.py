"""The seam where computing leaves the process that keeps the books."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.domain.dataset import LabeledExample
from pipeline.domain.evaluation import Estimate, Evaluation, ExamplePrediction, Kept
from pipeline.domain.labels import Task
from pipeline.domain.project import Language
from pipeline.domain.training import Progress, TrainingConfig, TrainingPoint

Event = Progress | TrainingPoint
Emit = Callable[[Event], None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class TrainWork:
    """Everything a training needs; nothing of it points at the database."""

    model_id: str
    task: Task
    language: Language
    config: TrainingConfig
    train: Sequence[LabeledExample]
    validation: Sequence[LabeledExample]
    test: Sequence[LabeledExample]
    columns: tuple[str, ...]  # text columns, to be found again when scoring
    cleaning: tuple[str, ...]
    encoders_folder: Path
    output_folder: Path  # the model appears here whole, or not at all


@dataclass(frozen=True)
class ScoreWork:
    table_path: Path
    file_name: str
    reading: tuple[str | None, str | None, bool | None]  # encoding, delimiter, header; None: find out
    model_folder: Path
    encoders_folder: Path
    threshold: float
    output_path: Path


Work = TrainWork | ScoreWork


@dataclass(frozen=True)
class TrainResult:
    model_id: str
    kept: Kept
    encoder_sha256: str
    n_labels_used: int
    evaluations: tuple[Evaluation, ...]  # TEST where there are test rows, and VALIDATION
    test_predictions: tuple[ExamplePrediction, ...]
    threshold: float
    right_above: Estimate | None  # share right among TEST rows at or above the threshold
    cpu_seconds: float


@dataclass(frozen=True)
class ScoreResult:
    n_rows: int
    n_check_me: int
    per_label: dict[str, int]
    n_set_aside: int


Result = TrainResult | ScoreResult


class Executor(Protocol):
    """Computes one piece of work and returns its result.

    Emits events in order while it works, looks at `should_stop` at least every few seconds, and when asked to
    stop returns what is fit for use so far, or None when nothing is. Errors come out as they are.
    """

    def execute(self, work: Work, *, emit: Emit, should_stop: ShouldStop) -> Result | None: ...
