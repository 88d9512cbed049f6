"""A project in the list of projects, with its quiet menu."""

import streamlit as st

from dashboard import state
from dashboard.components.markup import bar, chip, html, plain, show
from dashboard.errors import guard
from dashboard.i18n.words import number, percent, t, when
from pipeline.domain.run import RunKind
from pipeline.workflow import home, runs
from pipeline.workflow.values import Mark, ProjectCard

_RENAMING = "home_renaming"
_DELETED = "home_deleted"  # id, name, whether work ended with it
_ENDING = "home_ending"


def row(card: ProjectCard, *, chosen: bool) -> None:
    """Draw one project: the whole row opens it, the menu at its end changes it."""
    project_id = card.project.id
    with st.container(key=f"project_row_{project_id}"):
        if st.session_state.get(_RENAMING) == project_id:
            _rename_form(card)
            return
        if st.session_state.get(_ENDING) == project_id:
            _ask_to_end(card)
            return
        show(_row_html(card, chosen))
        if st.button(t("home.open", name=plain(card.project.name)), key=f"project_open_{project_id}"):
            state.choose_project(project_id)
            state.go(card.journey.now.value)
        _menu(card)


def _row_html(card: ProjectCard, chosen: bool) -> str:
    project = card.project
    n_labels = len(project.task.label_set)
    about = t("home.about", n=n_labels, language=t(f"common.language_{project.language.value}"))
    share = sum(mark is Mark.DONE for mark in card.journey.marks.values()) / len(card.journey.marks)
    return (
        f'<div class="lh-row lh-project{" lh-project-chosen" if chosen else ""}">'
        f'<div><p class="lh-row-name">{html(project.name)}</p><p class="lh-muted lh-small">{html(about)}</p></div>'
        f"<div>{_state_chip(card)}</div>"
        f"<div>{bar(share, t('home.steps_done', share=percent(share)))}</div>"
        f'<p class="lh-muted lh-small lh-project-when">{html(when(card.updated_at))}</p></div>'
    )


def _state_chip(card: ProjectCard) -> str:
    journey = card.journey
    if journey.active_run is not None:
        importing = journey.active_run.kind is RunKind.IMPORT
        return chip(t("home.state_importing") if importing else t("home.state_running"), "good")
    if card.last_run_failed:
        return chip(t("home.state_failed"), "warn")
    if journey.model is not None:
        return chip(t("home.state_ready"), "good")
    if journey.n_labeled:
        return chip(t("home.state_labeling", labels=number(journey.n_labeled)))
    return chip(t("home.state_new"))


def _menu(card: ProjectCard) -> None:
    names = {"rename": t("common.rename"), "delete": t("common.delete")}
    with st.container(key=f"project_menu_box_{card.project.id}", width="content"):
        choice = st.menu_button(
            t("home.menu", name=plain(card.project.name)),
            list(names),
            format_func=lambda key: names[key],
            icon=":material/more_horiz:",
            type="tertiary",
            key=f"project_menu_{card.project.id}",
        )
    if choice == "rename":
        st.session_state[_RENAMING] = card.project.id
        st.rerun()
    if choice == "delete" and _working(card):
        st.session_state[_ENDING] = card.project.id
        st.rerun()
    if choice == "delete":
        _delete(card)


def _working(card: ProjectCard) -> bool:
    return any(not each.run.finished for each in runs.run_cards(state.workspace(), card.project.id))


def _ask_to_end(card: ProjectCard) -> None:
    """Say what ends with the project, and ask once."""
    run = card.journey.active_run
    key = "home.delete_ends_training" if run is not None and run.kind is RunKind.TRAIN else "home.delete_ends_work"
    with st.container(horizontal=True, vertical_alignment="center", key="home_end_row"):
        show(f"<p>{html(t(key, name=card.project.name))}</p>")
        agreed = st.button(t("home.delete_and_end"), key="home_end_yes")
        cancelled = st.button(t("common.cancel"), type="tertiary", key="home_end_no")
    if agreed or cancelled:
        del st.session_state[_ENDING]
        if cancelled:
            st.rerun()
        _delete(card)


def _delete(card: ProjectCard) -> None:
    with guard():
        working = _working(card)
        home.delete_project(state.workspace(), card.project.id)
        st.session_state[_DELETED] = (card.project.id, card.project.name, working)
        if state.project_id() == card.project.id:
            state.choose_project(None)
        st.rerun()


def _rename_form(card: ProjectCard) -> None:
    with (
        st.form(f"project_rename_{card.project.id}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input(t("home.new_name"), value=card.project.name, max_chars=120, key="home_rename_name")
        saved = st.form_submit_button(t("common.save"), type="primary", key="home_rename_save")
        cancelled = st.form_submit_button(t("common.cancel"), type="tertiary", key="home_rename_cancel")
    if saved or cancelled:
        with guard():
            if saved and name.strip():
                home.rename_project(state.workspace(), card.project.id, name.strip())
            del st.session_state[_RENAMING]
            st.rerun()


def undo_notice() -> None:
    """Offer the project that was just deleted back."""
    deleted = st.session_state.get(_DELETED)
    if deleted is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="home_undo_row"):
        words = t("home.deleted_ended" if deleted[2] else "home.deleted", name=deleted[1])
        show(f'<p class="lh-muted">{html(words)}</p>')
        if st.button(t("common.undo"), type="tertiary", key="home_undo"):
            with guard():
                home.restore_project(state.workspace(), deleted[0])
                del st.session_state[_DELETED]
                state.choose_project(deleted[0])
                st.rerun()
