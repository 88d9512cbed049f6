"""Labels that are one label in two spellings: which one counts as which. The table itself stays as it is."""

from collections.abc import Mapping

import streamlit as st

from dashboard import state
from dashboard.components import change
from dashboard.components.markup import html, plain, show
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import ColumnRole, Dataset
from pipeline.workflow import versions

_OPEN = "merging"
_DRAFT = "merging_draft"


def draw(dataset: Dataset) -> None:
    if not dataset.named(ColumnRole.LABEL):
        return
    with st.expander(t("merging.title"), icon=":material/join_inner:", key=_OPEN, on_change="rerun") as fold:
        if fold.open:
            with guard():
                _merges(dataset)


def take_suggestions(dataset: Dataset) -> None:
    """Take the suggestions as they are; told with the way back, like any change."""
    suggested = versions.suggested_merges(state.workspace(), dataset.project_id)
    change.cleaning(dataset, dataset.cleaning, {**suggested, **dataset.merged_labels})


def _draft(dataset: Dataset) -> dict[str, str]:
    """What would be merged: what is merged now, until it is changed here."""
    kept: tuple[str, dict[str, str]] | None = st.session_state.get(_DRAFT)
    if kept is None or kept[0] != dataset.id:
        kept = st.session_state[_DRAFT] = (dataset.id, dict(dataset.merged_labels))
    return kept[1]


def _merges(dataset: Dataset) -> None:
    show(f'<p class="lh-muted">{html(t("merging.lead"))}</p>')
    ws, draft = state.workspace(), _draft(dataset)
    counts = versions.table_labels(ws, dataset.project_id)
    suggested = versions.suggested_merges(ws, dataset.project_id)
    for i, (label, into) in enumerate(sorted({**suggested, **draft}.items())):
        _row(i, label, into, counts, draft)
    _add(counts, draft)
    if st.button(
        t("merging.apply"), type="primary", key="merging_apply", disabled=draft == dict(dataset.merged_labels)
    ):
        change.cleaning(dataset, dataset.cleaning, draft)
        st.rerun()


def _row(i: int, label: str, into: str, counts: Mapping[str, int], draft: dict[str, str]) -> None:
    key = f"merging_{i}"
    st.session_state[key] = draft.get(label) == into

    def switched() -> None:
        if st.session_state[key]:
            draft[label] = into
        else:
            draft.pop(label, None)

    words = t(
        "merging.counts_as",
        label=_quoted(label),
        n=counts.get(label, 0),
        into=_quoted(into),
        others=counts.get(into, 0),
    )
    st.toggle(words, key=key, on_change=switched)


def _quoted(label: str) -> str:
    """A label as it stands, its spaces to be seen."""
    return plain(label.replace(" ", "␣") if label != label.strip() else label)


def _add(counts: Mapping[str, int], draft: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="merging_add_row"):
        label = st.selectbox(
            t("merging.label"), list(counts), key="merging_label", index=None, placeholder=t("merging.pick"), width=260
        )
        into = st.selectbox(
            t("merging.into"),
            [each for each in counts if each != label],
            key="merging_into",
            index=None,
            placeholder=t("merging.pick"),
            width=260,
        )
        ready = label is not None and into is not None

        def add() -> None:
            draft[str(label)] = str(into)
            st.session_state["merging_label"] = st.session_state["merging_into"] = None

        st.button(t("merging.add"), key="merging_add", disabled=not ready, on_click=add)
