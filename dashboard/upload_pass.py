"""Who may send a file in pieces: a page of this server that a person has open.

A pass is signed with a key that lives as long as this process. After a restart the page gets a new one with its next
run of the script, and the browser goes on with that.
"""

import hashlib
import hmac
import secrets
import time

import streamlit as st

VALID_SECONDS = 24 * 3600
RENEWED_SECONDS = 12 * 3600
_KEY = secrets.token_bytes(32)
_MINE = "upload_pass"


def mint(*, now: float | None = None) -> str:
    """Return a pass for one session."""
    until = f"{int((time.time() if now is None else now) + VALID_SECONDS)}.{secrets.token_urlsafe(12)}"
    return f"{until}.{_signed(until)}"


def is_valid(given: str, *, now: float | None = None) -> bool:
    """Whether this process minted it, less than a day ago."""
    body, _, signature = given.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signed(body).encode()):
        return False
    return int(body.split(".", 1)[0]) > (time.time() if now is None else now)


def mine() -> str:
    """Return the pass of this visit."""
    kept = st.session_state.get(_MINE)
    if kept is None or kept[0] < time.time():
        kept = st.session_state[_MINE] = (time.time() + RENEWED_SECONDS, mint())
    return str(kept[1])


def _signed(body: str) -> str:
    return hmac.new(_KEY, body.encode(), hashlib.sha256).hexdigest()
