"""Adding a second file's rows to those that are there: new ones at the end, known ones in their place."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.data.identity import N_HEX
from pipeline.domain.dataset import Column, ColumnRole
from pipeline.runs.executors.matching import match
from pipeline.store.rows import Rows, RowsWriter

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    n_new: int
    n_known: int = 0
    n_changed: int = 0  # of the known ones


def merge(before: Rows, added: Rows, columns: Sequence[Column], output: Path, *, masked: bool = False) -> Merged:
    """Write the rows of both; where a row is in both, the cells of the second file stand.

    Texts stay as they are. So do a column that the second file lacks, and a label where the second file has none.
    """
    update = _Update(before, added, columns)
    places = match(before, added, columns, masked=masked)
    changed = dict(_changed(before, added, places, update))
    names = _FreeIds(before)
    with closing(RowsWriter(output, before.names)) as writer:
        for start, ids, rows in _batches(before):
            here = [place for place in range(start, start + len(rows)) if place in changed]
            for place, new in zip(here, added.take([changed[each] for each in here], added.names), strict=True):
                rows[place - start] = update.of(new, rows[place - start])
            writer.write(ids, rows)
        for start, ids, rows in _batches(added):
            fresh = [i for i in range(len(ids)) if start + i not in places]
            writer.write(names.of([ids[i] for i in fresh]), [update.of(rows[i], None) for i in fresh])
    return Merged(writer.n_rows - len(before), len(places), len(changed))


class _Update:
    """From a row of the second file, and what stood there before, to the row that stands from now on."""

    def __init__(self, before: Rows, added: Rows, columns: Sequence[Column]) -> None:
        self._from = [added.names.index(name) if name in added.names else None for name in before.names]
        self._texts = [before.names.index(column.name) for column in columns if column.role is ColumnRole.TEXT]
        self._labels = [before.names.index(column.name) for column in columns if column.role is ColumnRole.LABEL]

    def of(self, new: Cells, old: Cells | None) -> Cells:
        """`old` None: the row is new."""
        cells = ["" if source is None else new[source] for source in self._from]
        if old is None:
            return tuple(cells)
        for i, source in enumerate(self._from):
            if source is None or i in self._texts or (i in self._labels and not cells[i].strip()):
                cells[i] = old[i]
        return tuple(cells)


def _changed(before: Rows, added: Rows, places: Mapping[int, int], update: _Update) -> Iterator[tuple[int, int]]:
    """Yield where a known row that changed stands, before and in the second file."""
    for start, ids, rows in _batches(added):
        known = [i for i in range(len(ids)) if start + i in places]
        standing = before.take([places[start + i] for i in known], before.names)
        for i, old in zip(known, standing, strict=True):
            if update.of(rows[i], old) != old:
                yield places[start + i], start + i


class _FreeIds:
    """Ids for new rows. One that is taken, by another row with the same text, leads to the next free one."""

    def __init__(self, before: Rows) -> None:
        self._taken = set(before.ids)

    def of(self, ids: Sequence[str]) -> list[str]:
        return [self._free(id_) for id_ in ids]

    def _free(self, wanted: str) -> str:
        free, n = wanted, 0
        while free in self._taken:
            n += 1
            free = hashlib.sha256(f"{wanted}:{n}".encode()).hexdigest()[:N_HEX]
        self._taken.add(free)
        return free


def _batches(rows: Rows) -> Iterator[tuple[int, list[str], list[Cells]]]:
    """Yield where each batch begins, its ids, and its rows."""
    start = 0
    for ids, cells in rows.parts():
        yield start, ids, cells
        start += len(ids)
