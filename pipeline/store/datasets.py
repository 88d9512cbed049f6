"""Datasets: facts in the database, rows in Parquet."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Row, select

from pipeline.domain.dataset import Column, ColumnRole, Dataset, TableSource
from pipeline.domain.finding import Finding, Severity
from pipeline.store import schema
from pipeline.store.clock import moment_of, new_id, now, seconds_of
from pipeline.store.database import Database
from pipeline.store.files import sha256_of, write_atomic, write_through

_D = schema.datasets.c
ID_COLUMN = "__example_id__"  # always the first; longer where the table has a column of that name


@dataclass(frozen=True)
class Rows:
    """All rows of a dataset version, raw: `ids` in the table's order, and one list of cells per column."""

    ids: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...]]  # by column name, in the file's order

    def texts(self, columns: Sequence[str]) -> list[tuple[str, ...]]:
        return list(zip(*(self.cells[column] for column in columns), strict=True)) if columns else []


@dataclass(frozen=True)
class NewDataset:
    """What an import hands to the store."""

    name: str
    columns: tuple[Column, ...]
    source: TableSource
    cleaning: tuple[str, ...]
    ids: Sequence[str]
    cells: Mapping[str, Sequence[str]]
    set_aside: Sequence[Mapping[str, Any]]
    findings: Sequence[Finding]


@dataclass
class Datasets:
    database: Database
    folder: Path  # the workspace's datasets/

    def add(self, project_id: str, new: NewDataset, original: bytes) -> Dataset:
        """Store the next version of a project's table. The original file is kept byte for byte, by its hash."""
        dataset_id, created_at = new_id(), now()
        write_atomic(self.folder / "originals" / new.source.sha256, original)
        path = self.folder / f"{dataset_id}.parquet"
        id_column = ID_COLUMN
        while id_column in new.cells:
            id_column += "_"
        table = pa.table({id_column: list(new.ids), **{name: list(cells) for name, cells in new.cells.items()}})
        write_through(path, lambda temporary: pq.write_table(table, temporary))
        with self.database.write() as connection:
            version = len(connection.execute(select(_D.id).where(_D.project_id == project_id)).all()) + 1
            connection.execute(
                schema.datasets.insert().values(
                    id=dataset_id,
                    project_id=project_id,
                    name=new.name,
                    version=version,
                    n_rows=len(new.ids),
                    columns=[asdict(column) for column in new.columns],
                    source=asdict(new.source),
                    set_aside=list(new.set_aside),
                    cleaning=list(new.cleaning),
                    findings=[asdict(finding) for finding in new.findings],
                    fingerprint=sha256_of(path.read_bytes()),
                    created_at=seconds_of(created_at),
                )
            )
        found = self.latest(project_id)
        assert found is not None  # noqa: S101 - written two lines above
        return found

    def latest(self, project_id: str) -> Dataset | None:
        row = self._latest_row(project_id)
        return None if row is None else _dataset(row)

    def findings(self, project_id: str) -> tuple[Finding, ...]:
        row = self._latest_row(project_id)
        return () if row is None else tuple(_finding(found) for found in row.findings)

    def set_aside(self, project_id: str) -> tuple[Mapping[str, Any], ...]:
        row = self._latest_row(project_id)
        return () if row is None else tuple(row.set_aside)

    def rows(self, dataset: Dataset) -> Rows:
        return _read_rows(self.folder / f"{dataset.id}.parquet")

    def _latest_row(self, project_id: str) -> Row[Any] | None:
        query = select(schema.datasets).where(_D.project_id == project_id).order_by(_D.version.desc()).limit(1)
        with self.database.read() as connection:
            return connection.execute(query).first()


@lru_cache(maxsize=4)  # a version never changes; 20,000 rows of text are some MB
def _read_rows(path: Path) -> Rows:
    table = pq.read_table(path)
    ids, *cells = (tuple(column.to_pylist()) for column in table.itercolumns())
    return Rows(ids, dict(zip(table.column_names[1:], cells, strict=True)))


def _dataset(row: Row[Any]) -> Dataset:
    columns = tuple(Column(**{**column, "role": ColumnRole(column["role"])}) for column in row.columns)
    return Dataset(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        version=row.version,
        n_rows=row.n_rows,
        columns=columns,
        source=TableSource(**row.source),
        cleaning=tuple(row.cleaning),
        fingerprint=row.fingerprint,
        created_at=moment_of(row.created_at),
    )


def _finding(stored: Mapping[str, Any]) -> Finding:
    return Finding(stored["code"], Severity(stored["severity"]), stored["params"], tuple(stored["example_ids"]))
