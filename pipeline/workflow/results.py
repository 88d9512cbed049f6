"""How good a model is, in words, numbers and examples."""

from collections.abc import Mapping
from typing import Any

from pipeline.domain.evaluation import Evaluation, ExamplePrediction, Kept, Model
from pipeline.domain.labels import LabelSet
from pipeline.store.workspace import Workspace
from pipeline.workflow.values import Level, Verdict

GOOD_FROM = 0.85  # share right from which daily use is reasonable
USABLE_FROM = 0.7
WEAKEST_FROM = 0.5  # a label of which half is missed is no label to rely on, however rare
ENOUGH_ROWS = 50  # below, the interval is so wide that the verdict says so first


def models(ws: Workspace, project_id: str) -> list[Model]:
    """Return a project's models, newest first."""
    return ws.evaluations.models(project_id)


def model(ws: Workspace, model_id: str) -> Model:
    """Raises: UserFacingError("model_missing")."""
    return ws.evaluations.model(model_id)


def label_set(ws: Workspace, model_id: str) -> LabelSet:
    return ws.projects.get(model(ws, model_id).project_id).task.label_set


def evaluation(ws: Workspace, model_id: str) -> Evaluation | None:
    """Return what was measured on TEST rows; None when there were none."""
    return ws.evaluations.get(model_id)


def verdict(ws: Workspace, model_id: str) -> Verdict:
    """Judge a model in one sentence: `[verdicts.<code>]` with its params.

    Codes: not_measured {}, no_better_than_guessing {right, of}, ready {right, rival, n}, with_review
    {right, rival, n, weakest}, weak {right, rival, n, weakest}, few_rows {right, low, high, n}; and `kept` in the
    params is "transformer", "baseline", or "tie" when the transformer is kept but not better by more than noise.
    """
    found = evaluation(ws, model_id)
    if found is None:
        return Verdict(Level.WARN, "not_measured", {})
    accuracy = found.metrics.accuracy
    params: dict[str, Any] = {
        "right": round(100 * accuracy.value),
        "low": round(100 * accuracy.low),
        "high": round(100 * accuracy.high),
        "rival": round(100 * _rival(found)),
        "n": found.n,
        "of": round(100 * _always_most_frequent(found)),
        "weakest": label_set(ws, model_id).shown(weakest_label(found)),
        "kept": _kept(found),
    }
    level, code = _judge(found)
    return Verdict(level, code, params)


def weakest_label(found: Evaluation) -> str:
    """Return the label whose rows are found least often, among those that have any."""
    measured = {code: each for code, each in found.metrics.per_label.items() if each.n}
    return min(measured, key=lambda code: (measured[code].recall.value, measured[code].n))


def mistakes(
    ws: Workspace, model_id: str, *, truth: str | None = None, predicted: str | None = None, limit: int = 50
) -> list[ExamplePrediction]:
    """Return TEST rows of one cell of the confusion table, or all wrong ones; surest mistakes first."""
    rows = ws.evaluations.predictions(model_id)
    if truth is None and predicted is None:
        rows = [row for row in rows if row.truth != row.predicted]
    rows = [row for row in rows if truth in (None, row.truth) and predicted in (None, row.predicted)]
    return sorted(rows, key=lambda row: -row.confidence)[:limit]


def config(ws: Workspace, model_id: str) -> Mapping[str, Any]:
    """Return every setting and fact of the run behind a model, for engineers."""
    found = model(ws, model_id)
    run = ws.runs.get(found.run_id)
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at and run.started_at else None
    return {
        **run.config["training"],
        "run": run.id,
        "model": found.id,
        "encoder_sha256": found.encoder_sha256,
        "n_labels_used": found.n_labels_used,
        "size_bytes": found.size_bytes,
        "versions": run.result.get("versions"),
        "cpu_seconds": run.result.get("cpu_seconds"),
        "seconds": seconds,
    }


def _judge(found: Evaluation) -> tuple[Level, str]:
    accuracy = found.metrics.accuracy
    if found.n < ENOUGH_ROWS:
        return Level.WARN, "few_rows"
    if accuracy.value <= _always_most_frequent(found):
        return Level.BAD, "no_better_than_guessing"
    weakest = found.metrics.per_label[weakest_label(found)].recall
    if accuracy.value >= GOOD_FROM and weakest.value >= WEAKEST_FROM:
        return Level.GOOD, "ready"
    return (Level.WARN, "with_review") if accuracy.value >= USABLE_FROM else (Level.BAD, "weak")


def _kept(found: Evaluation) -> str:
    if found.kept is Kept.BASELINE:
        return "baseline"
    return "transformer" if found.difference.low > 0 else "tie"


def _rival(found: Evaluation) -> float:
    rival = found.baseline if found.kept is Kept.TRANSFORMER else found.transformer
    return rival.accuracy.value


def _always_most_frequent(found: Evaluation) -> float:
    """The share right of a model that always says the most frequent label."""
    return max(each.n for each in found.metrics.per_label.values()) / found.n
