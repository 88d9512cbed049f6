"""Tasks, labels and what people decided."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class TaskKind(StrEnum):
    CLASSIFICATION = "classification"
    MULTI_LABEL = "multi_label"
    REGRESSION = "regression"


@dataclass(frozen=True)
class Label:
    """An allowed answer.

    `code` is what stands in the person's file ("0"), `name` what a screen shows ("积极"); empty means the code.
    """

    code: str
    name: str = ""
    guideline: str = ""

    @property
    def shown(self) -> str:
        return self.name or self.code


@dataclass(frozen=True)
class LabelSet:
    """Ordered labels; the order is the order of every probability column."""

    labels: tuple[Label, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(label.code for label in self.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def index(self, code: str) -> int:
        """Raises: ValueError when the code is not in the set."""
        return self.codes.index(code)

    def shown(self, code: str) -> str:
        """Return the name of a code; a code that is not in the set stands for itself."""
        return next((label.shown for label in self.labels if label.code == code), code)

    def with_codes(self, codes: tuple[str, ...]) -> "LabelSet":
        """Return the set with the unknown ones of `codes` appended."""
        known = set(self.codes)
        return replace(
            self, labels=self.labels + tuple(Label(code) for code in dict.fromkeys(codes) if code not in known)
        )


@dataclass(frozen=True)
class Task:
    kind: TaskKind = TaskKind.CLASSIFICATION
    label_set: LabelSet = LabelSet()


class Decision(StrEnum):
    """What a person did with one example. The last decision of an annotator on an example counts."""

    LABEL = "label"
    SKIP = "skip"
    UNSURE = "unsure"
    RETRACT = "retract"  # undo: the example is as if never seen


FILE_ANNOTATOR = "file"  # labels that came with the imported table


@dataclass(frozen=True)
class Annotation:
    """One decision, never changed or deleted. `id` is made where the decision was made, so a repeat changes nothing.

    `blind` says that the example was drawn at random and shown without a suggestion: such rows may become TEST.
    """

    id: str
    project_id: str
    example_id: str
    decision: Decision
    label: str | None  # a label code, only with Decision.LABEL
    annotator: str
    at: datetime
    blind: bool = False
