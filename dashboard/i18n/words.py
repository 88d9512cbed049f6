"""The words of the screens: sentences, numbers, dates and sizes in the language that the person chose."""

import logging
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

logger = logging.getLogger(__name__)
ScreenLanguage = Literal["en", "zh"]
LANGUAGES: tuple[ScreenLanguage, ...] = ("en", "zh")
KEY = "lang"  # of the switch in the bar; also the name in the URL
COOKIE = "lanhai_lang"  # document_language.js writes it; it never leaves for another server
_PLURAL = frozenset({"one", "other"})
_THIN = "\u202f"  # keeps a number and its sign together


@cache
def catalogue(language: ScreenLanguage) -> Mapping[str, Any]:
    """Return every sentence by its dotted key; a sentence with a plural is a mapping of `one` and `other`."""
    words = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(words, ""))


def _flat(words: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in words.items():
        if isinstance(value, Mapping) and not set(value) <= _PLURAL:
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", value))
    return found


def browser_language() -> ScreenLanguage:
    """Return the language that was last chosen in this browser, or else the one that it asks for first."""
    kept = st.context.cookies.get(COOKIE)
    for each in LANGUAGES:
        if kept == each:
            return each
    return "zh" if (st.context.locale or "en").lower().startswith("zh") else "en"


def language() -> ScreenLanguage:
    """Return the language that the person chose, or else the browser's."""
    chosen = st.session_state.get(KEY)
    return chosen if chosen in LANGUAGES else browser_language()


def t(key: str, **params: object) -> str:
    """Return a whole sentence.

    Args:
        key: dotted, such as "home.title".
        params: values of its placeholders; numbers are written as people write them; `n`, or else the first
            one, picks the plural.
    """
    value = catalogue(language()).get(key)
    if value is None:
        logger.error("no words for %s", key)
        return key
    if isinstance(value, Mapping):
        counted = params.get("n", next(iter(params.values()), None))
        value = value["one" if counted == 1 and "one" in value else "other"]
    return str(value).format(**{name: _written(param) for name, param in params.items()})


def has(key: str) -> bool:
    """Whether there are words for a key that comes from data, such as a reason code."""
    return key in catalogue(language())


def _written(value: object) -> str:
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def number(x: float) -> str:
    """Return 12,345 or 0.89."""
    return f"{x:,}" if isinstance(x, int) else f"{x:,.2f}"


def percent(x: float, digits: int = 0) -> str:
    """Return a share from 0 to 1 in per cent."""
    return f"{100 * x:.{digits}f}{_THIN}%"


def size(n_bytes: int) -> str:
    """Return bytes in the largest fitting unit of 1000."""
    value, unit = float(n_bytes), "kB"
    value /= 1000
    for bigger in ("MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, bigger
    return f"{value:.0f} {unit}" if value >= 10 or unit == "kB" else f"{value:.1f} {unit}"


def zone() -> tzinfo | None:
    """Return the browser's time zone; None is this computer's."""
    try:
        return ZoneInfo(st.context.timezone) if st.context.timezone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def when(moment: datetime, *, now: datetime | None = None) -> str:
    """Return "today 14:02", "yesterday 14:02", a weekday within a week, or a date."""
    local = moment.astimezone(zone())
    today = (now or datetime.now().astimezone()).astimezone(zone()).date()
    days = (today - local.date()) / timedelta(days=1)
    if days == 0:
        return t("common.today_at", time=f"{local:%H:%M}")
    if days == 1:
        return t("common.yesterday_at", time=f"{local:%H:%M}")
    if 1 < days < 7:
        return t(f"common.weekday_{local.isoweekday()}")
    return t("common.date", day=str(local.day), month=t(f"common.month_{local.month}"), year=str(local.year))


def duration(seconds: float) -> str:
    """Return a length of time to the precision that a person needs."""
    if seconds < 10:
        return t("common.seconds_exact", value=f"{seconds:.1f}")
    if seconds < 90:
        return t("common.seconds", value=str(round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return t("common.minutes", value=str(minutes))
    return t("common.hours_minutes", hours=str(minutes // 60), minutes=str(minutes % 60))
