"""Personal data: what was found, and the offer to mask it before anything is stored."""

from collections.abc import Mapping

import streamlit as st

from dashboard.components.markup import html, show
from dashboard.i18n.words import has, percent, t
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.project import Language
from pipeline.workflow import data
from pipeline.workflow.values import TablePreview

WISHED = "mask_wished"  # by a finding of a project that was not masked: the next table is


def counted(counts: Mapping[str, int]) -> str:
    """Return "12 telephone numbers, 3 e-mail addresses", the most frequent kind first."""
    most = sorted(counts.items(), key=lambda pair: -pair[1])
    return t("common.list_sign").join(kind_counted(kind, n) for kind, n in most if n)


def kind_counted(kind: str, n: int) -> str:
    return t(f"personal.{kind}" if has(f"personal.{kind}") else "personal.other", n=n)


def offer(preview: TablePreview, roles: Mapping[str, ColumnRole], *, key: str) -> bool:
    """Draw what was found in the first rows and the switch; return whether to mask."""
    found = {kind: n for kind, n in preview.personal.items() if n}
    hidden = [name for name, role in roles.items() if role is ColumnRole.SENSITIVE]
    if not found and not hidden and not st.session_state.get(WISHED):
        with st.expander(t("personal.none_title"), icon=":material/shield:"):
            show(f'<p class="lh-muted">{html(t("personal.none"))}</p>')
            return _switch(preview.language, key)
    with st.container(border=True, key="personal_card"):
        said = t("personal.found", counts=counted(found)) if found else t("personal.columns", n=len(hidden))
        show(f'<p class="lh-row-name">{html(t("personal.title"))}</p><p class="lh-muted">{html(said)}</p>')
        return _switch(preview.language, key)


def _switch(language: Language, key: str) -> bool:
    wished = bool(st.session_state.get(WISHED))
    mask = st.toggle(t("personal.mask"), value=wished, key=f"mask_{key}_{wished}")
    show(f'<p class="lh-muted lh-small">{html(t("personal.mask_means"))}</p>')
    with st.popover(t("personal.how_well"), type="tertiary", key=f"mask_how_{key}"):
        _how_well(language)
    return mask


def _how_well(language: Language) -> None:
    """Draw how much is found and missed, as measured on the labelled sample."""
    measured = data.privacy_measured(language)
    if measured:
        show(f"<p>{html(t('personal.measured'))}</p>{_measured_table(measured)}")
    show(f'<p class="lh-muted lh-small">{html(t("personal.never_all"))}</p>')


def _measured_table(measured: Mapping[str, tuple[float | None, float, int]]) -> str:
    """Return precision and recall by kind; nothing was found of a kind that has no precision."""
    head = "".join(f"<th>{html(t(f'personal.{name}'))}</th>" for name in ("kind", "recall", "precision", "sample"))
    rows = "".join(_measured_row(kind, *found) for kind, found in measured.items())
    return f'<table class="lh-small-table lh-measured"><tr>{head}</tr>{rows}</table>'


def _measured_row(kind: str, precision: float | None, recall: float, n: int) -> str:
    name = t(f"personal.kind_{kind}") if has(f"personal.kind_{kind}") else kind
    cells = (name, percent(recall), "–" if precision is None else percent(precision), n)
    return f"<tr>{''.join(f'<td>{html(cell)}</td>' for cell in cells)}</tr>"


def masked_note(counts: Mapping[str, int]) -> None:
    """Say of a masked project what was masked at its import."""
    said = t("personal.masked", counts=counted(counts)) if any(counts.values()) else t("personal.masked_none")
    show(f'<p class="lh-note-quiet"><span class="lh-icon" aria-hidden="true">shield</span> {html(said)}</p>')
