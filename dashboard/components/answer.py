"""The whole answer to "why this label?": judgement, words, bars, odds, facts, the rival; and what else can be asked."""

from collections.abc import Sequence

import streamlit as st

from dashboard.components import explanation as drawn
from dashboard.components import page
from dashboard.components.markup import html, show
from dashboard.i18n.words import t
from pipeline.domain.labels import LabelSet
from pipeline.workflow.values import Explanation

METHOD, LABEL = "explain_method", "explain_label"


def chosen(methods: Sequence[str], label_set: LabelSet) -> tuple[str, str | None]:
    """Return the method and the label asked for; a choice that does not fit this model falls back to its first."""
    method, label = str(st.session_state.get(METHOD)), st.session_state.get(LABEL)
    return method if method in methods else methods[0], str(label) if label in label_set.codes else None


def first(explanation: Explanation) -> None:
    """Draw a quick explanation while the thorough one is on its way."""
    drawn.judgement(explanation)
    drawn.words_section(explanation)
    show(f'<p class="lh-caption">{html(t("explain.first_answer"))}</p>')


def full(explanation: Explanation, methods: Sequence[str], label_set: LabelSet) -> None:
    drawn.judgement(explanation)
    drawn.words_section(explanation)
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        drawn.bars_section(explanation)
    with right:
        page.section(t("explain.odds_title"))
        drawn.odds(explanation)
        drawn.facts(explanation)
        _settings(methods, label_set)
    drawn.rival_section(explanation)


def _settings(methods: Sequence[str], label_set: LabelSet) -> None:
    with st.expander(t("explain.settings"), icon=":material/tune:"):
        if len(methods) > 1:
            st.selectbox(t("explain.method"), methods, format_func=drawn.method_name, key=METHOD)
        st.selectbox(
            t("explain.for_label"),
            [None, *label_set.codes],
            format_func=lambda code: t("explain.predicted_label") if code is None else label_set.shown(code),
            key=LABEL,
        )
