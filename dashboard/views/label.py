"""Label: one text at a time, a key for each answer."""

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.components import guideline, label_queue, page
from dashboard.components.bringing import split_labels
from dashboard.components.chosen import opened_journey
from dashboard.errors import error_card, guard
from dashboard.i18n.words import duration, t
from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Project
from pipeline.workflow import home, label
from pipeline.workflow.values import LabelProgress

QUEUE_ITEMS = 60  # label_queue.js asks for more below 40: a quick person must not run dry while the answer comes
_REPLY = "label_reply"  # what the last decisions came to: taken by the run that follows them


def render() -> None:
    journey = opened_journey(state.workspace(), t("label.title"))
    if journey is None or journey.project is None:
        return
    project = journey.project
    if not project.task.label_set.labels:
        page.header(t("label.title_names"), project=project.name, lead=t("label.lead_names"))
        _first_labels(project.id)
    else:
        _labelling(project.id)


def _first_labels(project_id: str) -> None:
    with st.form("label_first", border=False):
        given = st.text_input(t("data.labels"), key="label_names", placeholder=t("data.labels_example"))
        sent = st.form_submit_button(t("label.begin"), type="primary", key="label_begin")
    if sent:
        with guard():
            names = split_labels(given or "")
            if len(names) < 2:
                st.caption(t("label.two_at_least"))
                return
            for name in names:
                label.add_label(state.workspace(), project_id, name)
            st.rerun()


@st.fragment
@guard()
def _labelling(project_id: str) -> None:
    """Draw all that a decision changes: a decision runs this alone."""
    ws, reply = state.workspace(), st.session_state.pop(_REPLY, None) or {}
    project = home.journey(ws, project_id).project
    if project is None:
        raise UserFacingError("project_missing")  # deleted in another tab
    progress = label.progress(ws, project_id, state.annotator())
    items = label.queue(ws, project_id, state.annotator(), n=QUEUE_ITEMS) if reply.get("short", True) else []
    facts = (t("label.of", labeled=progress.n_labeled, n=progress.n_examples),)
    page.header(t("label.title"), project=project.name, facts=facts, actions=lambda: _train(progress))
    left, right = st.columns([2.4, 1], gap="large")
    with left:
        if error := reply.get("error"):
            error_card(error.code, error.params)
        label_queue.draw(
            project,
            items=items,
            acknowledged=reply.get("acknowledged", ()),
            progress=progress,
            annotator=state.annotator(),
            on_decisions=lambda: _receive(project_id),
        )
    with right:
        guideline.draw(project.task.label_set)
        _going(project, progress)
    guideline.editor(project_id, project.task.label_set)


def _receive(project_id: str) -> None:
    """Write what the browser sent; what is not acknowledged stays pending there and is sent again."""
    sent: Any = st.session_state[label_queue.key_of(project_id)].get("decisions") or {}
    reply: dict[str, Any] = {"short": bool(sent.get("short", True)), "acknowledged": []}
    try:
        made = label_queue.annotations(project_id, sent.get("decisions") or (), state.annotator())
        reply["acknowledged"] = label.annotate(state.workspace(), made)
    except UserFacingError as error:
        reply["error"] = error
    st.session_state[_REPLY] = reply


def _train(progress: LabelProgress) -> None:
    if st.button(t("label.train"), type="primary" if progress.ready else "secondary", key="label_train"):
        state.go("train")


def _going(project: Project, progress: LabelProgress) -> None:
    label_set = project.task.label_set
    recent = " · ".join(label_set.shown(code) for code in progress.recent) or t("label.none_yet")
    facts = [(t("label.recent"), recent), (t("label.blind"), t("label.blind_value", n=progress.n_blind))]
    if progress.seconds_each is not None:
        if not progress.ready:
            facts.insert(
                0, (t("label.to_go"), t("label.about", left=duration(progress.seconds_each * progress.n_missing)))
            )
        facts.insert(0, (t("label.your_pace"), t("label.each", each=duration(progress.seconds_each))))
    if progress.n_unsure or progress.n_skipped:
        facts.append((t("label.aside"), t("label.aside_value", unsure=progress.n_unsure, skipped=progress.n_skipped)))
    page.section(t("label.going"), first=not any(label.guideline for label in label_set.labels))
    page.fact_list(facts)


if __name__ == "__main__":
    render()
