"""The whole answer to "why this label?": judgement, words, bars, odds, facts, the rival; and what else can be asked."""

from collections.abc import Sequence

import streamlit as st

from dashboard.components import explanation as drawn
from dashboard.components import page
from dashboard.components.markup import html, show
from dashboard.i18n.words import t
from pipeline.workflow.values import Explanation

METHOD = "explain_method"


def _label_key(model_id: str) -> str:
    """A key for each model: what was chosen among its labels is always one that it knows."""
    return f"explain_label_{model_id}"


def chosen(methods: Sequence[str], model_id: str) -> tuple[str, str | None]:
    """Return the method and the label asked for; a method that does not fit this model falls back to its first."""
    method, label = str(st.session_state.get(METHOD)), st.session_state.get(_label_key(model_id))
    return method if method in methods else methods[0], None if label is None else str(label)


def first(explanation: Explanation) -> None:
    """Draw a quick explanation while the thorough one is on its way."""
    drawn.judgement(explanation)
    drawn.words_section(explanation)
    show(f'<p class="lh-caption">{html(t("explain.first_answer"))}</p>')


def full(explanation: Explanation, methods: Sequence[str], model_id: str) -> None:
    drawn.judgement(explanation)
    drawn.words_section(explanation)
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        drawn.bars_section(explanation)
    with right:
        page.section(t("explain.odds_title"))
        drawn.odds(explanation)
        drawn.facts(explanation)
        _settings(explanation, methods, model_id)
    drawn.rival_section(explanation)


def _settings(explanation: Explanation, methods: Sequence[str], model_id: str) -> None:
    shown = explanation.label_set.shown
    for key in {METHOD, _label_key(model_id)} & set(st.session_state):
        st.session_state[key] = st.session_state[key]  # the browser would keep the words of another language
    with st.expander(t("explain.settings"), icon=":material/tune:"):
        if len(methods) > 1:
            st.selectbox(t("explain.method"), methods, format_func=drawn.method_name, key=METHOD)
        st.selectbox(
            t("explain.for_label"),
            [None, *explanation.probabilities],
            format_func=lambda code: t("explain.predicted_label") if code is None else shown(code),
            key=_label_key(model_id),
        )
