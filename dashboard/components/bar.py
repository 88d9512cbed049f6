"""The right end of the bar: language and settings."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.cache import frontend
from dashboard.components.markup import HTML_LANGUAGE
from dashboard.i18n.words import KEY, LANGUAGES, browser_language, language, t

_DOCUMENT_LANGUAGE = st.components.v2.component("lanhai_document_language", js=frontend("document_language.js"))
NAMES = {"en": "EN", "zh": "中文"}


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
        label_visibility="collapsed",
    )
    with place:
        _DOCUMENT_LANGUAGE(key="document_language", data={"lang": HTML_LANGUAGE[language()]}, width="content")
    return place


def settings_link(place: DeltaGenerator) -> None:
    place.page_link("views/settings.py", label=t("nav.settings"), icon=":material/settings:")
