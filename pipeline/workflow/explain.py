"""Why a model decided as it did; answered by a warm process, since this one must not load torch."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from pipeline.data.privacy.masker import Masker
from pipeline.domain.attribution import AttentionMap, Attribution
from pipeline.domain.errors import UserFacingError
from pipeline.domain.evaluation import ExamplePrediction, Kept
from pipeline.runs.imports import mask_key
from pipeline.runs.inference import Inference
from pipeline.store.workspace import Workspace
from pipeline.workflow.values import Explanation

EXACT = "linear"
FAITHFUL = "shap"
QUICK = "attention_gradient"


@cache
def _inference(folder: Path) -> Inference:
    return Inference(folder)


def methods(ws: Workspace, model_id: str) -> list[str]:
    """Return the methods that apply to a model's kept predictor, the one to begin with first."""
    kept = ws.evaluations.model(model_id).kept
    return [FAITHFUL, QUICK] if kept is Kept.TRANSFORMER else [EXACT]


def first_method(applicable: Sequence[str], method: str) -> str | None:
    """Return the method to show while `method` is worked out; None where there is no quicker one."""
    return QUICK if method != QUICK and QUICK in applicable else None


def suggestions(ws: Workspace, model_id: str, *, limit: int = 12) -> list[ExamplePrediction]:
    """Return TEST rows worth asking about: sure mistakes first, then right ones the model was least sure of."""
    rows = ws.evaluations.predictions(model_id)
    wrong = sorted((row for row in rows if row.truth != row.predicted), key=lambda row: -row.confidence)
    right = sorted((row for row in rows if row.truth == row.predicted), key=lambda row: row.confidence)
    half = max(1, limit // 2)
    return (wrong[:half] + right)[:limit]


def explain(
    ws: Workspace, model_id: str, text: str, *, method: str | None = None, label: str | None = None
) -> Explanation:
    """Explain the kept predictor's decision on a text; `label` None: the label it decided for.

    Raises: UserFacingError: text_empty, model_missing, inference_unavailable, not_explainable {reason}.
    """
    if not text.strip():
        raise UserFacingError("text_empty")
    model = ws.evaluations.model(model_id)
    project = ws.projects.get(model.project_id)
    text = as_learned(ws, model.project_id, text)
    answer = _inference(ws.folder).ask(
        "explain", model_id=model_id, text=text, method=method or methods(ws, model_id)[0], label=label
    )
    return Explanation(
        text=answer["text"],
        language=project.language,
        label_set=project.task.label_set,
        probabilities=answer["probabilities"],
        predictor=Kept(answer["predictor"]),
        attribution=answer["attribution"],
        rival=answer["rival"],
        seconds=answer["seconds"],
    )


def attention(ws: Workspace, model_id: str, text: str) -> AttentionMap:
    """Return where every layer and head of the transformer looked."""
    found: AttentionMap = _inference(ws.folder).ask("attention", model_id=model_id, text=_asked(ws, model_id, text))
    return found


def rollout(ws: Workspace, model_id: str, text: str) -> Attribution:
    """Return attention rolled out through the layers: where it looked, never a reason."""
    found: Attribution = _inference(ws.folder).ask("rollout", model_id=model_id, text=_asked(ws, model_id, text))
    return found


def warm(ws: Workspace, model_id: str) -> None:
    """Begin to load a model, without waiting for it."""
    threading.Thread(target=_warm, args=(ws.folder, model_id), daemon=True).start()


@contextmanager
def asked_once(ws: Workspace) -> Iterator[None]:
    """Leave no warm process behind that was not there before: for those who ask once and go."""
    there = _inference(ws.folder).running()
    try:
        yield
    finally:
        if not there:
            _inference(ws.folder).close()


def as_learned(ws: Workspace, project_id: str, text: str) -> str:
    """Return a text as the project's model reads it: masked where the project's table is."""
    dataset = ws.datasets.latest(project_id)
    if dataset is None or not dataset.masked:
        return text
    return Masker(mask_key(ws, project_id), ws.projects.get(project_id).language).mask(text)


def _asked(ws: Workspace, model_id: str, text: str) -> str:
    return as_learned(ws, ws.evaluations.model(model_id).project_id, text)


def _warm(folder: Path, model_id: str) -> None:
    with suppress(UserFacingError):  # a question that is really asked will say what is wrong
        _inference(folder).ask("warm", model_id=model_id)
