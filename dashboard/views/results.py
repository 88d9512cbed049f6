"""Results: how good is the model, and where does it go wrong?"""

import json
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.charts.confusion import ConfusionInfo, confusion_info
from dashboard.charts.contributions import MINUS
from dashboard.components import page
from dashboard.components.chosen import go_button, model_facts, model_picker, opened_journey, opened_model
from dashboard.components.confusion import confusion_squares, pair_picker, texts
from dashboard.components.estimates import draw_estimates, evaluation_lines
from dashboard.components.explanation import predictor_name
from dashboard.components.label_table import label_table
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import has, number, t
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.evaluation import Evaluation, Kept, Model
from pipeline.domain.project import Project
from pipeline.workflow import data, home, results
from pipeline.workflow.values import Step


def render() -> None:
    ws = state.workspace()
    journey = opened_journey(ws, t("results.title"))
    if journey is None or journey.project is None:
        return
    model = opened_model(ws, journey, t("results.title"))
    if model is None:
        return

    def actions() -> None:
        model_picker(ws, model)
        go_button("explain", primary=False)
        go_button("score")

    project = journey.project
    page.header(t("results.title"), project=project.name, facts=model_facts(model), actions=actions)
    evaluation = results.evaluation(ws, model.id)
    if evaluation is None:
        page.empty_state(t("results.none_title"), _why_none(ws, project.id), actions=lambda: go_button("label"))
        return
    _verdict(ws, model)
    _estimates(project, evaluation)
    _mistakes(ws, project, evaluation)
    _folded(ws, project, evaluation)
    home.mark_seen(ws, model.id, Step.RESULTS)


def _why_none(ws: Any, project_id: str) -> str:
    dataset = data.dataset(ws, project_id)
    grouped = dataset is not None and dataset.named(ColumnRole.GROUP)
    return t("results.none_body_groups") if grouped else t("results.none_body")


def _verdict(ws: Any, model: Model) -> None:
    verdict = results.verdict(ws, model.id)
    key = f"verdicts.{verdict.code}"
    params = dict(verdict.params)
    body = next((k for k in (f"{key}.body_{params.get('kept')}", f"{key}.body") if has(k)), "")
    page.verdict(
        verdict.level,
        t(f"{key}.kicker", **params),
        t(f"{key}.headline", **params),
        t(body, **params) if body else "",
    )


def _estimates(project: Project, evaluation: Evaluation) -> None:
    rival = Kept.BASELINE if evaluation.kept is Kept.TRANSFORMER else Kept.TRANSFORMER
    names = (predictor_name(evaluation.kept), predictor_name(rival))
    draw_estimates(evaluation_lines(evaluation, project.task.label_set), n=evaluation.n, names=names)
    show(f'<p class="lh-caption">{html(comparison(evaluation))}</p>')


def comparison(evaluation: Evaluation) -> str:
    """Return whether the transformer beats the baseline by more than noise, and which one is kept."""
    difference = evaluation.difference
    side = "better" if difference.low > 0 else "worse" if difference.high < 0 else "equal"
    return t(
        f"results.transformer_{side}_kept_{evaluation.kept.value}",
        difference=number(abs(float(difference.value))),
        low=_signed(difference.low),
        high=_signed(difference.high),
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", MINUS)


def _mistakes(ws: Any, project: Project, evaluation: Evaluation) -> None:
    label_set = project.task.label_set
    info = confusion_info(evaluation.confusion, [label_set.shown(code) for code in evaluation.codes])
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        page.section(t("results.where_title"), _most_often(info))
        confusion_squares(info, evaluation.codes)
    with right:
        page.section(t("results.texts_title"), t("results.texts_caption"))
        truth, predicted = pair_picker(info, evaluation.codes)
        with guard():
            rows = results.mistakes(ws, evaluation.model_id, truth=truth, predicted=predicted)
            texts(rows, label_set, lang=project.language.value)


def _most_often(info: ConfusionInfo) -> str:
    if not info.mistakes:
        return t("results.no_mistakes")
    first = info.mistakes[0]
    return t("results.most_often", truth=info.labels[first.truth], predicted=info.labels[first.predicted], n=first.n)


def _folded(ws: Any, project: Project, evaluation: Evaluation) -> None:
    with st.expander(t("results.per_label"), icon=":material/table_rows:"):
        label_table(evaluation.metrics, project.task.label_set)
        show(f'<p class="lh-caption">{html(t("results.per_label_note"))}</p>')
    with st.expander(t("results.engineers"), icon=":material/data_object:"):
        config = results.config(ws, evaluation.model_id)
        st.code(json.dumps(config, indent=2, ensure_ascii=False, default=str), language="json")


if __name__ == "__main__":
    render()
