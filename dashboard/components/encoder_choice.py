"""Which pre-trained network to start from, folded away: the catalogue has chosen already."""

import streamlit as st

from dashboard.components.markup import html, show
from dashboard.i18n.words import has, t
from pipeline.workflow.values import TrainOptions

KEY = "train_encoder"


def encoder_choice(options: TrainOptions) -> None:
    with st.expander(t("train.details"), icon=":material/tune:"):
        usable = {encoder.name: encoder for encoder in options.encoders if encoder.available}
        if not usable:
            return
        names = list(usable)
        st.selectbox(
            t("train.encoder"),
            names,
            index=names.index(options.encoder) if options.encoder in usable else 0,
            format_func=lambda name: usable[name].title,
            key=KEY,
        )
        show(f'<p class="lh-caption">{html(t("train.encoder_note"))}</p>')
        for encoder in options.encoders:
            if not encoder.available and has(f"encoders.{encoder.why_not}"):
                why = t("train.encoder_missing", name=encoder.title, why=t(f"encoders.{encoder.why_not}"))
                show(f'<p class="lh-caption">{html(why)}</p>')
