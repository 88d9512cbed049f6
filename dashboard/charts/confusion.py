"""Where a model goes wrong: true label by predicted label."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.figure import plain, sheet, width
from dashboard.charts.palette import Palette, blend, readable_on

TEXT_LIMIT = 14  # labels; beyond it the squares are too small for numbers
NAME_COLUMNS = 14


@dataclass(frozen=True)
class Mistake:
    """How often rows of one label were given another. Places in the order of the counts."""

    truth: int
    predicted: int
    n: int


@dataclass(frozen=True)
class ConfusionInfo:
    """`shares` are counts by their row's sum: of the rows that truly have this label."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[float, ...], ...]
    mistakes: tuple[Mistake, ...]  # most frequent first, none without rows

    @property
    def n_right(self) -> int:
        return sum(row[i] for i, row in enumerate(self.counts))

    @property
    def n(self) -> int:
        return sum(map(sum, self.counts))


def confusion_info(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> ConfusionInfo:
    """Raises: ValueError when the counts are not a square with one row per label."""
    rows = tuple(tuple(row) for row in counts)
    if len(rows) != len(labels) or any(len(row) != len(labels) for row in rows):
        raise ValueError(f"{len(rows)} rows of counts for {len(labels)} labels")
    shares = tuple(tuple(n / sum(row) if sum(row) else 0.0 for n in row) for row in rows)
    mistakes = [Mistake(i, j, n) for i, row in enumerate(rows) for j, n in enumerate(row) if i != j and n]
    mistakes.sort(key=lambda mistake: -mistake.n)
    return ConfusionInfo(tuple(labels), rows, shares, tuple(mistakes))


def draw_confusion(
    info: ConfusionInfo, palette: Palette, *, truth_title: str, predicted_title: str, hover: str
) -> go.Figure:
    """Draw squares by share with their counts; each can be clicked and carries (truth, predicted) as custom data.

    Args:
        hover: with {truth}, {predicted}, {n} and {share}.
    """
    k = len(info.labels)
    names = [plain(label, columns=NAME_COLUMNS) for label in info.labels]
    left = 46 + 7 * max(min(width(label), NAME_COLUMNS) for label in info.labels)
    figure = sheet(palette, height=min(max(58 * k, 150), 620) + 66, margin=(left, 8, 58, 8))
    figure.add_trace(
        go.Heatmap(
            z=info.shares,
            zmin=0,
            zmax=1,
            colorscale=[[i / 9, colour] for i, colour in enumerate(palette.sequential)],
            showscale=False,
            xgap=3,
            ygap=3,
            hoverinfo="skip",
        )
    )
    figure.add_trace(_click_squares(info, hover))
    if k <= TEXT_LIMIT:
        figure.update_layout(annotations=_numbers(info, palette))
    figure.update_layout(hovermode="closest", hoverdistance=-1)
    ticks = {"tickmode": "array", "tickvals": list(range(k)), "ticktext": names}
    title = {"font": {"size": 12, "color": palette.muted}, "standoff": 6}
    figure.update_xaxes(**ticks, side="top", automargin=True, title={"text": predicted_title, **title})
    figure.update_yaxes(**ticks, autorange="reversed", ticklabelstandoff=6, title={"text": truth_title, **title})
    return figure


def _click_squares(info: ConfusionInfo, hover: str) -> go.Scatter:
    """A heat map sends no clicks through Streamlit, so invisible squares lie over it."""
    places = [(i, j) for i in range(len(info.labels)) for j in range(len(info.labels))]
    return go.Scatter(
        x=[j for _, j in places],
        y=[i for i, _ in places],
        mode="markers",
        marker={"symbol": "square", "size": 46, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=places,
        text=[
            hover.format(
                truth=plain(info.labels[i]),
                predicted=plain(info.labels[j]),
                n=info.counts[i][j],
                share=f"{info.shares[i][j]:.0%}",
            )
            for i, j in places
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _numbers(info: ConfusionInfo, palette: Palette) -> list[dict[str, object]]:
    return [
        {
            "x": j,
            "y": i,
            "text": str(n),
            "showarrow": False,
            "font": {"size": 15 if i == j else 13, "color": readable_on(blend(palette.sequential, info.shares[i][j]))},
        }
        for i, row in enumerate(info.counts)
        for j, n in enumerate(row)
    ]
