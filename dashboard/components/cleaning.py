"""The cleaning of a table's texts: steps as switches, each with what it changes in real rows."""

import streamlit as st

from dashboard import state
from dashboard.components import change
from dashboard.components.cleaning_changes import changes_table
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import Dataset
from pipeline.workflow import versions
from pipeline.workflow.values import CleaningStep

KEY = "cleaning_step_"


def draw(dataset: Dataset) -> None:
    """Draw the section, folded until it is asked for: its preview reads some thousand rows."""
    with st.expander(
        t("cleaning.title"), icon=":material/cleaning_services:", key="cleaning", on_change="rerun"
    ) as fold:
        if fold.open:
            with guard():
                _steps(dataset)


def forget() -> None:
    """Let the switches stand where the stored cleaning has them."""
    for key in [key for key in st.session_state if str(key).startswith(KEY)]:
        del st.session_state[key]


def _steps(dataset: Dataset) -> None:
    show(f'<p class="lh-muted">{html(t("cleaning.lead"))}</p>')
    steps = versions.cleaning_steps(state.workspace(), dataset.project_id)
    chosen: list[str] = []
    for title, of_rows in ((t("cleaning.of_texts"), False), (t("cleaning.of_rows"), True)):
        show(f'<p class="lh-small-title">{html(title)}</p>')
        for step in steps:
            if step.of_rows is of_rows and _step(step, dataset):
                chosen.append(step.name)
    _apply(dataset, tuple(chosen))


def _step(step: CleaningStep, dataset: Dataset) -> bool:
    with st.container(key=f"cleaning_row_{step.name}", gap=None):
        on = st.toggle(t(f"cleaning.{step.name}"), value=step.chosen, key=f"{KEY}{dataset.id}_{step.name}")
        show(f'<p class="lh-muted lh-small lh-step-note">{html(_said(step, dataset))}</p>')
        if step.changes:
            with st.expander(t("cleaning.see", n=len(step.changes))):
                show(changes_table(step.changes))
    return on


def _said(step: CleaningStep, dataset: Dataset) -> str:
    means = t(f"cleaning.{step.name}_means")
    if step.of_rows:
        return t("cleaning.leaves_out", means=means, n=step.n_changed) if step.chosen else means
    n_sample = min(versions.SAMPLE_ROWS, dataset.n_rows)
    if not step.n_changed:
        return t("cleaning.changes_none", means=means, n=n_sample)
    return t("cleaning.changes", means=means, n=step.n_changed, sample=n_sample)


def _apply(dataset: Dataset, chosen: tuple[str, ...]) -> None:
    same = set(chosen) == set(dataset.cleaning)
    with st.container(horizontal=True, vertical_alignment="center", key="cleaning_apply_row"):
        if st.button(t("cleaning.apply"), type="primary", key="cleaning_apply", disabled=same):
            with st.spinner(t("cleaning.applying")):
                change.cleaning(dataset, chosen, dataset.merged_labels)
                st.rerun()
        show(f'<p class="lh-muted lh-small">{html(t("cleaning.stored"))}</p>')
