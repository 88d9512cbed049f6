"""What every format of a table is read through: one pass, batch by batch, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.domain.dataset import Question, SetAsideRow, TableSource

BATCH_ROWS = 20_000
COLUMNS_LIMIT = 2_000  # of a table; in one with more, values were taken for columns
BATCH_CHARACTERS = 3_000_000  # a batch ends with the row that goes beyond


@dataclass(frozen=True)
class Batch:
    """Rows in the file's order, each as long as the table's columns, and the rows set aside between them."""

    rows: list[tuple[str, ...]]
    set_aside: list[SetAsideRow] = field(default_factory=list)


class TableReader(Protocol):
    """A table that was understood and is not read yet."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Unique and never empty."""
        ...

    @property
    def questions(self) -> tuple[Question, ...]:
        """What a person should answer; until then the likeliest answer stands."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What was decided without asking and should be said, as far as the file was read."""
        ...

    @property
    def source(self) -> TableSource:
        """How it was read; `n_set_aside` counts what `batches` has given so far."""
        ...

    @property
    def fraction(self) -> float:
        """The share of the file that was read, 0 to 1."""
        ...

    def batches(self) -> Iterator[Batch]:
        """Read the file from its first row, once; cells are text, a missing one is ""."""
        ...
