"""Estimates as lines: the number, its interval on a strip with the rival's, and the person's own counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.strips import Mark, StripsInfo, strips_info
from dashboard.components.markup import html, show
from dashboard.i18n.words import number, percent, t
from pipeline.domain.evaluation import Estimate, Evaluation, Kept, Metrics
from pipeline.domain.labels import LabelSet
from pipeline.workflow.results import weakest_label


@dataclass(frozen=True)
class EstimateLine:
    """One line: what is measured, its technical name, both rivals' numbers, and the counts as a sentence."""

    title: str
    technical: str
    estimate: Estimate
    rival: Estimate | None
    counts: str


def evaluation_lines(evaluation: Evaluation, label_set: LabelSet) -> list[EstimateLine]:
    """Return accuracy, macro-F1 and the weakest label's recall of the kept predictor beside its rival's."""
    kept = evaluation.metrics
    rival = evaluation.baseline if evaluation.kept is Kept.TRANSFORMER else evaluation.transformer
    n_right = sum(row[i] for i, row in enumerate(evaluation.confusion))
    return [
        EstimateLine(
            t("results.accuracy"),
            t("results.accuracy_technical"),
            kept.accuracy,
            rival.accuracy,
            t("results.accuracy_counts", right=n_right, n=evaluation.n),
        ),
        EstimateLine(
            t("results.macro_f1"),
            t("results.macro_f1_technical", value=number(kept.macro_f1.value)),
            kept.macro_f1,
            rival.macro_f1,
            t("results.macro_f1_counts"),
        ),
        _weakest(evaluation, rival, label_set),
    ]


def _weakest(evaluation: Evaluation, rival: Metrics, label_set: LabelSet) -> EstimateLine:
    code = weakest_label(evaluation)
    name, place = label_set.shown(code), evaluation.codes.index(code)
    counted = evaluation.confusion[place]
    return EstimateLine(
        t("results.weakest", label=name),
        t("results.weakest_technical"),
        evaluation.metrics.per_label[code].recall,
        rival.per_label[code].recall if code in rival.per_label else None,
        t("results.weakest_counts", label=name, found=counted[place], n=sum(counted)),
    )


def interval(estimate: Estimate) -> str:
    return t("results.interval", low=percent(estimate.low), high=percent(estimate.high))


def draw_estimates(lines: Sequence[EstimateLine], *, n: int, names: tuple[str, str]) -> None:
    """Draw the lines on one axis. `names` are of the kept predictor and of its rival."""
    info = strips_info([line.estimate for line in lines], [line.rival for line in lines])
    rows = "".join(
        _row(line, mark, rival, names[1]) for line, mark, rival in zip(lines, info.marks, info.rivals, strict=True)
    )
    legend = (
        f'<p class="lh-legend"><span><span class="lh-key-band" aria-hidden="true"></span>'
        f"{html(t('results.legend_model', name=names[0]))}</span>"
        f'<span><span class="lh-key-diamond" aria-hidden="true"></span>'
        f"{html(t('results.legend_rival', name=names[1]))}</span></p>"
    )
    show(f'<div class="lh-lines">{_head(info, n)}{rows}</div>{legend}')


def _head(info: StripsInfo, n: int) -> str:
    ticks = "".join(f'<span style="left:{place:.2f}%">{100 * value:.0f}</span>' for value, place in info.ticks)
    return (
        f'<div class="lh-line lh-line-head"><span>{html(t("results.never_saw", n=n))}</span><span></span>'
        f'<div class="lh-ticks" aria-hidden="true">{ticks}</div><span>{html(t("results.own_counts"))}</span></div>'
    )


def _row(line: EstimateLine, mark: Mark, rival: Mark | None, rival_name: str) -> str:
    beside = ""
    if line.rival is not None:
        beside = t("results.rival_number", name=rival_name, value=percent(line.rival.value))
    return (
        f'<div class="lh-line"><div><p class="lh-line-title">{html(line.title)}</p>'
        f'<p class="lh-muted lh-small">{html(line.technical)}</p></div>'
        f'<div class="lh-line-number"><p>{html(percent(line.estimate.value))}</p>'
        f'<p class="lh-muted lh-small">{html(interval(line.estimate))}</p></div>'
        f'<div class="lh-strip" aria-hidden="true">{_marks(mark, rival)}</div>'
        f'<div><p class="lh-small">{html(line.counts)}</p><p class="lh-muted lh-small">{html(beside)}</p></div></div>'
    )


def _marks(mark: Mark, rival: Mark | None) -> str:
    drawn = '<span class="lh-strip-rail"></span>'
    drawn += f'<span class="lh-strip-band" style="left:{mark.low:.2f}%;width:{mark.width:.2f}%"></span>'
    if rival is not None:
        drawn += f'<span class="lh-strip-rival" style="left:{rival.low:.2f}%;width:{rival.width:.2f}%"></span>'
        drawn += f'<span class="lh-strip-diamond" style="left:{rival.at:.2f}%"></span>'
    return drawn + f'<span class="lh-strip-tick" style="left:{mark.at:.2f}%"></span>'
