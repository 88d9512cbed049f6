"""Where a model goes wrong: the squares, and the texts behind one of them."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.charts.confusion import ConfusionInfo, draw_confusion
from dashboard.components.chart import clickable_chart, palette
from dashboard.components.markup import html, show
from dashboard.i18n.words import percent, t
from pipeline.domain.evaluation import ExamplePrediction
from pipeline.domain.labels import LabelSet

KEY = "results_pair"  # (truth, predicted) as label codes
MOST_LISTED = 12


def confusion_squares(info: ConfusionInfo, codes: Sequence[str]) -> None:
    """Draw the squares; `codes` in their order."""
    figure = draw_confusion(
        info,
        palette(),
        truth_title=t("charts.truth"),
        predicted_title=t("charts.predicted"),
        hover=t("charts.confusion_hover", truth="{truth}", predicted="{predicted}", n="{n}", share="{share}"),
    )
    alt = t("charts.confusion_alt", right=info.n_right, n=info.n)
    clickable_chart(figure, key="results_confusion", alt=alt, on_click=lambda place: _choose(place, codes))


def _choose(customdata: Any, codes: Sequence[str]) -> None:
    st.session_state[KEY] = (codes[int(customdata[0])], codes[int(customdata[1])])


def pair_picker(info: ConfusionInfo, codes: Sequence[str]) -> tuple[str, str]:
    """Draw the choice of a square, for those who do not click it, and return its codes; mistakes come first."""
    mistakes = [(codes[mistake.truth], codes[mistake.predicted]) for mistake in info.mistakes]
    pairs = mistakes + [(code, code) for code in codes]
    clicked = st.session_state.get(KEY)
    if clicked is not None and clicked not in pairs and set(clicked) <= set(codes):
        pairs.append(clicked)
    # Set in every run: the browser would keep a choice in the words in which it was made, in another language.
    st.session_state[KEY] = clicked if clicked in pairs else pairs[0]
    chosen = st.selectbox(
        t("results.read_texts"),
        pairs,
        format_func=lambda pair: _pair_name(info, codes.index(pair[0]), codes.index(pair[1])),
        key=KEY,
    )
    return chosen if isinstance(chosen, tuple) else pairs[0]


def _pair_name(info: ConfusionInfo, truth: int, predicted: int) -> str:
    n = info.counts[truth][predicted]
    if truth == predicted:
        return t("results.pair_right", label=info.labels[truth], n=n)
    return t("results.pair_wrong", truth=info.labels[truth], predicted=info.labels[predicted], n=n)


def texts(rows: Sequence[ExamplePrediction], label_set: LabelSet, *, lang: str) -> None:
    """Draw texts with what was said of them; long ones fold by themselves."""
    if not rows:
        show(f'<p class="lh-muted lh-small">{html(t("results.no_texts"))}</p>')
        return
    items = "".join(
        f'<li><p class="lh-quote" lang="{html(lang)}">{html(row.text)}</p><p class="lh-muted lh-small">'
        f"{html(_said(row, label_set))}</p></li>"
        for row in rows[:MOST_LISTED]
    )
    show(f'<ul class="lh-texts" tabindex="0">{items}</ul>')


def _said(row: ExamplePrediction, label_set: LabelSet) -> str:
    return t(
        "results.said",
        predicted=label_set.shown(row.predicted),
        confidence=percent(row.confidence),
        truth=label_set.shown(row.truth),
    )
