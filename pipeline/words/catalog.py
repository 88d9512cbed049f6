"""Reads the wording of codes: `[errors.x]`, `[findings.x]`, `[phases]` and whole phrases, in either language."""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)
LANGUAGES = ("en", "zh")


LARGE = 10_000


@dataclass(frozen=True)
class Rendered:
    """The three parts a person reads."""

    what: str
    why: str
    do: str

    def __str__(self) -> str:
        return "\n".join(part for part in (self.what, self.why, self.do) if part)


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """Return the wording of a language as nested tables; unknown languages read English."""
    name = language if language in LANGUAGES else "en"
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def render_error(code: str, params: Mapping[str, Any], language: str) -> Rendered:
    """Return the three parts of an error. A code without words is worded as `unexpected`, never shown raw."""
    words = catalogue(language)["errors"]
    if code not in words:
        logger.error("no words for error code %s", code)
        code, params = "unexpected", {"incident": params.get("incident", code)}
    return _render(words[code], params)


def render_finding(code: str, params: Mapping[str, Any], language: str) -> Rendered:
    """Raises: KeyError when the finding has no words (an architecture test keeps this from happening)."""
    return _render(catalogue(language)["findings"][code], params)


def phrase(key: str, language: str, **params: object) -> str:
    """Return one sentence by its dotted key, such as `phases.fine_tune`."""
    value: Any = catalogue(language)
    for part in key.split("."):
        value = value[part]
    return _fill(str(value), params)


def _render(words: Mapping[str, str], params: Mapping[str, Any]) -> Rendered:
    return Rendered(*(_fill(words[part], params) for part in ("what", "why", "do")))


class _Gaps(dict[str, Any]):
    """A missing placeholder becomes a dash: an error about an error would help nobody."""

    def __missing__(self, key: str) -> str:
        return "-"


def _fill(text: str, params: Mapping[str, Any]) -> str:
    return text.format_map(_Gaps({name: _grouped(value) for name, value in params.items()}))


def _grouped(value: Any) -> Any:
    """Whole numbers from 10,000 on are read in groups of three, in both languages."""
    is_large = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= LARGE
    return f"{value:,}" if is_large else value
