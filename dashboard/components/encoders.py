"""The pre-trained models on this machine, and the field that adds a local folder."""

import streamlit as st

from dashboard import state
from dashboard.components import page
from dashboard.components.markup import chip, html, show
from dashboard.errors import guard
from dashboard.i18n.words import has, size, t
from pipeline.workflow import settings
from pipeline.workflow.values import EncoderOption

_ADDED = "settings_encoder_added"


def draw() -> None:
    page.section(t("settings.encoders"), t("settings.encoders_caption"))
    with guard():
        show("".join(_row(encoder) for encoder in settings.encoders(state.workspace())))
    if added := st.session_state.pop(_ADDED, None):
        show(f'<p role="status">{html(t("settings.encoder_added", name=added))}</p>')
    with (
        st.form("settings_encoder", border=False, clear_on_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        path = st.text_input(
            t("settings.encoder_path"), key="settings_encoder_path", help=t("settings.encoder_help"), width=480
        )
        sent = st.form_submit_button(t("settings.encoder_add"), key="settings_encoder_add")
    if sent and path:
        with guard(), st.spinner(t("settings.encoder_copying")):
            st.session_state[_ADDED] = settings.add_encoder(state.workspace(), path).title
            st.rerun()


def _row(encoder: EncoderOption) -> str:
    return (
        f'<div class="lh-row lh-encoder"><div><p class="lh-row-name">{html(encoder.title)}</p>'
        f'<p class="lh-muted lh-small">{html(_about(encoder))}</p></div><div>{_state(encoder)}</div></div>'
    )


def _about(encoder: EncoderOption) -> str:
    names = " · ".join(t(f"common.language_{language.value}") for language in encoder.languages)
    if encoder.layers is None or encoder.size_bytes is None:
        return names
    return t("settings.encoder_about", languages=names, n=encoder.layers, size=size(encoder.size_bytes))


def _state(encoder: EncoderOption) -> str:
    if encoder.available:
        return chip(t(f"encoders.{encoder.origin}"), "good")
    why = f"encoders.{encoder.why_not}"
    return chip(t(why) if has(why) else t("encoders.unavailable"), "warn")
