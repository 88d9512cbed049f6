"""Explain: why did this text get this label?"""

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components import explanation as drawn
from dashboard.components import page
from dashboard.components.attention import attention_view
from dashboard.components.chosen import model_name, model_picker, opened_journey, opened_model
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.attribution import AttentionMap, Attribution
from pipeline.domain.evaluation import ExamplePrediction, Model
from pipeline.domain.labels import LabelSet
from pipeline.domain.project import Project
from pipeline.workflow import explain, home
from pipeline.workflow.values import Explanation, Step

OWN, OWN_TEXT, PLACE, METHOD, LABEL = "explain_own", "explain_text", "explain_place", "explain_method", "explain_label"
SHOWN_CHARS = 90


def render() -> None:
    ws = state.workspace()
    journey = opened_journey(ws, t("explain.title"))
    if journey is None or journey.project is None:
        return
    model = opened_model(ws, journey, t("explain.title"))
    if model is None:
        return
    suggestions = explain.suggestions(ws, model.id)
    own = bool(st.session_state.get(OWN)) or not suggestions
    _header(ws, journey.project, model, suggestions, own=own)
    example = None if own else _chosen(suggestions, journey.project.task.label_set)
    text = _own_text() if own else (example.text if example else "")
    if not text.strip():
        page.empty_state(t("explain.own_empty_title"), t("explain.own_empty_body"))
        return
    with guard():
        _explained(ws, journey.project, model, text)
        home.mark_seen(ws, model.id, Step.EXPLAIN)


def _header(ws: Any, project: Project, model: Model, suggestions: list[ExamplePrediction], *, own: bool) -> None:
    def actions() -> None:
        model_picker(ws, model)
        if own and suggestions:
            st.button(t("explain.back"), key="explain_back", type="tertiary", on_click=_leave_own)
        elif not own:
            st.button(
                t("explain.next"),
                key="explain_next",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=_next,
                args=(len(suggestions),),
            )
            st.button(
                t("explain.change"), key="explain_change", type="primary", on_click=_enter_own, args=(suggestions,)
            )

    page.header(t("explain.title"), project=project.name, facts=(model_name(model),), actions=actions)


def _place(n: int) -> int:
    return int(st.session_state.get(PLACE, 0)) % n


def _next(n: int) -> None:
    st.session_state[PLACE] = (_place(n) + 1) % n


def _enter_own(suggestions: list[ExamplePrediction]) -> None:
    st.session_state[OWN] = True
    st.session_state[OWN_TEXT] = suggestions[_place(len(suggestions))].text


def _leave_own() -> None:
    st.session_state[OWN] = False


def _own_text() -> str:
    with st.form("explain_form", border=False):
        text = st.text_area(t("explain.own_label"), key=OWN_TEXT, height=110, max_chars=4000)
        st.form_submit_button(t("explain.explain"), type="primary", key="explain_submit")
    return text or ""


def _chosen(suggestions: list[ExamplePrediction], label_set: LabelSet) -> ExamplePrediction:
    """Draw the choice of a text the model never learned from."""
    st.session_state[PLACE] = _place(len(suggestions))
    place = st.selectbox(
        t("explain.pick"),
        range(len(suggestions)),
        format_func=lambda i: _short(suggestions[i].text),
        key=PLACE,
    )
    example = suggestions[place]
    key = "explain.was_right" if example.truth == example.predicted else "explain.was_wrong"
    said = t(key, truth=label_set.shown(example.truth), predicted=label_set.shown(example.predicted))
    show(f'<p class="lh-caption">{html(said)}</p>')
    return example


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1] + "…"


def _explained(ws: Any, project: Project, model: Model, text: str) -> None:
    methods = explain.methods(ws, model.id)
    method = st.session_state.get(METHOD) or (methods[0] if methods else "shap")
    label = st.session_state.get(LABEL)
    label = label if label in project.task.label_set.codes else None
    with st.spinner(t("explain.loading")):
        explanation = _explanation(str(state.workspace_folder()), ws, model.id, text, method, label)
    drawn.judgement(explanation)
    drawn.words_section(explanation)
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        drawn.bars_section(explanation)
    with right:
        page.section(t("explain.odds_title"))
        drawn.odds(explanation)
        drawn.facts(explanation)
        _settings(methods, project.task.label_set)
    drawn.rival_section(explanation)
    attention_view(lambda: _attention(str(state.workspace_folder()), ws, model.id, text), lang=project.language.value)


def _settings(methods: list[str], label_set: LabelSet) -> None:
    with st.expander(t("explain.settings"), icon=":material/tune:"):
        if len(methods) > 1:
            st.selectbox(t("explain.method"), methods, format_func=drawn.method_name, key=METHOD)
        st.selectbox(
            t("explain.for_label"),
            [None, *label_set.codes],
            format_func=lambda code: t("explain.predicted_label") if code is None else label_set.shown(code),
            key=LABEL,
        )


@st.cache_data(show_spinner=False, max_entries=200)
def _explanation(
    folder: str,  # noqa: ARG001 - part of the cache's key: two workspaces may hold models of one name
    _ws: Any,
    model_id: str,
    text: str,
    method: str,
    label: str | None,
) -> Explanation:
    """A model never changes, so neither does its explanation."""
    return explain.explain(_ws, model_id, text, method=method, label=label)


@st.cache_data(show_spinner=False, max_entries=20)
def _attention(folder: str, _ws: Any, model_id: str, text: str) -> tuple[AttentionMap, Attribution]:  # noqa: ARG001
    return explain.attention(_ws, model_id, text), explain.rollout(_ws, model_id, text)


if __name__ == "__main__":
    render()
