"""Taking in a table without a screen: what it was understood as, or what only a person can say."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.data.file_names import readable_name
from pipeline.data.tables import open_table
from pipeline.domain.dataset import ColumnRole, Dataset, Question, Reading, SetAsideRow, TableSource
from pipeline.domain.errors import UserFacingError
from pipeline.domain.finding import Finding
from pipeline.domain.project import Language
from pipeline.domain.run import Run
from pipeline.store.workspace import Workspace
from pipeline.words.catalog import render_error
from pipeline.workflow import data, versions
from pipeline.workflow.facts import finding_facts
from pipeline.workflow.headless import Watch, existing, wait
from pipeline.workflow.values import Appended

N_SET_ASIDE = 1_000  # rows set aside that are told one by one
OPTIONS = {"skip_lines": "skip-lines"}  # where an option is spelled otherwise than its field


@dataclass(frozen=True)
class ImportRequest:
    file: Path
    text: tuple[str, ...] = ()
    label: str | None = None
    language: str | None = None
    reading: Reading = field(default_factory=Reading)
    mask: bool = False
    project: str | None = None  # to add the rows to

    @property
    def file_name(self) -> str:
        return readable_name(self.file.name)


def import_file(ws: Workspace, request: ImportRequest, *, watch: Watch) -> Mapping[str, Any]:
    """Import a file as a new project, or into one; `status` tells whether it was, and if not, why.

    Raises: UserFacingError for what is wrong with the request, not with the file: file_missing, column_missing,
        project_missing, append_columns_differ, ...
    """
    began = time.monotonic()
    if request.project and (request.mask or request.text or request.label or request.language):
        raise UserFacingError("options_wrong", detail="--project: --mask, --text, --label, --lang", command="import")
    try:
        with open_table(existing(request.file), request.file_name, request.reading) as reader:
            columns, source, questions = reader.columns, reader.source, reader.questions
        if questions:
            return _told(began, "ask", source, columns, question=[_asked(question) for question in questions])
        return _imported(ws, request, began, watch)
    except UserFacingError as error:
        if error.code == "file_missing" or not error.code.startswith(("table_", "archive_")):
            raise
        return _refused(error, began)


def _imported(ws: Workspace, request: ImportRequest, began: float, watch: Watch) -> Mapping[str, Any]:
    counts: dict[str, Any] = {}
    if request.project is None:
        preview = data.preview(request.file, request.file_name, request.reading)
        roles = dict.fromkeys(request.text, ColumnRole.TEXT)
        roles |= {request.label: ColumnRole.LABEL} if request.label else {}
        language = Language(request.language or preview.language)
        asked = data.ProjectRequest(preview.suggested_name, roles, language, mask=request.mask)
        imported = data.create_project(ws, request.file, request.file_name, asked, request.reading)
        project_id, dataset, findings = imported.project.id, imported.dataset, imported.findings
    else:
        project_id = request.project
        added = versions.append(ws, project_id, request.file.absolute(), request.file_name, request.reading)
        dataset, findings, counts = _ended(ws, project_id, added, watch)
    aside = [_aside(row) for row in islice(ws.datasets.set_aside(project_id), N_SET_ASIDE)]
    return _told(
        began,
        "imported",
        dataset.source,
        tuple(column.name for column in dataset.columns),
        project=project_id,
        dataset=dataset.id,
        n_rows=dataset.n_rows,
        roles={column.name: column.role.value for column in dataset.columns},
        set_aside=aside,
        n_set_aside=dataset.source.n_set_aside,
        personal=dict(dataset.personal),
        findings=[finding_facts(finding) for finding in findings],
        **counts,
    )


def _ended(
    ws: Workspace, project_id: str, added: Appended | Run, watch: Watch
) -> tuple[Dataset, tuple[Finding, ...], dict[str, Any]]:
    if isinstance(added, Appended):
        counts = {"n_new": added.n_new, "n_known": added.n_known, "n_changed": added.n_changed}
        return added.dataset, added.findings, counts
    finished = wait(ws, added.id, watch)
    dataset = ws.datasets.latest(project_id)
    assert dataset is not None  # noqa: S101 - rows were added to it
    counts = {name: finished.result[name] for name in ("n_new", "n_known", "n_changed")}
    return dataset, ws.datasets.findings(project_id), counts


def _told(began: float, status: str, source: TableSource, columns: tuple[str, ...], **more: Any) -> Mapping[str, Any]:
    return {
        "status": status,
        "kind": source.kind.value,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "quote": source.quote,
        "header": source.header,
        "skip_lines": source.skip_lines,
        "sheet": source.sheet,
        "n_rows": None,
        "n_columns": len(columns),
        "columns": list(columns),
        "roles": {},
        "set_aside": [],
        "question": [],
        "findings": [],
        **more,
        "seconds": round(time.monotonic() - began, 3),
    }


def _asked(question: Question) -> Mapping[str, Any]:
    return {"option": OPTIONS.get(question.option, question.option), "candidates": list(question.candidates)}


def _aside(row: SetAsideRow) -> Mapping[str, Any]:
    """Without its content: what a terminal prints lands in logs."""
    told = asdict(row)
    told.pop("content")
    return told


def _refused(error: UserFacingError, began: float) -> Mapping[str, Any]:
    words = render_error(error.code, error.params, "en")
    nothing = TableSource("", "", "", "", header=False)
    return {**_told(began, "refused", nothing, ()), "kind": "", "code": error.code, **asdict(words)}
