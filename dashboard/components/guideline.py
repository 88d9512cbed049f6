"""What each label means: for reading beside the text, and for writing."""

import streamlit as st

from dashboard import state
from dashboard.components import page
from dashboard.components.markup import html, plain, show
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.labels import Label, LabelSet
from pipeline.workflow import label as labelling

MOST_SHOWN = 12


def draw(label_set: LabelSet) -> None:
    """Draw the guideline, when there is one."""
    written = [label for label in label_set.labels if label.guideline][:MOST_SHOWN]
    if not written:
        return
    rows = "".join(
        f'<div class="lh-row lh-guideline"><p class="lh-row-name">{html(label.shown)}</p>'
        f'<p class="lh-muted lh-small">{html(label.guideline)}</p></div>'
        for label in written
    )
    page.section(t("label.guideline"), first=True)
    show(rows)


def editor(project_id: str, label_set: LabelSet) -> None:
    """Draw the folded editor of names and guidelines, and the field that adds a label."""
    with st.container(key="label_editor"), st.expander(t("label.edit"), icon=":material/edit_note:"):
        for i, label in enumerate(label_set.labels):
            _edit(project_id, label, i)
        _add(project_id)


def _edit(project_id: str, label: Label, i: int) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"label_edit_{i}"):
        key = f"{project_id}_{i}"
        st.text_input(
            t("label.name_of", code=plain(label.code)),
            value=label.shown,
            max_chars=60,
            key=f"label_name_{key}",
            width=260,
            on_change=_rename,
            args=(project_id, label.code, f"label_name_{key}"),
        )
        st.text_input(
            t("label.guideline_of", name=plain(label.shown)),
            value=label.guideline,
            max_chars=300,
            key=f"label_guideline_{key}",
            placeholder=t("label.guideline_example"),
            on_change=_describe,
            args=(project_id, label.code, f"label_guideline_{key}"),
        )


def _rename(project_id: str, code: str, key: str) -> None:
    with guard():
        name = str(st.session_state[key] or "")
        labelling.rename_label(state.workspace(), project_id, code, "" if name == code else name)


def _describe(project_id: str, code: str, key: str) -> None:
    with guard():
        labelling.set_guideline(state.workspace(), project_id, code, str(st.session_state[key] or ""))


def _add(project_id: str) -> None:
    with (
        st.form(f"label_add_{project_id}", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input(t("label.new"), max_chars=60, key="label_new_name", width=260)
        added = st.form_submit_button(t("label.add"), key="label_add")
    if added:
        with guard():
            labelling.add_label(state.workspace(), project_id, name or "")
            st.rerun(scope="app")
