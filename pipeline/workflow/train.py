"""Training: what it would cost, the one button, and what is seen while it runs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from pipeline.data.readiness import Readiness, readiness
from pipeline.domain.dataset import ColumnRole, LabeledExample
from pipeline.domain.errors import UserFacingError
from pipeline.domain.finding import Finding, Severity
from pipeline.domain.run import Run, RunKind
from pipeline.domain.training import Preset, TrainingPoint
from pipeline.models.catalog import Catalog, Encoder
from pipeline.runs.bookkeeping import not_ready_code
from pipeline.runs.brought import TEST_FILE
from pipeline.runs.supervisor import tick
from pipeline.store.clock import new_id
from pipeline.store.files import write_atomic
from pipeline.store.workspace import Workspace
from pipeline.training.presets import config_for, estimate
from pipeline.workflow.values import EncoderOption, PresetOption, TrainOptions

LENGTH_ROWS = 2_000  # in which the length of texts is looked at
FEW_LABELS = 100  # below: trained, with a tip that more would help


def options(ws: Workspace, project_id: str) -> TrainOptions:
    """Return what can be trained now, and what each preset would cost on this machine."""
    project = ws.projects.get(project_id)
    catalog = Catalog(ws.encoders_folder())
    encoder = catalog.choose(project.language)
    counts = ws.labels.counts(project_id)
    n_labeled = counts.total()
    stands = readiness(counts)
    presets = []
    mean_chars = _mean_chars(ws, project_id)
    for preset in Preset:
        config = config_for(preset, encoder=encoder.name, n_examples=n_labeled, n_labels=len(counts))
        low, high, memory_bytes = estimate(config, n_labeled, mean_chars, project.language)
        presets.append(PresetOption(preset, (low, high), memory_bytes, config.epochs))
    return TrainOptions(
        ready=stands.ready,
        findings=_findings(stands, counts),
        presets=tuple(presets),
        recommended=Preset.QUICK if n_labeled < FEW_LABELS else Preset.BALANCED,
        encoders=tuple(encoder_option(each) for each in catalog.all()),
        encoder=encoder.name,
        n_labeled=n_labeled,
        n_labels=len(counts),
    )


def start(
    ws: Workspace, project_id: str, *, preset: Preset | None = None, encoder: str | None = None, seed: int = 13
) -> Run:
    """Queue a training and set it going; returns at once.

    Raises: UserFacingError: too_few_labels {n_missing, n_labels}, encoder_unknown, encoder_unavailable.
    """
    return start_with_test(ws, project_id, (), preset=preset, encoder=encoder, seed=seed)


def start_with_test(
    ws: Workspace,
    project_id: str,
    test: Sequence[LabeledExample],
    *,
    preset: Preset | None = None,
    encoder: str | None = None,
    seed: int = 13,
) -> Run:
    """As `start`, but measured on `test` (raw texts): nothing is learned from its rows, texts or groups."""
    found = options(ws, project_id)
    if not found.ready:
        raise UserFacingError(not_ready_code(found.n_labels), **found.findings[0].params)
    chosen = _usable(Catalog(ws.encoders_folder()).get(encoder or found.encoder))
    config = config_for(
        preset or found.recommended, encoder=chosen.name, n_examples=found.n_labeled, n_labels=found.n_labels
    )
    run_id = new_id()
    if test:
        rows = [[row.example.id, list(row.example.texts), row.label, row.example.group] for row in test]
        write_atomic(ws.run_folder(run_id) / TEST_FILE, json.dumps(rows, ensure_ascii=False).encode())
    asked = {"training": {**asdict(config), "seed": seed}, "own_test": bool(test)}
    run = ws.runs.queue(RunKind.TRAIN, project_id, asked, run_id=run_id)
    tick(ws)
    return run


def points(ws: Workspace, run_id: str) -> list[TrainingPoint]:
    return ws.runs.points(run_id)


def current(ws: Workspace, project_id: str) -> Run | None:
    """Return the newest training of a project, running or not."""
    runs = ws.runs.all(project_id, kind=RunKind.TRAIN)
    return runs[0] if runs else None


def encoder_option(encoder: Encoder) -> EncoderOption:
    return EncoderOption(
        name=encoder.name,
        title=encoder.title,
        languages=encoder.languages,
        origin=encoder.origin.value,
        available=encoder.available,
        why_not=encoder.why_not,
        layers=encoder.layers,
        hidden=encoder.hidden,
        size_bytes=encoder.size_bytes,
    )


def _mean_chars(ws: Workspace, project_id: str) -> float:
    """Return the mean length of a text, by the first rows that have one."""
    dataset = ws.datasets.latest(project_id)
    if dataset is None:
        return 0.0
    texts = islice(ws.datasets.rows(dataset).texts(dataset.named(ColumnRole.TEXT)), LENGTH_ROWS)
    lengths = [n for row in texts if (n := sum(map(len, row)))]
    return sum(lengths) / max(1, len(lengths))


def _usable(encoder: Encoder) -> Encoder:
    if not encoder.available:
        raise UserFacingError("encoder_unavailable", encoder=encoder.title)
    return encoder


def _findings(stands: Readiness, counts: Mapping[str, int]) -> tuple[Finding, ...]:
    params: dict[str, Any] = {"n_labeled": sum(counts.values()), "n_labels": len(counts), "n_missing": stands.n_missing}
    if not stands.ready:
        return (Finding("too_few_labels", Severity.ISSUE, params),)
    if params["n_labeled"] < FEW_LABELS:
        return (Finding("few_labels", Severity.TIP, params),)
    return ()
