"""From a run in the database to work for an executor, and from its result back: the only place that knows both."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from importlib import metadata
from itertools import repeat
from pathlib import Path
from typing import Any

from pipeline.data.clean import clean
from pipeline.data.readiness import readiness
from pipeline.data.splits import Row, assign_splits, same_text
from pipeline.domain.dataset import ColumnRole, Dataset, Example, LabeledExample, Reading, Split
from pipeline.domain.errors import UserFacingError
from pipeline.domain.evaluation import Model
from pipeline.domain.labels import Annotation
from pipeline.domain.run import Run, RunKind
from pipeline.domain.training import Preset, TrainingConfig
from pipeline.runs.brought import TABLE_FILE, TEST_FILE, the_file
from pipeline.runs.executors.executor import (
    ImportResult,
    ImportWork,
    Result,
    ScoreWork,
    TrainResult,
    TrainWork,
    Work,
)
from pipeline.runs.imports import ImportConfig, Way, facts_of, mask_key, next_work, store_import
from pipeline.store.clock import new_id, now
from pipeline.store.evaluations import Threshold
from pipeline.store.files import folder_size
from pipeline.store.labels import offered
from pipeline.store.workspace import Workspace


def work_of(ws: Workspace, run: Run) -> Work:
    """Gather what a run needs. Splits are drawn here for examples that have none, and stored."""
    if run.kind is RunKind.TRAIN:
        return _train_work(ws, run)
    if run.kind is RunKind.SCORE:
        return _score_work(ws, run)
    if run.kind is RunKind.IMPORT:
        return _import_work(ws, run)
    raise UserFacingError("run_kind_unknown", kind=run.kind.value)


def store_result(ws: Workspace, run: Run, work: Work, result: Result) -> None:
    if isinstance(result, TrainResult):
        _store_model(ws, run, result, work.columns if isinstance(work, TrainWork) else ())
    elif isinstance(result, ImportResult) and isinstance(work, ImportWork):
        with ws.database.write():
            dataset = store_import(ws, run.project_id, ImportConfig.of(run.config), work, result)
            ws.runs.set_result(run.id, facts_of(dataset, result))
    else:
        ws.runs.set_result(run.id, asdict(result))


def training_config(stored: Mapping[str, Any]) -> TrainingConfig:
    return TrainingConfig(**{**stored, "preset": Preset(stored["preset"])})


def _train_work(ws: Workspace, run: Run) -> TrainWork:
    project = ws.projects.get(run.project_id)
    dataset = ws.datasets.latest(project.id)
    if dataset is None:
        raise UserFacingError("no_dataset")
    own_test = _read_test(ws.run_folder(run.id) / TEST_FILE, dataset.cleaning) if run.config.get("own_test") else []
    labeled = _apart_from(labeled_examples(ws, dataset), own_test)
    _require_enough(labeled)
    splits = _splits(ws, dataset, labeled, fixed_test=bool(own_test))
    by_split = {split: [row for row in labeled if splits.get(row.example.id) is split] for split in Split}
    model_id = new_id()
    return TrainWork(
        model_id=model_id,
        task=replace(project.task, label_set=offered(project.task.label_set, dataset)),
        language=project.language,
        config=training_config(run.config["training"]),
        train=by_split[Split.TRAIN],
        validation=by_split[Split.VALIDATION],
        test=own_test or by_split[Split.TEST],
        columns=dataset.named(ColumnRole.TEXT),
        cleaning=dataset.cleaning,
        encoders_folder=ws.encoders_folder(),
        output_folder=ws.model_folder(model_id),
    )


def labeled_examples(ws: Workspace, dataset: Dataset) -> list[LabeledExample]:
    """Return the labelled rows that have a text, cleaned."""
    labels = ws.labels.of(dataset.project_id)
    return [LabeledExample(example, labels[example.id]) for example in _examples(ws, dataset, labels.keys())]


def _examples(ws: Workspace, dataset: Dataset, ids: Collection[str]) -> list[Example]:
    rows = ws.datasets.rows(dataset)
    texts = rows.texts(dataset.named(ColumnRole.TEXT))
    group_column = dataset.named(ColumnRole.GROUP)[:1]
    groups = rows.cells[group_column[0]] if group_column else repeat("")
    found: list[Example] = []
    for example_id, row, group in zip(rows.ids, texts, groups, strict=False):
        if example_id in ids:
            cleaned = tuple(clean(text, dataset.cleaning) for text in row)
            example = Example(example_id, cleaned, group=group or None)
            if example.text.strip():
                found.append(example)
    return found


def _require_enough(labeled: Sequence[LabeledExample]) -> None:
    """Raises: UserFacingError("too_few_labels"), also when a test table leaves too little to learn from."""
    counts = Counter(row.label for row in labeled)
    stands = readiness(counts)
    if not stands.ready:
        facts = {"n_labeled": counts.total(), "n_labels": len(counts), "n_missing": stands.n_missing}
        raise UserFacingError(not_ready_code(len(counts)), **facts)


def not_ready_code(n_labels: int) -> str:
    """Return what to say of too few labels: more of the only one there is would not help."""
    return "one_label_for_all" if n_labels == 1 else "too_few_labels"


def _apart_from(labeled: list[LabeledExample], own_test: Sequence[LabeledExample]) -> list[LabeledExample]:
    """Leave out what a reader would call the same text as a row of the test table, and its groups."""
    texts = {same_text(row.example.text) for row in own_test}
    groups = {row.example.group for row in own_test if row.example.group}
    return [row for row in labeled if same_text(row.example.text) not in texts and row.example.group not in groups]


def _splits(
    ws: Workspace, dataset: Dataset, labeled: Sequence[LabeledExample], *, fixed_test: bool
) -> Mapping[str, Split]:
    project_id = dataset.project_id
    existing = ws.annotations.splits(project_id)
    if fixed_test:  # rows held back for testing are free to learn from when the test is a table of its own
        existing = {example_id: split for example_id, split in existing.items() if split is not Split.TEST}
    decided = ws.annotations.standing(project_id)
    rows = [
        Row(each.example.id, each.label, each.example.text, each.example.group, _was_blind(decided, each.example.id))
        for each in labeled
    ]
    unlabeled = _examples(ws, dataset, existing.keys() - {row.id for row in rows})  # a label that was taken back
    known = [Row(each.id, "", each.text, each.group) for each in unlabeled]
    splits = assign_splits(rows, existing, known=known, fixed_test=fixed_test)
    return splits if fixed_test else ws.annotations.add_splits(project_id, splits)


def _was_blind(decided: Mapping[str, Annotation], example_id: str) -> bool:
    """Tell whether no model chose an example for labelling: drawn blind, or labelled in the file already."""
    return example_id not in decided or decided[example_id].blind


def _read_test(path: Path, cleaning: tuple[str, ...]) -> list[LabeledExample]:
    rows = json.loads(the_file(path).read_text(encoding="utf-8"))
    return [
        LabeledExample(Example(example_id, tuple(clean(text, cleaning) for text in texts), group=group), label)
        for example_id, texts, label, group in rows
    ]


def _import_work(ws: Workspace, run: Run) -> ImportWork:
    config = ImportConfig.of(run.config)
    path = None if config.way is Way.AGAIN else the_file(Path(config.path or ws.run_folder(run.id) / TABLE_FILE))
    return next_work(ws, run.project_id, config, path)


def _score_work(ws: Workspace, run: Run) -> ScoreWork:
    config = run.config
    folder = ws.run_folder(run.id)
    return ScoreWork(
        table_path=the_file(folder / TABLE_FILE),
        file_name=config["file_name"],
        reading=_reading(config),
        model_folder=ws.model_folder(config["model_id"]),
        encoders_folder=ws.encoders_folder(),
        threshold=ws.evaluations.threshold(config["model_id"]).confidence,
        output_path=folder / "scored.csv",
        sensitive=frozenset(config.get("sensitive", ())),
        keep_sensitive=config.get("keep_sensitive", False),
        mask_key=mask_key(ws, run.project_id) if config.get("mask") else None,
    )


def _reading(config: Mapping[str, Any]) -> Reading:
    """Return how a table was read, also of a run that the first Lanhai wrote down."""
    if "reading" in config:
        return Reading(**config["reading"])
    return Reading(config.get("encoding"), config.get("delimiter"), header=config.get("header"))


def _store_model(ws: Workspace, run: Run, result: TrainResult, columns: tuple[str, ...]) -> None:
    n_before = len(ws.evaluations.models(run.project_id))
    model = Model(
        id=result.model_id,
        project_id=run.project_id,
        run_id=run.id,
        name=str(n_before + 1),
        kept=result.kept,
        encoder=run.config["training"]["encoder"],
        encoder_sha256=result.encoder_sha256,
        n_labels_used=result.n_labels_used,
        size_bytes=folder_size(ws.model_folder(result.model_id)),
        created_at=now(),
    )
    facts = {
        "model_id": result.model_id,
        "columns": list(columns),
        "cpu_seconds": result.cpu_seconds,
        "versions": _versions(),
    }
    with ws.database.write():  # a model is never there without what was measured of it
        ws.evaluations.add_model(model, Threshold(result.threshold, result.right_above))
        for evaluation in result.evaluations:
            predictions = result.test_predictions if evaluation.split is Split.TEST else ()
            ws.evaluations.add(evaluation, predictions)
        ws.runs.set_result(run.id, facts)


def _versions() -> dict[str, str]:
    """Return what a training depends on to be repeated."""
    return {name: metadata.version(name) for name in ("torch", "transformers", "scikit-learn", "numpy")}
