"""Text to records, line by line: strict where the quoting is right, forgiving where a person's is not."""

import csv
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the module's default of 131,072 refuses a long page in one cell
MAX_LINES = 1_000  # a quoted cell longer than this was never closed


@dataclass(frozen=True)
class Dialect:
    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    skip_space: bool = False  # a space after the delimiter, before a quote

    @property
    def options(self) -> dict[str, Any]:
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "escapechar": self.escape,
            "skipinitialspace": self.skip_space,
            "strict": True,
        }


@dataclass(frozen=True)
class Record:
    """Cells, or where no reading of the quotes fits, the raw line with `readable` False."""

    line: int
    cells: tuple[str, ...]
    readable: bool = True
    repaired: bool = False  # its quoting was wrong, and one reading had the table's width


class _Lines:
    """Physical lines with a way back to where the current record began."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._ahead: deque[str] = deque()
        self.taken: list[str] = []
        self.n_before = 0  # lines before the current record

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MAX_LINES:
            raise csv.Error("a quoted cell was never closed")
        line = self._ahead.popleft() if self._ahead else next(self._source)
        self.taken.append(line)
        return line

    def begin(self) -> None:
        self.n_before += len(self.taken)
        self.taken = []

    def give_back(self, n_kept: int) -> None:
        self._ahead.extendleft(reversed(self.taken[n_kept:]))
        del self.taken[n_kept:]


def read_records(lines: Iterable[str], dialect: Dialect, width: int | None = None) -> Iterator[Record]:
    """Yield every record but blank lines.

    Args:
        width: the table's number of columns; a badly quoted record is repaired only when one reading has it.
    """
    source = _Lines(lines)
    reader = csv.reader(source, **dialect.options)
    while True:
        source.begin()
        line = source.n_before + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _repair(source, dialect, line, width)
        else:
            if cells:
                yield Record(line, tuple(cells))


def _repair(source: _Lines, dialect: Dialect, line: int, width: int | None) -> Record:
    """Read one badly quoted record, as one line if that fits, else up to where a quote closes before a delimiter."""
    taken = source.taken
    first = taken[0].rstrip("\r\n")
    for cells in (_forgiving(first, dialect), tuple(first.split(dialect.delimiter))):
        if cells is not None and len(cells) == width:
            source.give_back(1)
            return Record(line, cells, repaired=True)
    for n_lines in range(2, min(len(taken), 50) + 1):
        cells = _forgiving("".join(taken[:n_lines]).rstrip("\r\n"), dialect)
        if cells is not None and len(cells) == width:
            source.give_back(n_lines)
            return Record(line, cells, repaired=True)
    source.give_back(1)
    return Record(line, (first,), readable=False)


def _forgiving(text: str, dialect: Dialect) -> tuple[str, ...] | None:
    """Split where a quote closes only before a delimiter or at the end; None when a quote stays open."""
    cells: list[str] = []
    position = 0
    while True:
        if text.startswith(dialect.quote, position):
            end = _closing_quote(text, position + 1, dialect)
            if end < 0:
                return None
            cells.append(text[position + 1 : end].replace(dialect.quote * 2, dialect.quote))
            position = end + 1
        else:
            end = text.find(dialect.delimiter, position)
            end = len(text) if end < 0 else end
            cells.append(text[position:end])
            position = end
        if position >= len(text):
            return tuple(cells)
        position += 1


def _closing_quote(text: str, start: int, dialect: Dialect) -> int:
    if end := text.find(dialect.quote + dialect.delimiter, start) + 1:
        return end - 1
    return len(text) - 1 if len(text) > start and text.endswith(dialect.quote) else -1
