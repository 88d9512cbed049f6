"""A new table for a model: brought, read as the person says, and sent on its way."""

import streamlit as st

from dashboard import state
from dashboard.components import brought_file, reading, table
from dashboard.components.bringing import said_facts
from dashboard.components.brought_file import BroughtFile
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.evaluation import Model
from pipeline.domain.project import Project
from pipeline.workflow import data, score
from pipeline.workflow.values import TablePreview

UPLOAD = "score_file"


def draw(project: Project, model: Model) -> None:
    file = brought_file.chooser(UPLOAD, t("score.upload"), hint=t("score.upload_hint"))
    if file is not None:
        with guard():
            _understood(project, model, file)


def _understood(project: Project, model: Model, file: BroughtFile) -> None:
    facts = st.container()
    found = reading.understood(file)
    if found is None:
        return
    with facts:
        said_facts(found.preview)
    table.head(found.preview.head[:5], key="score_head")
    keep = _keep_sensitive(project, found.preview)
    with st.container(horizontal=True, vertical_alignment="center", key="score_start_row"):
        pressed = st.button(t("score.start"), type="primary", key="score_start", disabled=found.waiting)
        if found.waiting:
            show(f'<p class="lh-muted" role="status">{html(t("questions.waiting"))}</p>')
    if pressed:
        ws = state.workspace()
        run = score.start(ws, model.id, file.content, file.name, found.reading, keep_sensitive=keep)
        reading.forget(file)
        brought_file.forget(UPLOAD)
        state.choose_run(run.id)
        st.rerun()


def _keep_sensitive(project: Project, preview: TablePreview) -> bool:
    """Ask only where the new table has such columns; they stay out unless somebody wants them in."""
    dataset = data.dataset(state.workspace(), project.id)
    here = {column.name for column in preview.columns}
    names = [name for name in (dataset.named(ColumnRole.SENSITIVE) if dataset else ()) if name in here]
    if not names:
        return False
    keep = st.toggle(t("score.keep_sensitive"), key="score_keep_sensitive")
    caption = t("score.keep_sensitive_means", columns=t("common.list_sign").join(names))
    show(f'<p class="lh-muted lh-small">{html(caption)}</p>')
    return keep
