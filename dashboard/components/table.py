"""Rows for looking at: a page at a time, with a search, always as plain cells."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.errors import guard
from dashboard.i18n.words import has, t
from pipeline.domain.dataset import SetAsideRow
from pipeline.workflow.values import TablePage

PAGE_ROWS = 50
Fetch = Callable[[int, int, str, bool], TablePage]  # offset, limit, search, whether to look at every row


@st.fragment
@guard()
def browser(fetch: Fetch, *, key: str) -> None:
    """Draw a searchable table; only the page that is looked at is fetched."""
    search = st.text_input(
        t("data.search"),
        key=f"{key}_search",
        placeholder=t("data.search"),
        label_visibility="collapsed",
        icon=":material/search:",
        on_change=_first_page,
        args=(key,),
        width=360,
    )
    number = int(st.session_state.get(f"{key}_page", 1))
    patient = bool(search) and st.session_state.get(f"{key}_patient") == search
    page = fetch((number - 1) * PAGE_ROWS, PAGE_ROWS, search or "", patient)
    if page.n_looked_at is not None:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_partly"):
            st.caption(t("data.rows_found_first", n=page.n_rows, looked=page.n_looked_at))
            words = t("data.search_all")
            st.button(words, key=f"{key}_all", type="tertiary", on_click=_search_all, args=(key, search))
    else:
        st.caption(t("data.rows_found", n=page.n_rows))
    if page.n_rows:
        st.dataframe(_columns(page.columns, page.rows), hide_index=True, key=f"{key}_table", alt=t("data.rows_alt"))
    n_pages = max(1, -(-page.n_rows // PAGE_ROWS))
    if n_pages > 1:
        st.pagination(n_pages, key=f"{key}_page")


def _first_page(key: str) -> None:
    st.session_state[f"{key}_page"] = 1


def _search_all(key: str, search: str) -> None:
    st.session_state[f"{key}_patient"] = search


def head(rows: Sequence[Mapping[str, str]], *, key: str) -> None:
    """Draw the first rows of a table that is not stored yet."""
    names = list(rows[0]) if rows else []
    st.dataframe(
        {name: [row[name] for row in rows] for name in names}, hide_index=True, key=key, alt=t("data.rows_alt")
    )


def stored_aside(rows: Sequence[SetAsideRow], download: Callable[[], tuple[str, bytes]], *, n: int) -> None:
    """Draw the rows of a project that could not be read, and let them be taken away."""
    st.caption(t("data.aside_caption"))
    set_aside(rows, key="data_set_aside")
    if len(rows) < n:
        st.caption(t("data.aside_first", n=len(rows)))
    name, content = download()
    st.download_button(
        t("data.aside_download"),
        content,
        file_name=name,
        mime="text/csv",
        key="data_aside_download",
        icon=":material/download:",
        on_click="ignore",
    )


def set_aside(rows: Sequence[SetAsideRow], *, key: str) -> None:
    """Draw the rows that could not be read, with the line of the file and why."""
    st.dataframe(
        {
            t("data.line"): [row.line for row in rows],
            t("data.why_aside"): [_why(row) for row in rows],
            t("data.content"): [row.content for row in rows],
        },
        hide_index=True,
        key=key,
        alt=t("data.aside_alt"),
    )


def _why(row: SetAsideRow) -> str:
    known = f"set_aside.{row.reason}"
    return t(known, **row.params) if has(known) else t("set_aside.other")


def _columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}
