"""Explain: why did this text get this label?"""

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.charts.figure import shortened
from dashboard.components import answer, page
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

OWN, OWN_TEXT, PLACE = "explain_own", "explain_text", "explain_place"
SHOWN_COLUMNS = 110


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


def _place(n: int, *, on: int = 0) -> int:
    return (int(st.session_state.get(PLACE, 0)) + on) % n


def _next(n: int) -> None:
    st.session_state[PLACE] = _place(n, on=1)


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
        format_func=lambda i: shortened(suggestions[i].text, columns=SHOWN_COLUMNS),
        key=PLACE,
    )
    example = suggestions[place]
    key = "explain.was_right" if example.truth == example.predicted else "explain.was_wrong"
    said = t(key, truth=label_set.shown(example.truth), predicted=label_set.shown(example.predicted))
    show(f'<p class="lh-caption">{html(said)}</p>')
    return example


def _explained(ws: Any, project: Project, model: Model, text: str) -> None:
    """Explain a text: a quick answer first where there is one, the asked one in its place as soon as it is there."""
    methods = explain.methods(ws, model.id)
    method, label = answer.chosen(methods, model.id)
    question, names = (ws, model.id, text), project.task.label_set
    quick = explain.first_method(methods, method)
    before, slot = st.empty(), st.empty()  # two: what the full answer said of another text must be gone at once
    with before.container(), st.spinner(t("explain.loading")):
        if quick and (model.id, text, method, label) not in _answered():
            answer.first(replace(_answer(*question, quick, label), label_set=names))
        explanation = replace(_answer(*question, method, label), label_set=names)
    _answered().add((model.id, text, method, label))
    before.empty()
    with slot.container():
        answer.full(explanation, methods, model.id)
    attention_view(lambda: _attention(*question), lang=project.language.value)


def _answered() -> set[tuple[str, str, str, str | None]]:
    """What this visitor has seen the full answer to: asked again it comes at once, with no first one before it."""
    found: set[tuple[str, str, str, str | None]] = st.session_state.setdefault("explain_answered", set())
    return found


@st.cache_data(show_spinner=False, max_entries=200)
def _answer(_ws: Any, model_id: str, text: str, method: str, label: str | None) -> Explanation:
    """Keep what the model answered: it never changes. Names of labels do: who draws this puts today's in."""
    return explain.explain(_ws, model_id, text, method=method, label=label)


@st.cache_data(show_spinner=False, max_entries=20)
def _attention(_ws: Any, model_id: str, text: str) -> tuple[AttentionMap, Attribution]:
    return explain.attention(_ws, model_id, text), explain.rollout(_ws, model_id, text)


if __name__ == "__main__":
    render()
