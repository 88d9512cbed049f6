"""Where a project stands: steps with a fact under each, and the next thing to do."""

from collections.abc import Mapping

from dashboard import state
from dashboard.components.markup import html, icon, show
from dashboard.i18n.words import duration, number, percent, t, when
from pipeline.domain.run import RunKind
from pipeline.workflow import results
from pipeline.workflow.values import Journey, Mark, Step

# Explaining belongs to understanding the results: five steps are read at a glance, six are not.
STEPS = (Step.DATA, Step.LABEL, Step.TRAIN, Step.RESULTS, Step.SCORE)
_DOTS = {Mark.DONE: icon("check"), Mark.NOW: "", Mark.TODO: ""}


def draw(journey: Journey, *, title: str = "", note: str = "") -> None:
    """Draw the steps; without a project they promise what will come."""
    heading = f'<p class="lh-journey-title"><strong>{html(title)}</strong> · {html(note)}</p>' if title else ""
    cells = "".join(_cell(step, mark(journey, step), fact(journey, step)) for step in STEPS)
    show(f'{heading}<ol class="lh-journey">{cells}</ol>')


def mark(journey: Journey, step: Step) -> Mark:
    if step is Step.RESULTS and Mark.NOW in (journey.marks[Step.RESULTS], journey.marks[Step.EXPLAIN]):
        return Mark.NOW
    return journey.marks[step]


def _cell(step: Step, shown: Mark, text: str) -> str:
    name, aloud = html(t(f"nav.{step.value}")), html(t(f"home.mark_{shown.value}"))
    return (
        f'<li class="lh-step lh-step-{shown.value}"><span class="lh-dot">{_DOTS[shown]}</span>'
        f'<p class="lh-step-name">{name}<span class="lh-sr"> {aloud}</span></p>'
        f'<p class="lh-step-fact">{html(text)}</p></li>'
    )


def fact(journey: Journey, step: Step) -> str:
    """Return what there is to say of a step, in the person's own counts."""
    facts: Mapping[Step, str | None] = {
        Step.DATA: _data(journey),
        Step.LABEL: t("home.fact_label", n=journey.n_labeled) if journey.n_labeled else None,
        Step.TRAIN: _training(journey),
        Step.RESULTS: _result(journey),
        Step.SCORE: t("home.fact_score", n=journey.n_scored) if journey.n_scored else None,
    }
    return facts[step] or t(f"home.promise_{step.value}")


def _data(journey: Journey) -> str | None:
    run = journey.active_run
    if run is not None and run.kind is RunKind.IMPORT:
        done = run.progress.fraction if run.progress else 0.0
        return t("home.fact_importing", percent=percent(done))
    return t("home.fact_data", n=journey.n_rows) if journey.n_rows else None


def _training(journey: Journey) -> str | None:
    run = journey.active_run
    if run is not None and run.kind is RunKind.TRAIN:
        left = run.progress.seconds_left if run.progress else None
        return t("home.fact_training_left", left=duration(left)) if left is not None else t("home.fact_training")
    return t("home.fact_train", when=when(journey.model.created_at)) if journey.model else None


def _result(journey: Journey) -> str | None:
    if journey.evaluation is None:
        return None
    verdict = results.verdict(state.workspace(), journey.evaluation.model_id)
    if verdict.code == "few_rows":
        return t("home.fact_results_few", low=verdict.params["low"], high=verdict.params["high"])
    return t("home.fact_results", right=number(round(100 * journey.evaluation.metrics.accuracy.value)))
