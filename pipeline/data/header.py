"""Where a table begins: its width, the lines of a title above it, the rows that name its columns."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.data.records import Record

LONG_NAME = 60  # characters; a longer first cell is a text, not a name
MOST_TITLE_LINES = 20
MOST_HEADER_ROWS = 3
_TYPED = 0.9  # of a column's filled cells: then its values have a type that a name has not
_UNIT = re.compile(r"[(\[（【].*[)\]）】]|%")
_CLAUSE = re.compile(r"[,;.!?](\s|$)|[^\x00-\x7f][,;!?]|[，；。！？]")
NUMBER = re.compile(r"[+-]?[$€£¥]?(\d+([.,:/-]\d+)*|\.\d+)([eE][+-]?\d+)?%?")  # dates and times too


def usual_width(records: Sequence[Record]) -> int:
    """The most frequent width of the readable records; in a tie the first's, then the wider; 1 without any."""
    widths = Counter(len(record.cells) for record in records if record.readable)
    first = next(iter(widths), 1)
    return max(widths, key=lambda width: (widths[width], width == first, width), default=1)


def table_width(records: Sequence[Record]) -> int:
    """The usual width, but a header's own where the few rows below it do not agree on another."""
    usual = usual_width(records)
    readable = [record for record in records if record.readable]
    if not readable or len(readable[0].cells) == usual or len(readable[0].cells) == 1:
        return usual
    n_usual = sum(len(record.cells) == usual for record in readable)
    return usual if n_usual > 1 and n_usual > 0.5 * (len(readable) - 1) else len(readable[0].cells)


def count_above(records: Sequence[Record], width: int) -> int:
    """Count the title lines: all narrower than the table that follows, or without cells for most of its columns.

    One line that is short by a single cell is a header that lacks a name.
    """
    n_above = next((i for i, record in enumerate(records[:MOST_TITLE_LINES]) if _is_full(record, width)), 0)
    above = records[:n_above]
    if any(record.readable and len(record.cells) > width and any(record.cells[width:]) for record in above):
        return 0
    if n_above == 1 and len(above[0].cells) == width - 1 and width > 2:
        return 0
    return n_above - 1 if n_above and _spans(records[n_above - 1], records[n_above], width) else n_above


def _spans(record: Record, header: Record, width: int) -> bool:
    """Tell a row of names that span several columns each from the line of a title."""
    filled = sum(1 for cell in record.cells if cell.strip())
    names_only = not any(NUMBER.fullmatch(cell.strip()) for cell in header.cells)
    return len(record.cells) == width and filled > 1 and 3 * filled >= width and names_only


def _is_full(record: Record, width: int) -> bool:
    filled = sum(1 for cell in record.cells if cell.strip())
    return record.readable and len(record.cells) >= width and filled > width // 2


def is_bare(record: Record) -> bool:
    return record.readable and not any(cell.strip() for cell in record.cells)


def has_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first record names the columns: short, distinct, and unlike the cells under it."""
    names = [cell.strip() for cell in first]
    filled = [name for name in names if name]
    if not filled:
        return False
    if any(len(name) > LONG_NAME for name in filled) and len(filled) < 6:
        return False
    if len(names) == 1 and _CLAUSE.search(names[0]):
        return False
    if _are_years(filled) and not NUMBER.fullmatch(names[0]):
        return True
    if not rows and not all(name[0].isalpha() or name[0] == "_" for name in filled):
        return False
    below = [row for row in rows if len(names) == 1 or not comes_again(first, row)]
    if rows and not below:  # the same row again and again
        return False
    rows = below
    columns = [[row[i].strip() for row in rows if i < len(row)] for i in range(len(names))]
    return _speak_for(names, columns)


def _speak_for(names: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """A number over numbers is no name; a label over the same label is one where more names stand over numbers."""
    pairs = [(name, [cell for cell in cells if cell]) for name, cells in zip(names, columns, strict=True) if name]
    numeric = [name for name, cells in pairs if _are_numbers(cells)]
    if any(NUMBER.fullmatch(name) for name in numeric):
        return False
    n_against = sum(_is_label(name, cells) for name, cells in pairs)
    if len(pairs) < 3 and len({name for name, _ in pairs}) < len(pairs):  # one label in two columns
        return len(numeric) > n_against
    return not n_against or n_against < len(numeric)


def comes_again(header: Sequence[str], row: Sequence[str]) -> bool:
    """A header stands again above a second table, perhaps with a column more or less."""
    same = sum(name == cell for name, cell in zip(header, row, strict=False) if name)
    return same > 0.5 * len(header) and same > 1


def _are_years(names: Sequence[str]) -> bool:
    """Numbers one after the other are names, as in a table with a column per year."""
    numbers = [int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 10]
    rising = all(b - a == 1 for a, b in pairwise(numbers))
    return len(numbers) > 2 and len(numbers) >= 0.5 * len(names) and rising


def _are_numbers(filled: Sequence[str]) -> bool:
    return sum(NUMBER.fullmatch(cell) is not None for cell in filled) > 0.5 * len(filled)


def _is_label(name: str, filled: Sequence[str]) -> bool:
    """A first cell that is one of the few values below it."""
    return name in filled and len(set(filled)) <= max(2, len(filled) // 3)


def count_header_rows(rows: Sequence[Sequence[str]]) -> int:
    """Count the rows of names, the first of which is one: further ones repeat it, or name what has a type below."""
    n_rows = 1
    while n_rows < min(MOST_HEADER_ROWS, len(rows) - 1) and names_too(
        rows[n_rows - 1], rows[n_rows], rows[n_rows + 1 :]
    ):
        n_rows += 1
    return n_rows


def names_too(above: Sequence[str], row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row under one of names is another: the same again, or names of what has a type below."""
    if len(row) != len(above):
        return False
    if list(row) == list(above):
        return len(row) > 1
    if any(NUMBER.fullmatch(cell.strip()) or len(cell) > LONG_NAME for cell in row):
        return False
    if not _is_incomplete(above) and not all(_UNIT.fullmatch(cell.strip()) for cell in row if cell.strip()):
        return False
    typed = [i for i in range(len(row)) if _is_typed([cells[i] for cells in below if i < len(cells)])]
    names = {row[i].strip() for i in typed} - {""}
    return len(names) > 1 and len(names) >= 0.5 * len(typed)


def _is_incomplete(names: Sequence[str]) -> bool:
    """A name that spans columns leaves cells empty, or stands in each of them."""
    filled = [name.strip() for name in names if name.strip()]
    return len(set(filled)) < len(names)


def _is_typed(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) > 1 and sum(NUMBER.fullmatch(cell) is not None for cell in filled) >= _TYPED * len(filled)


def is_unsure(rows: Sequence[Sequence[str]]) -> bool:
    """In a few rows of one column, or in one that says the same in all, nothing tells a name from a text."""
    if not rows[0][0].strip()[:1].isalpha():
        return False
    return len(rows) <= 3 or len({tuple(row) for row in rows}) == 1
