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
    quote_not_closed {}, unreadable_characters {}, above_header {}, repeated_header {}.
    """

    line: int
    content: str
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class TableSource:
    """How a file was read: everything needed to read it, or one like it, again."""

    file_name: str
    sha256: str
    encoding: str
    delimiter: str  # "": one column, in which nothing separates
    header: bool
    n_set_aside: int = 0


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
    """A version of a project's table. Rows and raw cells are in Parquet; `fingerprint` is its sha256."""

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

    def named(self, role: ColumnRole) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.role is role)
