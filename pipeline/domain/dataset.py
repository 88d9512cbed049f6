"""Datasets: immutable imported tables, their columns and their examples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ColumnRole(StrEnum):
    TEXT = "text"
    LABEL = "label"
    FEATURE = "feature"
    GROUP = "group"
    TIME = "time"
    SENSITIVE = "sensitive"
    IGNORED = "ignored"


class Split(StrEnum):
    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True)
class Column:
    """A column, what it is for, and why we think so (`reason` is a code under `[reasons]` in the screens' words)."""

    name: str
    role: ColumnRole
    reason: str = "chosen"
    reason_params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class SetAsideRow:
    """A row that does not fit its table.

    `line` is the physical line it begins on (1 is the file's first). `reason` is a code under `[set_aside]` in the
    screens' words, with its params: too_many_cells {n_cells, n_columns}, too_few_cells {n_cells, n_columns},
    quote_not_closed {}, unreadable_characters {}, above_header {}, repeated_header {}, second_table {},
    json_broken {}, json_no_object {}.
    """

    line: int
    content: str
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """How to read a file, where the person chose; None: find out."""

    encoding: str | None = None
    delimiter: str | None = None  # "": one column, in which nothing separates
    quote: str | None = None  # "": nothing quotes
    header: bool | None = None
    skip_lines: int | None = None  # physical lines above the header or the first row
    sheet: str | None = None  # of a workbook; the file's name in an archive


FIND_OUT = Reading()


@dataclass(frozen=True)
class Question:
    """What only a person can know of a file: `option` is a field of `Reading`, and each of `candidates` answers it.

    The likeliest stands first. For `header` the candidates are "yes" and "no".
    """

    option: str
    candidates: tuple[str, ...]


class TableKind(StrEnum):
    DELIMITED = "delimited"
    EXCEL = "excel"
    JSON_LINES = "json_lines"
    PARQUET = "parquet"


@dataclass(frozen=True)
class TableSource:
    """How a file was read: everything needed to read it, or one like it, again."""

    file_name: str
    sha256: str
    encoding: str  # "" where the format has its own
    delimiter: str  # "": one column, in which nothing separates
    header: bool
    n_set_aside: int = 0
    kind: TableKind = TableKind.DELIMITED
    quote: str = '"'
    skip_lines: int = 0
    sheet: str = ""
    size_bytes: int = 0  # of the file as it was brought
    notes: tuple[str, ...] = ()  # what the reader decided by itself: codes of `data.checks.reading_notes`

    @property
    def reading(self) -> Reading:
        """The choices that read the file again as it was read."""
        if self.kind is not TableKind.DELIMITED:
            skipped = self.skip_lines if self.kind is TableKind.EXCEL else None
            return Reading(self.encoding or None, header=self.header, skip_lines=skipped, sheet=self.sheet or None)
        return Reading(self.encoding, self.delimiter, self.quote, self.header, self.skip_lines, self.sheet or None)


@dataclass(frozen=True)
class Example:
    """One row as a predictor sees it: cleaned texts (one per TEXT column) and FEATURE values."""

    id: str
    texts: tuple[str, ...]
    features: Mapping[str, str | float | None] = field(default_factory=dict)
    group: str | None = None

    @property
    def text(self) -> str:
        """The texts joined by a line break; the text itself when there is one."""
        return "\n".join(self.texts)


@dataclass(frozen=True)
class LabeledExample:
    example: Example
    label: str  # a label code


@dataclass(frozen=True)
class Dataset:
    """A version of a project's table. Its rows lie raw (masked, where that was chosen) in a file of their own.

    `fingerprint` is the sha256 of that file. `merged_labels` leads from a label as it stands in the table to the
    one that it counts as. `personal` counts the personal data that was found (and masked, where `masked`), by kind.
    """

    id: str
    project_id: str
    name: str
    version: int
    n_rows: int
    columns: tuple[Column, ...]
    source: TableSource
    cleaning: tuple[str, ...]
    fingerprint: str
    created_at: datetime
    merged_labels: Mapping[str, str] = field(default_factory=dict)
    masked: bool = False
    personal: Mapping[str, int] = field(default_factory=dict)
    n_left_out: int = 0  # rows that the cleaning leaves out of labelling and training

    def named(self, role: ColumnRole) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.role is role)
