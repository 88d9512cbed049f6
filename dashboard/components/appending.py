"""A second file of the same shape: its rows join those that are there."""

import streamlit as st

from dashboard import state
from dashboard.components import brought_file, change, reading, table
from dashboard.components.bringing import said_facts
from dashboard.components.brought_file import BroughtFile
from dashboard.components.markup import html, show
from dashboard.components.reading import Understood
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import Dataset
from pipeline.workflow import versions
from pipeline.workflow.values import Appended

UPLOAD = "append_upload"


def draw(dataset: Dataset) -> None:
    with st.expander(t("appending.title"), icon=":material/playlist_add:", key="appending", on_change="rerun") as fold:
        if fold.open:
            show(f'<p class="lh-muted">{html(t("appending.lead"))}</p>')
            file = brought_file.chooser(UPLOAD, t("data.upload"))
            if file is not None:
                with guard():
                    _second(dataset, file)


def _second(dataset: Dataset, file: BroughtFile) -> None:
    facts = st.container()
    found = reading.understood(file)
    if found is None:
        return
    with facts:
        said_facts(found.preview)
    table.head(found.preview.head[:5], key="append_head")
    if st.button(t("appending.add"), type="primary", key="append_add", disabled=found.waiting):
        _add(dataset, file, found)


def _add(dataset: Dataset, file: BroughtFile, found: Understood) -> None:
    with st.spinner(t("appending.adding")):
        outcome = versions.append(state.workspace(), dataset.project_id, file.content, file.name, found.reading)
    reading.forget(file)
    brought_file.forget(UPLOAD)
    if isinstance(outcome, Appended):
        words = t("appending.done", new=outcome.n_new, known=outcome.n_known, changed=outcome.n_changed)
        change.tell(dataset.project_id, words)
    else:
        st.session_state["append_run"] = outcome.id
    st.rerun()
