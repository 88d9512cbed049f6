"""Every label with precision, recall and F1, each with its interval."""

from dashboard.components.markup import html, show
from dashboard.i18n.words import number, t
from pipeline.domain.evaluation import Estimate, Metrics
from pipeline.domain.labels import LabelSet


def label_table(metrics: Metrics, label_set: LabelSet) -> None:
    names = [t("results.label"), t("results.rows"), t("results.precision"), t("results.recall"), t("results.f1")]
    head = "".join(f'<th scope="col">{html(name)}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{html(label_set.shown(code))}</th><td>{html(number(label.n))}</td>'
        f"{_cell(label.precision)}{_cell(label.recall)}{_cell(label.f1)}</tr>"
        for code, label in metrics.per_label.items()
    )
    show(
        f'<div class="lh-table-frame" tabindex="0"><table class="lh-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(estimate: Estimate) -> str:
    span = t("results.interval_number", low=number(float(estimate.low)), high=number(float(estimate.high)))
    return f'<td>{html(number(float(estimate.value)))} <span class="lh-muted">{html(span)}</span></td>'
