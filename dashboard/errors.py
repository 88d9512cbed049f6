"""What a person sees when something does not work: a calm card in three parts, never a traceback."""

import logging
import traceback
import uuid
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from dashboard.components.markup import html, show
from dashboard.i18n.words import language, t
from pipeline.domain.errors import UserFacingError
from pipeline.words.catalog import render_error

logger = logging.getLogger(__name__)


def error_card(code: str, params: Mapping[str, Any] | None = None) -> None:
    """Draw an error, or the failure of a run, by its code."""
    words = render_error(code, params or {}, language())
    show(
        f'<section class="lh-error" role="alert" data-code="{html(code)}">'
        f'<p class="lh-error-what">{html(words.what)}</p>'
        f'<p class="lh-error-why">{html(words.why)}</p>'
        f'<p class="lh-error-do">{html(words.do)}</p></section>'
    )


@contextmanager
def guard() -> Generator[None]:
    """Draw what goes wrong inside; a context manager and a decorator. Fragments and callbacks need their own."""
    try:
        yield
    except UserFacingError as error:
        error_card(error.code, error.params)
    except Exception as error:  # noqa: BLE001 - whatever it was, the page stays and the fault has a number
        incident = uuid.uuid4().hex[:8]
        # Where, not what: an error's own words may quote the person's texts, and no log holds those.
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("incident %s: %s\n%s", incident, type(error).__name__, frames)
        error_card("unexpected", {"incident": incident})
        st.caption(t("errors_screen.incident"))
        st.code(incident, language=None)
