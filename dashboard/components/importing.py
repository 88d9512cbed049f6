"""An import in the background: how far it is, how it ended, and how to go on."""

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components import page, run_card
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import Dataset
from pipeline.domain.run import Run, RunState
from pipeline.workflow import data, home, runs

POLL_SECONDS = 1.0
_HIDDEN = "import_hidden"  # a failure that was read


def instead(run: Run, *, project: str) -> None:
    """Draw the view of a project whose table is not there: it is on its way, or did not come."""
    ws = state.workspace()
    if not run.finished:
        page.header(
            t("importing.title"),
            project=project,
            facts=(run_card.file_name(run),),
            lead=t("importing.lead"),
            actions=lambda: _stop(run),
        )
        _progress(ws, run.project_id, run.state)
        return
    page.header(t("importing.none_title"), project=project, facts=(run_card.file_name(run),))
    if run.state in run_card.ENDED_BADLY:
        run_card.failure_card(runs.run_card(ws, run.id))
    else:
        page.empty_state(t("importing.stopped_title"), t("importing.stopped_body"))
    with st.container(horizontal=True, key="import_ended"):
        _again(run)
        if st.button(t("importing.bring_again"), key="import_bring", icon=":material/upload:"):
            with guard():
                home.delete_project(ws, run.project_id)  # it holds nothing; the settings still have it
                state.choose_project(None, starting_new=True)
                st.rerun()


def above(run: Run | None, dataset: Dataset) -> None:
    """Draw a next version on its way, or why it did not come, above the table that is there."""
    if run is None or run.id == st.session_state.get(_HIDDEN):
        return
    if not run.finished:
        _progress(state.workspace(), run.project_id, run.state, stoppable=True)
    elif run.state in run_card.ENDED_BADLY and run.created_at > dataset.created_at:
        with st.container(key="import_failed"):
            run_card.failure_card(runs.run_card(state.workspace(), run.id), title=t("importing.change"))
            with st.container(horizontal=True):
                _again(run)
                if st.button(t("common.close"), key="import_hide", type="tertiary"):
                    st.session_state[_HIDDEN] = run.id
                    st.rerun()


def _again(run: Run) -> None:
    if st.button(t("runs.start_again"), key="import_again", type="primary", icon=":material/restart_alt:"):
        with guard():
            runs.restart(state.workspace(), run.id)
            st.rerun()


def _stop(run: Run) -> None:
    if run_card.quiet_stop(run, t("runs.stop"), key="import_stop"):
        with guard():
            runs.stop(state.workspace(), run.id)
            st.rerun()


@st.fragment(run_every=POLL_SECONDS)
def _progress(ws: Any, project_id: str, drawn: RunState, *, stoppable: bool = False) -> None:
    """Poll the import; the whole page is drawn again when it has moved on."""
    with guard():
        runs.tick(ws)
        run = data.importing(ws, project_id)
        if run is None or run.state is not drawn:
            st.rerun()
        with st.container(horizontal=True, vertical_alignment="center", key="import_live"):
            title = t("importing.change") if stoppable else ""
            run_card.live_card(run, note=t("importing.note"), title=title)
            if stoppable:
                _stop(run)


def said(run: Run) -> str:
    """Return what came of an import in a few words, or nothing."""
    facts = run.result
    if run.state is not RunState.SUCCEEDED or not isinstance(facts.get("n_rows"), int):
        return ""
    if run.config.get("way") == "append":
        return t("appending.done", new=facts["n_new"], known=facts["n_known"], changed=facts["n_changed"])
    return t("data.n_rows", n=facts["n_rows"])


def note(run: Run | None) -> None:
    """Say once, after an append in the background, what it came to."""
    if run is None or run.config.get("way") != "append" or not (words := said(run)):
        return
    if st.session_state.get("append_told") != run.id and run.id == st.session_state.get("append_run"):
        st.session_state["append_told"] = run.id
        show(f'<p class="lh-note" role="status">{html(words)}</p>')
