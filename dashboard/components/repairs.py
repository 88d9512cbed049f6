"""The button that mends what a check noticed."""

import streamlit as st

from dashboard import state
from dashboard.components import change, cleaning, merging, personal
from dashboard.components.findings import repair_words
from dashboard.components.markup import html, icon, show
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import ColumnRole, Dataset
from pipeline.domain.finding import Finding


def button(finding: Finding, dataset: Dataset) -> None:
    """Draw the repair of a finding where a screen knows one and it was not done already."""
    words, how = repair_words(finding), str(finding.params["repair"])
    if how in dataset.cleaning:
        show(f'<p class="lh-done lh-small">{icon("check")} {html(t("repairs.done"))}</p>')
        return
    if not words:
        return
    if st.button(words, key=f"repair_{finding.code}", type="tertiary", icon=":material/build:"):
        with guard():
            _carry_out(finding, how, dataset)
            st.rerun()


def _carry_out(finding: Finding, how: str, dataset: Dataset) -> None:
    if how == "merge_labels":
        merging.take_suggestions(dataset)
    elif how == "masking":
        st.session_state[personal.WISHED] = True
        state.choose_project(None, starting_new=True)
    elif how == "role":
        role = ColumnRole(str(finding.params["repair_role"]))
        change.roles(dataset, {str(name): role for name in finding.params["repair_columns"]})
    else:
        cleaning.forget()
        change.cleaning(dataset, (*dataset.cleaning, how), dataset.merged_labels)
