"""The switch between the light and the dark look: the browser keeps the choice, Streamlit reads it at the next load."""

import streamlit as st

from dashboard.cache import frontend
from dashboard.i18n.words import language, t
from pipeline.workflow.values import Step

_SWITCH = st.components.v2.component(
    "lanhai_theme_switch",
    html='<div class="look">\n</div>',
    css=frontend("theme_switch.css"),
    js=frontend("theme_switch.js"),
)
PATHS = ("", "home", *(step.value for step in Step), "runs", "settings")


def draw() -> None:
    _SWITCH(
        key="theme_switch",
        data={
            "lang": language(),
            "name": t("settings.theme"),
            "paths": list(PATHS),
            "choices": [
                ["System", t("settings.theme_auto")],
                ["Light", t("settings.theme_light")],
                ["Dark", t("settings.theme_dark")],
            ],
        },
    )
