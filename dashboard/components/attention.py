"""Attention: where the transformer looked, folded away, and never called a reason."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.charts.attention import draw_head, draw_heads, head_info, heads_info
from dashboard.components.chart import chart, clickable_chart, palette
from dashboard.components.coloured_text import coloured_text
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import percent, t
from pipeline.domain.attribution import AttentionMap, Attribution, TextPart

KEY = "attention_head"  # (layer, head) from 0


@st.fragment
def attention_view(load: Callable[[], tuple[AttentionMap, Attribution]], *, lang: str) -> None:
    """Draw rollout as coloured text and the heads as squares; a click on a square opens that head.

    Args:
        load: called when the fold is open, so that nobody waits for what they do not look at.
    """
    fold = st.expander(
        t("attention.title"), icon=":material/visibility:", key="attention_fold", on_change="rerun", type="default"
    )
    if not fold.open:
        return
    with fold, guard():
        with st.spinner(t("attention.loading")):
            attention_map, rollout = load()
        show(f'<p class="lh-muted">{html(t("attention.not_why"))}</p>')
        coloured_text(rollout, lang=lang)
        show(f'<p class="lh-caption">{html(t("attention.rollout_caption"))}</p>')
        _heads(attention_map, _text(rollout))


def _text(rollout: Attribution) -> str:
    return next((part.text for part in rollout.parts if isinstance(part, TextPart)), "")


def _heads(attention_map: AttentionMap, text: str) -> None:
    info = heads_info(attention_map)
    n_layers, n_heads = info.outward.shape
    layer, head = st.session_state.get(KEY, info.busiest)
    if layer >= n_layers or head >= n_heads:
        layer, head = info.busiest
    left, right = st.columns(2, gap="large")
    with left:
        _heading(t("attention.heads_title"), t("attention.heads_caption"))
        figure = draw_heads(
            info,
            palette(),
            titles=(t("charts.layer"), t("charts.head")),
            hover=t("charts.heads_hover", layer="{layer}", head="{head}", share="{share}"),
            chosen=(layer, head),
        )
        clickable_chart(figure, key="attention_heads", alt=t("charts.heads_alt"), on_click=_choose)
        _pickers(n_layers, n_heads, (layer, head))
    with right:
        chosen = head_info(attention_map, layer, head, text=text)
        share = percent(float(info.outward[layer, head]))
        _heading(t("attention.head_title", layer=layer + 1, head=head + 1), t("attention.head_caption", share=share))
        figure = draw_head(
            chosen,
            palette(),
            titles=(t("charts.source"), t("charts.target")),
            hover=t("charts.head_hover", source="{source}", target="{target}", share="{share}"),
        )
        alt = t("charts.head_alt", layer=layer + 1, head=head + 1)
        chart(figure, key="attention_one_head", alt=alt)
        if chosen.n_left_out:
            show(f'<p class="lh-caption">{html(t("attention.left_out", n=chosen.n_left_out))}</p>')


def _heading(title: str, caption: str) -> None:
    show(f'<p><strong>{html(title)}</strong></p><p class="lh-caption">{html(caption)}</p>')


def _choose(customdata: Any) -> None:
    st.session_state[KEY] = (int(customdata[0]), int(customdata[1]))


def _pickers(n_layers: int, n_heads: int, chosen: tuple[int, int]) -> None:
    """Draw layer and head as numbers, for those who do not click."""
    st.session_state["attention_layer"], st.session_state["attention_head_number"] = chosen[0] + 1, chosen[1] + 1
    with st.container(horizontal=True):
        for key, name, highest in (
            ("attention_layer", t("charts.layer"), n_layers),
            ("attention_head_number", t("charts.head"), n_heads),
        ):
            st.number_input(name, 1, highest, key=key, on_change=_picked, width=140)


def _picked() -> None:
    st.session_state[KEY] = (
        int(st.session_state["attention_layer"]) - 1,
        int(st.session_state["attention_head_number"]) - 1,
    )
