"""How a table that was just brought is read, and the choices to read it differently."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.components.markup import html, show
from dashboard.components.source import DELIMITERS, encoding_name
from dashboard.i18n.words import t
from pipeline.workflow import data
from pipeline.workflow.values import TablePreview

_PREVIEW = "data_preview"  # (what was asked, the answer): a file is read once, not at every press
T = TypeVar("T")
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252")


def chosen(upload: UploadedFile) -> tuple[data.Reading, TablePreview]:
    """Draw the choices, each beginning with what was found under those before it, and return the table so read."""
    found = _preview(upload, data.Reading())
    doubtful = bool(found.other_encodings)
    with st.expander(t("data.reread"), icon=":material/tune:", expanded=doubtful):
        if doubtful:
            show(f'<p class="lh-muted">{html(t("data.encoding_caption"))}</p>')
        reading = data.Reading(encoding=_encoding(upload, found))
        found = _preview(upload, reading)
        delimiter = found.source.delimiter
        names = {sign: t(f"data.separator_{name}") for sign, name in DELIMITERS.items()}
        picked = _choice("separator", list(names), delimiter, names.__getitem__, _key(upload, reading))
        reading = data.Reading(reading.encoding, None if picked == delimiter else picked)
        found = _preview(upload, reading)
        header = found.source.header
        words = {True: t("data.header_yes"), False: t("data.header_no")}
        named = _choice("header", list(words), header, words.__getitem__, _key(upload, reading))
        reading = data.Reading(reading.encoding, reading.delimiter, None if named == header else named)
    return reading, _preview(upload, reading)


def role_key(upload: UploadedFile, reading: data.Reading) -> str:
    """A key for what is chosen about columns: another reading has other columns."""
    return f"{_key(upload, reading)}_{reading.header}"


def forget() -> None:
    st.session_state.pop(_PREVIEW, None)


def _key(upload: UploadedFile, reading: data.Reading) -> str:
    delimiter = None if reading.delimiter is None else DELIMITERS[reading.delimiter]
    return f"{upload.file_id}_{reading.encoding}_{delimiter}"


def _encoding(upload: UploadedFile, found: TablePreview) -> str | None:
    """Return the encoding that was chosen; None where the one that was found stands."""
    first = found.source.encoding
    shown: dict[str, str] = {}
    for encoding in (first, *found.other_encodings, *ENCODINGS):
        shown.setdefault(encoding_name(encoding), encoding)
    picked = _choice("encoding", list(shown.values()), first, encoding_name, upload.file_id)
    return None if picked == first else picked


def _choice(name: str, options: Sequence[T], found: T, word: Callable[[T], str], key: str) -> T:
    return st.segmented_control(
        t(f"data.{name}"), options, default=found, required=True, format_func=word, key=f"data_{name}_{key}"
    )


def _preview(upload: UploadedFile, reading: data.Reading) -> TablePreview:
    """Read the file, once for each way of reading it."""
    asked = (upload.file_id, reading)
    known = st.session_state.setdefault(_PREVIEW, {})
    if asked not in known:
        if any(file_id != upload.file_id for file_id, _ in known):
            known.clear()
        known[asked] = data.preview(upload.getvalue(), upload.name, reading)
    preview: TablePreview = known[asked]
    return preview
