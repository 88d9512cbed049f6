"""Columns and what each is for: name, chip, reason, and one box to change it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.components.markup import chip, html, plain, show
from dashboard.i18n.words import has, t
from pipeline.domain.dataset import Column, ColumnRole

_CHIPS = {ColumnRole.TEXT: "good", ColumnRole.LABEL: "good", ColumnRole.SENSITIVE: "warn"}


def reason(column: Column) -> str:
    """Return why a column has its role."""
    key = f"reasons.{column.reason}"
    return t(key, **column.reason_params) if has(key) else t("reasons.chosen")


def table(columns: Sequence[Column]) -> None:
    """Draw the roles for reading."""
    show("".join(_row(column.name, column.role, reason(column)) for column in columns))


def pickers(columns: Sequence[Column], *, key: str) -> Mapping[str, ColumnRole]:
    """Draw a row per column with a box to change its role, and return the roles as chosen."""
    chosen: dict[str, ColumnRole] = {}
    names = {role: t(f"roles.{role.value}") for role in ColumnRole}
    with st.container(gap=None):
        for i, column in enumerate(columns):
            with st.container(horizontal=True, vertical_alignment="center", key=f"role_row_{key}_{i}"):
                chosen[column.name] = _picker(column, names, f"role_{key}_{i}")
    return chosen


def _picker(column: Column, names: Mapping[ColumnRole, str], key: str) -> ColumnRole:
    picked = ColumnRole(st.session_state.get(key, column.role))
    st.session_state[key] = picked  # in every run: the browser would keep the words of another language
    show(_row(column.name, picked, reason(column) if picked is column.role else t("reasons.chosen")))
    return st.selectbox(
        t("roles.change", name=plain(column.name)),
        list(names),
        format_func=lambda role: names[role],
        label_visibility="collapsed",
        key=key,
        width=180,
    )


def _row(name: str, role: ColumnRole, why: str) -> str:
    return (
        f'<div class="lh-row lh-role"><p class="lh-row-name">{html(name)}</p>'
        f"<div>{chip(t(f'roles.{role.value}'), _CHIPS.get(role, 'plain'))}</div>"
        f'<p class="lh-muted">{html(why)}</p></div>'
    )
