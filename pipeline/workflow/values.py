"""What the workflow answers with: values made for reading, each drawn by one view."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.domain.attribution import Attribution
from pipeline.domain.dataset import Column, Dataset, Question, SetAsideRow, TableSource
from pipeline.domain.evaluation import Estimate, Evaluation, Kept, Model
from pipeline.domain.finding import Finding
from pipeline.domain.labels import LabelSet
from pipeline.domain.project import Language, Project
from pipeline.domain.run import Run
from pipeline.domain.training import Preset


class Step(StrEnum):
    """The person's steps, in their order."""

    DATA = "data"
    LABEL = "label"
    TRAIN = "train"
    RESULTS = "results"
    EXPLAIN = "explain"
    SCORE = "score"


class Mark(StrEnum):
    DONE = "done"
    NOW = "now"
    TODO = "todo"


@dataclass(frozen=True)
class Journey:
    """Where a project stands. Exactly one step is NOW: the next thing to do."""

    project: Project | None
    marks: Mapping[Step, Mark]
    n_rows: int = 0
    n_labeled: int = 0
    model: Model | None = None
    evaluation: Evaluation | None = None
    active_run: Run | None = None
    n_scored: int = 0  # finished SCORE runs

    @property
    def now(self) -> Step:
        return next(step for step, mark in self.marks.items() if mark is Mark.NOW)


@dataclass(frozen=True)
class ProjectCard:
    project: Project
    journey: Journey
    last_run_failed: bool
    updated_at: datetime


@dataclass(frozen=True)
class Machine:
    """This computer, told without loading torch."""

    n_cores: int
    memory_bytes: int
    free_memory_bytes: int
    free_disk_bytes: int
    gpu: str | None
    system: str
    python: str


@dataclass(frozen=True)
class TablePreview:
    """A table as it was understood, before anything is stored."""

    file_name: str
    suggested_name: str
    source: TableSource
    n_rows: int  # an estimate where not `complete`
    columns: tuple[Column, ...]  # with guessed roles and their reasons
    language: Language
    head: tuple[Mapping[str, str], ...]  # the first rows, raw
    set_aside: tuple[SetAsideRow, ...]
    label_codes: tuple[str, ...]  # values of the guessed LABEL column, most frequent first
    questions: tuple[Question, ...] = ()  # what only the person can know; the likeliest answer stands meanwhile
    complete: bool = True  # False: only the first rows of a large file were read
    personal: Mapping[str, int] = field(default_factory=dict)  # found in the first rows' texts, by kind


@dataclass(frozen=True)
class Imported:
    project: Project
    dataset: Dataset
    findings: tuple[Finding, ...]
    n_labels: int  # annotations that came with the file


@dataclass(frozen=True)
class Brought:
    """A table on its way in: a project with `imported`, or with the `run` that imports it in the background."""

    project: Project
    imported: Imported | None = None
    run: Run | None = None


@dataclass(frozen=True)
class Appended:
    """What came of a second file."""

    dataset: Dataset
    findings: tuple[Finding, ...]
    n_new: int
    n_known: int
    n_changed: int  # of the known ones


@dataclass(frozen=True)
class TablePage:
    """Some rows of a dataset, raw, for looking at; columns in the file's order (SENSITIVE ones left out)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n_rows: int  # in all, after the search
    n_looked_at: int | None = None  # rows that the search looked at, where it did not look at all of them


@dataclass(frozen=True)
class CleaningStep:
    """One step that a cleaning may have: a code under `[cleaning]` in the screens' words."""

    name: str
    of_rows: bool  # leaves rows out, instead of changing texts
    chosen: bool
    n_changed: int  # of the sample's texts; of all rows for a step of rows that is chosen
    changes: tuple[tuple[int, str, str], ...]  # row number (1 is the first), before, after


@dataclass(frozen=True)
class Upload:
    """A file that arrives piece by piece; `token` names it."""

    token: str
    file_name: str
    size_bytes: int
    n_received: int  # bytes

    @property
    def complete(self) -> bool:
        return self.n_received == self.size_bytes


@dataclass(frozen=True)
class ServerFile:
    """A file that lies in a folder from which tables may be taken."""

    name: str  # as shown, and as asked for
    size_bytes: int
    changed_at: datetime


@dataclass(frozen=True)
class QueueItem:
    """One example to label. `why` is a code under `[queue]` in the screens' words."""

    example_id: str
    texts: tuple[str, ...]
    row: int  # 1 is the first row of the table
    why: str
    blind: bool


@dataclass(frozen=True)
class LabelProgress:
    n_examples: int
    n_labeled: int
    n_unsure: int
    n_skipped: int
    n_blind: int
    per_label: Mapping[str, int]  # every code of the label set, also those with none
    seconds_each: float | None  # the annotator's own median pace; None below 5 decisions
    recent: tuple[str, ...]  # the annotator's last codes, newest first
    ready: bool  # enough to train
    n_missing: int  # labels still needed until `ready`


@dataclass(frozen=True)
class PresetOption:
    preset: Preset
    seconds: tuple[float, float]  # expected, low to high
    memory_bytes: int
    epochs: int


@dataclass(frozen=True)
class EncoderOption:
    name: str
    title: str
    languages: tuple[Language, ...]
    origin: str  # "embedded" or "folder"
    available: bool
    why_not: str  # a code under `[encoders]` in the screens' words, or ""
    layers: int | None = None
    hidden: int | None = None
    size_bytes: int | None = None


@dataclass(frozen=True)
class TrainOptions:
    ready: bool
    findings: tuple[Finding, ...]  # worst first; why not ready, or what to expect
    presets: tuple[PresetOption, ...]
    recommended: Preset
    encoders: tuple[EncoderOption, ...]
    encoder: str  # the catalogue's choice for this project's language
    n_labeled: int
    n_labels: int


class Level(StrEnum):
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Verdict:
    """One judgement in plain words: the screens render `[verdicts.<code>]` with `params`."""

    level: Level
    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Explanation:
    """Why one text got its label. `rival` is the other kept-or-not predictor's attribution, where it can be had."""

    text: str
    language: Language
    label_set: LabelSet
    probabilities: Mapping[str, float]  # by label code, of the predictor that is explained
    predictor: Kept
    attribution: Attribution
    rival: Attribution | None
    seconds: float


@dataclass(frozen=True)
class ScoreSummary:
    run: Run
    file_name: str
    n_rows: int
    n_check_me: int
    expected_right: Estimate | None  # share right among the rows not marked, from TEST; None when not measured
    threshold: float
    per_label: Mapping[str, int]
    seconds: float


@dataclass(frozen=True)
class RunCard:
    run: Run
    project_name: str
    queue_position: int | None  # 1 is next
    model: Model | None = None
    evaluation: Evaluation | None = None
