"""What the checks noticed, worst first: a sentence, why, what to do, and the rows behind it."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.components.markup import chip, html, show
from dashboard.i18n.words import language, t
from pipeline.domain.finding import Finding, Severity
from pipeline.words.catalog import render_finding

_KINDS = {Severity.ISSUE: "bad", Severity.TIP: "warn"}
Rows = Callable[[Finding], Sequence[tuple[int, str]]]


def listing(findings: Sequence[Finding], *, rows: Rows | None = None) -> None:
    """Draw findings; `rows` fetches the rows behind one when it is opened."""
    for i, finding in enumerate(findings):
        with st.container(key=f"finding_{i}"):
            _draw(finding)
            if rows is not None and finding.example_ids:
                _rows(finding, i, rows)


def _draw(finding: Finding) -> None:
    words = render_finding(finding.code, finding.params, language())
    show(
        f'<div class="lh-finding"><div>{chip(t(f"findings.{finding.severity.value}"), _KINDS[finding.severity])}</div>'
        f'<div><p class="lh-row-name">{html(words.what)}</p>'
        f'<p class="lh-muted">{html(words.why)} <span class="lh-do">{html(words.do)}</span></p></div></div>'
    )


def _rows(finding: Finding, i: int, rows: Rows) -> None:
    shown = st.toggle(t("findings.show_rows", n=len(finding.example_ids)), key=f"finding_rows_{i}")
    if not shown:
        return
    behind = rows(finding)
    st.dataframe(
        {t("data.row"): [number for number, _ in behind], t("data.text"): [text for _, text in behind]},
        hide_index=True,
        key=f"finding_table_{i}",
        alt=t("findings.rows_alt"),
    )
