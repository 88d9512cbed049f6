"""Columns and what each is for: name, chip, reason, and one box to change it."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.components import change
from dashboard.components.markup import chip, html, plain, show
from dashboard.errors import error_card
from dashboard.i18n.words import has, t
from pipeline.domain.dataset import Column, ColumnRole, Dataset
from pipeline.domain.errors import UserFacingError

_CHIPS = {ColumnRole.TEXT: "good", ColumnRole.LABEL: "good", ColumnRole.SENSITIVE: "warn"}


def reason(column: Column) -> str:
    """Return why a column has its role."""
    key = f"reasons.{column.reason}"
    return t(key, **column.reason_params) if has(key) else t("reasons.chosen")


def pickers(
    columns: Sequence[Column], *, key: str, on_change: Callable[[str, ColumnRole], None] | None = None
) -> Mapping[str, ColumnRole]:
    """Draw a row per column with a box to change its role, and return the roles as chosen."""
    chosen: dict[str, ColumnRole] = {}
    names = {role: t(f"roles.{role.value}") for role in ColumnRole}
    with st.container(gap=None):
        for i, column in enumerate(columns):
            with st.container(horizontal=True, vertical_alignment="center", key=f"role_row_{key}_{i}"):
                chosen[column.name] = _picker(column, names, f"role_{key}_{i}", on_change)
    return chosen


def changers(dataset: Dataset, *, key: str) -> None:
    """Draw the roles of a stored table. A change makes its next version at once; a refusal says why in words."""
    refused: list[UserFacingError] = st.session_state.pop(f"refused_{key}", [])
    for error in refused:
        error_card(error.code, error.params)

    def changed(name: str, role: ColumnRole) -> None:
        try:
            change.roles(dataset, {name: role})
        except UserFacingError as error:
            st.session_state[f"refused_{key}"] = [error]
            for box in [box for box in st.session_state if str(box).startswith(f"role_{key}_")]:
                del st.session_state[box]  # they stand where the stored roles are

    pickers(dataset.columns, key=key, on_change=changed)


def _picker(
    column: Column,
    names: Mapping[ColumnRole, str],
    key: str,
    on_change: Callable[[str, ColumnRole], None] | None,
) -> ColumnRole:
    picked = ColumnRole(st.session_state.get(key, column.role))
    st.session_state[key] = picked  # in every run: the browser would keep the words of another language
    show(_row(column.name, picked, reason(column) if picked is column.role else t("reasons.chosen")))

    def changed() -> None:
        if on_change is not None:
            on_change(column.name, ColumnRole(st.session_state[key]))

    return st.selectbox(
        t("roles.change", name=plain(column.name)),
        list(names),
        format_func=lambda role: names[role],
        label_visibility="collapsed",
        key=key,
        width=180,
        on_change=changed,
    )


def _row(name: str, role: ColumnRole, why: str) -> str:
    return (
        f'<div class="lh-row lh-role"><p class="lh-row-name">{html(name)}</p>'
        f"<div>{chip(t(f'roles.{role.value}'), _CHIPS.get(role, 'plain'))}</div>"
        f'<p class="lh-muted">{html(why)}</p></div>'
    )
