"""What stands in for worker processes and trained weights where a screen is tested."""

import re

import numpy as np
import pytest
import streamlit as st

from dashboard import uploading
from pipeline.domain.attribution import AttentionMap, Attribution, Span, TextPart
from pipeline.domain.labels import Label, LabelSet
from pipeline.domain.run import RunState
from pipeline.store.workspace import Workspace
from pipeline.workflow.values import Explanation
from tests.builders import Trained, a_project, a_run, a_trained_project, weather_csv


def hold_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no worker and bury no run: what the builders made stays as it is."""
    monkeypatch.setattr("pipeline.workflow.train.tick", lambda *_: None)
    monkeypatch.setattr("pipeline.workflow.score.tick", lambda *_: None)
    monkeypatch.setattr("pipeline.workflow.data.tick", lambda *_: None)
    monkeypatch.setattr("pipeline.runs.supervisor.tick", lambda *_: None)


def words_of(text: str) -> tuple[Span, ...]:
    return tuple(Span(m.start(), m.end()) for m in re.finditer(r"[A-Za-z0-9]+|[\u4e00-\u9fff]{1,2}", text))


def an_attribution(
    text: str = "oil under the press",
    scores: tuple[float, ...] = (0.41, -0.14, 0.02, 0.26),
    *,
    label: str = "0",
    method: str = "shap",
    unit: str = "probability",
    additive: bool = True,
) -> Attribution:
    """Scores for the words of a text, repeated when there are more words than scores."""
    spans = words_of(text)
    given = tuple(scores[i % len(scores)] for i in range(len(spans)))
    part = TextPart("text", text, spans, given)
    return Attribution((part,), label, method, unit, True, additive, 0.2, 0.2 + sum(given))


def an_attention_map(text: str = "oil under the press", *, n_layers: int = 2, n_heads: int = 3) -> AttentionMap:
    """Every head looks everywhere alike, the two end marks included."""
    spans = (Span(0, 0), *words_of(text), Span(0, 0))
    tokens = ("[CLS]", *(text[span.start : span.end] for span in spans[1:-1]), "[SEP]")
    weights = np.full((n_layers, n_heads, len(spans), len(spans)), 1 / len(spans), dtype=np.float32)
    return AttentionMap(tokens, spans, weights)


def explain_by_hand(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None, str | None]]:
    """Answer explanations without a model; returns the list in which every question is written."""
    asked: list[tuple[str, str | None, str | None]] = []

    def explained(
        ws: Workspace, model_id: str, text: str, *, method: str | None = None, label: str | None = None
    ) -> Explanation:
        asked.append((text, method, label))
        model = ws.evaluations.model(model_id)
        project = ws.projects.get(model.project_id)
        code = label or "0"
        attribution = an_attribution(text, label=code, method=method or "shap")
        rival = an_attribution(text, label=code, method="linear", unit="log_odds")
        probabilities = {"0": 0.87, "1": 0.13}
        language, label_set = project.language, project.task.label_set
        return Explanation(text, language, label_set, probabilities, model.kept, attribution, rival, 0.6)

    rolled = {"method": "attention_rollout", "unit": "share", "additive": False}
    st.cache_data.clear()
    monkeypatch.setattr("pipeline.workflow.explain.explain", explained)
    monkeypatch.setattr("pipeline.workflow.explain.attention", lambda *asked: an_attention_map(asked[-1]))
    monkeypatch.setattr("pipeline.workflow.explain.rollout", lambda *asked: an_attribution(asked[-1], **rolled))
    return asked


SIZES = ("empty", "small", "full")


def filled(ws: Workspace, size: str) -> str | None:
    """Fill a workspace; return the project to open: none, one with four labels, or one with everything."""
    if size == "empty":
        return None
    if size == "small":
        return a_project(ws, weather_csv(30, labeled=4)).id
    trained = a_full_project(ws)
    return trained.project.id


def a_full_project(ws: Workspace) -> Trained:
    """A trained project beside others whose runs wait, run, failed and got lost."""
    trained = a_trained_project(ws)
    other = a_project(ws, name="来信")
    for state in (RunState.QUEUED, RunState.RUNNING, RunState.FAILED, RunState.LOST, RunState.STOPPED):
        a_run(ws, other, state=state)
    return trained


def two_labels() -> LabelSet:
    return LabelSet((Label("0", "积极"), Label("1", "消极")))


def forget_workspaces() -> None:
    """Close what the routes of the server opened."""
    for opened in uploading._workspaces.values():
        opened.close()
    uploading._workspaces.clear()
