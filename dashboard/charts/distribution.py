"""How rows are spread over labels."""

from collections.abc import Mapping
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.figure import plain, sheet, width
from dashboard.charts.palette import Palette
from pipeline.domain.labels import LabelSet

NAME_COLUMNS = 18


@dataclass(frozen=True)
class DistributionInfo:
    labels: tuple[str, ...]  # in the order of the label set, then labels it does not know
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def shares(self) -> tuple[float, ...]:
        return tuple(count / self.n if self.n else 0.0 for count in self.counts)


def distribution_info(per_label: Mapping[str, int], label_set: LabelSet) -> DistributionInfo:
    codes = label_set.with_codes(tuple(per_label)).codes
    return DistributionInfo(
        tuple(label_set.shown(code) for code in codes), tuple(per_label.get(code, 0) for code in codes)
    )


def draw_distribution(info: DistributionInfo, palette: Palette) -> go.Figure:
    left = 22 + 8 * max((min(width(label), NAME_COLUMNS) for label in info.labels), default=4)
    figure = sheet(palette, height=34 * max(len(info.labels), 2) + 16, margin=(left, 96, 4, 4))
    places = list(range(len(info.labels)))
    figure.add_trace(
        go.Bar(
            x=list(info.counts),
            y=places,
            orientation="h",
            width=0.5,
            marker={"color": palette.accent, "line": {"width": 0}},
            text=[f"{count:,} · {share:.0%}" for count, share in zip(info.counts, info.shares, strict=True)],
            textposition="outside",
            textfont={"color": palette.text, "size": 13},
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(visible=False, range=[0, max(info.counts, default=1) or 1])
    figure.update_yaxes(
        tickmode="array",
        tickvals=places,
        ticktext=[plain(label, columns=NAME_COLUMNS) for label in info.labels],
        range=[len(places) - 0.5, -0.5],
        ticklabelstandoff=8,
    )
    return figure
