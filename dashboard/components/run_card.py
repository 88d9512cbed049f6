"""A run as a person sees it: how long it still takes, or why it ended and what to do."""

from typing import Any

import streamlit as st

from dashboard.components.markup import bar, html, icon, show
from dashboard.i18n.words import duration, has, language, percent, t, when
from pipeline.domain.run import Run, RunKind, RunState
from pipeline.domain.training import Progress
from pipeline.words.catalog import phrase, render_error
from pipeline.workflow.values import RunCard

CHIPS = {
    RunState.QUEUED: "plain",
    RunState.STARTING: "good",
    RunState.RUNNING: "good",
    RunState.STOPPING: "warn",
    RunState.SUCCEEDED: "good",
    RunState.FAILED: "bad",
    RunState.LOST: "bad",
    RunState.STOPPED: "plain",
}
MOMENTS = 10.0  # seconds; below, counting them down only makes nervous
NEARLY = 0.9
ENDED_BADLY = frozenset({RunState.FAILED, RunState.LOST})


def kind_name(run: Run) -> str:
    """Return what a run does, with its preset where it has one."""
    preset = str(run.config.get("training", {}).get("preset", ""))
    if run.kind is RunKind.TRAIN and has(f"train.preset_{preset}"):
        return t("runs.kind_train_preset", preset=t(f"train.preset_{preset}"))
    return t(f"runs.kind_{run.kind.value}")


def file_name(run: Run) -> str:
    """Return the table that a run works on; empty for other kinds of run."""
    return str(run.config.get("file_name", ""))


def headline(run: Run, queue_position: int | None = None) -> str:
    """Return the one thing a waiting person wants to know."""
    if run.state is RunState.QUEUED:
        if queue_position and queue_position > 1:
            return t("runs.waiting_behind", n=queue_position - 1)
        return t("runs.waiting_next")
    if run.state is RunState.STOPPING:
        return t("runs.stopping")
    if run.progress is not None and run.progress.seconds_left is None and 0 < run.progress.fraction < NEARLY:
        return _phase(run)
    return _left(run.progress)


def _left(progress: Progress | None) -> str:
    seconds = progress.seconds_left if progress else None
    if seconds is not None and seconds >= MOMENTS:
        return t("runs.left", time=duration(seconds))
    if seconds is not None or (progress and progress.fraction >= NEARLY):
        return t("runs.finishing")
    return t("runs.starting")


def live_card(run: Run, *, note: str, title: str = "", queue_position: int | None = None) -> None:
    """Draw a waiting or running run. `title` names it where several stand together."""
    fraction = run.progress.fraction if run.progress else 0.0
    aside = _aside(run, said=headline(run, queue_position))
    name = f'<p class="lh-live-name">{html(title)}</p>' if title else ""
    show(
        f'<section class="lh-live" aria-live="off">{name}'
        f'<div class="lh-live-top"><p class="lh-live-left">{html(headline(run, queue_position))}</p>'
        f'<p class="lh-muted lh-small">{html(aside)}</p></div>'
        f"{bar(fraction, t('runs.done_share', percent=percent(fraction)))}"
        f'<p class="lh-muted lh-small">{html(note)}</p></section>'
    )


def _aside(run: Run, *, said: str) -> str:
    """Return what is done and how far it is, without saying twice what the headline says."""
    if run.progress is None:
        return ""
    phase, done = _phase(run), percent(run.progress.fraction)
    return done if phase == said else t("runs.phase", phase=phase, percent=done)


def _phase(run: Run) -> str:
    if run.progress is None:
        return ""
    try:
        return phrase(f"phases.{run.progress.phase}", language())
    except KeyError:
        return run.progress.phase


def failure_card(card: RunCard, *, title: str = "") -> None:
    """Draw why a run ended: what happened, why, what to do, and that nothing is lost."""
    run = card.run
    code = run.failure.code if run.failure else "run_lost"
    params: dict[str, Any] = dict(run.failure.params) if run.failure else {}
    if run.failure and run.failure.incident:
        params.setdefault("incident", run.failure.incident)
    words = render_error(code, params, language())
    ended = run.finished_at or run.heartbeat_at or run.created_at
    kicker = t("runs.ended_badly", name=title or kind_name(run), when=when(ended))
    show(
        '<section class="lh-verdict lh-verdict-bad" role="status">'
        f'<div class="lh-verdict-mark">{icon("priority_high")}</div><div>'
        f'<p class="lh-verdict-kicker">{html(kicker)}</p>'
        f'<p class="lh-verdict-headline">{html(words.what)}</p>'
        f'<p class="lh-verdict-body">{html(words.why)}</p>'
        f'<p class="lh-verdict-body">{html(words.do)}</p></div></section>'
    )


def quiet_stop(run: Run, label: str, *, key: str) -> bool:
    """Draw a stop that does not invite a press; return whether it was pressed."""
    return st.button(label, key=key, type="tertiary", icon=":material/stop_circle:", disabled=is_stopping(run))


def is_stopping(run: Run) -> bool:
    return run.state is RunState.STOPPING
