"""What the checks noticed, worst first: a sentence, why, what to do, the rows behind it, and a repair."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.components.markup import chip, html, show
from dashboard.i18n.words import has, language, t
from pipeline.domain.finding import Finding, Severity
from pipeline.words.catalog import render_finding

MOST_ROWS = 20  # behind one finding
_KINDS = {Severity.ISSUE: "bad", Severity.TIP: "warn"}
Rows = Callable[[Finding], Sequence[tuple[int, str, str]]]  # number, text, label of the table
Repair = Callable[[Finding], None]


def listing(findings: Sequence[Finding], *, rows: Rows | None = None, repair: Repair | None = None) -> None:
    """Draw findings. `rows` fetches the rows behind one when it is opened; `repair` draws its button."""
    for i, finding in enumerate(findings):
        with st.container(key=f"finding_{i}"):
            _draw(finding)
            with st.container(horizontal=True, vertical_alignment="center", key=f"finding_more_{i}"):
                open_rows = rows is not None and bool(finding.example_ids) and _switch(finding, i)
                if repair is not None and finding.params.get("repair"):
                    repair(finding)
            if rows is not None and open_rows:
                _rows(finding, i, rows)


def _draw(finding: Finding) -> None:
    words = render_finding(finding.code, finding.params, language())
    show(
        f'<div class="lh-finding"><div>{chip(t(f"findings.{finding.severity.value}"), _KINDS[finding.severity])}</div>'
        f'<div><p class="lh-row-name">{html(words.what)}</p>'
        f'<p class="lh-muted">{html(words.why)} <span class="lh-do">{html(words.do)}</span></p></div></div>'
    )


def _switch(finding: Finding, i: int) -> bool:
    n = len(finding.example_ids)
    words = t("findings.show_rows", n=n) if n <= MOST_ROWS else t("findings.show_some")
    return st.toggle(words, key=f"finding_rows_{i}")


def _rows(finding: Finding, i: int, rows: Rows) -> None:
    behind = rows(finding)
    numbers, texts, labels = zip(*behind, strict=True) if behind else ((), (), ())
    columns = {t("data.row"): numbers, t("data.text"): texts}
    if any(labels):
        columns[t("roles.label")] = labels
    st.dataframe(
        columns,
        column_config={t("data.row"): st.column_config.NumberColumn(width="small")},
        hide_index=True,
        key=f"finding_table_{i}",
        alt=t("findings.rows_alt"),
    )


def repair_words(finding: Finding) -> str:
    """Return what the button of a finding's repair says; empty for one that no screen knows."""
    key = f"repairs.{finding.params.get('repair', '')}"
    return t(key) if has(key) else ""
