"""Data: what was brought, and what is worth a look before labelling."""

import streamlit as st

from dashboard import state
from dashboard.components import bringing, findings, page, roles, table
from dashboard.components.source import reading_facts
from dashboard.i18n.words import t
from pipeline.domain.dataset import Dataset
from pipeline.workflow import data, home
from pipeline.workflow.values import Step


def render() -> None:
    ws, project_id = state.workspace(), state.project_id()
    dataset = data.dataset(ws, project_id) if project_id else None
    if project_id is None or dataset is None:
        page.header(t("data.title_new"), lead=t("data.lead_new"))
        bringing.draw()
        return
    _dataset(project_id, dataset)


def _dataset(project_id: str, dataset: Dataset) -> None:
    ws = state.workspace()
    journey = home.journey(ws, project_id)
    noticed = data.findings(ws, project_id)
    title = t("data.title_findings", n=len(noticed)) if noticed else t("data.title_clean")
    facts = reading_facts(dataset.source, n_rows=dataset.n_rows, n_columns=len(dataset.columns))
    name = journey.project.name if journey.project else dataset.name
    page.header(title, project=name, facts=facts, actions=lambda: _actions(journey.now))
    if noticed:
        findings.listing(noticed, rows=lambda finding: data.finding_rows(ws, project_id, finding))
    page.section(t("data.roles"), t("data.roles_stored"))
    roles.table(dataset.columns)
    _set_aside(project_id)
    page.section(t("data.rows"))
    table.browser(
        lambda offset, limit, search: data.page(ws, project_id, offset=offset, limit=limit, search=search),
        key=f"data_rows_{project_id}",
    )


def _actions(now: Step) -> None:
    if st.button(t("home.new"), key="data_new", type="tertiary", icon=":material/add:"):
        state.choose_project(None, starting_new=True)
        st.rerun()
    step = now if now is not Step.DATA else Step.LABEL
    words = t("data.start_labelling") if step is Step.LABEL else t(f"home.go_{step.value}")
    if st.button(words, type="primary", key="data_next"):
        state.go(step.value)


def _set_aside(project_id: str) -> None:
    rows = data.set_aside(state.workspace(), project_id)
    if not rows:
        return
    page.section(t("data.aside", n=len(rows)), t("data.aside_caption"))
    table.set_aside(rows, key="data_set_aside")


if __name__ == "__main__":
    render()
