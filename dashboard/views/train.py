"""Train: choose how thorough, watch it learn, leave when you like."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components import findings, page, preset_cards, run_card
from dashboard.components.chosen import go_button, model_name, opened_journey
from dashboard.components.curves import training_curves
from dashboard.components.encoder_choice import KEY as ENCODER
from dashboard.components.encoder_choice import encoder_choice
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import t, when
from pipeline.domain.evaluation import Model
from pipeline.domain.project import Project
from pipeline.domain.run import Run, RunState
from pipeline.domain.training import Preset, TrainingPoint
from pipeline.workflow import runs, train
from pipeline.workflow.values import Level, RunCard, TrainOptions

POLL_SECONDS = 1.5
POINTS_PER_DRAWING = 8  # so many new points of the learning loss are worth a new picture, like any new round


def render() -> None:
    ws = state.workspace()
    journey = opened_journey(ws, t("train.title"))
    if journey is None or journey.project is None:
        return
    run = train.current(ws, journey.project.id)
    if run is not None and not run.finished:
        _live(ws, journey.project, run)
        return
    options = train.options(ws, journey.project.id)
    card = runs.run_card(ws, run.id) if run is not None else None
    bad = run if run is not None and run.state in run_card.ENDED_BADLY else None
    if bad is not None:
        options = replace(options, encoder=_asked(bad, "encoder") or options.encoder)
    default = _asked(bad, "preset") if bad is not None else ""
    preset = preset_cards.chosen_preset(options, default=default)
    _header(ws, journey.project, _Offer(options, preset, bad), card.model if card else None)
    if card is not None:
        _ended(card)
    if options.findings:
        findings.listing(options.findings)
    if options.ready:
        preset_cards.preset_cards(options, chosen=preset)
        encoder_choice(options)
        show(f'<p class="lh-caption">{html(t("train.estimates_note"))}</p>')


@dataclass(frozen=True)
class _Offer:
    """What the button would train; `bad` is the run that it would start again."""

    options: TrainOptions
    preset: Preset
    bad: Run | None

    @property
    def encoder(self) -> str:
        return str(st.session_state.get(ENCODER) or self.options.encoder)

    @property
    def again(self) -> bool:
        """Whether it would be the same training once more."""
        return self.bad is not None and (self.preset, self.encoder) == (
            _asked(self.bad, "preset"),
            _asked(self.bad, "encoder"),
        )


def _asked(run: Run, name: str) -> str:
    return str(run.config.get("training", {}).get(name, ""))


def _header(ws: Any, project: Project, offer: _Offer, model: Model | None) -> None:
    """The filled button is the next step: the results of a fresh model, labelling, or the training."""
    options = offer.options

    def actions() -> None:
        if not options.ready:
            go_button("label", primary=model is None)
        elif offer.bad and offer.again:
            if st.button(t("runs.start_again"), key="train_restart", type="primary", icon=":material/restart_alt:"):
                _restart(ws, offer.bad)
        elif st.button(t("train.start"), key="train_start", type="secondary" if model else "primary"):
            _start(ws, project.id, offer)
        if model and st.button(t("go.results"), key="train_results", type="primary"):
            state.choose_model(model.id)
            state.go("results")

    facts = (t("train.fact_labeled", n=options.n_labeled), t("train.fact_labels", n=options.n_labels))
    page.header(
        t("train.title"),
        project=project.name,
        facts=facts,
        lead=t("train.lead") if options.ready else "",
        actions=actions,
    )


def _start(ws: Any, project_id: str, offer: _Offer) -> None:
    with guard():
        run = train.start(ws, project_id, preset=offer.preset, encoder=offer.encoder)
        state.choose_run(run.id)
        st.rerun()


def _restart(ws: Any, run: Run) -> None:
    with guard():
        state.choose_run(runs.restart(ws, run.id).id)
        st.rerun()


def _ended(card: RunCard) -> None:
    """Say how the last training ended, with the way on."""
    run = card.run
    if run.state in run_card.ENDED_BADLY:
        run_card.failure_card(card)
        return
    ended = when(run.finished_at or run.created_at)
    if card.model is None:
        page.verdict(Level.WARN, ended, t("train.stopped_early"), t("train.stopped_early_body"))
        return
    stopped = run.state is RunState.STOPPED
    headline = t("train.stopped_done") if stopped else t("train.done")
    page.verdict(
        Level.GOOD, t("train.done_kicker", model=model_name(card.model), when=ended), headline, t("train.done_body")
    )


def _live(ws: Any, project: Project, run: Run) -> None:
    facts = (run_card.kind_name(run), t("train.started", when=when(run.started_at or run.created_at)))
    points = train.points(ws, run.id)
    label = t("train.stop") if _measured(points) else t("train.stop_without")

    def actions() -> None:
        if run_card.quiet_stop(run, label, key="train_stop"):
            with guard():
                runs.stop(ws, run.id)
                st.rerun()

    title = t("train.waiting") if run.state is RunState.QUEUED else t("train.running")
    page.header(title, project=project.name, facts=facts, actions=actions)
    _progress(ws, run.id, (run.state, *_worth(points)))
    if points:
        training_curves(points, n_epochs=_n_epochs(run, points[-1].epoch))
    with st.expander(t("runs.log"), icon=":material/notes:", key="train_log", on_change="rerun") as fold:
        if fold.open:
            st.code(runs.log(ws, run.id) or t("runs.log_empty"), language=None)


@st.fragment(run_every=POLL_SECONDS)
def _progress(ws: Any, run_id: str, drawn: tuple[object, ...]) -> None:
    """Poll the run. The page around is drawn again only when there is something new to see on it."""
    with guard():
        runs.tick(ws)
        card = runs.run_card(ws, run_id)
        points = train.points(ws, run_id)
        run_card.live_card(card.run, note=t("train.close_window"), queue_position=card.queue_position)
        if not _measured(points):
            show(f'<p class="lh-caption">{html(t("train.nothing_yet"))}</p>')
        if drawn != (card.run.state, *_worth(points)):
            st.rerun()


def _worth(points: Sequence[TrainingPoint]) -> tuple[int, int]:
    """Return what changes when the curves are worth drawing again."""
    return _measured(points), len(points) // POINTS_PER_DRAWING


def _measured(points: Sequence[TrainingPoint]) -> int:
    """Return how often it was measured: from the first time on there is a model to keep."""
    return sum(point.validation_loss is not None for point in points)


def _n_epochs(run: Run, seen: float) -> float:
    asked = run.config.get("training", {}).get("epochs")
    return max(float(asked) if isinstance(asked, int | float) else 1.0, seen, 1.0)


if __name__ == "__main__":
    render()
