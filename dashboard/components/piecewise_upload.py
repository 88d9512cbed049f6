"""A file sent in pieces by the browser, past the memory of the page: a component of our own and its words."""

import streamlit as st

from dashboard import upload_pass
from dashboard.cache import frontend
from dashboard.components.markup import HTML_LANGUAGE
from dashboard.i18n.words import language, size, t
from dashboard.uploading import PATH, PIECE_BYTES

_UPLOAD = st.components.v2.component(
    "lanhai_piecewise_upload",
    html='<div class="upload">\n</div>',
    css=frontend("piecewise_upload.css"),
    js=frontend("piecewise_upload.js"),
)
_WORDS = ("drop", "choose", "sending", "waiting", "again", "cancel", "cancelled", "too_large", "empty")


def draw(key: str, *, limit_bytes: int) -> str:
    """Draw the place for a large file; return the token of one that has just arrived whole, or nothing."""
    answer = _UPLOAD(
        key=key,
        data={
            "key": key,
            "lang": HTML_LANGUAGE[language()],
            "language": language(),
            "path": PATH,
            "pass": upload_pass.mine(),
            "piece_bytes": PIECE_BYTES,
            "limit_bytes": limit_bytes,
            "words": {name: t(f"files.{name}", **_open(name, limit_bytes)) for name in _WORDS},
        },
        on_done_change=lambda: None,
    )
    return str(answer.done or "")


def _open(name: str, limit_bytes: int) -> dict[str, str]:
    """What the browser fills in itself stays open."""
    if name == "too_large":
        return {"name": "{name}", "size": "{size}", "limit": size(limit_bytes)}
    if name in ("sending", "waiting"):
        return {"name": "{name}", "percent": "{percent}"}
    return {}
