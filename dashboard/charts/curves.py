"""How a training goes: what it gets right on texts it does not learn from, and how much there is left to learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import plotly.graph_objects as go

from dashboard.charts.figure import sheet
from dashboard.charts.palette import Palette
from pipeline.domain.training import TrainingPoint

Line = tuple[tuple[float, float], ...]  # (epoch, value)

NOISE = 0.01  # a step of macro-F1 that is not worth a word
SMOOTHING = 0.8  # weight of the past in the learning loss
OVERFIT = 1.05  # validation loss above its lowest by this factor, while learning goes on


class QualityReading(StrEnum):
    NONE = "none"  # nothing measured yet
    FIRST = "first"
    RISING = "rising"
    LEVEL = "level"
    FALLING = "falling"  # the best is behind it


class LossReading(StrEnum):
    NONE = "none"
    TOGETHER = "together"
    APART = "apart"  # learning by heart
    FLAT = "flat"


@dataclass(frozen=True)
class CurvesInfo:
    """Lines over epochs. `best` and `now` are macro-F1 on the validation rows."""

    quality: Line
    baseline: float | None
    learning: Line  # smoothed
    checking: Line
    quality_reading: QualityReading
    loss_reading: LossReading

    @property
    def now(self) -> float | None:
        return self.quality[-1][1] if self.quality else None

    @property
    def best(self) -> float | None:
        return max((value for _, value in self.quality), default=None)


def curves_info(points: Sequence[TrainingPoint]) -> CurvesInfo:
    quality = tuple((p.epoch, p.validation_macro_f1) for p in points if p.validation_macro_f1 is not None)
    checking = tuple((p.epoch, p.validation_loss) for p in points if p.validation_loss is not None)
    learning = _smoothed(tuple((p.epoch, p.loss) for p in points if p.loss is not None))
    return CurvesInfo(
        quality=quality,
        baseline=next((p.baseline_macro_f1 for p in reversed(points) if p.baseline_macro_f1 is not None), None),
        learning=learning,
        checking=checking,
        quality_reading=_read_quality([value for _, value in quality]),
        loss_reading=_read_loss([value for _, value in learning], [value for _, value in checking]),
    )


def _smoothed(line: Line) -> Line:
    """Exponential mean, corrected for its start (Kingma & Ba 2015, section 3), so the first value stays itself."""
    mean, smooth = 0.0, []
    for i, (epoch, value) in enumerate(line, start=1):
        mean = SMOOTHING * mean + (1 - SMOOTHING) * value
        smooth.append((epoch, mean / (1 - SMOOTHING**i)))
    return tuple(smooth)


def _read_quality(values: list[float]) -> QualityReading:
    if not values:
        return QualityReading.NONE
    if len(values) == 1:
        return QualityReading.FIRST
    before = max(values[:-1])
    if values[-1] > before + NOISE:
        return QualityReading.RISING
    return QualityReading.LEVEL if values[-1] >= before - NOISE else QualityReading.FALLING


def _read_loss(learning: list[float], checking: list[float]) -> LossReading:
    if len(checking) < 2 or not learning:
        return LossReading.NONE
    if checking[-1] > min(checking) * OVERFIT:
        return LossReading.APART if learning[-1] < max(learning) else LossReading.FLAT
    return LossReading.TOGETHER if checking[-1] < checking[0] else LossReading.FLAT


def draw_quality(info: CurvesInfo, palette: Palette, *, n_epochs: float, rounds: str, rival: str) -> go.Figure:
    """Draw macro-F1 with the rival's as a dashed line. `rival` is its finished caption."""
    figure = _rounds_sheet(palette, n_epochs=n_epochs, rounds=rounds)
    values = [value for _, value in info.quality] + ([info.baseline] if info.baseline is not None else [])
    low = max(0.0, min(values, default=0.0) - 0.08)
    figure.update_yaxes(range=[low, min(1.02, max(values, default=1.0) + 0.08)], nticks=4, tickformat=".2f")
    if info.baseline is not None:
        figure.add_hline(y=info.baseline, line={"color": palette.muted, "width": 1.2, "dash": "8px,7px"})
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=info.baseline, yanchor="top", yshift=-3, text=rival, showarrow=False
        )
    figure.add_trace(_line(info.quality, palette.accent, n_shown=len(info.quality), hover="%{y:.3f}"))
    return figure


def draw_loss(info: CurvesInfo, palette: Palette, *, n_epochs: float, rounds: str, names: tuple[str, str]) -> go.Figure:
    """Draw the losses of learning (thin, grey) and checking (orange, with points), named at their ends."""
    figure = _rounds_sheet(palette, n_epochs=n_epochs, rounds=rounds)
    figure.update_layout(margin={"r": 78})  # the names of the lines stand behind their ends
    values = [value for _, value in (*info.learning, *info.checking)]
    figure.update_yaxes(range=[0, max(values, default=1.0) * 1.08], nticks=4)
    thin = _line(info.learning, palette.muted, n_shown=0, hover="%{y:.3f}")
    thin.line.width = 1.5
    figure.add_trace(thin)
    figure.add_trace(_line(info.checking, palette.categorical[1], n_shown=len(info.checking), hover="%{y:.3f}"))
    ends = [
        (line[-1], name, colour)
        for line, name, colour in (
            (info.learning, names[0], palette.muted),
            (info.checking, names[1], palette.categorical[1]),
        )
        if line
    ]
    lower = min((end[1] for end, _, _ in ends), default=0.0)
    for (x, y), name, colour in ends:
        figure.add_annotation(
            x=x,
            y=y,
            text=name,
            showarrow=False,
            font={"color": colour},
            xanchor="left",
            xshift=9,
            yshift=-9 if y == lower else 9,
        )
    return figure


def _rounds_sheet(palette: Palette, *, n_epochs: float, rounds: str) -> go.Figure:
    figure = sheet(palette, height=250, margin=(44, 12, 10, 48))
    figure.update_xaxes(
        range=[-0.02 * n_epochs, 1.02 * n_epochs],
        tickformat="d",
        dtick=max(1, round(n_epochs / 8)),
        title={"text": rounds, "font": {"size": 12}, "standoff": 8},
    )
    figure.update_yaxes(showgrid=True, gridcolor=palette.hairline, ticklabelstandoff=6)
    return figure


def _line(line: Line, colour: str, *, n_shown: int, hover: str) -> go.Scatter:
    return go.Scatter(
        x=[x for x, _ in line],
        y=[y for _, y in line],
        mode="lines+markers" if n_shown else "lines",
        line={"color": colour, "width": 2.5},
        marker={"color": colour, "size": 7},
        hovertemplate=hover + "<extra></extra>",
    )
