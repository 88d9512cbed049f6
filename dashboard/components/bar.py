"""The right end of the bar: language and settings."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.i18n.words import KEY, LANGUAGES, browser_language, t

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
    return place


def settings_link(place: DeltaGenerator) -> None:
    place.page_link("views/settings.py", label=t("nav.settings"), icon=":material/settings:")
