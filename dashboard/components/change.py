"""A change to a stored table: carried out, told in words, and taken back with one button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import streamlit as st

from dashboard import state
from dashboard.components.markup import html, plain, show
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import ColumnRole, Dataset
from pipeline.domain.run import Run
from pipeline.workflow import versions
from pipeline.workflow.values import Appended

_TOLD = "data_changed"


@dataclass(frozen=True)
class _Told:
    project_id: str
    words: str
    back: Callable[[], Appended | Run] | None
    fresh: bool = True  # not told yet


def cleaning(dataset: Dataset, steps: tuple[str, ...], merged: Mapping[str, str]) -> None:
    """Make a version with this cleaning; raises as `versions.change_cleaning`."""
    ws, project_id = state.workspace(), dataset.project_id
    before, merged_before = dataset.cleaning, dataset.merged_labels
    outcome = versions.change_cleaning(ws, project_id, steps, merged)
    words = t("changes.labels") if dict(merged) != dict(merged_before) else t("changes.cleaning")
    if isinstance(outcome, Appended) and outcome.dataset.n_left_out:
        words = t("changes.left_out", n=outcome.dataset.n_left_out)
    tell(project_id, words, lambda: versions.change_cleaning(ws, project_id, before, merged_before))


def roles(dataset: Dataset, chosen: Mapping[str, ColumnRole]) -> None:
    """Make a version with these roles; raises as `versions.change_roles`."""
    ws, project_id = state.workspace(), dataset.project_id
    before = {column.name: column.role for column in dataset.columns if column.name in chosen}
    versions.change_roles(ws, project_id, chosen)
    tell(project_id, t("changes.roles"), lambda: versions.change_roles(ws, project_id, before))


def tell(project_id: str, words: str, back: Callable[[], Appended | Run] | None = None) -> None:
    st.session_state[_TOLD] = _Told(project_id, words, back)


def told(project_id: str) -> None:
    """Draw what was just changed, with the way back."""
    last: _Told | None = st.session_state.get(_TOLD)
    if last is None or last.project_id != project_id:
        return
    if last.fresh:  # the page may be long, and the person far down
        st.toast(plain(last.words), icon=":material/check:")
        st.session_state[_TOLD] = replace(last, fresh=False)
    with st.container(horizontal=True, vertical_alignment="center", key="data_changed_row"):
        show(f'<p class="lh-note" role="status">{html(last.words)}</p>')
        if last.back is not None and st.button(t("changes.back"), key="data_change_back", icon=":material/undo:"):
            with guard():
                last.back()
                tell(project_id, t("changes.taken_back"))
                st.rerun()
