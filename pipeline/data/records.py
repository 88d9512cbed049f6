"""Lines to records: in bulk where the quoting is right, forgiving where a person's is not."""

import csv
import gc
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the module's default of 131,072 refuses a long page in one cell
NO_DELIMITER = "\ufdd0"  # for one column: no character, so that the commas of a text stay in it
MAX_LINES = 1_000  # a quoted cell longer than this, or than these characters, was never closed
MAX_CHARACTERS = 4_000_000
_REPAIR_LINES = 50
_ENDS = re.compile("[\r\n]")


@dataclass(frozen=True)
class Dialect:
    delimiter: str = ","
    quote: str = '"'  # "": nothing quotes
    escape: str | None = None
    skip_space: bool = False  # spaces after the delimiter, before a quote

    @property
    def options(self) -> dict[str, Any]:
        quoting = {"quotechar": self.quote} if self.quote else {"quoting": csv.QUOTE_NONE, "quotechar": None}
        rest = {"escapechar": self.escape, "skipinitialspace": self.skip_space, "strict": True}
        return {"delimiter": self.delimiter, **quoting, **rest}


@dataclass(frozen=True)
class Record:
    """Cells, or where no reading of the quotes fits, the raw line with `readable` False."""

    line: int
    cells: tuple[str, ...]
    readable: bool = True
    repaired: bool = False  # its quoting was wrong, and one reading had the table's width
    content: str | None = None  # as it stands in the file, where it stands as text


@dataclass
class Chunk:
    """Consecutive records, those of blank lines too (no cells), in lists made at the speed of the csv module."""

    rows: Sequence[Sequence[str]]
    n_before: int = 0  # physical lines before the first
    physical: Sequence[str] = ()  # the lines, where the records are lines of a text
    dialect: Dialect = Dialect()
    given: Sequence[Record] = field(default=())  # the records themselves, where they came singly

    def record(self, position: int) -> Record:
        if self.given:
            return self.given[position]
        start, end = self.starts[position], self.starts[position + 1]
        content = "".join(self.physical[start:end]).rstrip("\r\n")
        return Record(self.n_before + start + 1, tuple(self.rows[position]), content=content)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where each record begins among the physical lines; read again only where somebody asks."""
        if len(self.rows) == len(self.physical):
            return range(len(self.rows) + 1)
        reader = csv.reader(self.physical, **self.dialect.options)
        return [0, *(reader.line_num for _ in islice(reader, len(self.rows)))]

    def after(self, n: int) -> "Chunk":
        """Return the records from the n-th on."""
        if self.given:
            return chunk_of(self.given[n:])
        start = self.starts[n]
        return Chunk(self.rows[n:], self.n_before + start, self.physical[start:], self.dialect)


def chunk_of(records: Sequence[Record]) -> Chunk:
    return Chunk([list(record.cells) for record in records], given=records)


def read_chunks(
    blocks: Iterable[list[str]], dialect: Dialect, width: int | None = None, n_before: int = 0
) -> Iterator[Chunk]:
    """Read blocks of lines.

    Args:
        width: the table's number of columns; a badly quoted record is repaired only when one reading has it.
        n_before: physical lines before the first.
    """
    source, lines = iter(blocks), list[str]()
    while True:
        lines = lines or next(source, [])
        if not lines:
            return
        rows, n_used, lines = _bulk(lines, source, dialect)
        n_good = len(rows) if n_used == len(rows) else _n_good(rows, lines, dialect, width)
        if n_good < len(rows):
            rows, n_used = rows[:n_good], -1
        if n_used < 0:  # the next record is badly quoted
            n_used = _n_lines(rows, lines, dialect)
            if rows:
                yield Chunk(rows, n_before, lines[:n_used], dialect)
            record, n_bad = repair(lines[n_used : n_used + MAX_LINES], n_before + n_used + 1, dialect, width)
            yield chunk_of([record])
            n_used += n_bad
        elif rows:
            yield Chunk(rows, n_before, lines[:n_used], dialect)
        n_before += n_used
        lines = lines[n_used:]


def read_records(blocks: Iterable[list[str]], dialect: Dialect, width: int | None = None) -> Iterator[Record]:
    """Yield every record but blank lines."""
    for chunk in read_chunks(blocks, dialect, width):
        yield from (chunk.record(i) for i, row in enumerate(chunk.rows) if row)


@contextmanager
def no_collection() -> Iterator[None]:
    """Rows hold no cycles, and looking for some among them takes a third of the time of reading."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _bulk(lines: list[str], source: Iterator[list[str]], dialect: Dialect) -> tuple[list[list[str]], int, list[str]]:
    """Read whole records till the lines are used up, the last one to its end.

    Returns: the records, the number of lines they take or -1 where a quote is wrong after them, all lines in hand.
    """
    further: list[str] = []

    def more() -> Iterator[str]:
        n_characters, n_lines = 0, 0
        while n_characters < MAX_CHARACTERS and n_lines < MAX_LINES and (block := next(source, None)):
            further.extend(block)
            n_characters, n_lines = n_characters + sum(map(len, block)), n_lines + len(block)
            yield from block

    reader = csv.reader(chain(lines, more()), **dialect.options)
    rows: list[list[str]] = []
    n_used = 0
    try:
        while n_used < len(lines):
            n_asked = (len(lines) - n_used) * len(rows) // n_used + 1 if rows else len(lines) // 4 + 1
            n_rows = len(rows)
            with no_collection():
                rows.extend(islice(reader, n_asked))
            n_used = reader.line_num
            if len(rows) - n_rows < n_asked:
                break
    except csv.Error:  # perhaps only because no more lines were given: what follows the good ones is read once more
        n_used = _n_lines(rows, [*lines, *further], dialect) if rows else -1
    return rows, n_used, lines + further if further else lines


def _n_lines(rows: Sequence[Sequence[str]], lines: Sequence[str], dialect: Dialect) -> int:
    """Count the lines that these records take: the reader alone knows how far it went."""
    reader = csv.reader(lines, **dialect.options)
    deque(islice(reader, len(rows)), maxlen=0)
    return reader.line_num


def _n_good(rows: list[list[str]], lines: Sequence[str], dialect: Dialect, width: int | None) -> int:
    """Count the records before one whose quotes swallowed lines: of another width, its first line a row by itself."""
    if width is None:
        return len(rows)
    suspects = [i for i, row in enumerate(rows) if len(row) not in (0, width) and _ENDS.search("".join(row))]
    starts = Chunk(rows, 0, lines, dialect).starts if suspects else ()
    return next((i for i in suspects if _as_one_line(lines[starts[i]], dialect, width) is not None), len(rows))


def repair(taken: Sequence[str], line: int, dialect: Dialect, width: int | None) -> tuple[Record, int]:
    """Read one badly quoted record, as one line if that fits, else up to where a quote closes before a delimiter.

    Returns: the record and the number of lines that it takes.
    """
    first = taken[0].rstrip("\r\n")
    if (cells := _as_one_line(first, dialect, width)) is not None:
        return Record(line, cells, repaired=True, content=first), 1
    for n_lines in range(2, min(len(taken), _REPAIR_LINES) + 1 if width else 0):
        if dialect.quote not in taken[n_lines - 1]:
            continue
        content = "".join(taken[:n_lines]).rstrip("\r\n")
        several = _forgiving(content, dialect)
        if several is not None and len(several) == width:
            return Record(line, several, repaired=True, content=content), n_lines
    return Record(line, (first,), readable=False, content=first), 1


def _as_one_line(line: str, dialect: Dialect, width: int | None) -> tuple[str, ...] | None:
    if width is None:
        return None
    first = line.rstrip("\r\n")
    for cells in (_forgiving(first, dialect), tuple(first.split(dialect.delimiter))):
        if cells is not None and len(cells) == width:
            return cells
    return None


def _forgiving(text: str, dialect: Dialect) -> tuple[str, ...] | None:
    """Split where a quote closes only before a delimiter or at the end; None when a quote stays open."""
    cells: list[str] = []
    position = 0
    while True:
        while dialect.skip_space and text.startswith(" ", position):
            position += 1
        if dialect.quote and text.startswith(dialect.quote, position):
            closing = _closing(dialect).search(text, position + 1)
            if closing is None:
                return None
            cells.append(text[position + 1 : closing.start()].replace(dialect.quote * 2, dialect.quote))
            position = closing.end()
        else:
            end = text.find(dialect.delimiter, position)
            end = len(text) if end < 0 else end
            cells.append(text[position:end])
            position = end
        if position >= len(text):
            return tuple(cells)
        position += 1


@lru_cache
def _closing(dialect: Dialect) -> re.Pattern[str]:
    """A quote before a delimiter or the end, spaces between them let go."""
    return re.compile(f"{re.escape(dialect.quote)}[ \\t]*(?={re.escape(dialect.delimiter)}|\\Z)")
