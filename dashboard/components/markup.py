"""HTML that we write ourselves: the one place where a person's text is escaped and shown."""

import re
from html import escape

import streamlit as st

from dashboard.i18n.words import language

_JOINER = "\u2060"  # of no width: an address that it stands in is no link
_LINK = re.compile(r"https?:|www|[^\s@](?=@)", re.IGNORECASE)
_MARKDOWN = re.compile(r"[!-/:-@\[-`{-~]")  # all of ASCII's punctuation
HTML_LANGUAGE = {"en": "en", "zh": "zh-Hans"}


def html(text: object) -> str:
    """Return text that is safe between tags and in quoted attributes."""
    return escape(str(text), quote=True)


def show(body: str, *, lang: str | None = None) -> None:
    """Draw HTML whose texts went through `html`, marked with its language (the screen's unless told)."""
    code = lang or language()
    st.html(f'<div class="lh" lang="{html(HTML_LANGUAGE.get(code, code))}">{body}</div>')


def strong(text: object) -> str:
    return f"<strong>{html(text)}</strong>"


def chip(text: str, kind: str = "plain") -> str:
    """Return a chip: a few words in a rounded frame. Kinds: plain, good, warn, bad."""
    return f'<span class="lh-chip lh-chip-{kind}">{html(text)}</span>'


def icon(name: str) -> str:
    """Return a Material Symbol, hidden from screen readers: the words beside it say the same."""
    return f'<span class="lh-icon" aria-hidden="true">{html(name)}</span>'


def bar(share: float, label: str) -> str:
    """Return a thin bar filled to `share` (0 to 1); `label` is read aloud."""
    width = f"{100 * min(max(share, 0.0), 1.0):.1f}%"
    return (
        f'<div class="lh-bar" role="img" aria-label="{html(label)}">'
        f'<div class="lh-bar-fill" style="width:{width}"></div></div>'
    )


def plain(text: object) -> str:
    """Return text for a widget's label, which Streamlit reads as markdown: every sign stands for itself."""
    unlinked = _LINK.sub(f"\\g<0>{_JOINER}", str(text).replace("\n", " "))
    return _MARKDOWN.sub(r"\\\g<0>", unlinked)
