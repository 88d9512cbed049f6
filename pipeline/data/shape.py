"""The shape of a table, understood from its first records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.data.encodings import DAMAGE
from pipeline.data.header import (
    NUMBER,
    count_above,
    count_header_rows,
    has_header,
    is_bare,
    is_unsure,
    names_too,
    table_width,
    usual_width,
)
from pipeline.data.names import count_nameless_at_end, joined_names, unique_names
from pipeline.data.records import Chunk, Record
from pipeline.domain.dataset import Question
from pipeline.domain.errors import UserFacingError

HEAD_RECORDS = 300  # what a table is understood from
_HEAD_CHUNKS = 64  # a file of bare delimiters is not searched for ever
_AGREED = 0.9  # of the rows: then a header that names more columns is the one that is wrong


@dataclass(frozen=True)
class Shape:
    columns: tuple[str, ...]
    header_rows: tuple[Record, ...]
    body_line: int  # where the first row begins; what stands above it is a title or a header
    skip_lines: int
    n_needed: int  # a row with fewer cells does not fit
    ends_filled: bool  # no row lacks its last cell: an empty cell beyond it has not shifted the others
    questions: tuple[Question, ...]
    notes: tuple[str, ...]


def read_head(source: Iterator[Chunk]) -> tuple[list[Chunk], list[Record], bool]:
    """Return the first chunks, their first records but bare ones, and whether these are all there are."""
    head: list[Chunk] = []
    records: list[Record] = []
    for chunk in islice(source, _HEAD_CHUNKS):
        head.append(chunk)
        found = (chunk.record(i) for i, row in enumerate(chunk.rows) if row)
        records += islice((record for record in found if not is_bare(record)), HEAD_RECORDS + 1 - len(records))
        if len(records) > HEAD_RECORDS:
            return head, records[:HEAD_RECORDS], False
    return head, records, len(head) < _HEAD_CHUNKS


def understand(
    records: list[Record], *, is_all: bool, width: int | None, header: bool | None, skip_lines: int | None
) -> Shape:
    if not records:
        raise UserFacingError("table_empty")
    if skip_lines is None:
        n_above = count_above(records, width or usual_width(records))
    else:
        n_above = next((i for i, record in enumerate(records) if record.line > skip_lines), len(records))
    table = records[n_above:]
    if not table:
        raise UserFacingError("table_no_rows", n_set_aside=n_above)
    if is_all and len(table) == 1 and len(table[0].cells) == 1 and NUMBER.fullmatch(table[0].cells[0].strip()):
        raise UserFacingError("table_no_rows", n_set_aside=n_above)
    width = width or table_width(table)
    header_rows = _header_rows(table, header)
    questions = _questions(table, header, bool(header_rows), width)
    columns, n_needed = _columns(header_rows, table[len(header_rows) :], width)
    return Shape(
        columns=columns,
        header_rows=header_rows,
        body_line=table[len(header_rows)].line if len(table) > len(header_rows) else table[-1].line + 1,
        skip_lines=(table[0].line - 1 if n_above else 0) if skip_lines is None else skip_lines,
        n_needed=n_needed,
        ends_filled=all(r.cells[-1].strip() for r in table[len(header_rows) :] if len(r.cells) == len(columns)),
        questions=questions,
        notes=_notes(header_rows, width, n_above),
    )


def _header_rows(table: Sequence[Record], header: bool | None) -> tuple[Record, ...]:
    readable = [record.cells for record in table if record.readable]
    if header is None:
        header = table[0].readable and (has_header(readable[0], readable[1:]) or _spans_names(readable))
    if not header:
        return ()
    n_rows = count_header_rows(readable) if all(record.readable for record in table[:4]) else 1
    return tuple(table[:n_rows])


def _spans_names(rows: Sequence[Sequence[str]]) -> bool:
    """Years or numbers that span columns stand over names: no value of a first row does."""
    return len(rows) > 3 and not all(cell.strip() for cell in rows[0]) and names_too(rows[0], rows[1], rows[2:])


def _questions(table: Sequence[Record], header: bool | None, named: bool, width: int) -> tuple[Question, ...]:
    if header is not None or width > 1 or not is_unsure([record.cells[:width] for record in table]):
        return ()
    return (Question("header", ("yes", "no") if named else ("no", "yes")),)


def _columns(header_rows: Sequence[Record], body: Sequence[Record], width: int) -> tuple[tuple[str, ...], int]:
    """Return the names, and with how many cells a row still fits: nameless columns at the end may be missing."""
    names = joined_names([record.cells for record in header_rows]) if header_rows else ()
    header = tuple(name.replace(DAMAGE, "\ufffd") for name in names)
    if len(header) == width - 1 and width > 2 and _are_row_names([r.cells[0] for r in body if len(r.cells) == width]):
        header = ("", *header)
    columns = unique_names(header, width)
    padded = [*header, *[""] * (len(columns) - len(header))]
    n_needed = max(1, len(columns) - count_nameless_at_end(padded[: len(columns)])) if header else width
    if len(columns) > width and sum(len(record.cells) == width for record in body) >= max(2, _AGREED * len(body)):
        n_needed = min(n_needed, width)
    return columns, n_needed


def _are_row_names(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and len(set(cells)) == len(cells)


def _notes(header_rows: Sequence[Record], width: int, n_above: int) -> tuple[str, ...]:
    """What a person should hear: codes under `[reading_notes]` in the screens' words."""
    if not header_rows:
        return ("no_header", *(["title_lines"] if n_above else []))
    names = [name.strip() for name in joined_names([record.cells for record in header_rows])]
    filled = [name for name in names if name]
    found = {
        "title_lines": n_above > 0,
        "several_header_rows": len(header_rows) > 1,
        "duplicate_names": len(set(filled)) < len(filled),
        "nameless_columns": len(filled) < width,
        "unreadable_names": any(DAMAGE in name for name in filled),
    }
    return tuple(note for note, holds in found.items() if holds)
