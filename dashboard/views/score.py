"""Score: put the model to work on a new table."""

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components import page, run_card, to_score
from dashboard.components.chosen import model_facts, model_picker, opened_journey, opened_model
from dashboard.components.history import score_history
from dashboard.components.scored_table import score_verdict, scored_table
from dashboard.errors import guard
from dashboard.i18n.words import t
from dashboard.theme import FRONTEND
from pipeline.domain.evaluation import Model
from pipeline.domain.labels import LabelSet
from pipeline.domain.project import Project
from pipeline.domain.run import RunKind, RunState
from pipeline.workflow import runs, score
from pipeline.workflow.values import RunCard, ScoreSummary

POLL_SECONDS = 1.5
ROWS = 20


def render() -> None:
    st.html(FRONTEND / "data.css")
    ws = state.workspace()
    journey = opened_journey(ws, t("score.title"))
    if journey is None or journey.project is None:
        return
    model = opened_model(ws, journey, t("score.title"))
    if model is None:
        return
    past = score.history(ws, journey.project.id)
    chosen = next((card for card in past if card.run.id == state.run_id()), None)
    if chosen is None:
        _new(ws, journey.project, model)
    elif not chosen.run.finished:
        _live(ws, journey.project, chosen)
    else:
        _done(ws, journey.project, chosen)
    score_history([card for card in past if chosen is None or card.run.id != chosen.run.id])


def _new(ws: Any, project: Project, model: Model) -> None:
    page.header(
        t("score.title"),
        project=project.name,
        facts=model_facts(model),
        lead=t("score.lead"),
        actions=lambda: model_picker(ws, model),
    )
    to_score.draw(project, model)


def _another() -> None:
    if st.button(t("score.another"), key="score_another", type="tertiary", icon=":material/upload:"):
        state.choose_run(None)
        st.rerun()


def _live(ws: Any, project: Project, card: RunCard) -> None:
    def actions() -> None:
        if run_card.quiet_stop(card.run, t("runs.stop"), key="score_stop"):
            with guard():
                runs.stop(ws, card.run.id)
                st.rerun()

    page.header(t("score.running"), project=project.name, facts=(run_card.file_name(card.run),), actions=actions)
    _progress(ws, card.run.id, card.run.state)


@st.fragment(run_every=POLL_SECONDS)
def _progress(ws: Any, run_id: str, drawn_state: RunState) -> None:
    with guard():
        runs.tick(ws)
        card = runs.run_card(ws, run_id)
        run_card.live_card(card.run, note=t("score.close_window"), queue_position=card.queue_position)
        if card.run.state is not drawn_state:
            st.rerun()


def _done(ws: Any, project: Project, card: RunCard) -> None:
    summary = score.summary(ws, card.run.id) if card.run.kind is RunKind.SCORE else None
    if card.run.state in run_card.ENDED_BADLY or summary is None:
        _without_table(ws, project, card)
        return
    n_sorted = summary.n_rows - summary.n_check_me

    def actions() -> None:
        _another()
        name, content = score.download(ws, card.run.id)
        st.download_button(
            t("score.download"),
            content,
            file_name=name,
            mime="text/csv",
            key="score_download",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )

    facts = (summary.file_name, t("score.fact_rows", n=summary.n_rows))
    title = (
        t("score.all_sorted", n=n_sorted)
        if not summary.n_check_me
        else t("score.sorted", sorted=n_sorted, n=summary.n_check_me)
    )
    page.header(title, project=project.name, facts=facts, actions=actions)
    score_verdict(summary)
    _rows(ws, card.run.id, summary, project.task.label_set)


def _without_table(ws: Any, project: Project, card: RunCard) -> None:
    page.header(t("score.no_table"), project=project.name, facts=(run_card.file_name(card.run),), actions=_another)
    if card.run.state in run_card.ENDED_BADLY:
        run_card.failure_card(card)
        if st.button(t("runs.start_again"), key="score_restart", icon=":material/restart_alt:"):
            with guard():
                state.choose_run(runs.restart(ws, card.run.id).id)
                st.rerun()
    else:
        page.empty_state(t("score.stopped_title"), t("score.stopped_body"))


def _rows(ws: Any, run_id: str, summary: ScoreSummary, label_set: LabelSet) -> None:
    words = t("score.only_check_me", n=summary.n_check_me)
    only = st.toggle(words, key=f"score_only_{run_id}", disabled=not summary.n_check_me)
    n_rows = summary.n_check_me if only else summary.n_rows
    n_pages = max(1, -(-n_rows // ROWS))
    key = f"score_page_{run_id}_{only}"
    first = ROWS * (st.session_state.get(key, 1) - 1)
    scored_table(score.rows(ws, run_id, offset=first, limit=ROWS, only_check_me=only), label_set)
    if n_pages > 1:
        st.pagination(n_pages, key=key)


if __name__ == "__main__":
    render()
