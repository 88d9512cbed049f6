"""The right end of the bar: language and settings."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.cache import frontend
from dashboard.components.markup import HTML_LANGUAGE
from dashboard.i18n.words import COOKIE, KEY, LANGUAGES, browser_language, language, t

_DOCUMENT_LANGUAGE = st.components.v2.component("lanhai_document_language", js=frontend("document_language.js"))
NAMES = {"en": "EN", "zh": "中文"}
_CHOSEN = "language_chosen"  # by hand, in this visit


def language_switch() -> DeltaGenerator:
    """Draw the switch and return its place; it comes first in a run, since every other word depends on it."""
    place = st.container(key="bar", horizontal=True, vertical_alignment="center", width="content", gap="small")
    place.segmented_control(
        t("app.language"),
        LANGUAGES,
        format_func=lambda code: NAMES[code],
        default=browser_language(),
        required=True,
        key=KEY,
        bind="query-params",
        on_change=keep_language,
        label_visibility="collapsed",
    )
    with place:
        _DOCUMENT_LANGUAGE(
            key="document_language",
            data={
                "lang": HTML_LANGUAGE[language()],
                "cookie": COOKIE,
                "keep": language() if st.session_state.get(_CHOSEN) else "",
            },
            width="content",
        )
    return place


def keep_language() -> None:
    """Let the browser keep the language from now on: the next tab begins with it."""
    st.session_state[_CHOSEN] = True


def settings_link(place: DeltaGenerator) -> None:
    place.page_link("views/settings.py", label=t("nav.settings"), icon=":material/settings:")
