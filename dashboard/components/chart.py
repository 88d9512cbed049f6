"""A plotly figure on the page: no tools over it, one description for those who do not see it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.charts.figure import CONFIG
from dashboard.charts.palette import Palette, palette_for


def palette() -> Palette:
    return palette_for(state.theme_type())


def chart(figure: Any, *, key: str, alt: str) -> None:
    st.plotly_chart(figure, theme=None, key=key, config=CONFIG, alt=alt)


def clickable_chart(figure: Any, *, key: str, alt: str, on_click: Callable[[Any], None]) -> None:
    """Draw a figure whose points can be clicked; `on_click` gets the point's custom data before the page is drawn."""

    def clicked() -> None:
        points = st.session_state[key].selection.points
        if points:
            on_click(points[0]["customdata"])

    st.plotly_chart(figure, theme=None, key=key, config=CONFIG, alt=alt, on_select=clicked, selection_mode="points")
