"""Bringing a table: look at it before anything is stored, then make a project of it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.data.checks.registry import look_at
from pipeline.data.checks.subject import Subject
from pipeline.data.clean import DEFAULT_STEPS
from pipeline.data.identity import example_ids
from pipeline.data.roles import guess_columns, guess_language
from pipeline.data.tables import Table, read_table
from pipeline.domain.dataset import Column, ColumnRole, Dataset, SetAsideRow
from pipeline.domain.errors import UserFacingError
from pipeline.domain.finding import Finding
from pipeline.domain.labels import FILE_ANNOTATOR, Annotation, Decision, Label
from pipeline.domain.project import Language, Project
from pipeline.store.clock import new_id, now
from pipeline.store.datasets import NewDataset
from pipeline.store.workspace import Workspace
from pipeline.workflow.values import Imported, TablePage, TablePreview

HEAD_ROWS = 20


@dataclass(frozen=True)
class Reading:
    """How to read a file, where the person chose; None: find out."""

    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None


FIND_OUT = Reading()


@dataclass(frozen=True)
class ProjectRequest:
    """What a person decided about a table before it becomes a project."""

    name: str
    roles: Mapping[str, ColumnRole]
    language: Language
    label_codes: tuple[str, ...] = ()  # to begin with, where the table has no LABEL column
    label_names: Mapping[str, str] | None = None  # names by code


def preview(content: bytes, file_name: str, reading: Reading = FIND_OUT) -> TablePreview:
    """Read a table and say how it was understood; stores nothing.

    Raises: UserFacingError as `read_table`.
    """
    table = _read(content, file_name, reading)
    columns = guess_columns(table)
    texts = [table.column(column.name) for column in columns if column.role is ColumnRole.TEXT]
    labels = [table.column(column.name) for column in columns if column.role is ColumnRole.LABEL]
    return TablePreview(
        file_name=file_name,
        suggested_name=_suggested_name(file_name),
        source=table.source,
        n_rows=len(table),
        columns=columns,
        language=guess_language(texts[0] if texts else []),
        head=tuple(dict(zip(table.columns, row, strict=True)) for row in table.rows[:HEAD_ROWS]),
        set_aside=table.set_aside,
        label_codes=codes_of(labels[0]) if labels else (),
        other_encodings=table.other_encodings,
    )


def create_project(
    ws: Workspace, content: bytes, file_name: str, request: ProjectRequest, reading: Reading = FIND_OUT
) -> Imported:
    """Store a table as a new project; a LABEL column becomes annotations by the annotator `file`.

    Raises: UserFacingError as `read_table`, and: no_text_column, several_text_columns {columns},
        several_label_columns {columns}, name_empty, column_missing {column, columns}.
    """
    table = _read(content, file_name, reading)
    columns = _columns(table, request.roles)
    if not request.name.strip():
        raise UserFacingError("name_empty")
    text_columns = [column.name for column in columns if column.role is ColumnRole.TEXT]
    if not text_columns:
        raise UserFacingError("no_text_column")
    if len(text_columns) > 1:
        raise UserFacingError("several_text_columns", columns=", ".join(text_columns))
    label_columns = [column.name for column in columns if column.role is ColumnRole.LABEL]
    if len(label_columns) > 1:
        raise UserFacingError("several_label_columns", columns=", ".join(label_columns))
    labels = [cell.strip() for cell in table.column(label_columns[0])] if label_columns else [""] * len(table)
    names = request.label_names or {}
    codes = dict.fromkeys((*codes_of(labels), *request.label_codes))
    with ws.database.write():  # all of it or nothing: never a project without its table, nor a table without its labels
        project = ws.projects.create(
            request.name.strip(), request.language, tuple(Label(code, names.get(code, "")) for code in codes)
        )
        return _import(ws, project, table, columns, labels, content)


def dataset(ws: Workspace, project_id: str) -> Dataset | None:
    return ws.datasets.latest(project_id)


def findings(ws: Workspace, project_id: str) -> tuple[Finding, ...]:
    """Return what the checks noticed at the import, worst first."""
    return ws.datasets.findings(project_id)


def set_aside(ws: Workspace, project_id: str) -> tuple[SetAsideRow, ...]:
    return tuple(SetAsideRow(**row) for row in ws.datasets.set_aside(project_id))


def page(ws: Workspace, project_id: str, *, offset: int = 0, limit: int = 50, search: str = "") -> TablePage:
    """Return some rows as they were brought, without SENSITIVE columns; `search` looks in every shown cell."""
    found = ws.datasets.latest(project_id)
    if found is None:
        return TablePage((), (), 0)
    cells = ws.datasets.rows(found).cells
    hidden = set(found.named(ColumnRole.SENSITIVE))
    names = tuple(name for name in cells if name not in hidden)
    rows: Sequence[tuple[str, ...]] = list(zip(*(cells[name] for name in names), strict=True))
    if wanted := search.strip().casefold():
        rows = [row for row in rows if any(wanted in cell.casefold() for cell in row)]
    return TablePage(names, tuple(rows[offset : offset + limit]), len(rows))


def finding_rows(ws: Workspace, project_id: str, finding: Finding, *, limit: int = 20) -> tuple[tuple[int, str], ...]:
    """Return the rows behind a finding: their number in the table (1 is the first) and their text."""
    found = ws.datasets.latest(project_id)
    if found is None or not finding.example_ids:
        return ()
    rows = ws.datasets.rows(found)
    wanted = set(finding.example_ids)
    texts = rows.texts(found.named(ColumnRole.TEXT))
    picked = [(i + 1, "\n".join(texts[i])) for i, example_id in enumerate(rows.ids) if example_id in wanted]
    return tuple(picked[:limit])


def codes_of(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct non-empty values, most frequent first; numbers among themselves in their own order."""
    counts = Counter(label.strip() for label in labels if label.strip())
    if all(re.fullmatch(r"-?\d+", code) for code in counts):
        return tuple(sorted(counts, key=int))
    return tuple(code for code, _ in counts.most_common())


def _read(content: bytes, file_name: str, reading: Reading) -> Table:
    return read_table(content, file_name, encoding=reading.encoding, delimiter=reading.delimiter, header=reading.header)


def _columns(table: Table, roles: Mapping[str, ColumnRole]) -> tuple[Column, ...]:
    """Give each column its chosen role; a column that was not named keeps its guess, but where a person chose the
    text or the label, no guess stands beside it.
    """
    for name in roles:
        if name not in table.columns:
            raise UserFacingError("column_missing", column=name, columns=", ".join(table.columns))
    taken = {role for role in roles.values() if role in (ColumnRole.TEXT, ColumnRole.LABEL)}
    columns = []
    for guess in guess_columns(table):
        role = roles.get(guess.name, ColumnRole.IGNORED if guess.role in taken else guess.role)
        columns.append(guess if role is guess.role else Column(guess.name, role))
    return tuple(columns)


def _import(
    ws: Workspace,
    project: Project,
    table: Table,
    columns: tuple[Column, ...],
    labels: Sequence[str],
    content: bytes,
) -> Imported:
    text_columns = [column.name for column in columns if column.role is ColumnRole.TEXT]
    texts = list(zip(*(table.column(name) for name in text_columns), strict=True))
    ids = example_ids(texts)
    found = look_at(
        Subject(
            columns=columns,
            ids=tuple(ids),
            texts=texts,
            labels=tuple(label or None for label in labels),
            language=project.language,
            n_set_aside=len(table.set_aside),
        )
    )
    new = NewDataset(
        name=table.source.file_name,
        columns=columns,
        source=table.source,
        cleaning=DEFAULT_STEPS,
        ids=ids,
        cells={name: table.column(name) for name in table.columns},
        set_aside=[asdict(row) for row in table.set_aside],
        findings=found,
    )
    stored = ws.datasets.add(project.id, new, content)
    annotations = [_from_file(project.id, i, label) for i, label in zip(ids, labels, strict=True) if label]
    ws.annotations.append(annotations)
    return Imported(ws.projects.get(project.id), stored, found, len(annotations))


def _from_file(project_id: str, example_id: str, label: str) -> Annotation:
    return Annotation(
        id=f"file-{new_id()}{new_id()}",
        project_id=project_id,
        example_id=example_id,
        decision=Decision.LABEL,
        label=label,
        annotator=FILE_ANNOTATOR,
        at=now(),
    )


def _suggested_name(file_name: str) -> str:
    return re.sub(r"[_\s]+", " ", Path(file_name).stem).strip() or file_name
