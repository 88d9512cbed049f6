"""The three presets as cards, one of them chosen."""

import streamlit as st

from dashboard.components.markup import chip, html, show
from dashboard.i18n.words import duration, number, size, t
from pipeline.domain.training import Preset
from pipeline.workflow.values import PresetOption, TrainOptions

KEY = "train_preset"


def time_range(low: float, high: float) -> str:
    """Return "about 2 min", or "2 to 4 min" where the ends differ once they are rounded."""
    if high < 90:
        ends, unit = (max(5 * round(low / 5), 5), max(5 * round(high / 5), 5)), "seconds"
    else:
        ends, unit = (max(round(low / 60), 1), max(round(high / 60), 1)), "minutes"
    if ends[0] == ends[1]:
        return t("train.time_about", time=duration(ends[0] * (60 if unit == "minutes" else 1)))
    return t(f"train.time_{unit}", low=str(ends[0]), high=str(ends[1]))


def chosen_preset(options: TrainOptions, *, default: str = "") -> Preset:
    """Return the preset that was chosen in this visit, or else `default`, or else the recommended one."""
    return Preset(st.session_state.get(KEY) or default or options.recommended.value)


def preset_cards(options: TrainOptions, *, chosen: Preset) -> None:
    """Draw the cards. A transparent button lies over each; keyboards and screen readers meet that button."""
    for column, option in zip(st.columns(len(options.presets), gap="medium"), options.presets, strict=True):
        name = option.preset.value
        with column, st.container(key=f"preset_{name}"):
            _card(option, chosen=option.preset is chosen, recommended=option.preset is options.recommended)
            st.button(
                t("train.choose", preset=t(f"train.preset_{name}")),
                key=f"choose_{name}",
                on_click=st.session_state.__setitem__,
                args=(KEY, name),
                width="stretch",
            )


def _card(option: PresetOption, *, chosen: bool, recommended: bool) -> None:
    name = option.preset.value
    mark = chip(t("train.recommended"), "good" if chosen else "plain") if recommended else ""
    facts = (
        (t("train.memory"), size(option.memory_bytes)),
        (t("train.rounds"), t("train.rounds_at_most", n=number(option.epochs))),
    )
    rows = "".join(f"<div><dt>{html(term)}</dt><dd>{html(value)}</dd></div>" for term, value in facts)
    show(
        f'<div class="lh-preset{" lh-preset-chosen" if chosen else ""}">'
        f'<p class="lh-preset-name">{html(t(f"train.preset_{name}"))} {mark}</p>'
        f'<p class="lh-preset-time">{html(time_range(*option.seconds))}</p>'
        f'<p class="lh-preset-for lh-muted lh-small">{html(t(f"train.preset_{name}_for"))}</p>'
        f'<dl class="lh-pairs">{rows}</dl></div>'
    )
