"""The sheet that every chart is drawn on, and how a person's own words may appear on it."""

import html
import unicodedata
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.palette import Palette

CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True, "doubleClick": False, "scrollZoom": False}
FONT = "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"


def sheet(palette: Palette, *, height: int, margin: tuple[int, int, int, int] = (8, 8, 8, 8)) -> go.Figure:
    """Return an empty figure without frame, legend, drag or background.

    Args:
        margin: left, right, top, bottom in pixels.
    """
    left, right, top, bottom = margin
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": left, "r": right, "t": top, "b": bottom},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        dragmode=False,
        font={"family": FONT, "size": 13, "color": palette.muted},
        hoverlabel={
            "bgcolor": palette.second,
            "bordercolor": palette.border,
            "font": {"family": FONT, "size": 13, "color": palette.text},
        },
    )
    quiet = {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True}
    figure.update_xaxes(**quiet)
    figure.update_yaxes(**quiet)
    return figure


def width(text: str) -> int:
    """Return how many columns a text takes: 2 for a Chinese character, 1 for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def shortened(text: str, *, columns: int) -> str:
    """Return a text on one line, cut to `columns` with an ellipsis."""
    line = " ".join(text.split())
    if width(line) <= columns:
        return line
    kept = ""
    for char in line:
        if width(kept + char) > columns - 1:
            break
        kept += char
    return kept.rstrip() + "…"


def plain(text: str, *, columns: int = 0) -> str:
    """Return a person's text fit for plotly, which would read tags in it: one line, escaped, cut to `columns`."""
    return html.escape(shortened(text, columns=columns or width(text)), quote=False)
