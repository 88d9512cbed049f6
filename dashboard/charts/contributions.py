"""How much each word spoke for or against a label."""

from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.charts.figure import plain, sheet, width
from dashboard.charts.palette import Palette
from pipeline.domain.attribution import Attribution, Span, TextPart

MINUS = "\u2212"
NAME_COLUMNS = 18
NUMBERED = 0.15  # a word carries its number when it weighs this share of the heaviest,
MOST_NUMBERED = 8  # and is one of so many: more numbers than that are read by nobody


@dataclass(frozen=True)
class Contribution:
    name: str
    score: float


@dataclass(frozen=True)
class ContributionsInfo:
    """The heaviest words, and the sum of all others, so that nothing is left out of the sum."""

    shown: tuple[Contribution, ...]  # heaviest first
    n_rest: int
    rest: float

    @property
    def total(self) -> float:
        return sum(contribution.score for contribution in self.shown) + self.rest


@dataclass(frozen=True)
class Piece:
    """A stretch of a text. `score` is None between words; `strength` is -1 to 1, by the heaviest word."""

    text: str
    score: float | None = None
    strength: float = 0.0
    numbered: bool = False  # one of the few words whose number is shown


def all_contributions(attribution: Attribution) -> list[Contribution]:
    """Return every word and feature in the order of reading."""
    found = []
    for part in attribution.parts:
        if isinstance(part, TextPart):
            words = zip(part.spans, part.scores, strict=True)
            found += [Contribution(part.text[span.start : span.end], score) for span, score in words]
        else:
            found.append(Contribution(f"{part.column} = {part.value}", part.score))
    return found


def contributions_info(attribution: Attribution, *, top: int = 8) -> ContributionsInfo:
    """Return the `top` heaviest of all words, features included."""
    ranked = sorted(all_contributions(attribution), key=lambda contribution: -abs(contribution.score))
    rest = ranked[top:]
    return ContributionsInfo(tuple(ranked[:top]), len(rest), sum(contribution.score for contribution in rest))


def deciders(attribution: Attribution, *, most: int = 2, share: float = 0.5) -> tuple[str, ...]:
    """Return the words that speak for the label and weigh at least `share` of the heaviest, each once."""
    ranked = sorted(all_contributions(attribution), key=lambda contribution: -contribution.score)
    heaviest = ranked[0].score if ranked else 0.0
    names = [c.name.strip() for c in ranked if c.score > 0 and c.score >= share * heaviest and c.name.strip()]
    return tuple(dict.fromkeys(names))[:most]


def opponents(attribution: Attribution, *, most: int = 2) -> tuple[str, ...]:
    """Return the words that speak against the label with at least a fifth of the weight of the heaviest."""
    ranked = sorted(all_contributions(attribution), key=lambda contribution: contribution.score)
    heaviest = max((abs(contribution.score) for contribution in ranked), default=0.0)
    names = [c.name.strip() for c in ranked if c.score < 0 and -c.score >= 0.2 * heaviest and c.name.strip()]
    return tuple(dict.fromkeys(names))[:most]


def pieces(part: TextPart, *, heaviest: float) -> tuple[Piece, ...]:
    """Cut a text into its words and what stands between them; together they are the text again.

    A span that begins before the one before it has ended keeps only what is left of it.
    """
    cut: list[Piece] = []
    end = 0
    weights = sorted((abs(score) for score in part.scores), reverse=True)
    least = max([NUMBERED * heaviest, 1e-12, *weights[MOST_NUMBERED - 1 : MOST_NUMBERED]])
    for span, score in sorted(zip(part.spans, part.scores, strict=True), key=lambda pair: pair[0]):
        rest = Span(max(span.start, end), max(span.end, end))
        if rest.start > end:
            cut.append(Piece(part.text[end : rest.start]))
        if rest.end > rest.start:
            strength = score / heaviest if heaviest else 0.0
            cut.append(Piece(part.text[rest.start : rest.end], score, strength, abs(score) >= least))
        end = rest.end
    if end < len(part.text):
        cut.append(Piece(part.text[end:]))
    return tuple(cut)


def heaviest_score(attribution: Attribution) -> float:
    """Return the largest weight of any word, 0 or more."""
    return max((abs(contribution.score) for contribution in all_contributions(attribution)), default=0.0)


def shown_score(score: float, unit: str, *, signed: bool = True) -> str:
    """Return a score as people read it: percentage points for probabilities and shares, else two decimals."""
    digits = f"{abs(score) * 100:.0f}" if unit in ("probability", "share") else f"{abs(score):.2f}"
    if not signed or not float(digits):
        return digits
    return ("+" if score > 0 else MINUS) + digits


def draw_contributions(info: ContributionsInfo, palette: Palette, *, unit: str, rest: str) -> go.Figure:
    """Draw orange solid bars for, blue hatched ones against. `rest` names the sum of all other words."""
    bars = [*info.shown] + ([Contribution(rest, info.rest)] if info.n_rest else [])
    names = [plain(bar.name, columns=NAME_COLUMNS) or "·" for bar in bars]
    left = 22 + 8 * max((min(width(bar.name), NAME_COLUMNS) for bar in bars), default=4)
    figure = sheet(palette, height=36 * max(len(bars), 2) + 28, margin=(left, 14, 6, 6))
    speaks_for = [bar.score >= 0 for bar in bars]
    colours = [palette.pro if pro else palette.con for pro in speaks_for]
    figure.add_trace(
        go.Bar(
            x=[bar.score for bar in bars],
            y=list(range(len(bars))),
            orientation="h",
            width=0.62,
            marker={
                "color": colours,
                "line": {"width": 0},
                "pattern": {
                    "shape": ["" if pro else "/" for pro in speaks_for],
                    "fgcolor": colours,
                    "bgcolor": palette.background,
                    "fillmode": "replace",
                    "size": 7,
                    "solidity": 0.4,
                },
            },
            text=[shown_score(bar.score, unit) for bar in bars],
            textposition="outside",
            textfont={"color": palette.text, "size": 13},
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    low, high = min([0.0, *(bar.score for bar in bars)]), max([0.0, *(bar.score for bar in bars)])
    room = 0.14 * (high - low or 1.0)
    figure.update_xaxes(range=[low - (1.4 * room if low < 0 else 0), high + (room if high > 0 else 0)], visible=False)
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(bars))),
        ticktext=names,
        range=[len(bars) - 0.5, -0.5],
        ticklabelstandoff=8,
    )
    figure.add_vline(x=0, line={"color": palette.border, "width": 1.2})
    return figure
