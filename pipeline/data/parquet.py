"""Parquet files: typed columns as a person would write them, batch by batch."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.data.containers import UNPACKED_LIMIT_BYTES, size_words
from pipeline.data.names import unique_names
from pipeline.data.reader import BATCH_CHARACTERS, BATCH_ROWS, Batch
from pipeline.domain.dataset import Question, Reading, TableKind, TableSource
from pipeline.domain.errors import UserFacingError

ROWS_LIMIT = 100_000_000  # a file of a few bytes may claim any number
_READ_ROWS = 4_000  # at a time: a long text that comes again is stored once and read as often
_BROKEN = (pa.ArrowException, OSError, MemoryError, ValueError, OverflowError, KeyError, IndexError)
_ZEROS = re.compile(r"(\.\d*[1-9])0+(?=$|[Z+-])|\.0+(?=$|[Z+-])")  # at the end of a second's fraction
_MIDNIGHT = re.compile(r" 00:00:00$")


class ParquetReader:
    kind = TableKind.PARQUET
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()

    def __init__(self, parquet: pq.ParquetFile, source: TableSource) -> None:
        self._parquet, self.source = parquet, source
        self._n_rows = parquet.metadata.num_rows
        self._n_read = 0
        names = parquet.schema_arrow.names
        self.columns = unique_names([name.replace("\x00", "") for name in names], len(names))

    @property
    def fraction(self) -> float:
        return self._n_read / self._n_rows if self._n_rows else 1.0

    def batches(self) -> Iterator[Batch]:
        rows: list[tuple[str, ...]] = []
        n_characters = 0
        for part in self._parts():
            rows += part
            self._n_read += len(part)
            n_characters += sum(len(cell) for row in part for cell in row)
            if len(rows) >= BATCH_ROWS or n_characters >= BATCH_CHARACTERS:
                yield Batch(rows)
                rows, n_characters = [], 0
        if rows:
            yield Batch(rows)

    def _parts(self) -> Iterator[list[tuple[str, ...]]]:
        try:
            for batch in self._parquet.iter_batches(_READ_ROWS, use_threads=False):
                yield list(zip(*(_cells(column) for column in batch.columns), strict=True))
        except _BROKEN as error:
            raise UserFacingError("table_parquet_broken") from error


def open_parquet(
    file: BinaryIO,
    file_name: str,
    *,
    sha256: str,
    size_bytes: int,
    reading: Reading,  # noqa: ARG001 - one signature for all: a Parquet file leaves nothing to choose
) -> ParquetReader:
    """Raises: UserFacingError table_parquet_broken, table_archive_too_large {limit}, table_empty."""
    try:
        parquet = pq.ParquetFile(file, pre_buffer=False, buffer_size=1024 * 1024)
        n_bytes = sum(parquet.metadata.row_group(i).total_byte_size for i in range(parquet.num_row_groups))
        n_rows, names = parquet.metadata.num_rows, parquet.schema_arrow.names
    except _BROKEN as error:
        raise UserFacingError("table_parquet_broken") from error
    if n_bytes > UNPACKED_LIMIT_BYTES or n_rows > ROWS_LIMIT:
        raise UserFacingError("table_archive_too_large", limit=size_words(UNPACKED_LIMIT_BYTES))
    if not names:
        raise UserFacingError("table_empty")
    source = TableSource(
        file_name, sha256, "", "", header=True, kind=TableKind.PARQUET, quote="", size_bytes=size_bytes
    )
    return ParquetReader(parquet, source)


def _cells(column: pa.Array) -> list[str]:
    """Return the cells as text; null and NaN are empty."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    kind = column.type
    write = next((write for is_kind, write in _WRITERS if is_kind(kind)), _plain)
    cells: list[str] = write(column)
    return cells


def _plain(column: pa.Array) -> list[str]:
    """Numbers, booleans, decimals."""
    texts: list[str] = pc.fill_null(column.cast(pa.string()), "").to_pylist()
    return texts


def _text(column: pa.Array) -> list[str]:
    cells = pc.fill_null(column, "").to_pylist()
    return [cell.replace("\x00", "") if "\x00" in cell else cell for cell in cells]


def _numbers(column: pa.Array) -> list[str]:
    return ["" if cell == "nan" else cell.removesuffix(".0") for cell in _plain(column)]


def _times(column: pa.Array) -> list[str]:
    """ISO dates, with a time where there is one."""
    return [_MIDNIGHT.sub("", _ZEROS.sub(r"\1", cell) if "." in cell else cell) for cell in _plain(column)]


def _bytes(column: pa.Array) -> list[str]:
    return [_written(cell) if cell is not None else "" for cell in column.to_pylist()]


def _nested(column: pa.Array) -> list[str]:
    return [
        json.dumps(cell, ensure_ascii=False, default=_written) if cell is not None else ""
        for cell in column.to_pylist(maps_as_pydicts=None)
    ]


def _written(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode().replace("\x00", "")
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


_WRITERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], list[str]]], ...] = (
    (lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind), _text),
    (pa.types.is_floating, _numbers),
    (lambda kind: pa.types.is_timestamp(kind) or pa.types.is_time(kind), _times),
    (lambda kind: pa.types.is_binary(kind) or pa.types.is_large_binary(kind), _bytes),
    (pa.types.is_fixed_size_binary, _bytes),
    (pa.types.is_nested, _nested),
    (pa.types.is_duration, lambda column: [str(cell) if cell is not None else "" for cell in column.to_pylist()]),
)
