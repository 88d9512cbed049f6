"""A file that a person brings: dropped on the page, sent piece by piece, or found on the server."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import state
from dashboard.components import piecewise_upload
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import language, size, t, when
from pipeline.domain.errors import UserFacingError
from pipeline.workflow import uploads
from pipeline.workflow.values import ServerFile

FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "jsonl", "json", "ndjson", "parquet", "gz", "zip"]
_LARGE = "large_file"  # by chooser: what was taken by one of the other ways


@dataclass(frozen=True)
class BroughtFile:
    """`id` changes with the file, so that what was chosen for one is not kept for the next."""

    id: str
    name: str
    content: bytes | Path


def chooser(key: str, label: str, *, hint: str = "") -> BroughtFile | None:
    """Draw every way to bring a file, and return the one that was brought."""
    taken = _taken(key)
    if taken is not None:
        _taken_row(key, taken)
        return taken
    with st.container(key=f"uploader_{key}_{language()}"):
        upload = st.file_uploader(label, type=FILE_TYPES, key=_uploader_key(key), label_visibility="collapsed")
    if upload is not None:
        with guard():
            return _uploaded(upload)
        return None
    if hint:
        st.caption(hint)
    with st.expander(t("files.larger"), icon=":material/database:", key=f"{key}_larger", on_change="rerun") as fold:
        if fold.open:
            with guard():
                _larger(key)
    return None


def forget(key: str) -> None:
    """Let go of the file, once something was made of it: its place is free for the next one."""
    st.session_state.pop(f"{_LARGE}_{key}", None)
    st.session_state[f"n_uploads_{key}"] = st.session_state.get(f"n_uploads_{key}", 0) + 1


def _uploader_key(key: str) -> str:
    """A new key empties the uploader, and frees the memory of what was in it."""
    n_before = st.session_state.get(f"n_uploads_{key}", 0)
    return f"{key}_{n_before}" if n_before else key


def _uploaded(upload: UploadedFile) -> BroughtFile:
    """Raises: UserFacingError("upload_too_large")."""
    uploads.require_within_limit(state.workspace(), upload.size)
    return BroughtFile(upload.file_id, upload.name, upload.getvalue())


def _taken(key: str) -> BroughtFile | None:
    """Return what was taken by one of the other ways; a file that is gone meanwhile is let go of."""
    kept = st.session_state.get(f"{_LARGE}_{key}")
    if kept is None:
        return None
    ws, (way, name) = state.workspace(), kept
    try:
        if way == "server":
            path = uploads.server_file(ws, name)
            name = uploads.shown_name(path)
            return BroughtFile(f"{name}_{path.stat().st_mtime_ns}", name, path)
        return BroughtFile(name, uploads.find(ws, name).file_name, uploads.path_of(ws, name))
    except (UserFacingError, OSError):
        st.session_state.pop(f"{_LARGE}_{key}", None)
        return None


def _taken_row(key: str, file: BroughtFile) -> None:
    n_bytes = file.content.stat().st_size if isinstance(file.content, Path) else len(file.content)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"taken_{key}"
    ):
        show(f'<p class="lh-row-name">{html(file.name)} <span class="lh-muted">{html(size(n_bytes))}</span></p>')
        if st.button(t("files.another"), key=f"{key}_another", type="tertiary", icon=":material/close:"):
            _let_go(key)
            st.rerun()


def _let_go(key: str) -> None:
    """Drop the choice; what was sent for it goes too, a file of the server stays."""
    way, name = st.session_state.get(f"{_LARGE}_{key}", ("", ""))
    if way == "upload":
        uploads.discard(state.workspace(), name)
    forget(key)


def _take(key: str, way: str, name: str) -> None:
    st.session_state[f"{_LARGE}_{key}"] = (way, name)


def _larger(key: str) -> None:
    ws = state.workspace()
    show(f'<p class="lh-muted">{html(t("files.larger_lead", limit=size(uploads.limit_bytes(ws))))}</p>')
    token = piecewise_upload.draw(f"{key}_pieces", limit_bytes=uploads.limit_bytes(ws))
    if token:
        _take(key, "upload", token)
        st.rerun()
    show(f'<p class="lh-small-title">{html(t("files.server"))}</p>')
    files = uploads.server_files(ws)
    if not files:
        folders = ", ".join(str(folder) for folder in uploads.server_folders(ws))
        show(f'<p class="lh-muted">{html(t("files.server_none", folders=folders))}</p>')
        return
    _server_choice(key, files)


def _server_choice(key: str, files: list[ServerFile]) -> None:
    named = {file.name: file for file in files}
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}_server_row"):
        name = st.selectbox(
            t("files.server_pick"),
            list(named),
            format_func=lambda each: _told(named[each]),
            key=f"{key}_server",
            index=None,
            placeholder=t("files.server_placeholder"),
            label_visibility="collapsed",
        )
        pressed = st.button(t("files.server_take"), key=f"{key}_server_take", disabled=name is None)
    if pressed and name:
        uploads.server_file(state.workspace(), name)
        _take(key, "server", name)
        st.rerun()


def _told(file: ServerFile) -> str:
    return t(
        "files.server_file", name=uploads.shown_name(file.name), size=size(file.size_bytes), when=when(file.changed_at)
    )
