"""Records to a table: rows of one width under its names, and what does not fit."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter

from pipeline.data.encodings import DAMAGE
from pipeline.data.header import comes_again, is_bare
from pipeline.data.reader import BATCH_CHARACTERS, BATCH_ROWS, Batch
from pipeline.data.records import Chunk, Record, chunk_of, no_collection
from pipeline.data.shape import Shape, read_head, understand
from pipeline.domain.dataset import SetAsideRow

_CHUNK_RECORDS = 1_000
_FIRST = itemgetter(0)
FEW_ROWS = ("no_rows", "one_row")  # notes


def fit(
    records: Iterable[Record],
    *,
    width: int | None = None,
    header: bool | None = None,
    skip_lines: int | None = None,
    join: str = "\t",
) -> "Fitted":
    """Understand a table from its first records.

    Args:
        width: the number of columns; None: the usual number of cells.
        header: None finds out.
        skip_lines: records on lines up to this one are set aside as a title; None finds out.
        join: what stands between cells in the content of a row set aside.
    Raises:
        UserFacingError: table_empty, table_no_rows {n_set_aside} for a single number.
    """
    source = iter(records)
    chunks = (chunk_of(some) for some in iter(lambda: list(islice(source, _CHUNK_RECORDS)), []))
    return fit_chunks(chunks, width=width, header=header, skip_lines=skip_lines, join=join)


def fit_chunks(
    chunks: Iterable[Chunk],
    *,
    width: int | None = None,
    header: bool | None = None,
    skip_lines: int | None = None,
    join: str = "\t",
) -> "Fitted":
    """As `fit`, for records that come in chunks."""
    source = iter(chunks)
    head, records, is_all = read_head(source)
    shape = understand(records, is_all=is_all, width=width, header=header, skip_lines=skip_lines)
    return Fitted(shape, chain(head, source), join)


class Fitted:
    """A table that was understood from its head; `batches` reads all of it, once."""

    def __init__(self, shape: Shape, chunks: Iterable[Chunk], join: str) -> None:
        self.columns, self.questions, self.skip_lines = shape.columns, shape.questions, shape.skip_lines
        self.n_header_rows = len(shape.header_rows)
        self.n_rows = self.n_set_aside = 0  # given so far
        self._shape, self._chunks, self._join = shape, chunks, join
        self._notes = list(shape.notes)
        self._names = [list(record.cells) for record in shape.header_rows if len(record.cells) > 1]
        self._rows: list[tuple[str, ...]] = []
        self._set_aside: list[SetAsideRow] = []
        self._n_bare = self._n_characters = 0
        self._is_over = False  # another table has begun

    @property
    def header(self) -> bool:
        return self.n_header_rows > 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What should be said about the table, as far as it was read."""
        return tuple(self._notes)

    def batches(self) -> Iterator[Batch]:
        """Rows without any value are dropped at the end of the table, and kept between others."""
        in_body = False
        for chunk in self._chunks:
            body = chunk if in_body else self._below_top(chunk)
            in_body = in_body or body is not None
            if body is not None:
                with no_collection():
                    self._take(body)
                yield from self._full_batches()
        if (n_rows := self.n_rows + len(self._rows)) < len(FEW_ROWS):
            self._notes.append(FEW_ROWS[n_rows])
        if self._rows or self._set_aside:
            yield self._batch(len(self._rows))

    def _full_batches(self) -> Iterator[Batch]:
        while max(len(self._rows), len(self._set_aside)) >= BATCH_ROWS or self._n_characters >= BATCH_CHARACTERS:
            yield self._batch(BATCH_ROWS)

    def _batch(self, n: int) -> Batch:
        batch = Batch(self._rows[:n], self._set_aside)
        self._rows, self._set_aside, self._n_characters = self._rows[n:], [], 0
        self.n_rows += len(batch.rows)
        self.n_set_aside += len(batch.set_aside)
        return batch

    def _below_top(self, chunk: Chunk) -> Chunk | None:
        """Set title lines aside and pass over the header; None while no row has been reached."""
        lines = {record.line for record in self._shape.header_rows}
        for i, row in enumerate(chunk.rows):
            if not row:
                continue
            record = chunk.record(i)
            if record.line >= self._shape.body_line:
                return chunk.after(i)
            if record.line not in lines and not is_bare(record):
                self._put_aside(record, "above_header")
        return None

    def _take(self, chunk: Chunk) -> None:
        self._n_characters += sum(map(len, chunk.physical)) or sum(map(len, chain.from_iterable(chunk.rows)))
        if not self._is_over and self._is_plain(chunk):
            self._flush_bare()
            self._rows += map(tuple, chunk.rows)
            return
        width, is_odd = len(self.columns), bool(self._is_over or chunk.given or _is_damaged(chunk))
        for i, row in enumerate(chunk.rows):
            n_cells = len(row)
            if n_cells == width and not is_odd and row[0].strip() and row not in self._names:
                if self._n_bare:
                    self._flush_bare()
                self._rows.append(tuple(row))
            elif n_cells and not any(row):
                self._n_bare += 1
            elif n_cells:
                self._take_one(chunk.record(i))

    def _is_plain(self, chunk: Chunk) -> bool:
        width, rows = len(self.columns), chunk.rows
        if set(map(len, rows)) != {width} or any(r.repaired or not r.readable for r in chunk.given):
            return False
        if not all(map(str.strip, map(_FIRST, rows))) or any(names in rows for names in self._names):
            return False
        return not _is_damaged(chunk)

    def _take_one(self, record: Record) -> None:
        width = len(self.columns)
        if is_bare(record):
            self._n_bare += 1
            return
        cells = record.cells
        if width == 1 and record.readable and len(cells) > 1:  # what separates nothing is a part of the text
            cells = (self._join.join(cells),)
        if reason := self._misfit(record, cells):
            self._put_aside(record, reason)
            return
        self._keep((*cells, *[""] * (width - len(cells)))[:width])
        if record.repaired and "quotes_repaired" not in self._notes:
            self._notes.append("quotes_repaired")

    def _misfit(self, record: Record, cells: Sequence[str]) -> str:
        """Return why a record is no row of the table, or "". Empty cells beyond the width are let go."""
        width = len(self.columns)
        self._is_over = self._is_over or (
            len(cells) != width and any(comes_again(names, cells) for names in self._names)
        )
        if self._is_over:
            return "second_table"
        if not record.readable:
            return "quote_not_closed"
        if len(cells) < self._shape.n_needed:
            return "too_few_cells"
        if len(cells) > width and not self._may_end(cells[width:]):
            return "too_many_cells"
        if list(cells) in self._names:
            return "repeated_header"
        return "unreadable_characters" if any(DAMAGE in cell for cell in cells) else ""

    def _may_end(self, beyond: Sequence[str]) -> bool:
        """Empty cells at the end are let go, but for one alone where another may have shifted the row."""
        return not any(cell.strip() for cell in beyond) and (len(beyond) > 1 or self._shape.ends_filled)

    def _keep(self, row: tuple[str, ...]) -> None:
        self._flush_bare()
        self._rows.append(row)

    def _flush_bare(self) -> None:
        if self._n_bare:
            self._rows += [("",) * len(self.columns)] * self._n_bare
            self._n_bare = 0

    def _put_aside(self, record: Record, reason: str) -> None:
        params = {"n_cells": len(record.cells), "n_columns": len(self.columns)} if reason.startswith("too_") else {}
        content = self._join.join(record.cells) if record.content is None else record.content
        self._set_aside.append(SetAsideRow(record.line, content.replace(DAMAGE, "\ufffd"), reason, params))


def _is_damaged(chunk: Chunk) -> bool:
    return DAMAGE in "".join(chunk.physical) or any(DAMAGE in cell for record in chunk.given for cell in record.cells)
