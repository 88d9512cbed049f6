"""Adding a second file's rows to those that are there: new ones at the end, known ones in their place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.dataset import Column, ColumnRole
from pipeline.store.rows import Rows, RowsWriter


@dataclass(frozen=True)
class Merged:
    n_new: int
    n_known: int = 0
    n_changed: int = 0  # of the known ones


def merge(before: Rows, added: Rows, columns: Sequence[Column], output: Path) -> Merged:
    """Write the rows of both; where an example is in both, the cells of the second file stand.

    A column that the second file lacks keeps its cells, and so does a label where the second file has none.
    """
    plan = _Plan(before, added, columns)
    changed = {position: cells for position, cells in plan.known() if cells is not None}
    writer = RowsWriter(output, before.names)
    start = 0
    for ids, rows in _batches(before):
        for position in changed.keys() & range(start, start + len(rows)):
            rows[position - start] = changed[position]
        start += len(rows)
        writer.write(ids, rows)
    n_before = len(before)
    for ids, rows in plan.fresh():
        writer.write(ids, rows)
    writer.close()
    return Merged(writer.n_rows - n_before, len(plan.places), len(changed))


class _Plan:
    def __init__(self, before: Rows, added: Rows, columns: Sequence[Column]) -> None:
        self._before, self._added = before, added
        self.places: Mapping[str, int] = before.positions(added.ids)
        self._from = [added.names.index(name) if name in added.names else None for name in before.names]
        label = next((column.name for column in columns if column.role is ColumnRole.LABEL), None)
        self._label = before.names.index(label) if label in before.names else None

    def known(self) -> Iterator[tuple[int, tuple[str, ...] | None]]:
        """Yield where a known example stands, and its cells where they changed."""
        for ids, rows in _batches(self._added):
            places = [(self.places[id_], row) for id_, row in zip(ids, rows, strict=True) if id_ in self.places]
            standing = self._before.take([place for place, _ in places], self._before.names)
            for (place, row), old in zip(places, standing, strict=True):
                new = self._updated(row, old)
                yield place, None if new == old else new

    def fresh(self) -> Iterator[tuple[list[str], list[tuple[str, ...]]]]:
        for ids, rows in _batches(self._added):
            pairs = [(id_, row) for id_, row in zip(ids, rows, strict=True) if id_ not in self.places]
            nothing = ("",) * len(self._from)
            yield [id_ for id_, _ in pairs], [self._updated(row, nothing) for _, row in pairs]

    def _updated(self, row: tuple[str, ...], old: tuple[str, ...]) -> tuple[str, ...]:
        cells = [old[i] if source is None else row[source] for i, source in enumerate(self._from)]
        if self._label is not None and not cells[self._label].strip():
            cells[self._label] = old[self._label]
        return tuple(cells)


def _batches(rows: Rows) -> Iterator[tuple[list[str], list[tuple[str, ...]]]]:
    start = 0
    for batch in rows.batches(rows.names):
        cells = list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
        yield list(rows.ids[start : start + len(cells)]), cells
        start += len(cells)
