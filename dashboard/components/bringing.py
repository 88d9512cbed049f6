"""Bringing a table: choose a file, see how it was understood, correct it, make a project of it."""

import re
from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import state
from dashboard.components import page, reading, roles, table
from dashboard.components.markup import html, plain, show
from dashboard.components.source import reading_facts
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.project import Language
from pipeline.workflow import data
from pipeline.workflow.values import TablePreview

_CODE = re.compile(r"-?\d{1,4}|[A-Za-z]")
MOST_CODES = 20
FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xls"]  # Excel, so that its own error says how to save it as CSV


def draw() -> None:
    upload = st.file_uploader(t("data.upload"), type=FILE_TYPES, key="data_upload", label_visibility="collapsed")
    if upload is None:
        st.caption(t("data.upload_hint"))
        return
    with guard():
        _understood(upload)


def _understood(upload: UploadedFile) -> None:
    facts = st.container()
    how, preview = reading.chosen(upload)
    told = reading_facts(preview.source, n_rows=preview.n_rows, n_columns=len(preview.columns))
    with facts:
        show(f'<p class="lh-muted">{html(" · ".join(told))}</p>')
    page.section(t("data.roles"), t("data.roles_caption"))
    chosen = roles.pickers(preview.columns, key=reading.role_key(upload, how))
    with st.expander(t("data.first_rows", n=len(preview.head)), icon=":material/table_rows:"):
        table.head(preview.head, key="data_head")
    if preview.set_aside:
        with st.expander(t("data.aside", n=len(preview.set_aside)), icon=":material/rule:"):
            st.caption(t("data.aside_caption"))
            table.set_aside(preview.set_aside, key="data_preview_aside")
    _project(upload, preview, how, chosen)


def _project(upload: UploadedFile, preview: TablePreview, how: data.Reading, chosen: Mapping[str, ColumnRole]) -> None:
    page.section(t("data.project"))
    languages = {code: t(f"common.language_{code.value}") for code in Language}
    with st.container(horizontal=True, vertical_alignment="bottom", key="data_project_row"):
        name = st.text_input(
            t("data.name"), value=preview.suggested_name, max_chars=120, key=f"data_name_{upload.file_id}", width=360
        )
        text_language = st.segmented_control(
            t("data.language"),
            list(languages),
            default=preview.language,
            required=True,
            format_func=lambda code: languages[code],
            key=f"data_language_{upload.file_id}",
        )
    names = _label_names(preview, chosen, key=upload.file_id)
    codes = () if ColumnRole.LABEL in chosen.values() else _starting_labels()
    if not st.button(t("data.create"), type="primary", key="data_create"):
        return
    request = data.ProjectRequest(
        name=name or "", roles=chosen, language=text_language, label_codes=codes, label_names=names
    )
    with guard(), st.spinner(t("data.creating")):
        imported = data.create_project(state.workspace(), upload.getvalue(), upload.name, request, how)
        reading.forget()
        state.choose_project(imported.project.id)
        st.rerun()


def _label_names(preview: TablePreview, chosen: Mapping[str, ColumnRole], *, key: str) -> dict[str, str]:
    """Ask what codes such as 0 and 1 mean, where the guessed label column stands."""
    guessed = next((column.name for column in preview.columns if column.role is ColumnRole.LABEL), None)
    codes = preview.label_codes
    if guessed is None or chosen[guessed] is not ColumnRole.LABEL or not _are_codes(codes):
        return {}
    page.section(t("data.codes"), t("data.codes_caption"))
    with st.container(horizontal=True, key="data_codes_row"):
        named = {
            code: st.text_input(
                t("data.code_name", code=plain(code)), key=f"data_code_{key}_{i}", max_chars=60, width=200
            )
            for i, code in enumerate(codes)
        }
    return {code: name.strip() for code, name in named.items() if name and name.strip()}


def _are_codes(codes: tuple[str, ...]) -> bool:
    return 0 < len(codes) <= MOST_CODES and all(_CODE.fullmatch(code) for code in codes)


def _starting_labels() -> tuple[str, ...]:
    given = st.text_input(
        t("data.labels"), key="data_labels", placeholder=t("data.labels_example"), help=t("data.labels_help")
    )
    return split_labels(given or "")


def split_labels(given: str) -> tuple[str, ...]:
    """Return the names between commas of either language, each once."""
    return tuple(dict.fromkeys(name.strip() for name in re.split(r"[,，;；、\n]", given) if name.strip()))
