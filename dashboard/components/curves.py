"""The two curves of a training, each under a sentence that reads it."""

from collections.abc import Sequence

import streamlit as st

from dashboard.charts.curves import CurvesInfo, QualityReading, curves_info, draw_loss, draw_quality
from dashboard.components import page
from dashboard.components.chart import chart, palette
from dashboard.i18n.words import number, t
from pipeline.domain.training import TrainingPoint


def training_curves(points: Sequence[TrainingPoint], *, n_epochs: float) -> None:
    info = curves_info(points)
    left, right = st.columns(2, gap="large")
    with left:
        page.section(t("train.quality_title"), quality_sentence(info))
        rival = t("charts.rival_at", value=number(info.baseline)) if info.baseline is not None else ""
        figure = draw_quality(info, palette(), n_epochs=n_epochs, rounds=t("charts.rounds"), rival=rival)
        chart(figure, key="train_quality", alt=t("charts.quality_alt"))
    with right:
        page.section(t("train.loss_title"), t(f"train.loss_{info.loss_reading.value}"))
        names = (t("charts.learning"), t("charts.checking"))
        figure = draw_loss(info, palette(), n_epochs=n_epochs, rounds=t("charts.rounds"), names=names)
        chart(figure, key="train_loss", alt=t("charts.loss_alt"))


def quality_sentence(info: CurvesInfo) -> str:
    """Return what the macro-F1 curve says, with the rival where it is known."""
    if info.quality_reading is QualityReading.NONE or info.now is None or info.best is None:
        return t("train.quality_none")
    rival = "_rival" if info.baseline is not None else ""
    values = {"now": number(info.now), "best": number(info.best)}
    if info.baseline is not None:
        values["rival"] = number(info.baseline)
    return t(f"train.quality_{info.quality_reading.value}{rival}", **values)
