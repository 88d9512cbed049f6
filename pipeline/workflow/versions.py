"""The next version of a project's table: more rows, other roles, another cleaning."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pipeline.data.clean import ROW_STEPS, STEPS, clean
from pipeline.data.cleaning.merges import suggest_merges
from pipeline.domain.dataset import FIND_OUT, ColumnRole, Dataset, Reading
from pipeline.domain.errors import UserFacingError
from pipeline.domain.run import Run
from pipeline.runs.imports import ImportConfig, Way, next_work, store_import, until_unchanged
from pipeline.store.workspace import Workspace
from pipeline.workflow.data import LARGE_BYTES, LARGE_MASKED_BYTES, carry_out, queue_import, size_of
from pipeline.workflow.values import Appended, CleaningStep

LARGE_ROWS = 50_000  # from here on a version is made in the background
SAMPLE_ROWS = 2_000  # in which a step shows what it changes
N_CHANGES = 5


def append(
    ws: Workspace, project_id: str, content: bytes | Path, file_name: str, reading: Reading = FIND_OUT
) -> Appended | Run:
    """Add a second file of the same shape; a large one in the background, with its run as the answer.

    Every label stays. A row that is there already is known; where one of its other cells differs, the new one
    stands. A label that the new file leaves empty stays as it was.

    Raises: UserFacingError as `read_table`, and: no_dataset, append_columns_differ {missing, extra, columns}.
    """
    before = _latest(ws, project_id)
    config = ImportConfig(way=Way.APPEND, file_name=file_name, reading=reading)
    if size_of(content) >= (LARGE_MASKED_BYTES if before.masked else LARGE_BYTES) or before.n_rows > LARGE_ROWS:
        return queue_import(ws, project_id, content, config)
    return _next(ws, project_id, config, content)


def change_roles(ws: Workspace, project_id: str, roles: Mapping[str, ColumnRole]) -> Appended | Run:
    """Give columns other roles, with everything that follows from it.

    Other TEXT columns make other examples of the rows, so they can only be chosen while nobody has labelled.

    Raises: UserFacingError: text_columns_labelled {n}, text_columns_masked, no_text_column, several_label_columns.
    """
    before = _latest(ws, project_id)
    now = {column.name: roles.get(column.name, column.role) for column in before.columns}
    if tuple(name for name, role in now.items() if role is ColumnRole.TEXT) != before.named(ColumnRole.TEXT):
        n_decided = len(ws.annotations.standing(project_id))
        if n_decided:
            raise UserFacingError("text_columns_labelled", n=n_decided)
        if before.masked:
            raise UserFacingError("text_columns_masked")
    return _again(ws, project_id, ImportConfig(way=Way.AGAIN, file_name=before.name, roles=dict(roles)))


def change_cleaning(
    ws: Workspace, project_id: str, steps: Sequence[str], merged_labels: Mapping[str, str]
) -> Appended | Run:
    """Choose the cleaning's steps, in their fixed order, and which labels count as others. It can be taken back.

    Raises: UserFacingError cleaning_step_unknown {step}, label_empty.
    """
    unknown = next((step for step in steps if step not in (*STEPS, *ROW_STEPS)), None)
    if unknown is not None:
        raise UserFacingError("cleaning_step_unknown", step=unknown)
    ordered = tuple(step for step in (*STEPS, *ROW_STEPS) if step in steps)
    config = ImportConfig(
        way=Way.AGAIN,
        file_name=_latest(ws, project_id).name,
        cleaning=ordered,
        merged_labels=_resolved(merged_labels),
    )
    return _again(ws, project_id, config)


def cleaning_steps(ws: Workspace, project_id: str) -> tuple[CleaningStep, ...]:
    """Return every step in its order, with what it would do to some of the rows."""
    dataset = _latest(ws, project_id)
    columns = dataset.named(ColumnRole.TEXT)
    texts = ["\n".join(row) for row in islice(ws.datasets.rows(dataset).texts(columns), SAMPLE_ROWS)]
    left_out = ws.datasets.left_out(dataset).values()
    steps = [_text_step(step, texts, dataset) for step in STEPS]
    of_rows = [
        CleaningStep(step, True, step in dataset.cleaning, sum(by == step for by in left_out), ()) for step in ROW_STEPS
    ]
    return (*steps, *of_rows)


def table_labels(ws: Workspace, project_id: str) -> dict[str, int]:
    """Return the labels as they stand in the table, before any is merged, with their counts."""
    dataset = replace(_latest(ws, project_id), merged_labels={})
    found = ws.labels.of_table(dataset)
    counts = [0] * len(found.values)
    for code in found.codes[found.codes >= 0].tolist():
        counts[code] += 1
    return dict(zip(found.values, counts, strict=True))


def suggested_merges(ws: Workspace, project_id: str) -> dict[str, str]:
    """Return labels that differ only in their spelling, each with the one that it may count as."""
    return suggest_merges(table_labels(ws, project_id))


def _text_step(step: str, texts: Sequence[str], dataset: Dataset) -> CleaningStep:
    """Show the step on texts as the chosen steps before it leave them."""
    order = list(STEPS)
    before_it = [name for name in order[: order.index(step)] if name in dataset.cleaning]
    changes = []
    for i, text in enumerate(texts):
        before = clean(text, before_it)
        after = clean(before, (step,))
        if before != after:
            changes.append((i + 1, before, after))
    return CleaningStep(step, False, step in dataset.cleaning, len(changes), tuple(changes[:N_CHANGES]))


def _again(ws: Workspace, project_id: str, config: ImportConfig) -> Appended | Run:
    if _latest(ws, project_id).n_rows > LARGE_ROWS:
        return queue_import(ws, project_id, None, config)
    return _next(ws, project_id, config, None)


def _next(ws: Workspace, project_id: str, config: ImportConfig, content: bytes | Path | None) -> Appended:
    def attempt() -> Appended:
        work = next_work(ws, project_id, config, content)
        result = carry_out(work)
        stored = store_import(ws, project_id, config, work, result)
        return Appended(stored, result.findings, result.n_new, result.n_known, result.n_changed)

    return until_unchanged(attempt)


def _resolved(merged: Mapping[str, str]) -> dict[str, str]:
    """Lead chains to their end; a label that would come back to itself stays."""
    merged = {label: target.strip() for label, target in merged.items()}
    if not all(merged.values()):
        raise UserFacingError("label_empty")
    resolved = {}
    for label in merged:
        target, seen = merged[label], {label}
        while target in merged and target not in seen:
            seen.add(target)
            target = merged[target]
        if target not in seen:
            resolved[label] = target
    return resolved


def _latest(ws: Workspace, project_id: str) -> Dataset:
    dataset = ws.datasets.latest(project_id)
    if dataset is None:
        raise UserFacingError("no_dataset")
    return dataset
