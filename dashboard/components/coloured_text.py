"""A text whose words are coloured by what they spoke for: orange over a solid line, blue over a dashed one."""

from dashboard.charts.contributions import Piece, heaviest_score, pieces, shown_score
from dashboard.charts.figure import width
from dashboard.components.markup import html, show
from dashboard.i18n.words import t
from pipeline.domain.attribution import Attribution, TextPart

FAINT = 0.04  # words weaker than this share of the heaviest stay plain
NUMBER_SIZE = 0.8  # of a number above a word, with its gap, in columns of the text


def coloured_text(attribution: Attribution, *, lang: str) -> None:
    """Draw every text of an attribution; the heaviest words carry their numbers above them."""
    heaviest = heaviest_score(attribution)
    for part in attribution.parts:
        if isinstance(part, TextPart):
            drawn = "".join(_piece(piece, attribution) for piece in pieces(part, heaviest=heaviest))
            show(f'<p class="lh-coloured">{drawn}</p>', lang=lang)


def _piece(piece: Piece, attribution: Attribution) -> str:
    if piece.score is None or abs(piece.strength) < FAINT or not piece.text.strip():
        return html(piece.text)
    side = "lh-for" if piece.score > 0 else "lh-against"
    if not attribution.signed:
        side = "lh-looked"
    number = shown_score(piece.score, attribution.unit, signed=attribution.signed)
    above = f'<span class="lh-word-number">{html(number)}</span>' if piece.numbered else ""
    room = max(0.0, NUMBER_SIZE * len(number) - width(piece.text)) / 4 if piece.numbered else 0.0
    style = f"--strength:{abs(piece.strength):.2f};padding-inline:{0.06 + room:.2f}em"
    return f'<span class="lh-word {side}" style="{style}" title="{html(number)}">{above}{html(piece.text)}</span>'


def colour_legend(label: str) -> None:
    """Say what the colours mean, each in its own colour and line."""
    show(
        '<p class="lh-legend"><span><span class="lh-word lh-for" style="--strength:.5">'
        f"{html(t('explain.speaks_for', label=label))}</span></span>"
        '<span><span class="lh-word lh-against" style="--strength:.5">'
        f"{html(t('explain.speaks_against', label=label))}</span></span></p>"
    )
