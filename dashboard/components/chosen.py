"""What is open: a project, one of its models. Where there is none, an empty state says what to do next."""

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components import page
from dashboard.i18n.words import language, t, when
from dashboard.theme import FRONTEND
from pipeline.domain.evaluation import Model
from pipeline.domain.project import Project
from pipeline.domain.run import RunKind
from pipeline.workflow import home, results
from pipeline.workflow.values import Journey


def opened_journey(ws: Any, title: str) -> Journey | None:
    """Return the open project's journey, or draw that none is open."""
    st.html(FRONTEND / "models.css")
    journey = home.journey(ws, state.project_id())
    if journey.project is not None and (journey.n_rows or journey.model is not None):
        return journey
    if journey.project is not None:
        _without_table(journey, journey.project, title)
        return None
    page.header(title)
    page.empty_state(
        t("common.choose_project_title"), t("common.choose_project_body"), actions=lambda: go_button("home")
    )
    return None


def _without_table(journey: Journey, project: Project, title: str) -> None:
    """Draw that the project's table is on its way, or did not come."""
    page.header(title, project=project.name)
    on_its_way = journey.active_run is not None
    body = t("importing.wait_body") if on_its_way else t("importing.stopped_body")
    title = t("importing.wait_title") if on_its_way else t("importing.none_title")
    page.empty_state(title, body, actions=lambda: go_button("data"))


def go_button(view: str, *, primary: bool = True) -> None:
    """Draw a button that opens another view; it says so in the words `go.<view>`."""
    if st.button(t(f"go.{view}"), key=f"go_{view}", type="primary" if primary else "tertiary"):
        state.go(view)


def opened_model(ws: Any, journey: Journey, title: str) -> Model | None:
    """Return the chosen model, else the newest, or draw that there is none yet."""
    project = journey.project
    models = results.models(ws, project.id) if project else []
    if project is None or not models:
        page.header(title, project=project.name if project else None)
        training = journey.active_run is not None and journey.active_run.kind is RunKind.TRAIN
        view = "runs" if training else "train"
        body = t("models.none_running") if training else t("models.none_body")
        page.empty_state(t("models.none_title"), body, actions=lambda: go_button(view))
        return None
    chosen = state.model_id()
    return next((model for model in models if model.id == chosen), models[0])


def model_name(model: Model) -> str:
    """Return "Model 3"; models are numbered until somebody names them."""
    return t("models.name", number=model.name) if model.name.isdigit() else model.name


def model_facts(model: Model) -> tuple[str, ...]:
    return (
        model_name(model),
        t("models.trained", when=when(model.created_at)),
        t("models.labels", n=model.n_labels_used),
    )


def model_picker(ws: Any, model: Model) -> None:
    """Draw a choice among the project's models, where there are several."""
    models = results.models(ws, model.project_id)
    if len(models) < 2:
        return
    names = {each.id: t("models.choice", name=model_name(each), when=when(each.created_at)) for each in models}
    # The value comes from the URL; a key of its own per model keeps an older choice from winning over it.
    chosen = st.selectbox(
        t("models.pick"),
        list(names),
        index=list(names).index(model.id),
        format_func=lambda model_id: names[model_id],
        key=f"model_pick_{model.id}_{language()}",
        label_visibility="collapsed",
        width=260,
    )
    if chosen and chosen != model.id:
        state.choose_model(chosen)
        st.rerun()
