"""Labelling: what comes next, what was decided, how far one is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median

import numpy as np

from pipeline.data.readiness import readiness
from pipeline.domain.dataset import ColumnRole, Dataset
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Annotation, Decision, Label, LabelSet
from pipeline.labeling.queue import next_items
from pipeline.labeling.strategies import Pool
from pipeline.store.labels import offered
from pipeline.store.rows import Rows
from pipeline.store.workspace import Workspace
from pipeline.workflow.values import LabelProgress, QueueItem

PACE_SECONDS = 60.0  # a longer pause is a break, not a pace
N_RECENT = 5
PACE_FROM = 5  # decisions
MOST_WAITING = 5_000  # rows that a strategy chooses from


def label_set(ws: Workspace, project_id: str) -> LabelSet:
    """Return the labels that are offered; one that counts as another is not."""
    return offered(ws.projects.get(project_id).task.label_set, ws.datasets.latest(project_id))


def queue(ws: Workspace, project_id: str, annotator: str, *, n: int = 40) -> list[QueueItem]:
    """Return the next examples nobody decided on: one in five drawn blind at random, the rest by the strategy."""
    dataset = ws.datasets.latest(project_id)
    if dataset is None:
        return []
    rows = ws.datasets.rows(dataset)
    decided = {
        example_id
        for example_id, found in ws.annotations.standing(project_id).items()
        if found.decision is not Decision.SKIP or found.annotator == annotator  # who skipped asks nobody else to
    }
    waiting = _waiting(ws, dataset, rows, decided)
    texts = dict(zip(waiting, rows.take(waiting, dataset.named(ColumnRole.TEXT)), strict=True))
    pool = Pool(tuple(rows.ids[i] for i in waiting), tuple("\n".join(texts[i]) for i in waiting))
    n_decided = len(decided) + sum(ws.labels.of_table(dataset).codes >= 0)
    return [
        QueueItem(pick.example_id, texts[waiting[pick.row]], waiting[pick.row] + 1, pick.why, pick.blind)
        for pick in next_items(pool, project_id=project_id, n_decided=n_decided, n=n)
    ]


def _waiting(ws: Workspace, dataset: Dataset, rows: Rows, decided: Collection[str]) -> list[int]:
    """Return rows to choose from, in the table's order.

    Of a large table a random part, the same until it is labelled: ids are hashes, so the smallest are a fair draw.
    """
    mark = ws.labels.waiting(dataset).copy()
    mark[list(rows.positions(decided).values())] = False
    drawn = rows.by_id[mark[rows.by_id]][:MOST_WAITING]
    waiting: list[int] = np.sort(drawn).tolist()
    return waiting


def annotate(ws: Workspace, annotations: Sequence[Annotation]) -> list[str]:
    """Write decisions; returns the ids that are safe on the disk. Sending one again changes nothing.

    Raises: UserFacingError: label_unknown {label}, disk_full (nothing that was acknowledged is lost).
    """
    projects = {each.project_id for each in annotations}
    known = {project_id: ws.projects.get(project_id).task.label_set.codes for project_id in projects}
    for annotation in annotations:
        if annotation.decision is Decision.LABEL and annotation.label not in known[annotation.project_id]:
            raise UserFacingError("label_unknown", label=annotation.label or "")
    return ws.annotations.append(annotations)


def progress(ws: Workspace, project_id: str, annotator: str) -> LabelProgress:
    dataset = ws.datasets.latest(project_id)
    standing = ws.annotations.standing(project_id).values()
    counts = ws.labels.counts(project_id)
    own = ws.annotations.latest_of(project_id, annotator)
    undone = {found.example_id for found in own if found.decision is Decision.RETRACT}
    stands = readiness(counts)
    return LabelProgress(
        n_examples=dataset.n_rows if dataset else 0,
        n_labeled=sum(counts.values()),
        n_unsure=sum(found.decision is Decision.UNSURE for found in standing),
        n_skipped=sum(found.decision is Decision.SKIP for found in standing),
        n_blind=sum(found.blind and found.decision is Decision.LABEL for found in standing),
        per_label={code: counts.get(code, 0) for code in label_set(ws, project_id).codes},
        seconds_each=_pace([found.at for found in own]),
        recent=tuple(each.label for each in reversed(own) if each.label and each.example_id not in undone)[:N_RECENT],
        ready=stands.ready,
        n_missing=stands.n_missing,
    )


def add_label(ws: Workspace, project_id: str, code: str, name: str = "") -> None:
    """Raises: UserFacingError: label_empty, label_exists {label}."""
    code = code.strip()
    if not code:
        raise UserFacingError("label_empty")
    if code in ws.projects.get(project_id).task.label_set.codes:
        raise UserFacingError("label_exists", label=code)
    ws.projects.add_labels(project_id, (Label(code, name.strip()),))


def rename_label(ws: Workspace, project_id: str, code: str, name: str) -> None:
    """Change the name a screen shows; the code in the data stays."""
    ws.projects.change_label(project_id, code, name=name.strip())


def set_guideline(ws: Workspace, project_id: str, code: str, text: str) -> None:
    ws.projects.change_label(project_id, code, guideline=text.strip())


def _pace(moments: Sequence[datetime]) -> float | None:
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    counted = [gap for gap in gaps if 0 < gap <= PACE_SECONDS]
    return median(counted) if len(counted) >= PACE_FROM else None
