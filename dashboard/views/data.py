"""Data: what was brought, and what is worth a look before labelling."""

import streamlit as st

from dashboard import state
from dashboard.components import (
    appending,
    bringing,
    change,
    cleaning,
    findings,
    importing,
    merging,
    page,
    personal,
    repairs,
    roles,
    table,
)
from dashboard.components.source import file_facts, reading_facts
from dashboard.i18n.words import t
from dashboard.theme import FRONTEND
from pipeline.domain.dataset import Dataset
from pipeline.workflow import data, home
from pipeline.workflow.values import Journey, Step

SHOWN_ASIDE = 200


def render() -> None:
    st.html(FRONTEND / "models.css")
    st.html(FRONTEND / "data.css")
    ws, project_id = state.workspace(), state.project_id()
    dataset = data.dataset(ws, project_id) if project_id else None
    if project_id is not None and dataset is not None:
        _dataset(project_id, dataset)
        return
    run = data.importing(ws, project_id) if project_id else None
    project = home.journey(ws, project_id).project
    if run is not None and project is not None:
        importing.instead(run, project=project.name)
        return
    page.header(t("data.title_new"), lead=t("data.lead_new"))
    bringing.draw()


def _dataset(project_id: str, dataset: Dataset) -> None:
    ws = state.workspace()
    noticed = data.findings(ws, project_id)
    n_open = sum(not data.is_mended(dataset, finding) for finding in noticed)
    _header(home.journey(ws, project_id), dataset, n_noticed=n_open)
    run = data.importing(ws, project_id)
    importing.above(run, dataset)
    importing.note(run)
    change.told(project_id)
    if dataset.masked:
        personal.masked_note(dataset.personal)
    findings.listing(
        noticed,
        rows=lambda finding: data.finding_rows(ws, project_id, finding, limit=findings.MOST_ROWS),
        repair=lambda finding: repairs.button(finding, dataset),
    )
    page.section(t("data.roles"), t("data.roles_stored"))
    roles.changers(dataset, key=f"stored_{dataset.id}")
    page.section(t("data.more"))
    cleaning.draw(dataset)
    merging.draw(dataset)
    appending.draw(dataset)
    _set_aside(project_id, dataset)
    with st.expander(t("data.file"), icon=":material/description:"):
        page.fact_list(file_facts(dataset))
    page.section(t("data.rows"))
    table.browser(
        lambda offset, limit, search, patient: data.page(
            ws, project_id, offset=offset, limit=limit, search=search, patient=patient
        ),
        key=f"data_rows_{project_id}",
    )


def _header(journey: Journey, dataset: Dataset, *, n_noticed: int) -> None:
    title = t("data.title_findings", n=n_noticed) if n_noticed else t("data.title_clean")
    facts = reading_facts(dataset.source, n_rows=dataset.n_rows, n_columns=len(dataset.columns))
    if dataset.n_left_out:
        facts = (*facts, t("data.left_out", n=dataset.n_left_out))
    name = journey.project.name if journey.project else dataset.name
    page.header(title, project=name, facts=facts, actions=lambda: _actions(journey.now))


def _actions(now: Step) -> None:
    if st.button(t("home.new"), key="data_new", type="tertiary", icon=":material/add:"):
        state.choose_project(None, starting_new=True)
        st.rerun()
    step = now if now is not Step.DATA else Step.LABEL
    words = t("data.start_labelling") if step is Step.LABEL else t(f"home.go_{step.value}")
    if st.button(words, type="primary", key="data_next"):
        state.go(step.value)


def _set_aside(project_id: str, dataset: Dataset) -> None:
    if not dataset.source.n_set_aside:
        return
    ws = state.workspace()
    words = t("data.aside", n=dataset.source.n_set_aside)
    with st.expander(words, icon=":material/rule:", key="data_aside", on_change="rerun") as fold:
        if fold.open:
            rows = data.set_aside(ws, project_id, limit=SHOWN_ASIDE)
            table.stored_aside(rows, lambda: data.set_aside_csv(ws, project_id), n=dataset.source.n_set_aside)


if __name__ == "__main__":
    render()
