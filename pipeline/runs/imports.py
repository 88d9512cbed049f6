"""From what a person asked of a table to work for an executor, and from its result to the next version."""

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from pipeline.data.clean import DEFAULT_STEPS
from pipeline.domain.dataset import ColumnRole, Dataset, Reading
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Label
from pipeline.domain.project import Language
from pipeline.runs.executors.executor import ImportResult, ImportWork
from pipeline.store.clock import new_id
from pipeline.store.datasets import NewDataset
from pipeline.store.workspace import Workspace

T = TypeVar("T")
MOST_TRIES = 5  # of an import beside others into the same project


class Way(StrEnum):
    NEW = "new"  # a file becomes the first version
    APPEND = "append"  # a second file's rows join those that are there
    AGAIN = "again"  # the rows that are there, under other roles or another cleaning


@dataclass(frozen=True)
class ImportConfig:
    """What was asked of an import; kept with its run as plain values."""

    way: Way
    file_name: str = ""
    reading: Reading = field(default_factory=Reading)
    roles: Mapping[str, ColumnRole] = field(default_factory=dict)
    mask: bool = False
    cleaning: tuple[str, ...] | None = None  # None: as it stands, or the default
    merged_labels: Mapping[str, str] | None = None  # None: as they stand
    label_names: Mapping[str, str] = field(default_factory=dict)
    path: str = ""  # of a file that stays where it is; "": it lies in the run's folder

    @staticmethod
    def of(stored: Mapping[str, Any]) -> "ImportConfig":
        values = {
            "way": Way(stored["way"]),
            "reading": Reading(**stored["reading"]),
            "roles": {name: ColumnRole(role) for name, role in stored["roles"].items()},
            "cleaning": None if stored["cleaning"] is None else tuple(stored["cleaning"]),
        }
        return ImportConfig(**{**stored, **values})


def import_work(
    ws: Workspace, config: ImportConfig, content: bytes | Path | None, *, language: Language, key: bytes | None = None
) -> ImportWork:
    """Return the work of a first import; `key` where personal data is to be masked."""
    return ImportWork(
        content=content,
        file_name=config.file_name,
        reading=config.reading,
        roles=config.roles,
        language=language,
        cleaning=DEFAULT_STEPS if config.cleaning is None else config.cleaning,
        output_folder=ws.datasets.version_folder(new_id()),
        merged_labels=config.merged_labels or {},
        mask_key=key,
    )


def next_work(ws: Workspace, project_id: str, config: ImportConfig, content: bytes | Path | None) -> ImportWork:
    """Return the work of an import into a project that is there; a masked one masks what is added to it.

    Raises: UserFacingError project_missing, no_dataset.
    """
    project, before = ws.projects.get(project_id), ws.datasets.latest(project_id)
    if config.way is Way.NEW:
        key = mask_key(ws, project_id) if config.mask else None
        return import_work(ws, config, content, language=project.language, key=key)
    if before is None:
        raise UserFacingError("no_dataset")
    ws.datasets.rows(before)  # rows of an older Lanhai are taken over first
    config = replace(
        config,
        cleaning=before.cleaning if config.cleaning is None else config.cleaning,
        merged_labels=before.merged_labels if config.merged_labels is None else config.merged_labels,
    )
    key = mask_key(ws, project_id) if before.masked else None
    work = import_work(ws, config, content, language=project.language, key=key)
    return replace(work, previous=(before, ws.datasets.version_folder(before.id)))


def store_import(
    ws: Workspace, project_id: str, config: ImportConfig, work: ImportWork, result: ImportResult
) -> Dataset:
    """Make the version known, with its labels; the file itself is kept unless it was masked.

    Raises: UserFacingError("dataset_changed") where another version came in between: the work must be done again.
    """
    masked = work.mask_key is not None
    new = NewDataset(
        name=config.file_name or (work.previous[0].name if work.previous else ""),
        columns=result.columns,
        source=result.source,
        cleaning=work.cleaning,
        n_rows=result.n_rows,
        findings=result.findings,
        merged_labels=work.merged_labels,
        masked=masked,
        personal=result.personal,
        n_left_out=result.n_left_out,
    )
    if work.content is not None and not masked:
        ws.datasets.keep_original(result.source, work.content)
    try:
        with ws.database.write():  # a version is never there without its labels
            latest = ws.datasets.latest(project_id)
            if (latest and latest.id) != (work.previous and work.previous[0].id):
                raise UserFacingError("dataset_changed")
            ws.projects.add_labels(
                project_id, tuple(Label(code, config.label_names.get(code, "")) for code in result.labels)
            )
            stored = ws.datasets.add(project_id, work.output_folder.name, new)
    except BaseException:
        shutil.rmtree(work.output_folder, ignore_errors=True)
        raise
    if masked and work.previous is not None and _turned_sensitive(work.previous[0], stored):
        ws.datasets.forget_rows(project_id, but=stored.id)
    return stored


def _turned_sensitive(before: Dataset, now: Dataset) -> bool:
    return bool(set(now.named(ColumnRole.SENSITIVE)) - set(before.named(ColumnRole.SENSITIVE)))


def until_unchanged(attempt: Callable[[], T]) -> T:
    """Make a version, and once more on what stands then where another one came in between."""
    for _ in range(MOST_TRIES - 1):
        try:
            return attempt()
        except UserFacingError as error:
            if error.code != "dataset_changed":
                raise
    return attempt()


def facts_of(dataset: Dataset, result: ImportResult) -> dict[str, Any]:
    """Return what is kept with the run."""
    return {
        "dataset_id": dataset.id,
        "n_rows": result.n_rows,
        "n_new": result.n_new,
        "n_known": result.n_known,
        "n_changed": result.n_changed,
        "n_labels": result.n_labels,
        "n_set_aside": result.source.n_set_aside,
        "n_left_out": result.n_left_out,
    }


def mask_key(ws: Workspace, project_id: str) -> bytes:
    """Return the project's own key: with it the same person always gets the same token. Made at the first use."""
    name = f"mask_key.{project_id}"
    with ws.database.write():
        known = ws.settings.get(name, None)
        if known is None:
            known = new_mask_key().hex()
            ws.settings.put(name, known)
    return bytes.fromhex(str(known))


def new_mask_key() -> bytes:
    return secrets.token_bytes(32)


def keep_mask_key(ws: Workspace, project_id: str, key: bytes) -> None:
    ws.settings.put(f"mask_key.{project_id}", key.hex())
