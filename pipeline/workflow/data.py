"""Bringing a table: look at it before anything is stored, make a project of it, look at what is stored."""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from pipeline.data.clean import DEFAULT_STEPS
from pipeline.data.columns import MENDING
from pipeline.data.privacy.measured import measured
from pipeline.data.privacy.search import find
from pipeline.data.roles import code_order, guess_columns, guess_language
from pipeline.data.tables import open_table
from pipeline.domain.dataset import FIND_OUT, Column, ColumnRole, Dataset, Reading, SetAsideRow, TableSource
from pipeline.domain.errors import UserFacingError
from pipeline.domain.finding import Finding
from pipeline.domain.labels import Label
from pipeline.domain.project import Language
from pipeline.domain.run import Run, RunKind
from pipeline.reporting.tables import csv_bytes
from pipeline.runs.brought import TABLE_FILE
from pipeline.runs.executors.executor import Event, ImportResult, ImportWork
from pipeline.runs.imports import ImportConfig, Way, import_work, keep_mask_key, new_mask_key, store_import
from pipeline.runs.supervisor import tick
from pipeline.store.clock import new_id
from pipeline.store.files import write_atomic
from pipeline.store.rows import PATIENT_SECONDS, SEARCH_SECONDS
from pipeline.store.workspace import Workspace
from pipeline.workflow.uploads import UPLOADS
from pipeline.workflow.values import Brought, Imported, TablePage, TablePreview

HEAD_ROWS = 20
LARGE_BYTES = 20_000_000  # from here on a table is looked at by its first rows and imported in the background
LARGE_MASKED_BYTES = 3_000_000
PREVIEW_ROWS = 20_000
PERSONAL_ROWS = 1_000  # of the preview, in which personal data is looked for


@dataclass(frozen=True)
class ProjectRequest:
    """What a person decided about a table before it becomes a project."""

    name: str
    roles: Mapping[str, ColumnRole]
    language: Language
    label_codes: tuple[str, ...] = ()  # to begin with, where the table has no LABEL column
    label_names: Mapping[str, str] | None = None  # names by code
    mask: bool = False  # mask personal data before anything is stored


def preview(content: bytes | Path, file_name: str, reading: Reading = FIND_OUT) -> TablePreview:
    """Read a table, or the first rows of a large one, and say how it was understood; stores nothing.

    Raises: UserFacingError as `read_table`.
    """
    whole = size_of(content) < LARGE_BYTES
    with open_table(content, file_name, reading) as reader:
        names, rows, aside, share = reader.columns, [], [], 1.0
        for batch in reader.batches():
            rows += batch.rows
            aside += batch.set_aside
            if not whole and len(rows) >= PREVIEW_ROWS:
                share = reader.fraction
                break
        source, questions = reader.source, reader.questions
    columns = guess_columns(names, rows)
    texts, labels = (_cells(columns, rows, role) for role in (ColumnRole.TEXT, ColumnRole.LABEL))
    return TablePreview(
        file_name=file_name,
        suggested_name=_suggested_name(file_name),
        source=source,
        n_rows=round(len(rows) / max(share, 1e-9)),
        columns=columns,
        language=guess_language(texts),
        head=tuple(dict(zip(names, row, strict=True)) for row in rows[:HEAD_ROWS]),
        set_aside=tuple(aside),
        label_codes=code_order(Counter(stripped for cell in labels if (stripped := cell.strip()))),
        questions=questions,
        complete=share == 1.0,
        personal=Counter(found.kind.value for text in texts[:PERSONAL_ROWS] for found in find(text)),
    )


def create_project(
    ws: Workspace, content: bytes | Path, file_name: str, request: ProjectRequest, reading: Reading = FIND_OUT
) -> Imported:
    """Store a table as a new project; a LABEL column's cells are labels by the annotator `file`.

    Raises: UserFacingError as `read_table`, and: no_text_column, several_label_columns {columns}, name_empty,
        column_missing {column, columns}.
    """
    if not request.name.strip():
        raise UserFacingError("name_empty")
    config = _config(file_name, request, reading)
    key = new_mask_key() if request.mask else None
    work = import_work(ws, config, content, language=request.language, key=key)
    result = carry_out(work)
    with ws.database.write():  # never a project without its table
        project = ws.projects.create(request.name.strip(), request.language)
        if key is not None:
            keep_mask_key(ws, project.id, key)
        stored = store_import(ws, project.id, config, work, result)
        ws.projects.add_labels(project.id, _starting_labels(request))
        project = ws.projects.get(project.id)
    return Imported(project, stored, result.findings, result.n_labels)


def bring(
    ws: Workspace, content: bytes | Path, file_name: str, request: ProjectRequest, reading: Reading = FIND_OUT
) -> Brought:
    """As `create_project`; a large table is imported in the background, and this returns at once.

    An upload is taken from where it arrived; a file elsewhere on this machine is left where it is.

    Raises: as `create_project`.
    """
    if size_of(content) < (LARGE_MASKED_BYTES if request.mask else LARGE_BYTES):
        imported = create_project(ws, content, file_name, request, reading)
        return Brought(imported.project, imported)
    if not request.name.strip():
        raise UserFacingError("name_empty")
    with ws.database.write():
        project = ws.projects.create(request.name.strip(), request.language, _starting_labels(request))
    run = queue_import(ws, project.id, content, _config(file_name, request, reading))
    return Brought(project, run=run)


def queue_import(ws: Workspace, project_id: str, content: bytes | Path | None, config: ImportConfig) -> Run:
    """Queue an import; an upload moves to the run, and a file that is not the workspace's stays where it is."""
    run_id = new_id()
    if isinstance(content, bytes):
        write_atomic(ws.run_folder(run_id) / TABLE_FILE, content)
    elif content is not None and content.parent == ws.folder / UPLOADS:
        ws.run_folder(run_id).mkdir(parents=True, exist_ok=True)
        content.rename(ws.run_folder(run_id) / TABLE_FILE)
    elif content is not None:
        config = replace(config, path=str(content))
    run = ws.runs.queue(RunKind.IMPORT, project_id, asdict(config), run_id=run_id)
    tick(ws)
    return run


def carry_out(work: ImportWork) -> ImportResult:
    """Do the work here and now."""
    from pipeline.runs.executors.import_job import take_in

    def nobody(_: Event) -> None: ...

    result = take_in(work, emit=nobody, should_stop=lambda: False)
    assert result is not None  # noqa: S101 - nobody asked it to stop
    return result


def importing(ws: Workspace, project_id: str) -> Run | None:
    """Return the newest import in the background of a project, running or ended; None when there was none."""
    runs = ws.runs.all(project_id, kind=RunKind.IMPORT)
    return runs[0] if runs else None


def dataset(ws: Workspace, project_id: str) -> Dataset | None:
    return ws.datasets.latest(project_id)


def findings(ws: Workspace, project_id: str) -> tuple[Finding, ...]:
    """Return what the checks noticed at the import, worst first; what the cleaning has mended by now comes last."""
    found = ws.datasets.latest(project_id)
    if found is None:
        return ()
    return tuple(sorted(ws.datasets.findings(project_id), key=lambda finding: is_mended(found, finding)))


def is_mended(dataset: Dataset, finding: Finding) -> bool:
    """Tell whether the step that mends what was noticed is among the cleaning's."""
    return finding.params.get("repair") in dataset.cleaning


def set_aside(ws: Workspace, project_id: str, *, limit: int | None = None) -> tuple[SetAsideRow, ...]:
    return tuple(islice(ws.datasets.set_aside(project_id), limit))


def page(
    ws: Workspace, project_id: str, *, offset: int = 0, limit: int = 50, search: str = "", patient: bool = False
) -> TablePage:
    """Return some rows as they were brought, without SENSITIVE columns; `search` looks in every shown cell.

    In a large table it looks as far as it comes in a blink; with `patient` it takes the time that all rows need.
    """
    found = ws.datasets.latest(project_id)
    if found is None:
        return TablePage((), (), 0)
    offset, limit = max(offset, 0), max(limit, 0)
    rows = ws.datasets.rows(found)
    hidden = set(found.named(ColumnRole.SENSITIVE))
    names = tuple(name for name in rows.names if name not in hidden)
    wanted = search.strip()
    if not wanted:
        return TablePage(names, tuple(rows.page(names, offset, limit)), len(rows))
    hits = rows.search(names, wanted, n=offset + limit, seconds=PATIENT_SECONDS if patient else SEARCH_SECONDS)
    shown = tuple(rows.take(hits.positions[offset:], names))
    return TablePage(names, shown, hits.n_found, hits.n_looked_at if hits.n_looked_at < len(rows) else None)


def finding_rows(
    ws: Workspace, project_id: str, finding: Finding, *, limit: int = 20
) -> tuple[tuple[int, str, str], ...]:
    """Return the rows behind a finding: number in the table (1 is the first), text, and the label in the table."""
    found = ws.datasets.latest(project_id)
    if found is None or not finding.example_ids:
        return ()
    rows = ws.datasets.rows(found)
    picked = sorted(rows.positions(finding.example_ids).values())[:limit]
    texts = rows.take(picked, found.named(ColumnRole.TEXT))
    labels = ws.labels.of_table(found)
    codes = labels.codes[picked].tolist()
    given = [labels.values[code] if code >= 0 else "" for code in codes]
    return tuple((i + 1, "\n".join(text), label) for i, text, label in zip(picked, texts, given, strict=True))


def set_aside_csv(ws: Workspace, project_id: str) -> tuple[str, bytes]:
    """Return a file name and the rows that could not be read, with their lines and reasons, as a table to mend.

    The cells stand under the table's columns as far as they go, the rest in a column of its own. When the file is
    added again, the columns of MENDING are left out.
    """
    found = ws.datasets.latest(project_id)
    if found is None:
        return "set_aside.csv", b""
    names = [column.name for column in found.columns]
    rows = [_to_mend(row, found.source, len(names)) for row in ws.datasets.set_aside(project_id)]
    return f"{Path(found.source.file_name).stem}_set_aside.csv", csv_bytes((*names, *MENDING), rows)


def privacy_measured(language: Language) -> dict[str, tuple[float | None, float, int]]:
    """Return how well personal data is found, by kind: precision (None where nothing was found), recall, and the
    number of pieces in the sample that the rules were not tuned on.
    """
    return {
        kind.value: (found.precision, found.recall, found.n)
        for (spoken, kind), found in measured().items()
        if spoken is language
    }


def size_of(content: bytes | Path) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _to_mend(row: SetAsideRow, source: TableSource, width: int) -> tuple[str, ...]:
    sign = source.delimiter or "\t"
    try:
        cells = next(csv.reader([row.content], delimiter=sign, quotechar=source.quote or None), [])
    except (csv.Error, TypeError):
        cells = row.content.split(sign)
    kept = (*cells[:width], *("" for _ in range(width - len(cells))))
    return (*kept, sign.join(cells[width:]), str(row.line), row.reason)


def _config(file_name: str, request: ProjectRequest, reading: Reading) -> ImportConfig:
    return ImportConfig(
        way=Way.NEW,
        file_name=file_name,
        reading=reading,
        roles=dict(request.roles),
        mask=request.mask,
        cleaning=DEFAULT_STEPS,
        label_names=dict(request.label_names or {}),
    )


def _starting_labels(request: ProjectRequest) -> tuple[Label, ...]:
    names = request.label_names or {}
    return tuple(Label(code, names.get(code, "")) for code in dict.fromkeys(request.label_codes))


def _cells(columns: Sequence[Column], rows: Sequence[Sequence[str]], role: ColumnRole) -> list[str]:
    """Return the cells of the first column with a role; none without one."""
    place = next((i for i, column in enumerate(columns) if column.role is role), None)
    return [] if place is None else [row[place] for row in rows]


def _suggested_name(file_name: str) -> str:
    return re.sub(r"[_\s]+", " ", Path(file_name).stem).strip() or file_name
