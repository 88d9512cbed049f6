"""How a delimited text is to be read: delimiter, quoting, the line its header stands on."""

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.data.records import Dialect, Record, read_records

DELIMITERS = ("\t", ";", "|", ",")  # in a tie the rarer in prose wins
SAMPLE_CHARACTERS = 200_000
SAMPLE_RECORDS = 300
LONG_NAME = 60  # characters; a longer first cell is a text, not a name
NO_DELIMITER = "\x1f"  # for one column: a sign that separates nothing, so that the commas of a text stay in it
_OF_PROSE = (",", ";")
_REGULAR = 0.9  # share of records of one width above which a table needs no other sign
_VALUE = 20  # characters; a longer cell is a text, not a value
_CLAUSE = re.compile(r"[,;.!?](\s|$)|[^\x00-\x7f][,;!?]|[，；。！？]")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)*|\.\d+)([eE][+-]?\d+)?%?")
_SINGLE = re.compile(r"(^|[,;\t|])'[^'\n]*'(?=$|[,;\t|\r\n])", re.MULTILINE)


@dataclass(frozen=True)
class Layout:
    """A dialect and the width it gives; `n_above` records stand above the header or the first row."""

    dialect: Dialect
    width: int
    n_above: int


def sniff_layout(text: str, delimiter: str | None = None) -> Layout:
    """Find the dialect under which most records have one width, the first of them among these.

    Args:
        delimiter: as `TableSource.delimiter`; "" is one column.
    """
    sample = text[:SAMPLE_CHARACTERS]
    one_column = Layout(_dialect(sample, NO_DELIMITER), 1, 0)
    if delimiter is not None:
        return _measure(sample, _dialect(sample, delimiter))[1] if delimiter else one_column
    layouts = [_measure(sample, _dialect(sample, candidate)) for candidate in DELIMITERS]
    score, layout = max(layouts, key=lambda scored: scored[0])
    return layout if score > 0.5 else one_column


def _dialect(sample: str, delimiter: str) -> Dialect:
    n_double, n_single = sample.count('"'), 2 * len(_SINGLE.findall(sample))
    quote = "'" if n_single > n_double and n_single > 2 else '"'
    spaced = sample.count(f"{delimiter} {quote}") > sample.count(f"{delimiter}{quote}")
    plain = Dialect(delimiter, quote, skip_space=spaced)
    if f"\\{quote}" not in sample:
        return plain
    escaped = Dialect(delimiter, quote, escape="\\", skip_space=spaced)
    return escaped if _n_flaws(sample, escaped) < _n_flaws(sample, plain) else plain


def _sample(sample: str, dialect: Dialect, width: int | None = None) -> list[Record]:
    lines = io.StringIO(sample, newline="")
    return list(islice(read_records(lines, dialect, width), SAMPLE_RECORDS))


def _n_flaws(sample: str, dialect: Dialect) -> int:
    return sum(not record.readable for record in _sample(sample, dialect))


def _measure(sample: str, dialect: Dialect) -> tuple[float, Layout]:
    """Return how well a dialect fits, 0 to 1, and its layout. Above a half it is believed to have columns."""
    records, width = _readable(sample, dialect)
    if width == 1 or not records:
        return 0.5, Layout(dialect, width, 0)
    n_above = _n_above(records, width)
    table = records[n_above:]
    share = sum(record.readable and len(record.cells) == width for record in table) / len(table)
    if dialect.delimiter in _OF_PROSE and _is_prose(records, n_above, width):
        return 0.0, Layout(dialect, width, n_above)
    fits_first = table[0].readable and abs(len(table[0].cells) - width) <= 1
    if n_above == 0 and _names_columns(table[0], width, sample, dialect):
        share = 0.5 + share / 2  # ragged rows under a good header
    return share * (1.0 if fits_first else 0.5) * (0.9 if n_above else 1.0), Layout(dialect, width, n_above)


def _names_columns(record: Record, width: int, sample: str, dialect: Dialect) -> bool:
    """A first record of the table's width whose delimiters are not those of prose."""
    line = sample[: sample.find("\n")] if "\n" in sample else sample
    return record.readable and len(record.cells) == width and f"{dialect.delimiter} " not in line


def _is_prose(records: Sequence[Record], n_above: int, width: int) -> bool:
    """Tell lines of text from a table: the number of their commas varies, and none of their pieces are values."""
    n_fitting = sum(len(record.cells) == width for record in records)
    first, head = records[0].cells, records[n_above].cells
    named = n_above == 1 and len(first) == 1 and len(first[0]) <= LONG_NAME
    regular = n_fitting >= (len(records) if named else _REGULAR * len(records))
    if regular or (len(head) == width and all(_IDENTIFIER.fullmatch(cell.strip()) for cell in head)):
        return False
    rows = [record.cells for record in records[n_above + (not named) :] if record.readable]
    fitting = [row for row in rows if len(row) == width]
    columns = [[row[i].strip() for row in fitting] for i in range(width)]
    return not any(_are_values(cells) for cells in (*columns, *([row[i].strip() for row in rows] for i in (0, -1))))


def _are_values(cells: Sequence[str]) -> bool:
    """Short cells that are mostly numbers, or of which the same few come again and again."""
    filled = [cell for cell in cells if cell]
    if not filled or sum(len(cell) > _VALUE for cell in filled) > 0.5 * len(filled):
        return False
    n_numbers = sum(_NUMBER.fullmatch(cell) is not None for cell in filled)
    return n_numbers > 0.5 * len(filled) or (len(filled) > 3 and len(set(filled)) <= max(2, len(filled) // 5))


def _readable(sample: str, dialect: Dialect) -> tuple[list[Record], int]:
    """Return the sample's records but empty ones, and their usual width, with which badly quoted ones are read."""
    width = _usual_width(_sample(sample, dialect))
    records = _sample(sample, dialect, width)
    return [record for record in records if any(record.cells) or not record.readable], width


def _usual_width(records: Sequence[Record]) -> int:
    """The most frequent width of the readable records; in a tie the first's, then the wider; 1 without any."""
    widths = Counter(len(record.cells) for record in records if record.readable)
    first = next(iter(widths), 1)
    return max(widths, key=lambda width: (widths[width], width == first, width), default=1)


def _n_above(records: Sequence[Record], width: int) -> int:
    """Count the title lines: all narrower than the table that follows.

    One line that is short by a single cell is a header that lacks a name.
    """
    n_above = next((i for i, record in enumerate(records[:10]) if _full(record, width)), 0)
    above = records[:n_above]
    if any(record.readable and len(record.cells) > width for record in above):
        return 0
    if n_above == 1 and len(above[0].cells) == width - 1 and width > 2:
        return 0
    return n_above


def _full(record: Record, width: int) -> bool:
    filled = sum(1 for cell in record.cells if cell.strip())
    return record.readable and len(record.cells) >= width and filled > width // 2


def has_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first record names the columns: short, distinct, and unlike the cells under it."""
    names = [cell.strip() for cell in first]
    filled = [name for name in names if name]
    if not filled or (len(set(filled)) < len(filled) and len(filled) < 3):
        return False
    if any(len(name) > LONG_NAME for name in filled) and len(filled) < 6:
        return False
    if len(names) == 1 and _CLAUSE.search(names[0]):
        return False
    rows = [row for row in rows if row != first or len(names) == 1]  # a header may come again
    columns = [[row[i].strip() for row in rows if i < len(row)] for i in range(len(names))]
    return not any(_is_value(name, cells) for name, cells in zip(names, columns, strict=True))


def _is_value(name: str, cells: Sequence[str]) -> bool:
    """A first cell that is one of the values below it: a number over numbers, a label over the same label."""
    filled = [cell for cell in cells if cell]
    if not name or not filled:
        return False
    if _NUMBER.fullmatch(name):
        return sum(_NUMBER.fullmatch(cell) is not None for cell in filled) > 0.5 * len(filled)
    return name in filled and len(set(filled)) <= max(2, len(filled) // 3)
