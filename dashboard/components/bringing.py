"""Bringing a table: choose a file, see how it was understood, correct it, make a project of it."""

import re
from collections.abc import Mapping

import streamlit as st

from dashboard import state
from dashboard.components import brought_file, page, personal, reading, roles, table
from dashboard.components.brought_file import BroughtFile
from dashboard.components.markup import html, plain, show
from dashboard.components.reading import Understood
from dashboard.components.source import preview_facts
from dashboard.errors import guard
from dashboard.i18n.words import t
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.project import Language
from pipeline.workflow import data
from pipeline.workflow.values import TablePreview

_CODE = re.compile(r"-?\d{1,4}|[A-Za-z]")
MOST_CODES = 20
UPLOAD = "data_upload"


def draw() -> None:
    file = brought_file.chooser(UPLOAD, t("data.upload"), hint=t("data.upload_hint"))
    if file is not None:
        with guard():
            _understood(file)


def _understood(file: BroughtFile) -> None:
    facts = st.container()
    found = reading.understood(file)
    if found is None:
        return
    preview = found.preview
    with facts:
        said_facts(preview)
    page.section(t("data.roles"), t("data.roles_caption"))
    chosen = roles.pickers(preview.columns, key=f"{file.id}_{found.key}")
    _rows(preview, expanded=found.asked)
    mask = personal.offer(preview, chosen, key=file.id)
    _project(file, found, chosen, mask=mask)


def said_facts(preview: TablePreview) -> None:
    """Draw the grey line of how a file was read, and whether all of it was."""
    show(f'<p class="lh-muted">{html(" · ".join(preview_facts(preview)))}</p>')
    if not preview.complete:
        show(f'<p class="lh-muted lh-small">{html(t("data.first_looked_at", n=data.PREVIEW_ROWS))}</p>')


def _rows(preview: TablePreview, *, expanded: bool) -> None:
    with st.expander(t("data.first_rows", n=len(preview.head)), icon=":material/table_rows:", expanded=expanded):
        table.head(preview.head, key="data_head")
    if preview.set_aside:
        with st.expander(t("data.aside", n=len(preview.set_aside)), icon=":material/rule:"):
            st.caption(t("data.aside_caption"))
            table.set_aside(preview.set_aside, key="data_preview_aside")


def _project(file: BroughtFile, found: Understood, chosen: Mapping[str, ColumnRole], *, mask: bool) -> None:
    preview = found.preview
    page.section(t("data.project"))
    languages = {code: t(f"common.language_{code.value}") for code in Language}
    with st.container(horizontal=True, vertical_alignment="bottom", key="data_project_row"):
        name = st.text_input(
            t("data.name"), value=preview.suggested_name, max_chars=120, key=f"data_name_{file.id}", width=360
        )
        text_language = st.segmented_control(
            t("data.language"),
            list(languages),
            default=preview.language,
            required=True,
            format_func=lambda code: languages[code],
            key=f"data_language_{file.id}",
        )
    names = _label_names(preview, chosen, key=file.id)
    codes = () if ColumnRole.LABEL in chosen.values() else _starting_labels()
    request = data.ProjectRequest(
        name=name or "", roles=chosen, language=text_language, label_codes=codes, label_names=names, mask=mask
    )
    if _create_pressed(waiting=found.waiting):
        _create(file, request, found)


def _create_pressed(*, waiting: bool) -> bool:
    with st.container(horizontal=True, vertical_alignment="center", key="data_create_row"):
        pressed = st.button(t("data.create"), type="primary", key="data_create", disabled=waiting)
        if waiting:
            show(f'<p class="lh-muted" role="status">{html(t("questions.waiting"))}</p>')
    return pressed


def _create(file: BroughtFile, request: data.ProjectRequest, found: Understood) -> None:
    with guard(), st.spinner(t("data.creating")):
        brought = data.bring(state.workspace(), file.content, file.name, request, found.reading)
        reading.forget(file)
        brought_file.forget(UPLOAD)
        st.session_state.pop(personal.WISHED, None)
        state.choose_project(brought.project.id)
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
