"""A scored table on the page: what to expect of it, then its rows with what the model says of each."""

import re
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.components import page
from dashboard.components.markup import html, show
from dashboard.i18n.words import duration, number, percent, t
from pipeline.domain.labels import LabelSet
from pipeline.workflow import score
from pipeline.workflow.values import ScoreSummary, TablePage

CLOSE = 8  # mistakes in 100; a wider range is told as a range: "about 0" from 25 texts would promise too much
_GUARDED = re.compile("'[=+@\t\r\n＝＋－＠-]")  # as the file writes what a spreadsheet would run
ADDED = ("predicted_label", "confidence", "runner_up", "check_me")


def added_columns(columns: Sequence[str]) -> dict[str, str]:
    """Return which column holds which of the added values: they come last; a name that was there got a suffix."""
    return dict(zip(ADDED, columns[-len(ADDED) :], strict=False))


def score_verdict(summary: ScoreSummary) -> None:
    """Say how many mistakes to expect among the rows that nobody will look at."""
    kicker = t("score.seconds", time=duration(summary.seconds))
    body = t("score.threshold", percent=percent(summary.threshold)) if summary.threshold else t("score.threshold_none")
    right = summary.expected_right
    if right is None:
        page.verdict(score.level(summary), kicker, t("score.not_measured"), body)
        return
    fewest, most = round(100 * (1 - right.high)), round(100 * (1 - right.low))
    if most - fewest > CLOSE:
        headline = t("score.expected_between", low=fewest, high=most)
    else:
        headline = t("score.expected", wrong=round(100 * (1 - right.value)))
    interval = t("score.expected_interval", low=percent(right.low), high=percent(right.high), n=number(right.n))
    page.verdict(score.level(summary), kicker, headline, interval)
    show(f'<p class="lh-caption">{html(body)}</p>')


def scored_table(rows: TablePage, label_set: LabelSet) -> None:
    """Draw one page of rows, labels by name, confidence as a bar. Nothing here goes through markdown."""
    added = added_columns(rows.columns)
    settings: dict[str, Any] = {column: st.column_config.TextColumn(shown(column)) for column in rows.columns}
    for name, column in added.items():
        settings[column] = st.column_config.TextColumn(t(f"score.column_{name}"))
    if "confidence" in added:
        settings[added["confidence"]] = st.column_config.ProgressColumn(
            t("score.column_confidence"), format="%.0f%%", min_value=0, max_value=100
        )
    st.dataframe(
        _by_column(rows, added, label_set),
        hide_index=True,
        height="content",
        column_config=settings,
        key="score_rows",
        alt=t("score.table_alt"),
    )


def _by_column(rows: TablePage, added: dict[str, str], label_set: LabelSet) -> dict[str, list[Any]]:
    by_column: dict[str, list[Any]] = {
        column: [shown(row[i]) for row in rows.rows] for i, column in enumerate(rows.columns)
    }
    for name in ("predicted_label", "runner_up"):
        if name in added:
            by_column[added[name]] = [label_set.shown(cell) for cell in by_column[added[name]]]
    if "confidence" in added:
        by_column[added["confidence"]] = [_per_cent(cell) for cell in by_column[added["confidence"]]]
    if "check_me" in added:
        by_column[added["check_me"]] = [_mark(cell) for cell in by_column[added["check_me"]]]
    return by_column


def shown(cell: str) -> str:
    """Return a cell without the apostrophe that keeps spreadsheets from running it: a page runs nothing."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _per_cent(cell: str) -> float | None:
    """None where there was no text to read."""
    try:
        return 100 * float(cell)
    except ValueError:
        return None


def _mark(cell: str) -> str:
    return t("score.check_me") if cell else ""
