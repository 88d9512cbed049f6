"""Tables as a person wrote them: every cell is text, and what cannot be read is set aside, never lost."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.data.encodings import decode
from pipeline.data.records import Record, read_records
from pipeline.data.sniff import NO_DELIMITER, Layout, has_header, sniff_layout
from pipeline.domain.dataset import SetAsideRow, TableSource
from pipeline.domain.errors import UserFacingError

UNREADABLE = "\ufffd"


@dataclass(frozen=True)
class Table:
    """Rows of text, each as long as `columns`; names are unique and never empty; a missing cell is ""."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: TableSource
    set_aside: tuple[SetAsideRow, ...] = ()
    other_encodings: tuple[str, ...] = ()  # plausible second readings: the person chooses

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[str]:
        """Raises: ValueError when there is no such column."""
        position = self.columns.index(name)
        return [row[position] for row in self.rows]


def read_table(
    content: bytes,
    file_name: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: bool | None = None,
) -> Table:
    """Read a delimited text file; what is not given is found out. What is given stands as in `TableSource`.

    Blank lines are dropped, and rows without any value at the end.

    Raises:
        UserFacingError: table_empty, table_is_excel, table_not_text {kind}, table_no_rows {n_set_aside},
            table_encoding_unknown {encoding}.
    """
    decoded = decode(content, encoding)
    text = decoded.text.replace("\x00", "")
    layout = sniff_layout(text, delimiter)
    records = list(read_records(io.StringIO(text, newline=""), layout.dialect, layout.width))
    while records and _bare(records[-1]):
        records.pop()
    fitting = _Fitting(layout, header, decoded.damaged)
    columns, rows, set_aside = fitting.fit(records)
    if not rows:
        raise UserFacingError("table_no_rows", n_set_aside=len(set_aside))
    source = TableSource(
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=decoded.encoding,
        delimiter=layout.dialect.delimiter.replace(NO_DELIMITER, ""),
        header=fitting.named,
        n_set_aside=len(set_aside),
    )
    return Table(columns, tuple(rows), source, tuple(set_aside), decoded.other_encodings)


def _bare(record: Record) -> bool:
    return record.readable and not any(cell.strip() for cell in record.cells)


class _Fitting:
    """Records to a header and rows of one width, and what fits neither."""

    def __init__(self, layout: Layout, header: bool | None, damaged: bool) -> None:
        self._layout, self._damaged = layout, damaged
        self.named = bool(header)
        self._guess = header is None
        self._header: tuple[str, ...] = ()
        self._set_aside: list[SetAsideRow] = []

    def fit(self, records: list[Record]) -> tuple[tuple[str, ...], list[tuple[str, ...]], list[SetAsideRow]]:
        records = self._without_title(records)
        first = [record.cells for record in records[:200] if record.readable]
        self.named = bool(first) and has_header(first[0], first[1:]) if self._guess else self.named
        if self.named and records:
            self._header = records.pop(0).cells
        columns = _names(self._header, self._layout.width)
        n_needed = max(1, len(columns) - _n_nameless_at_end(self._header))
        rows = []
        for record in records:
            if len(columns) == 1 and record.readable:  # what separates nothing is a part of the text
                record = replace(record, cells=(self._layout.dialect.delimiter.join(record.cells),))
            reason = self._misfit(record, n_needed, len(columns))
            if reason:
                self._put_aside(record, reason, len(columns))
            else:
                rows.append((record.cells + ("",) * (len(columns) - len(record.cells)))[: len(columns)])
        return columns, rows, self._set_aside

    def _without_title(self, records: list[Record]) -> list[Record]:
        """Take off the lines above the header; bare rows among them were not counted as lines of a title."""
        n_left, start = self._layout.n_above, 0
        while start < len(records) and (n_left or _bare(records[start])):
            if not _bare(records[start]):
                self._put_aside(records[start], "above_header")
                n_left -= 1
            start += 1
        return records[start:]

    def _misfit(self, record: Record, n_needed: int, width: int) -> str:
        """Return why a record is no row of the table, or "". Empty cells beyond the width are let go."""
        if not record.readable:
            return "quote_not_closed"
        n_cells = len(record.cells)
        if n_cells < n_needed:
            return "too_few_cells"
        if n_cells > width and any(cell.strip() for cell in record.cells[width:]):
            return "too_many_cells"
        if self.named and n_cells > 1 and record.cells == self._header:
            return "repeated_header"
        return "unreadable_characters" if self._damaged and any(UNREADABLE in cell for cell in record.cells) else ""

    def _put_aside(self, record: Record, reason: str, width: int = 0) -> None:
        counts = {"n_cells": len(record.cells), "n_columns": width}
        params = counts if reason in ("too_many_cells", "too_few_cells") else {}
        content = self._layout.dialect.delimiter.join(record.cells)
        self._set_aside.append(SetAsideRow(record.line, content, reason, params))


def _n_nameless_at_end(header: Sequence[str]) -> int:
    return next((i for i, name in enumerate(reversed(header)) if name.strip()), 0)


def _names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """Make names unique and fill empty ones. A header one short of its table lacks the first (row names)."""
    names = [name.strip() for name in header]
    while len(names) > width and not names[-1]:
        names.pop()
    if header and len(names) == width - 1:
        names.insert(0, "")
    names += [""] * (width - len(names))
    given = {name for name in names if name}
    taken: set[str] = set()
    unique = []
    for position, name in enumerate(names, start=1):
        unique.append(_free_name(name or f"column_{position}", taken, given if name in taken or not name else set()))
        taken.add(unique[-1])
    return tuple(unique)


def _free_name(name: str, taken: set[str], given: set[str]) -> str:
    candidate, number = name, 2
    while candidate in taken or candidate in given:
        candidate, number = f"{name}_{number}", number + 1
    return candidate
