"""Datasets: facts in the database, and a folder for each version with its rows."""

import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Row, select

from pipeline.domain.dataset import Column, ColumnRole, Dataset, SetAsideRow, TableKind, TableSource
from pipeline.domain.finding import Finding, Severity
from pipeline.store import schema
from pipeline.store.clock import moment_of, now, seconds_of
from pipeline.store.database import Database
from pipeline.store.files import fresh_folder, link_or_copy, sha256_of_file, write_through
from pipeline.store.rows import Rows, RowsWriter

_D = schema.datasets.c
ROWS, SET_ASIDE, LEFT_OUT = "rows.arrow", "set_aside.arrow", "left_out.arrow"  # in a version's folder
DRAFT_SECONDS = 3600.0
PASSING = ("uploads", "runs")  # the workspace's folders in which a file lies until its import has ended
_SET_ASIDE = pa.schema([("line", pa.int64()), *((name, pa.string()) for name in ("content", "reason", "params"))])
_LEFT_OUT = pa.schema([("id", pa.string()), ("step", pa.string())])


@dataclass(frozen=True)
class NewDataset:
    """What an import hands to the store beside the folder that it filled."""

    name: str
    columns: tuple[Column, ...]
    source: TableSource
    cleaning: tuple[str, ...]
    n_rows: int
    findings: Sequence[Finding]
    merged_labels: Mapping[str, str] = field(default_factory=dict)
    masked: bool = False
    personal: Mapping[str, int] = field(default_factory=dict)
    n_left_out: int = 0


class SetAsideWriter:
    """Writes the rows that do not fit; close it before they are read."""

    def __init__(self, folder: Path) -> None:
        self._writer = pa.ipc.new_file(str(folder / SET_ASIDE), _SET_ASIDE)
        self.n_rows = 0

    def write(self, rows: Sequence[SetAsideRow]) -> None:
        if rows:
            cells = [{**asdict(row), "params": json.dumps(dict(row.params), ensure_ascii=False)} for row in rows]
            self._writer.write_batch(pa.RecordBatch.from_pylist(cells, schema=_SET_ASIDE))
            self.n_rows += len(rows)

    def close(self) -> None:
        self._writer.close()


def set_aside_in(folder: Path) -> Iterator[SetAsideRow]:
    """Yield the rows that were set aside in a version's folder."""
    for batch in _batches(folder / SET_ASIDE):
        yield from (SetAsideRow(**{**each, "params": json.loads(each["params"])}) for each in batch.to_pylist())


def write_left_out(folder: Path, left_out: Mapping[str, str]) -> None:
    """Write which examples the cleaning leaves out, each with the step that does."""
    with pa.ipc.new_file(str(folder / LEFT_OUT), _LEFT_OUT) as writer:
        writer.write_batch(pa.record_batch([list(left_out), list(left_out.values())], schema=_LEFT_OUT))


@dataclass
class Datasets:
    database: Database
    folder: Path  # the workspace's datasets/

    def version_folder(self, dataset_id: str) -> Path:
        """Return where a version's files lie, or are to be written before `add`."""
        return self.folder / dataset_id

    def add(self, project_id: str, dataset_id: str, new: NewDataset) -> Dataset:
        """Store the next version of a project's table; its rows lie in `version_folder` already."""
        with self.database.write() as connection:
            version = len(connection.execute(select(_D.id).where(_D.project_id == project_id)).all()) + 1
            connection.execute(
                schema.datasets.insert().values(
                    id=dataset_id,
                    project_id=project_id,
                    name=new.name,
                    version=version,
                    n_rows=new.n_rows,
                    columns=[asdict(column) for column in new.columns],
                    source=asdict(new.source),
                    set_aside=[],
                    cleaning=list(new.cleaning),
                    findings=[asdict(finding) for finding in new.findings],
                    fingerprint=sha256_of_file(self.version_folder(dataset_id) / ROWS),
                    created_at=seconds_of(now()),
                    more={
                        "merged_labels": dict(new.merged_labels),
                        "masked": new.masked,
                        "personal": dict(new.personal),
                        "n_left_out": new.n_left_out,
                    },
                )
            )
            return self.get(dataset_id)

    def keep_original(self, source: TableSource, content: bytes | Path) -> None:
        """Keep the file as it was brought, byte for byte, by its hash."""
        path = self.folder / "originals" / source.sha256
        if path.exists():
            return
        if isinstance(content, bytes):
            write_through(path, lambda temporary: temporary.write_bytes(content))
        elif any(content.is_relative_to(self.folder.parent / name) for name in PASSING):
            path.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(content, path)
        else:
            write_through(path, lambda temporary: shutil.copyfile(content, temporary))

    def get(self, dataset_id: str) -> Dataset:
        with self.database.read() as connection:
            return _dataset(connection.execute(select(schema.datasets).where(_D.id == dataset_id)).one())

    def latest(self, project_id: str) -> Dataset | None:
        row = self._latest_row(project_id)
        return None if row is None else _dataset(row)

    def findings(self, project_id: str) -> tuple[Finding, ...]:
        row = self._latest_row(project_id)
        return () if row is None else tuple(_finding(found) for found in row.findings)

    def set_aside(self, project_id: str) -> Iterator[SetAsideRow]:
        """Yield the rows of the newest version's file that did not fit."""
        row = self._latest_row(project_id)
        if row is None:
            return
        folder = self.version_folder(row.id)
        yield from set_aside_in(folder) if folder.exists() else (SetAsideRow(**stored) for stored in row.set_aside)

    def rows(self, dataset: Dataset) -> Rows:
        path = self.version_folder(dataset.id) / ROWS
        if not path.exists():
            self._take_over(dataset.id)
        return _rows(path)

    def left_out(self, dataset: Dataset) -> Mapping[str, str]:
        """Return the step that leaves an example out, by its id."""
        return _left_out(self.version_folder(dataset.id) / LEFT_OUT) if dataset.n_left_out else {}

    def sweep(self) -> None:
        """Remove what imports that died had begun to write; younger drafts may be somebody's work."""
        for path in self.folder.glob(".*"):
            with suppress(OSError):
                if path.is_dir() and time.time() - path.stat().st_mtime > DRAFT_SECONDS:
                    shutil.rmtree(path, ignore_errors=True)

    def forget_rows(self, project_id: str, *, but: str) -> None:
        """Remove the files of every version but one: what they hold may be kept no longer."""
        with self.database.read() as connection:
            ids = connection.execute(select(_D.id).where(_D.project_id == project_id, _D.id != but)).scalars().all()
        for dataset_id in ids:
            shutil.rmtree(self.version_folder(dataset_id), ignore_errors=True)

    def _take_over(self, dataset_id: str) -> None:
        """Bring the rows that the first version of Lanhai wrote to where they lie now."""
        with self.database.read() as connection:
            aside = connection.execute(select(_D.set_aside).where(_D.id == dataset_id)).scalar_one()
        table = pq.ParquetFile(self.folder / f"{dataset_id}.parquet")
        with fresh_folder(self.version_folder(dataset_id)) as fresh:
            with closing(RowsWriter(fresh / ROWS, table.schema_arrow.names[1:])) as writer:
                for batch in table.iter_batches():
                    ids, *cells = (column.to_pylist() for column in batch.columns)
                    writer.write(ids, list(zip(*cells, strict=True)))
            with closing(SetAsideWriter(fresh)) as writer_aside:
                writer_aside.write([SetAsideRow(**stored) for stored in aside])

    def _latest_row(self, project_id: str) -> Row[Any] | None:
        query = select(schema.datasets).where(_D.project_id == project_id).order_by(_D.version.desc()).limit(1)
        with self.database.read() as connection:
            return connection.execute(query).first()


@lru_cache(maxsize=64)  # a version never changes, and of its rows nothing is held here
def _rows(path: Path) -> Rows:
    return Rows(path)


@lru_cache(maxsize=4)
def _left_out(path: Path) -> Mapping[str, str]:
    return {each["id"]: each["step"] for batch in _batches(path) for each in batch.to_pylist()}


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    if not path.exists():
        return
    with pa.OSFile(str(path)) as source:
        reader = pa.ipc.open_file(source)
        yield from (reader.get_batch(i) for i in range(reader.num_record_batches))


def _dataset(row: Row[Any]) -> Dataset:
    columns = tuple(Column(**{**column, "role": ColumnRole(column["role"])}) for column in row.columns)
    source = TableSource(**{**row.source, **_typed(row.source)})
    return Dataset(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        version=row.version,
        n_rows=row.n_rows,
        columns=columns,
        source=source,
        cleaning=tuple(row.cleaning),
        fingerprint=row.fingerprint,
        created_at=moment_of(row.created_at),
        **(row.more or {}),
    )


def _typed(source: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": TableKind(source.get("kind", TableKind.DELIMITED)),
        "notes": tuple(source.get("notes", ())),
    }


def _finding(stored: Mapping[str, Any]) -> Finding:
    return Finding(stored["code"], Severity(stored["severity"]), stored["params"], tuple(stored["example_ids"]))
