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

KEY = "results_pair"  # (truth, predicted) as indexes of the label set
MOST_LISTED = 12


def confusion_squares(info: ConfusionInfo) -> None:
    figure = draw_confusion(
        info,
        palette(),
        truth_title=t("charts.truth"),
        predicted_title=t("charts.predicted"),
        hover=t("charts.confusion_hover", truth="{truth}", predicted="{predicted}", n="{n}", share="{share}"),
    )
    alt = t("charts.confusion_alt", right=info.n_right, n=info.n)
    clickable_chart(figure, key="results_confusion", alt=alt, on_click=_choose)


def _choose(customdata: Any) -> None:
    st.session_state[KEY] = (int(customdata[0]), int(customdata[1]))


def pair_picker(info: ConfusionInfo) -> tuple[int, int]:
    """Draw the choice of a square, for those who do not click it, and return it; mistakes come first."""
    right = [(i, i) for i in range(len(info.labels))]
    pairs = [(mistake.truth, mistake.predicted) for mistake in info.mistakes] + right
    clicked = st.session_state.get(KEY)
    if clicked is not None and clicked not in pairs:
        pairs.append(clicked)
    st.session_state.setdefault(KEY, pairs[0])
    if st.session_state[KEY] not in pairs:
        st.session_state[KEY] = pairs[0]
    chosen = st.selectbox(t("results.read_texts"), pairs, format_func=lambda pair: _pair_name(info, pair), key=KEY)
    return chosen if isinstance(chosen, tuple) else pairs[0]


def _pair_name(info: ConfusionInfo, pair: tuple[int, int]) -> str:
    truth, predicted = pair
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
