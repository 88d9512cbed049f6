"""What is done, as a list: name, state, what came of it, when."""

from collections.abc import Sequence

from dashboard.components import importing
from dashboard.components.chosen import model_name
from dashboard.components.markup import chip, html, show
from dashboard.components.run_card import CHIPS, file_name, kind_name
from dashboard.i18n.words import number, t, when
from pipeline.domain.run import RunKind, RunState
from pipeline.workflow.values import RunCard


def finished_runs(cards: Sequence[RunCard]) -> None:
    rows = "".join(_row(card) for card in cards)
    show(f'<ul class="lh-finished">{rows}</ul>')


def _row(card: RunCard) -> str:
    run = card.run
    title = t("runs.named", project=card.project_name, kind=kind_name(run))
    state = chip(t(f"runs.state_{run.state.value}"), CHIPS[run.state])
    return (
        f'<li class="lh-row lh-finished-row"><div><p class="lh-row-name">{html(title)}</p>'
        f'<p class="lh-muted lh-small">{html(_subject(card))}</p></div><div>{state}</div>'
        f'<div class="lh-muted lh-small">{html(outcome(card))}</div>'
        f'<div class="lh-muted lh-small">{html(when(run.finished_at or run.created_at))}</div></li>'
    )


def _subject(card: RunCard) -> str:
    if card.model is not None:
        return t("runs.subject_model", model=model_name(card.model), labels=card.model.n_labels_used)
    return file_name(card.run)


def outcome(card: RunCard) -> str:
    """Return what came of a run in a few words, or nothing."""
    if card.evaluation is not None:
        estimate = card.evaluation.metrics.macro_f1
        low, high = number(float(estimate.low)), number(float(estimate.high))
        return t("runs.outcome_f1", value=number(float(estimate.value)), low=low, high=high)
    n_check_me = card.run.result.get("n_check_me")
    if card.run.kind is RunKind.SCORE and isinstance(n_check_me, int):
        return t("runs.outcome_score", n=n_check_me)
    if card.run.kind is RunKind.IMPORT:
        return importing.said(card.run)
    if card.run.state is RunState.STOPPED and card.model is not None:
        return t("runs.outcome_stopped")
    return ""
