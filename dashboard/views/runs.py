"""Runs: what the computer is doing, what went wrong, what is done."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components import page, run_card
from dashboard.components.chosen import go_button
from dashboard.components.finished_runs import finished_runs
from dashboard.errors import guard
from dashboard.i18n.words import t
from dashboard.theme import FRONTEND
from pipeline.domain.run import RunState
from pipeline.workflow import runs
from pipeline.workflow.values import RunCard

POLL_SECONDS = 2.0


def render() -> None:
    ws = state.workspace()
    st.html(FRONTEND / "models.css")
    runs.tick(ws)
    cards = runs.run_cards(ws)
    live = sorted((card for card in cards if not card.run.finished), key=lambda card: card.queue_position or 0)
    again = {card.run.parent_id for card in cards}
    bad = [card for card in cards if card.run.state in run_card.ENDED_BADLY and card.run.id not in again]
    done = [card for card in cards if card.run.finished and card not in bad]

    def actions() -> None:
        if (bad or done) and st.button(
            t("runs.clear"), key="runs_clear", type="tertiary", icon=":material/mop:", help=t("runs.clear_help")
        ):
            with guard():
                runs.clear_finished(ws)
                st.rerun()

    page.header(t("runs.title"), lead=t("runs.lead"), actions=actions)
    if not cards:
        page.empty_state(t("runs.empty_title"), t("runs.empty_body"), actions=lambda: go_button("home"))
        return
    if live:
        _live(ws, tuple((card.run.id, card.run.state) for card in live))
    for card in bad:
        _bad(ws, card)
    if done:
        page.section(t("runs.done"))
        finished_runs(done)
    _logs(ws, cards)


@st.fragment(run_every=POLL_SECONDS)
def _live(ws: Any, drawn: tuple[tuple[str, RunState], ...]) -> None:
    """Poll what lives; the page around is drawn again when one of them has moved on."""
    with guard():
        runs.tick(ws)
        cards = [runs.run_card(ws, run_id) for run_id, _ in drawn]
        for card in cards:
            if card.run.finished:
                continue
            title = t("runs.named", project=card.project_name, kind=run_card.kind_name(card.run))
            with st.container(horizontal=True, vertical_alignment="center", key=f"live_{card.run.id}"):
                run_card.live_card(card.run, note=t("runs.note"), title=title, queue_position=card.queue_position)
                if run_card.quiet_stop(card.run, t("runs.stop"), key=f"stop_{card.run.id}"):
                    runs.stop(ws, card.run.id)
                    st.rerun()
        if any(card.run.state is not state_drawn for card, (_, state_drawn) in zip(cards, drawn, strict=True)):
            st.rerun()


def _bad(ws: Any, card: RunCard) -> None:
    title = t("runs.named", project=card.project_name, kind=run_card.kind_name(card.run))
    with st.container(key=f"bad_{card.run.id}"):
        run_card.failure_card(card, title=title)
        pressed = st.button(t("runs.start_again"), key=f"again_{card.run.id}", icon=":material/restart_alt:")
    if pressed:
        with guard():
            runs.restart(ws, card.run.id)
            st.rerun()


def _logs(ws: Any, cards: Sequence[RunCard]) -> None:
    with st.expander(t("runs.log"), icon=":material/notes:", key="runs_log", on_change="rerun") as fold:
        if not fold.open:
            return
        named = {
            card.run.id: t("runs.log_of", project=card.project_name, kind=run_card.kind_name(card.run), id=card.run.id)
            for card in cards
        }
        run_id = st.selectbox(t("runs.log_pick"), list(named), format_func=lambda each: named[each], key="runs_log_of")
        st.code(runs.log(ws, run_id) or t("runs.log_empty"), language=None)


if __name__ == "__main__":
    render()
