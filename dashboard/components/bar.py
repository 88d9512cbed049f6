"""The right end of the bar: language and settings."""

import streamlit as st

from dashboard.i18n.words import KEY, LANGUAGES, browser_language, t

_NAMES = {"en": "EN", "zh": "中文"}


def language_switch() -> None:
    """Draw the switch; it comes first in a run, since every other word depends on it."""
    with st.container(key="bar_language", width="content"):
        st.segmented_control(
            t("app.language"),
            LANGUAGES,
            format_func=lambda code: _NAMES[code],
            default=browser_language(),
            required=True,
            key=KEY,
            bind="query-params",
            label_visibility="collapsed",
        )


def settings_link() -> None:
    with st.container(key="bar_settings", width="content"):
        st.page_link("views/settings.py", label=t("nav.settings"), icon=":material/settings:")
