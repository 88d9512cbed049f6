"""What the checks of a dataset look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.data.splits import same_text
from pipeline.domain.dataset import Column
from pipeline.domain.errors import NotApplicable
from pipeline.domain.project import Language


@dataclass(frozen=True)
class Subject:
    """A dataset with what is known of its labels; `ids`, `texts` and `labels` go row by row."""

    columns: tuple[Column, ...]
    ids: Sequence[str]
    texts: Sequence[tuple[str, ...]]  # the TEXT columns' values
    labels: Sequence[str | None]  # None or "" where a row has none
    language: Language
    n_set_aside: int = 0

    @property
    def n_rows(self) -> int:
        return len(self.ids)

    @cached_property
    def keys(self) -> list[str]:
        """One key per row, the same for texts that a reader would call the same; "" for an empty text."""
        return [same_text("\n".join(row)) for row in self.texts]

    @cached_property
    def label_counts(self) -> Mapping[str, int]:
        return Counter(label for label in self.labels if label)


def require_rows(subject: Subject) -> None:
    if not subject.n_rows:
        raise NotApplicable("no_rows")


def require_labels(subject: Subject) -> None:
    require_rows(subject)
    if not subject.label_counts:
        raise NotApplicable("no_labels")
