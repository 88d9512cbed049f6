"""The whole journey without a screen: from a table to an evaluated model, and from a model to answers."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.data.file_names import readable_name
from pipeline.data.tables import Table, read_table
from pipeline.domain.attribution import TextPart
from pipeline.domain.dataset import ColumnRole, Example, LabeledExample
from pipeline.domain.errors import UserFacingError
from pipeline.domain.finding import Finding, Severity
from pipeline.domain.labels import TaskKind
from pipeline.domain.project import Language
from pipeline.domain.run import Run, RunState
from pipeline.domain.training import Preset
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, home, settings, train
from pipeline.workflow import explain as explaining
from pipeline.workflow import runs as background
from pipeline.workflow import score as scoring
from pipeline.workflow.facts import dataset_facts, evaluation_facts, finding_facts, run_facts
from pipeline.workflow.values import Imported
from pipeline.workflow.workspace import machine

POLL_SECONDS = 0.3
Watch = Callable[[Run], None]


@dataclass(frozen=True)
class RunRequest:
    file: Path
    text: tuple[str, ...]
    label: str
    features: tuple[str, ...] = ()
    group: str | None = None
    task: TaskKind = TaskKind.CLASSIFICATION
    language: str | None = None
    encoder: str | None = None  # a name of the catalogue, or a folder
    preset: Preset | None = None
    test: Path | None = None
    seed: int = 13


def run(ws: Workspace, request: RunRequest, *, watch: Watch) -> Mapping[str, Any]:
    """Go from a table to an evaluated model and tell everything as plain values.

    Raises: UserFacingError, among them: task_not_yet {task}, features_not_yet, file_missing {file},
        column_missing, too_few_labels, and whatever a training can fail with.
    """
    started = time.monotonic()
    _refuse_what_is_to_come(request)
    encoder = _encoder(ws, request.encoder)
    imported, test, extra = _bring(ws, request)
    with _taken_back_when_refused(ws, imported.project.id):
        queued = train.start_with_test(
            ws, imported.project.id, test, preset=request.preset, encoder=encoder, seed=request.seed
        )
    finished = wait(ws, queued.id, watch)
    model_id = finished.result.get("model_id")
    if model_id is None:
        raise UserFacingError("run_stopped", run=finished.id)
    evaluation = ws.evaluations.get(model_id)
    if evaluation is None and request.group:
        n_groups = len(set(ws.datasets.rows(imported.dataset).cells[request.group]))
        extra = (*extra, Finding("too_few_groups", Severity.ISSUE, {"n_groups": n_groups}))
    return {
        "dataset": dataset_facts(imported.dataset, imported.n_labels),
        "findings": [finding_facts(finding) for finding in (*imported.findings, *extra)],
        "run": {"id": finished.id, "state": finished.state.value},
        "model": model_id,
        "evaluation": None if evaluation is None else evaluation_facts(evaluation),
        "seconds": round(time.monotonic() - started, 3),
    }


def score(
    ws: Workspace, model_id: str, table: Path, output: Path, *, watch: Watch, keep_sensitive: bool = False
) -> Mapping[str, Any]:
    """Score a table into a file: the original columns, then ours.

    Raises: UserFacingError: same_file, model_missing, file_missing, score_column_missing, and as `read_table`.
    """
    if output.resolve() == table.resolve():
        raise UserFacingError("same_file", file=str(table))
    output.parent.mkdir(parents=True, exist_ok=True)
    queued = scoring.start(ws, model_id, existing(table), table.name, keep_sensitive=keep_sensitive)
    finished = wait(ws, queued.id, watch)
    summary = scoring.summary(ws, finished.id)
    if summary is None:
        raise UserFacingError("run_stopped", run=finished.id)
    shutil.copyfile(ws.run_folder(finished.id) / "scored.csv", output)
    return {
        "run": finished.id,
        "output": str(output),
        "n_rows": summary.n_rows,
        "n_check_me": summary.n_check_me,
        "per_label": dict(summary.per_label),
        "seconds": round(summary.seconds, 3),
    }


def explain(ws: Workspace, model_id: str, text: str, method: str | None) -> Mapping[str, Any]:
    """Explain one text; words with their scores in reading order."""
    with explaining.asked_once(ws):
        found = explaining.explain(ws, model_id, text, method=method)
    attribution = found.attribution
    words = [
        {"word": part.text[span.start : span.end], "start": span.start, "end": span.end, "score": value}
        for part in attribution.parts
        if isinstance(part, TextPart)
        for span, value in zip(part.spans, part.scores, strict=True)
    ]
    return {
        "label": attribution.label,
        "probabilities": dict(found.probabilities),
        "predictor": found.predictor.value,
        "method": attribution.method,
        "unit": attribution.unit,
        "base": attribution.base,
        "output": attribution.output,
        "gap": attribution.gap if attribution.additive else None,
        "words": words,
        "seconds": found.seconds,
    }


def runs(ws: Workspace) -> Mapping[str, Any]:
    background.tick(ws)
    return {"runs": [run_facts(card.run, card.project_name) for card in background.run_cards(ws)]}


def stop(ws: Workspace, run_id: str) -> Mapping[str, Any]:
    stopped = background.stop(ws, run_id)
    return {"run": {"id": stopped.id, "state": stopped.state.value}}


def doctor(ws: Workspace) -> Mapping[str, Any]:
    """Tell what is here: device, memory, disk, encoders."""
    from pipeline.models.device import choose_device  # loads torch: only a terminal waits for that

    here = machine(ws.folder)
    return {
        "device": choose_device(),
        **asdict(here),
        "workspace": str(ws.folder),
        "encoders": [
            {"name": each.name, "available": each.available, "why_not": each.why_not} for each in settings.encoders(ws)
        ],
        "supported": sys.platform in ("linux", "darwin"),
    }


def wait(ws: Workspace, run_id: str, watch: Watch) -> Run:
    """Wait for a run to end. It goes on without us when we are interrupted.

    Raises: UserFacingError with the run's own failure, or run_lost.
    """
    while True:
        background.tick(ws)
        found = ws.runs.get(run_id)
        watch(found)
        if found.failure is not None:
            raise UserFacingError(found.failure.code, **{**found.failure.params, "incident": found.failure.incident})
        if found.state is RunState.LOST:
            raise UserFacingError("run_lost", run=run_id)
        if found.finished:
            return found
        time.sleep(POLL_SECONDS)


@contextmanager
def _taken_back_when_refused(ws: Workspace, project_id: str) -> Iterator[None]:
    """A command that is refused leaves no project behind."""
    try:
        yield
    except UserFacingError:
        home.delete_project(ws, project_id)
        raise


def _refuse_what_is_to_come(request: RunRequest) -> None:
    if request.task is not TaskKind.CLASSIFICATION:
        raise UserFacingError("task_not_yet", task=request.task.value)
    if request.features:
        raise UserFacingError("features_not_yet", columns=", ".join(request.features))
    if not request.text:
        raise UserFacingError("no_text_column")


def _encoder(ws: Workspace, wanted: str | None) -> str | None:
    """A path that is a folder joins the catalogue first."""
    if wanted is not None and Path(wanted).expanduser().is_dir():
        return settings.add_encoder(ws, wanted).name
    return wanted


def _bring(ws: Workspace, request: RunRequest) -> tuple[Imported, list[LabeledExample], tuple[Finding, ...]]:
    content = existing(request.file)
    preview = data.preview(content, readable_name(request.file.name))
    grouping = {each.name: ColumnRole.IGNORED for each in preview.columns if each.role is ColumnRole.GROUP}  # by option
    roles = grouping | dict.fromkeys(request.text, ColumnRole.TEXT) | {request.label: ColumnRole.LABEL}
    if request.group:
        roles[request.group] = ColumnRole.GROUP
    test_rows = _test_rows(request) if request.test else []
    project = data.ProjectRequest(
        name=preview.suggested_name, roles=roles, language=Language(request.language or preview.language)
    )
    imported = data.create_project(ws, content, readable_name(request.file.name), project)
    known = set(imported.project.task.label_set.codes)
    test = [row for row in test_rows if row.label in known]
    unknown = sorted({row.label for row in test_rows} - known)
    if not unknown:
        return imported, test, ()
    if not test:
        with _taken_back_when_refused(ws, imported.project.id):
            raise UserFacingError("test_table_empty", labels=", ".join(unknown))
    finding = Finding(
        "test_labels_unknown", Severity.ISSUE, {"labels": ", ".join(unknown), "n": len(test_rows) - len(test)}
    )
    return imported, test, (finding,)


def _test_rows(request: RunRequest) -> list[LabeledExample]:
    assert request.test is not None  # noqa: S101 - asked by the caller
    table: Table = read_table(existing(request.test), request.test.name)
    for name in (*request.text, request.label):
        if name not in table.columns:
            raise UserFacingError("column_missing", column=name, columns=", ".join(table.columns))
    grouped = request.group in table.columns
    groups = table.column(request.group) if request.group and grouped else [""] * len(table)
    texts = zip(*(table.column(name) for name in request.text), strict=True)
    rows = zip(texts, table.column(request.label), groups, strict=True)
    found = [
        LabeledExample(Example(f"test-{i}", row, group=group.strip() or None), label.strip())
        for i, (row, label, group) in enumerate(rows)
        if "".join(row).strip() and label.strip()
    ]
    if not found:
        raise UserFacingError("test_table_empty", labels="-")
    return found


def existing(path: Path) -> Path:
    """Raises: UserFacingError("file_missing")."""
    if not path.is_file():
        raise UserFacingError("file_missing", file=str(path))
    return path
