"""The seam where computing leaves the process that keeps the books."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pipeline.domain.dataset import Column, ColumnRole, Dataset, LabeledExample, Reading, TableSource
from pipeline.domain.evaluation import Estimate, Evaluation, ExamplePrediction, Kept
from pipeline.domain.finding import Finding
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
    reading: Reading
    model_folder: Path
    encoders_folder: Path
    threshold: float
    output_path: Path
    sensitive: frozenset[str] = frozenset()  # columns that do not go into the scored table
    keep_sensitive: bool = False  # unless a person asked for them
    mask_key: bytes | None = None  # personal data is masked as it was in training


@dataclass(frozen=True)
class ImportWork:
    """A table to take in: a file, a file added to the rows of `previous`, or those rows once more (no `content`)."""

    content: bytes | Path | None
    file_name: str
    reading: Reading
    roles: Mapping[str, ColumnRole]  # as a person chose them; the others are guessed, or stay as they were
    language: Language
    cleaning: tuple[str, ...]
    output_folder: Path  # the version's folder; appears whole, or not at all
    merged_labels: Mapping[str, str] = field(default_factory=dict)
    mask_key: bytes | None = None  # personal data is masked before anything is written
    previous: tuple[Dataset, Path] | None = None  # the version before, and its folder


Work = TrainWork | ScoreWork | ImportWork


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


@dataclass(frozen=True)
class ImportResult:
    columns: tuple[Column, ...]
    source: TableSource
    n_rows: int
    findings: tuple[Finding, ...]
    labels: tuple[str, ...]  # codes of the LABEL column, most frequent first
    n_labels: int  # rows that have one
    n_left_out: int
    personal: Mapping[str, int]
    n_new: int
    n_known: int = 0  # rows that were there already, the changed ones among them
    n_changed: int = 0


Result = TrainResult | ScoreResult | ImportResult


class Executor(Protocol):
    """Computes one piece of work and returns its result.

    Emits events in order while it works, looks at `should_stop` at least every few seconds, and when asked to
    stop returns what is fit for use so far, or None when nothing is. Errors come out as they are.
    """

    def execute(self, work: Work, *, emit: Emit, should_stop: ShouldStop) -> Result | None: ...
