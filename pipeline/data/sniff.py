"""How a delimited text is to be read: delimiter, quoting, the line its header stands on."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.data.header import LONG_NAME, NUMBER, count_above, table_width, usual_width
from pipeline.data.lines import split_lines
from pipeline.data.records import MAX_LINES, NO_DELIMITER, Dialect, Record, read_records

DELIMITERS = ("\t", ";", "|", ",", "^", "~", "\x1f", "\x01", " ")  # in a tie the rarer in prose wins
SAMPLE_CHARACTERS = 200_000
SAMPLE_RECORDS = 300
_OF_PROSE = (",", ";", " ")
_BLOCK_LINES = 100
_REGULAR = 0.9  # share of records of one width above which a table needs no other sign
_VALUE = 20  # characters; a longer cell is a text, not a value
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Layout:
    """A dialect and the width it gives; `n_above` records, the last on line `skip_lines`, stand above the table."""

    dialect: Dialect
    width: int
    n_above: int
    skip_lines: int = 0


def sniff_layout(text: str, delimiter: str | None = None, quote: str | None = None) -> Layout:
    """Find the dialect under which most records have one width, the first of them among these.

    Args:
        delimiter: as `TableSource.delimiter`; "" is one column.
        quote: as `TableSource.quote`.
    """
    sample = text[:SAMPLE_CHARACTERS]
    one_column = Layout(_dialect(sample, NO_DELIMITER, quote), 1, 0)
    if delimiter is not None:
        return _measure(sample, _dialect(sample, delimiter, quote))[1] if delimiter else one_column
    present = [candidate for candidate in DELIMITERS if candidate in sample and candidate != quote]
    layouts = [_measure(sample, _dialect(sample, candidate, quote)) for candidate in present]
    score, layout = max(layouts, key=lambda scored: scored[0], default=(0.0, one_column))
    return layout if score > 0.5 else one_column


def other_delimiters(text: str, layout: Layout) -> tuple[str, ...]:
    """Return what else may separate: a line alone says little, and spaces before quotes may be separators."""
    records = _sample(text[:SAMPLE_CHARACTERS], layout.dialect)
    if layout.dialect.delimiter == NO_DELIMITER:
        lines = [record.cells[0] for record in records]
        n_spaced = sum(' "' in line and len(line.split()) > 2 for line in lines)
        return (" ",) if len(lines) > 2 and n_spaced > 0.8 * len(lines) else ()
    is_alone = len(records) == 1 and layout.width > 1
    return ("",) if is_alone and not all(map(_IDENTIFIER.fullmatch, map(str.strip, records[0].cells))) else ()


def _dialect(sample: str, delimiter: str, quote: str | None = None) -> Dialect:
    found = _quote(sample, delimiter) if quote is None else quote
    found = "" if found == delimiter else found
    many_spaces = delimiter == " " and "  " in sample
    dialect = Dialect(delimiter, found, skip_space=many_spaces or _is_spaced(sample, delimiter, found))
    if found and f"\\{found}" in sample and "\\" not in (found, delimiter):
        escaped = replace(dialect, escape="\\")
        dialect = (
            escaped if _n_unreadable(_sample(sample, escaped)) < _n_unreadable(_sample(sample, dialect)) else dialect
        )
    return dialect if quote is not None or not _quotes_nothing(sample, dialect) else Dialect(delimiter, "")


def _quote(sample: str, delimiter: str) -> str:
    """Single quotes quote where whole cells stand in them more often than in double ones."""
    edge = re.escape(delimiter)
    counts = {
        quote: len(re.findall(f"(?m)(?:^|{edge}) ?{quote}[^\n]*?{quote}(?={edge}|[\r\n]|\\Z)", sample))
        for quote in ('"', "'")
        if quote in sample
    }
    return "'" if counts.get("'", 0) > max(1, counts.get('"', 0)) else '"'


def _is_spaced(sample: str, delimiter: str, quote: str) -> bool:
    """Tell whether spaces stand before opening quotes: within quotes, a quote after a space would be doubled."""
    if not quote or f"{delimiter} " not in sample:
        return False
    edge, opening = re.escape(delimiter), f"{quote}(?![{quote}{re.escape(delimiter)}\r\n]|\\Z)"
    return len(re.findall(f"{edge} +{opening}", sample)) > len(re.findall(f"{edge}{opening}", sample))


def _quotes_nothing(sample: str, dialect: Dialect) -> bool:
    """Tell a table in which quotation marks are text from one in which a few were forgotten."""
    if dialect.quote not in sample:
        return False
    records = _sample(sample, dialect)
    if not _n_unreadable(records):
        return False
    width = usual_width(records)
    n_flaws = _n_unreadable(_sample(sample, dialect, width)) if width > 1 else len(records)
    opened = (dialect.quote, dialect.delimiter + dialect.quote)
    n_quoted = sum(line.startswith(opened[0]) or opened[1] in line for line in split_lines(sample))
    return n_flaws > max(2, 0.5 * n_quoted)


def _sample(sample: str, dialect: Dialect, width: int | None = None) -> list[Record]:
    lines = split_lines(sample)
    records = _first_records(lines, dialect, width)
    if len(sample) >= SAMPLE_CHARACTERS - 1 and _n_unreadable(records):
        records = _first_records(_without_end(lines, dialect), dialect, width)
    return records


def _first_records(lines: Sequence[str], dialect: Dialect, width: int | None) -> list[Record]:
    blocks = (list(lines[i : i + _BLOCK_LINES]) for i in range(0, len(lines), _BLOCK_LINES))
    return list(islice(read_records(blocks, dialect, width), SAMPLE_RECORDS))


def _without_end(lines: Sequence[str], dialect: Dialect) -> Sequence[str]:
    """Leave out the record that the end of the sample has cut, unless it is a quote that never closes."""
    reader = csv.reader(lines, **{**dialect.options, "strict": False})
    starts = [0]
    starts += (reader.line_num for _ in reader)
    return lines[: starts[-2]] if len(starts) > 10 and starts[-1] - starts[-2] < MAX_LINES else lines


def _n_unreadable(records: Sequence[Record]) -> int:
    return sum(not record.readable for record in records)


def _measure(sample: str, dialect: Dialect) -> tuple[float, Layout]:
    """Return how well a dialect fits, 0 to 1, and its layout. Above a half it is believed to have columns."""
    records, usual = _readable(sample, dialect)
    if usual == 1 or not records:
        return 0.5, Layout(dialect, usual, 0)
    n_above = count_above(records, usual)
    table = records[n_above:]
    width = table_width(table)
    layout = Layout(dialect, width, n_above, table[0].line - 1 if n_above else 0)
    share = sum(record.readable and len(record.cells) == width for record in table) / len(table)
    quoted = 2 * sample.count(f"{dialect.quote}{dialect.delimiter}{dialect.quote}") >= len(records)  # no prose is
    if dialect.delimiter in _OF_PROSE and not quoted and _is_prose(records, n_above, width, dialect):
        return 0.0, layout
    fits_first = table[0].readable and abs(len(table[0].cells) - width) <= 1
    if n_above == 0 and _names_columns(table[0], width, sample, dialect):
        share = 0.5 + share / 2  # ragged rows under a good header
    if dialect.delimiter == " ":
        share *= 0.8
    return share * (1.0 if fits_first else 0.5) * (0.9 if n_above else 1.0), layout


def _names_columns(record: Record, width: int, sample: str, dialect: Dialect) -> bool:
    """A first record of the table's width whose delimiters are not those of prose."""
    line = sample[: sample.find("\n")] if "\n" in sample else sample
    if not record.readable or len(record.cells) != width:
        return False
    return f"{dialect.delimiter} " not in line or (
        width > 2 and all(map(_IDENTIFIER.fullmatch, map(str.strip, record.cells)))
    )


def _is_prose(records: Sequence[Record], n_above: int, width: int, dialect: Dialect) -> bool:
    """Tell lines of text from a table: the number of their commas varies, and none of their pieces are values."""
    rows = [record.cells for record in records if record.readable]
    n_fitting = sum(len(row) == width for row in rows)
    if dialect.delimiter == " ":
        return n_fitting < len(records) or not _is_spaced_table(rows, dialect)
    first, head = records[0].cells, records[n_above].cells
    named = n_above == 1 and len(first) == 1 and len(first[0]) <= LONG_NAME
    regular = n_fitting >= (len(records) if named else _REGULAR * len(records))
    if regular or (len(head) == width and all(_IDENTIFIER.fullmatch(cell.strip()) for cell in head)):
        return False
    rows = [record.cells for record in records[n_above + (not named) :] if record.readable]
    fitting = [row for row in rows if len(row) == width]
    columns = [[row[i].strip() for row in fitting] for i in range(width)]
    return not any(_are_values(cells) for cells in (*columns, *([row[i].strip() for row in rows] for i in (0, -1))))


def _is_spaced_table(rows: Sequence[Sequence[str]], dialect: Dialect) -> bool:
    """Words stand apart too: a table has cells with spaces, which were quoted, or several columns of numbers."""
    below = rows[1:]
    n_quoted = sum(dialect.delimiter in cell for row in below for cell in row)
    n_numbers = sum(
        all(NUMBER.fullmatch(row[i]) for row in below if i < len(row)) for i in range(len(rows[0])) if len(below) > 1
    )
    return len(rows[0]) > 2 and (n_quoted >= len(below) > 0 or n_numbers > 1)


def _are_values(cells: Sequence[str]) -> bool:
    """Short cells that are mostly numbers, or of which the same few come again and again."""
    filled = [cell for cell in cells if cell]
    if not filled or sum(len(cell) > _VALUE for cell in filled) > 0.5 * len(filled):
        return False
    n_numbers = sum(NUMBER.fullmatch(cell) is not None for cell in filled)
    return n_numbers > 0.5 * len(filled) or (len(filled) > 3 and len(set(filled)) <= max(2, len(filled) // 5))


def _readable(sample: str, dialect: Dialect) -> tuple[list[Record], int]:
    """Return the sample's records but empty ones, and their usual width, with which badly quoted ones are read."""
    width = usual_width(_sample(sample, dialect))
    records = _sample(sample, dialect, width)
    return [record for record in records if any(record.cells) or not record.readable], width
