"""The frame of every view: header, verdict, empty state, quiet facts, sections."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.components.markup import html, icon, show
from pipeline.workflow.values import Level

_VERDICT_ICONS = {Level.GOOD: "check", Level.WARN: "priority_high", Level.BAD: "close"}


def header(
    title: str,
    *,
    project: str | None = None,
    facts: Sequence[str] = (),
    lead: str = "",
    actions: Callable[[], None] | None = None,
) -> None:
    """Draw the kicker line (project in bold, then facts), the view's question, and its buttons at the right."""
    parts = ([f"<strong>{html(project)}</strong>"] if project else []) + [html(fact) for fact in facts]
    kicker = f'<p class="lh-kicker">{" · ".join(parts)}</p>' if parts else ""
    under = f'<p class="lh-lead">{html(lead)}</p>' if lead else ""
    body = f'<div class="lh-header">{kicker}<h1 class="lh-title">{html(title)}</h1>{under}</div>'
    if actions is None:
        show(body)
        return
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", key="page_header"
    ):
        show(body)
        with st.container(horizontal=True, horizontal_alignment="right", width="content", key="page_actions"):
            actions()


def verdict(level: Level, kicker: str, headline: str, body: str = "") -> None:
    """Draw the one judgement of a view, in plain words."""
    text = f'<p class="lh-verdict-body">{html(body)}</p>' if body else ""
    show(
        f'<section class="lh-verdict lh-verdict-{level.value}">'
        f'<div class="lh-verdict-mark">{icon(_VERDICT_ICONS[level])}</div>'
        f'<div><p class="lh-verdict-kicker">{html(kicker)}</p>'
        f'<p class="lh-verdict-headline">{html(headline)}</p>{text}</div></section>'
    )


def empty_state(title: str, body: str, *, actions: Callable[[], None] | None = None) -> None:
    """Draw what is missing and what to do next; `actions` draws the buttons."""
    show(f'<div class="lh-empty"><p class="lh-empty-title">{html(title)}</p><p>{html(body)}</p></div>')
    if actions is not None:
        with st.container(horizontal=True, key="empty_actions"):
            actions()


def quiet_facts(facts: Sequence[tuple[str, str] | tuple[str, str, str]]) -> None:
    """Draw small facts side by side: (name, value) or (name, value, what it rests on)."""
    cells = []
    for fact in facts:
        rest = f'<p class="lh-fact-note">{html(fact[2])}</p>' if len(fact) == 3 else ""
        cells.append(
            f'<div class="lh-fact"><p class="lh-fact-name">{html(fact[0])}</p>'
            f'<p class="lh-fact-value">{html(fact[1])}</p>{rest}</div>'
        )
    show(f'<div class="lh-facts">{"".join(cells)}</div>')


def section(title: str, caption: str = "", *, first: bool = False) -> None:
    """Draw a heading of the second level, with a grey sentence under it; the `first` of a column has no space above."""
    under = f'<p class="lh-caption">{html(caption)}</p>' if caption else ""
    space = " lh-section-first" if first else ""
    show(f'<div class="lh-section{space}"><h2>{html(title)}</h2>{under}</div>')


def fact_list(facts: Sequence[tuple[str, str]]) -> None:
    """Draw small facts under each other: name at the left, value at the right."""
    rows = "".join(
        f'<div class="lh-pair"><span class="lh-muted">{html(name)}</span>'
        f'<span class="lh-pair-value">{html(value)}</span></div>'
        for name, value in facts
    )
    show(f'<div class="lh-pairs">{rows}</div>')
