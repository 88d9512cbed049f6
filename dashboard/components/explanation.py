"""Why one text got its label: the judgement, the odds, the coloured words, the bars, the facts of the method."""

from dashboard.charts.contributions import contributions_info, deciders, draw_contributions, opponents
from dashboard.components import page
from dashboard.components.chart import chart, palette
from dashboard.components.coloured_text import colour_legend, coloured_text
from dashboard.components.markup import bar, html, icon, show
from dashboard.i18n.words import duration, has, number, percent, t
from pipeline.domain.attribution import Attribution
from pipeline.domain.evaluation import Kept
from pipeline.workflow.values import Explanation

MOST_ODDS = 6
NEGLIGIBLE = 0.0005


def judgement(explanation: Explanation) -> None:
    """Draw what decided, in words."""
    label = explanation.attribution.label
    name = explanation.label_set.shown(label)
    kicker = t("explain.label_at", label=name, percent=percent(explanation.probabilities.get(label, 0.0)))
    against = opponents(explanation.attribution)
    body = t(f"explain.against_{len(against)}", **_words(against)) if against else t("explain.nothing_against")
    show(
        '<section class="lh-verdict lh-verdict-good">'
        f'<div class="lh-verdict-mark">{icon("search")}</div><div>'
        f'<p class="lh-verdict-kicker">{html(kicker)}</p>'
        f'<p class="lh-verdict-headline">{html(headline(explanation.attribution))}</p>'
        f'<p class="lh-verdict-body">{html(body)}</p></div></section>'
    )


def headline(attribution: Attribution) -> str:
    """Return which words decided, as one sentence."""
    words = deciders(attribution)
    return t(f"explain.decided_{len(words)}", **_words(words)) if words else t("explain.decided_none")


def _words(words: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(("one", "two"), words, strict=False))


def odds(explanation: Explanation) -> None:
    """Draw the most probable labels with their probabilities."""
    ranked = sorted(explanation.probabilities.items(), key=lambda pair: -pair[1])[:MOST_ODDS]
    rows = "".join(
        f'<span class="lh-odds-name">{html(explanation.label_set.shown(code))}</span>'
        f"{bar(probability, percent(probability))}"
        f'<span class="lh-odds-value">{html(percent(probability))}</span>'
        for code, probability in ranked
    )
    show(f'<div class="lh-odds">{rows}</div>')


def predictor_name(kept: Kept) -> str:
    return t(f"results.name_{kept.value}")


def method_name(method: str) -> str:
    return t(f"explain.method_{method}") if has(f"explain.method_{method}") else method


def words_section(explanation: Explanation) -> None:
    """Draw the text with its words coloured."""
    label = explanation.label_set.shown(explanation.attribution.label)
    page.section(t("explain.words_title"), t(f"explain.unit_{explanation.attribution.unit}", label=label))
    coloured_text(explanation.attribution, lang=explanation.language.value)
    if explanation.attribution.signed:
        colour_legend(label)


def bars_section(explanation: Explanation) -> None:
    """Draw the heaviest words as bars, under what they add up to."""
    attribution = explanation.attribution
    label = explanation.label_set.shown(attribution.label)
    caption = t("explain.bars_plain")
    title = t("explain.bars_title")
    if attribution.additive and attribution.unit == "probability":
        title = t("explain.bars_title_to", percent=percent(attribution.output))
        caption = t("explain.bars_additive", label=label, percent=percent(attribution.base))
    elif attribution.additive:
        caption = t("explain.bars_log_odds", base=number(float(attribution.base)))
    page.section(title, caption)
    info = contributions_info(attribution)
    figure = draw_contributions(info, palette(), unit=attribution.unit, rest=t("explain.rest", n=info.n_rest))
    alt = t("explain.bars_alt", label=label, words=", ".join(bar.name for bar in info.shown[:3]))
    chart(figure, key="explain_bars", alt=alt)


def facts(explanation: Explanation) -> None:
    """Draw how the explanation was made and how far it can be relied on."""
    attribution = explanation.attribution
    rows = [
        (t("explain.fact_model"), predictor_name(explanation.predictor)),
        (t("explain.fact_method"), method_name(attribution.method)),
        (t("explain.fact_seconds"), duration(explanation.seconds)),
    ]
    if attribution.additive:
        rows.insert(2, (t("explain.fact_gap"), _gap(attribution)))
    pairs = "".join(f"<div><dt>{html(term)}</dt><dd>{html(value)}</dd></div>" for term, value in rows)
    show(f'<dl class="lh-pairs">{pairs}</dl>')


def _gap(attribution: Attribution) -> str:
    gap = abs(attribution.gap)
    return t("explain.gap_none") if gap < NEGLIGIBLE else f"{gap:.4f}"


def rival_section(explanation: Explanation) -> None:
    """Draw the other predictor's view of the same text, below: what it counted."""
    rival = explanation.rival
    if rival is None:
        return
    other = Kept.BASELINE if explanation.predictor is Kept.TRANSFORMER else Kept.TRANSFORMER
    label = explanation.label_set.shown(rival.label)
    page.section(
        t("explain.rival_title", name=predictor_name(other)),
        t("explain.rival_caption", label=label, method=method_name(rival.method)),
    )
    coloured_text(rival, lang=explanation.language.value)
    show(f'<p class="lh-muted">{html(headline(rival))}</p>')
