"""The rows of a dataset version, raw: one Arrow file, read batch by batch and never whole."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

ID_COLUMN = "__example_id__"  # always the first; longer where the table has a column of that name
SEARCH_SECONDS = 0.15  # a search that is not through by then answers with what it has
PATIENT_SECONDS = 20.0  # where a person asked for all rows


@dataclass(frozen=True)
class Found:
    """Some rows with the searched words; `n_found` of the `n_looked_at` first rows have them."""

    positions: tuple[int, ...]
    n_found: int
    n_looked_at: int


class RowsWriter:
    """Writes an Arrow file of text columns; close it before it is read."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        id_column = ID_COLUMN
        while id_column in columns:
            id_column += "_"
        self._schema = pa.schema([(name, pa.string()) for name in (id_column, *columns)])
        self._sink = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._sink, self._schema)
        self.n_rows = 0

    def write(self, ids: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Append one batch; a lone surrogate becomes the replacement character."""
        columns = zip(*rows, strict=True) if rows else ([] for _ in self._schema.names[1:])
        arrays = [_strings(cells) for cells in (ids, *columns)]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
        self.n_rows += len(ids)

    def close(self) -> None:
        self._writer.close()
        self._sink.close()


def _strings(cells: Iterable[str]) -> pa.Array:
    cells = list(cells)
    try:
        return pa.array(cells, pa.string())
    except UnicodeEncodeError:
        return pa.array([cell.encode("utf-8", "replace").decode() for cell in cells], pa.string())


class Rows:
    """All rows of a dataset version in the table's order. Little of them is ever in memory at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with pa.memory_map(str(path)) as source:  # only for the sizes: nothing of the cells is touched
            reader = pa.ipc.open_file(source)
            self._names = tuple(reader.schema.names)
            sizes = [reader.get_batch(i).num_rows for i in range(reader.num_record_batches)]
        self._starts = [0, *accumulate(sizes)]  # the first row of each batch, and the end
        self.id_column, *names = self._names
        self.names = tuple(names)  # the table's columns, in the file's order

    def __len__(self) -> int:
        return int(self._starts[-1])

    @property
    def ids(self) -> tuple[str, ...]:
        return _ids(self)

    @property
    def by_id(self) -> NDArray[np.int64]:
        """The rows in the order of their ids. Those are hashes, so it is a random order that never changes."""
        return _index(self)[1]

    @cached_property
    def cells(self) -> "Columns":
        """Columns by name, in the file's order."""
        return Columns(self)

    def texts(self, columns: Sequence[str]) -> "Texts":
        return Texts(self, tuple(columns))

    def batches(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the named columns, batch by batch."""
        with self._open(names) as reader:
            for i in range(reader.num_record_batches):
                yield reader.get_batch(i)

    def parts(self) -> Iterator[tuple[list[str], list[tuple[str, ...]]]]:
        """Yield the ids and the rows of each batch."""
        for batch in self.batches((self.id_column, *self.names)):
            ids, *columns = (column.to_pylist() for column in batch.columns)
            yield ids, list(zip(*columns, strict=True))

    def take(self, positions: Sequence[int], columns: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the cells of some rows, in the order of `positions`.

        Raises: IndexError for a row that is not there.
        """
        found: dict[int, tuple[str, ...]] = {}
        wanted = np.unique(np.asarray(positions, dtype=np.int64))
        if len(wanted) and not 0 <= wanted[0] <= wanted[-1] < len(self):
            raise IndexError(f"row {wanted[-1]} of {len(self)}")
        with self._open(columns) as reader:
            for i in np.unique(np.searchsorted(self._starts, wanted, side="right") - 1).tolist():
                inside = wanted[(wanted >= self._starts[i]) & (wanted < self._starts[i + 1])]
                batch = reader.get_batch(i).take(pa.array(inside - self._starts[i]))
                found.update(zip(inside.tolist(), _tuples(batch), strict=True))
        return [found[position] for position in positions]

    def page(self, columns: Sequence[str], offset: int, limit: int) -> list[tuple[str, ...]]:
        start = min(max(offset, 0), len(self))
        return self.take(range(start, min(start + max(limit, 0), len(self))), columns)

    def positions(self, ids: Iterable[str]) -> dict[str, int]:
        """Return where the examples stand; an id that is not there is left out."""
        wanted = sorted(set(ids))
        if not wanted or not len(self):
            return {}
        known, rows = _index(self)
        asked = np.array([id_.encode() for id_ in wanted])
        places = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        there = known[places] == asked
        return {
            id_: row
            for id_, row, is_there in zip(wanted, rows[places].tolist(), there.tolist(), strict=True)
            if is_there
        }

    def search(self, columns: Sequence[str], words: str, *, n: int, seconds: float = SEARCH_SECONDS) -> Found:
        """Find rows in which any of the columns holds `words`, whatever their case; at most `n` positions come back.

        A large table is looked through until the time is up.
        """
        if not _is_text(words):
            return Found((), 0, len(self))
        deadline = time.monotonic() + seconds
        positions: list[int] = []
        n_found = n_looked_at = 0
        has_case = words.casefold() != words.upper() or words != words.upper()
        for start, batch in zip(self._starts, self.batches(columns), strict=False):
            hits = _rows_with(batch, words, has_case)
            n_found += len(hits)
            positions.extend((start + hits[: n - len(positions)]).tolist())
            n_looked_at += batch.num_rows
            if time.monotonic() > deadline:
                break
        return Found(tuple(positions), n_found, n_looked_at)

    @contextmanager
    def _open(self, names: Sequence[str]) -> Iterator[pa.RecordBatchFileReader]:
        place_of = {name: i for i, name in enumerate(self._names)}
        fields = [place_of[name] for name in names]
        with pa.OSFile(str(self._path)) as source:
            yield _Ordered(source, fields)


class _Ordered:
    """A reader of some columns in the asked order (Arrow's own gives them in the file's)."""

    def __init__(self, source: pa.NativeFile, fields: Sequence[int]) -> None:
        order = sorted(set(fields))
        self._reader = pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(included_fields=order, use_threads=False))
        place_of = {field: i for i, field in enumerate(order)}
        self._places = [place_of[field] for field in fields]
        self.num_record_batches = self._reader.num_record_batches

    def get_batch(self, i: int) -> pa.RecordBatch:
        return self._reader.get_batch(i).select(self._places)


@lru_cache(maxsize=4)  # 80 MB for a million rows
def _ids(rows: Rows) -> tuple[str, ...]:
    return tuple(id_ for batch in rows.batches((rows.id_column,)) for id_ in batch[0].to_pylist())


@lru_cache(maxsize=8)  # 30 MB for a million rows
def _index(rows: Rows) -> tuple[NDArray[np.bytes_], NDArray[np.int64]]:
    """Return the ids in their order, and the row of each."""
    ids = np.array([id_.encode() for batch in rows.batches((rows.id_column,)) for id_ in batch[0].to_pylist()])
    order = np.argsort(ids, kind="stable")
    return ids[order], order


class Columns(Mapping[str, "Column"]):
    """All columns by name; some of them together in one pass."""

    def __init__(self, rows: Rows) -> None:
        self._rows, self._columns = rows, {name: Column(rows, name) for name in rows.names}

    def __len__(self) -> int:
        return len(self._columns)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __getitem__(self, name: str) -> "Column":
        return self._columns[name]

    def together(self, columns: Sequence[str]) -> "Texts":
        return self._rows.texts(columns)


class Column(Sequence[str]):
    """One column's cells; reading from the first to the last costs one batch of memory."""

    def __init__(self, rows: Rows, name: str) -> None:
        self._rows, self._name = rows, name

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        for batch in self._rows.batches((self._name,)):
            yield from batch[0].to_pylist()

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> list[str]: ...
    def __getitem__(self, position: int | slice) -> str | list[str]:
        if isinstance(position, slice):
            return [cells[0] for cells in self._rows.take(range(*position.indices(len(self))), (self._name,))]
        return self._rows.take((position if position >= 0 else position + len(self),), (self._name,))[0][0]


class Texts(Sequence[tuple[str, ...]]):
    """Some columns' cells, a tuple per row."""

    def __init__(self, rows: Rows, columns: tuple[str, ...]) -> None:
        self._rows, self._columns = rows, columns

    def __len__(self) -> int:
        return len(self._rows) if self._columns else 0

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for batch in self._rows.batches(self._columns) if self._columns else ():
            yield from _tuples(batch)

    @overload
    def __getitem__(self, position: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, position: slice) -> list[tuple[str, ...]]: ...
    def __getitem__(self, position: int | slice) -> tuple[str, ...] | list[tuple[str, ...]]:
        if isinstance(position, slice):
            return self._rows.take(range(*position.indices(len(self))), self._columns)
        return self._rows.take((position if position >= 0 else position + len(self),), self._columns)[0]


def _is_text(words: str) -> bool:
    """Half a character stands in no cell."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def _tuples(batch: pa.RecordBatch) -> Iterator[tuple[str, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _rows_with(batch: pa.RecordBatch, words: str, has_case: bool) -> NDArray[np.int64]:
    hits = np.zeros(batch.num_rows, dtype=np.bool_)
    for column in batch.columns:
        found = pc.match_substring(column, words, ignore_case=has_case)
        hits |= found.to_numpy(zero_copy_only=False)
    return np.flatnonzero(hits)
