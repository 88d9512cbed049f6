"""Putting a model to work on a new table."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from pipeline.data.splits import same_text
from pipeline.data.tables import open_table
from pipeline.domain.dataset import FIND_OUT, ColumnRole, Reading
from pipeline.domain.errors import UserFacingError
from pipeline.domain.run import Run, RunKind, RunState
from pipeline.runs.brought import TABLE_FILE
from pipeline.runs.supervisor import tick
from pipeline.store.clock import new_id
from pipeline.store.files import write_atomic
from pipeline.store.workspace import Workspace
from pipeline.workflow.runs import card_of
from pipeline.workflow.values import Level, RunCard, ScoreSummary, TablePage

GOOD_FROM = 0.8  # share right, at the low end of its range, among the rows that nobody will look at


def start(
    ws: Workspace,
    model_id: str,
    content: bytes | Path,
    file_name: str,
    reading: Reading = FIND_OUT,
    *,
    keep_sensitive: bool = False,
) -> Run:
    """Queue the scoring of a table; returns at once.

    The texts are cleaned, and in a masked project masked, as the model's own were. The project's SENSITIVE columns
    do not go into the scored table unless `keep_sensitive`.

    Raises: UserFacingError as `read_table`, and: model_missing, score_column_missing {column, columns}.
    """
    model = ws.evaluations.model(model_id)
    with open_table(content, file_name, reading) as reader:
        names, source = reader.columns, reader.source
    dataset = ws.datasets.latest(model.project_id)
    learned = ws.runs.get(model.run_id).result.get("columns")
    for column in learned or (dataset.named(ColumnRole.TEXT) if dataset else ()):
        if column not in names:
            raise UserFacingError("score_column_missing", column=column, columns=", ".join(names))
    run_id = new_id()
    write_atomic(ws.run_folder(run_id) / TABLE_FILE, content if isinstance(content, bytes) else content.read_bytes())
    asked = {
        "model_id": model_id,
        "file_name": file_name,
        "reading": asdict(source.reading),
        "sensitive": _alike(names, dataset.named(ColumnRole.SENSITIVE)) if dataset else [],
        "keep_sensitive": keep_sensitive,
        "mask": dataset is not None and dataset.masked,
    }
    run = ws.runs.queue(RunKind.SCORE, model.project_id, asked, run_id=run_id)
    tick(ws)
    return run


def _alike(names: Sequence[str], sensitive: Sequence[str]) -> list[str]:
    """Return the names that a reader would call those of SENSITIVE columns."""
    wanted = {same_text(name) for name in sensitive}
    return [name for name in names if same_text(name) in wanted]


def summary(ws: Workspace, run_id: str) -> ScoreSummary | None:
    """Return what came of a scoring; None while it has not ended well."""
    run = ws.runs.get(run_id)
    if run.state is not RunState.SUCCEEDED:
        return None
    threshold = ws.evaluations.threshold(run.config["model_id"])
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at and run.started_at else 0.0
    return ScoreSummary(
        run=run,
        file_name=run.config["file_name"],
        n_rows=run.result["n_rows"],
        n_check_me=run.result["n_check_me"],
        expected_right=threshold.right,
        threshold=threshold.confidence,
        per_label=run.result["per_label"],
        seconds=seconds,
    )


def level(summary: ScoreSummary) -> Level:
    """Judge whether the rows that nobody will look at can be relied on."""
    right = summary.expected_right
    return Level.GOOD if right is not None and right.low >= GOOD_FROM else Level.WARN


def rows(ws: Workspace, run_id: str, *, offset: int = 0, limit: int = 50, only_check_me: bool = False) -> TablePage:
    """Return scored rows as they will be in the file; `only_check_me`: those marked for a person."""
    header, scored = _scored(ws.run_folder(ws.runs.get(run_id).id) / "scored.csv")
    marked = header.index(_mark_column(header))
    picked = [row for row in scored if row[marked]] if only_check_me else scored
    return TablePage(header, tuple(picked[offset : offset + limit]), len(picked))


def download(ws: Workspace, run_id: str) -> tuple[str, bytes]:
    """Return a file name and the finished table: UTF-8 with a mark for Excel, formulas made harmless."""
    run = ws.runs.get(run_id)
    stem = Path(run.config["file_name"]).stem
    return f"{stem}_scored.csv", (ws.run_folder(run_id) / "scored.csv").read_bytes()


def history(ws: Workspace, project_id: str) -> list[RunCard]:
    return [card_of(ws, run) for run in ws.runs.all(project_id, kind=RunKind.SCORE)]


def _mark_column(header: tuple[str, ...]) -> str:
    """The last column of ours; a table that had one of that name already got a suffix."""
    return next(name for name in reversed(header) if name.startswith("check_me"))


@lru_cache(maxsize=4)
def _scored(path: Path) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    lines = [tuple(row) for row in reader]
    return lines[0], lines[1:]
