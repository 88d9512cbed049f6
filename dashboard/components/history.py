"""Past scorings as rows, each with a way back to it."""

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.components import page
from dashboard.components.markup import chip, html, show
from dashboard.components.run_card import CHIPS, file_name
from dashboard.i18n.words import t, when
from pipeline.workflow.values import RunCard


def score_history(cards: Sequence[RunCard]) -> None:
    if not cards:
        return
    page.section(t("score.history"))
    for card in cards:
        with st.container(
            key=f"past_{card.run.id}", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
        ):
            show(_row(card))
            if st.button(t("score.open"), key=f"open_{card.run.id}", type="tertiary"):
                state.choose_run(card.run.id)
                st.rerun()


def _row(card: RunCard) -> str:
    n_rows = card.run.result.get("n_rows")
    counts = t("score.fact_rows", n=n_rows) if isinstance(n_rows, int) else ""
    at = when(card.run.finished_at or card.run.created_at)
    return (
        f'<div class="lh-row lh-past"><div><p class="lh-row-name">{html(file_name(card.run))}</p>'
        f'<p class="lh-muted lh-small">{html(counts)}</p></div>'
        f"<div>{chip(t(f'runs.state_{card.run.state.value}'), CHIPS[card.run.state])}</div>"
        f'<div class="lh-muted lh-small">{html(at)}</div></div>'
    )
