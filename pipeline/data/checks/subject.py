"""What the checks of a dataset look at, fit for a million rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from pipeline.data.checks.personal_scan import PersonalScan, scan
from pipeline.data.checks.sample import Sample
from pipeline.data.similar import text_key
from pipeline.data.splits import same_text
from pipeline.domain.dataset import Column, ColumnRole
from pipeline.domain.errors import NotApplicable
from pipeline.domain.project import Language

N_STORED = 1_000  # ids that a finding keeps; its params hold the true count
SAMPLE_ROWS = 200_000  # rows that costly checks look at, at most
SAMPLE_CHARACTERS = 10_000_000  # and their characters, at most: what bounds seconds and memory
SEED = 13

T = TypeVar("T")


@runtime_checkable
class ReadTogether(Protocol):
    """Columns by name that lie in a file: each alone costs a reading of it."""

    def together(self, columns: Sequence[str]) -> Sequence[tuple[str, ...]]: ...


@dataclass(frozen=True)
class Labels:
    """The labels as numbers: `codes[i]` is the place in `names` of row i's label, -1 where it has none."""

    names: tuple[str, ...]  # in the order in which they first occur
    codes: NDArray[np.int32]  # (rows,)


@dataclass(frozen=True)
class Subject:
    """A dataset with what is known of its labels; `ids`, `texts`, `labels` and each of `cells` go row by row.

    Any of them may be lazy: they are iterated, never copied. Nothing of a SENSITIVE column's cells may reach a
    finding's params.
    """

    columns: tuple[Column, ...]
    ids: Sequence[str]
    texts: Sequence[tuple[str, ...]]  # the TEXT columns' values
    labels: Sequence[str | None]  # None or "" where a row has none
    language: Language
    n_set_aside: int = 0
    notes: tuple[str, ...] = ()  # of the reader
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)  # the other columns by name

    @property
    def n_rows(self) -> int:
        return len(self.ids)

    @property
    def keys(self) -> NDArray[np.uint64]:
        """One hash per row, the same for texts that a reader would call the same; 0 for an empty text."""
        return self._read[0]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The characters of each row's texts."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        keys = np.zeros(self.n_rows, np.uint64)
        sizes = np.zeros(self.n_rows, np.int64)
        for i, row in enumerate(self.texts):
            text = "\n".join(row)
            keys[i] = text_key(same_text(text))
            sizes[i] = len(text)
        return keys, sizes

    @cached_property
    def label_index(self) -> Labels:
        places: dict[str, int] = {}
        given = (places.setdefault(label, len(places)) if label else -1 for label in self.labels)
        codes = np.fromiter(given, dtype=np.int32, count=self.n_rows)
        return Labels(tuple(places), codes)

    @cached_property
    def label_counts(self) -> Mapping[str, int]:
        found = self.label_index
        counts = np.bincount(found.codes[found.codes >= 0], minlength=len(found.names))
        return dict(zip(found.names, counts.tolist(), strict=True))

    @cached_property
    def sample(self) -> Sample:
        order = np.random.default_rng(SEED).permutation(self.n_rows)
        n = int(np.searchsorted(np.cumsum(self.sizes[order]), SAMPLE_CHARACTERS, side="right"))
        rows = np.sort(order[: min(n, SAMPLE_ROWS)])
        return Sample(rows, ["\n".join(row) for row in _picked(self.texts, rows)])

    @cached_property
    def personal(self) -> PersonalScan:
        return scan(self.sample)

    def picked(self, column: str, rows: NDArray[np.intp]) -> list[str]:
        """Return a column's cells of the rows, which ascend."""
        return list(_picked(self.cells[column], rows))

    def picked_together(self, columns: Sequence[str], rows: NDArray[np.intp]) -> list[tuple[str, list[str]]]:
        """Return columns with their cells of the rows, as `picked`; in one pass where they can be read so."""
        if not isinstance(self.cells, ReadTogether):
            return [(name, self.picked(name, rows)) for name in columns]
        picked = list(_picked(self.cells.together(columns), rows))
        return [(name, [row[i] for row in picked]) for i, name in enumerate(columns)]

    def role_of(self, role: ColumnRole) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.role is role)

    def ids_at(self, rows: NDArray[Any]) -> tuple[str, ...]:
        """Return the ids of the first N_STORED of the rows, given as places or as a mask over all rows."""
        places = np.flatnonzero(rows) if rows.dtype == bool else rows
        return tuple(self.ids[int(i)] for i in places[:N_STORED])


def _picked(values: Sequence[T], rows: NDArray[np.intp]) -> Iterator[T]:
    """One pass, since a lazy sequence is quick to iterate and slow to jump about in."""
    wanted = np.zeros(len(values), bool)
    wanted[rows] = True
    return (value for value, is_wanted in zip(values, wanted.tolist(), strict=True) if is_wanted)


def require_rows(subject: Subject) -> None:
    if not subject.n_rows:
        raise NotApplicable("no_rows")


def require_labels(subject: Subject) -> None:
    require_rows(subject)
    if not subject.label_counts:
        raise NotApplicable("no_labels")
