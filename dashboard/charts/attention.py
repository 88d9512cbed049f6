"""Where a transformer's heads looked: all heads as squares, one of them word by word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.charts.figure import plain, sheet
from dashboard.charts.palette import Palette
from pipeline.domain.attribution import AttentionMap

TOKEN_LIMIT = 36  # words of one head that can still be read
TOKEN_COLUMNS = 12


@dataclass(frozen=True)
class HeadsInfo:
    """Per head, the share of their attention that the words give to other words.

    The rest goes to themselves and to the marks at both ends, where idle heads rest (Clark et al. 2019).
    """

    outward: NDArray[np.float64]  # (layers, heads), 0 to 1

    @property
    def busiest(self) -> tuple[int, int]:
        """The layer and head that look most at other words, counted from 0."""
        layer, head = np.unravel_index(int(self.outward.argmax()), self.outward.shape)
        return int(layer), int(head)


@dataclass(frozen=True)
class HeadInfo:
    """One head: who (rows) looked at whom (columns). Rows need not sum to 1: the end marks are left out."""

    tokens: tuple[str, ...]
    weights: NDArray[np.float64]  # (tokens, tokens)
    n_left_out: int  # words beyond what can be read


def heads_info(attention_map: AttentionMap) -> HeadsInfo:
    words = _words(attention_map)
    if len(words) < 2:
        return HeadsInfo(np.zeros(attention_map.weights.shape[:2]))
    among = attention_map.weights[:, :, words][:, :, :, words].astype(np.float64)
    own = np.trace(among, axis1=2, axis2=3)
    return HeadsInfo((among.sum(axis=(2, 3)) - own) / len(words))


def head_info(attention_map: AttentionMap, layer: int, head: int, *, text: str = "") -> HeadInfo:
    """Return one head on the words; with `text` they are named as they stand there, not as the model cut them."""
    words = _words(attention_map)
    shown = words[:TOKEN_LIMIT]
    names = tuple(
        text[attention_map.spans[i].start : attention_map.spans[i].end] or attention_map.tokens[i] for i in shown
    )
    weights = attention_map.weights[layer, head][np.ix_(shown, shown)].astype(np.float64)
    return HeadInfo(names, weights, len(words) - len(shown))


def _words(attention_map: AttentionMap) -> list[int]:
    return [i for i, span in enumerate(attention_map.spans) if span.end > span.start]


def draw_heads(
    info: HeadsInfo, palette: Palette, *, titles: tuple[str, str], hover: str, chosen: tuple[int, int]
) -> go.Figure:
    """Draw a square per layer and head, darker when it looks more at other words; a click selects one.

    Args:
        titles: of the layers (rows) and heads (columns).
        hover: with {layer}, {head} and {share}.
    """
    n_layers, n_heads = info.outward.shape
    places = [(i, j) for i in range(n_layers) for j in range(n_heads)]
    top = float(info.outward.max()) or 1.0
    figure = sheet(palette, height=30 * n_layers + 62, margin=(48, 8, 46, 8))
    figure.add_trace(
        go.Scatter(
            x=[j + 1 for _, j in places],
            y=[i + 1 for i, _ in places],
            mode="markers",
            marker={
                "symbol": "square",
                "size": 24,
                "color": [float(info.outward[place]) / top for place in places],
                "cmin": 0,
                "cmax": 1,
                "colorscale": [[i / 9, colour] for i, colour in enumerate(palette.sequential)],
                "line": {
                    "width": [2.5 if place == chosen else 0 for place in places],
                    "color": [palette.pro if place == chosen else palette.border for place in places],
                },
            },
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            customdata=places,
            text=[hover.format(layer=i + 1, head=j + 1, share=f"{info.outward[i, j]:.0%}") for i, j in places],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    title = {"font": {"size": 12}, "standoff": 6}
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(side="top", dtick=1, range=[0.4, n_heads + 0.6], title={"text": titles[1], **title})
    figure.update_yaxes(dtick=1, range=[n_layers + 0.6, 0.4], title={"text": titles[0], **title})
    return figure


def draw_head(info: HeadInfo, palette: Palette, *, titles: tuple[str, str], hover: str) -> go.Figure:
    """Draw who looked at whom. `hover` has {source}, {target} and {share}; `titles` are of rows and columns."""
    n = len(info.tokens)
    names = [plain(token, columns=TOKEN_COLUMNS) for token in info.tokens]
    figure = sheet(palette, height=min(max(22 * n, 200), 560) + 96, margin=(98, 8, 92, 8))
    figure.add_trace(
        go.Heatmap(
            z=info.weights,
            zmin=0,
            zmax=max(float(info.weights.max(initial=0.0)), 1e-9),
            colorscale=[[i / 9, colour] for i, colour in enumerate(palette.sequential)],
            showscale=False,
            xgap=1,
            ygap=1,
            text=_looks(info.weights, names, hover),
            hovertemplate="%{text}<extra></extra>",
        )
    )
    ticks = {"tickmode": "array", "tickvals": list(range(n)), "ticktext": names, "tickfont": {"size": 12}}
    title = {"font": {"size": 12}, "standoff": 6}
    figure.update_xaxes(**ticks, side="top", tickangle=-60, title={"text": titles[1], **title})
    figure.update_yaxes(**ticks, autorange="reversed", title={"text": titles[0], **title})
    return figure


def _looks(weights: NDArray[np.float64], names: Sequence[str], hover: str) -> list[list[str]]:
    return [
        [hover.format(source=names[i], target=names[j], share=f"{weight:.0%}") for j, weight in enumerate(row)]
        for i, row in enumerate(weights.tolist())
    ]
