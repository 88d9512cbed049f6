"""Cleaning: named steps in one fixed order, the same in training and in scoring."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from pipeline.data.cleaning.chinese import simplify
from pipeline.data.cleaning.markup import drop_emoji, drop_links, drop_markup
from pipeline.domain.errors import UserFacingError

# Joiners (U+200C, U+200D) and variation selectors stay: emoji and some scripts need them.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_LINE_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_ROUNDS = 10  # a step can make work for one before it (＜br＞ made narrow is markup); texts settle in two


def _drop_invisible(text: str) -> str:
    return _CONTROL.sub("", _INVISIBLE.sub("", text))


def _join_lines(text: str) -> str:
    return _LINE_BREAK.sub("\n", text)


def _collapse_spaces(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip(" ") for line in text.split("\n"))
    return re.sub("\n{2,}", "\n", "\n".join(lines)).strip("\n")


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _narrow_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


STEPS: Mapping[str, Callable[[str], str]] = {  # in the order in which they are applied
    "markup": drop_markup,  # HTML tags and comments go, &amp; becomes &
    "invisible": _drop_invisible,  # control, zero-width and direction characters
    "line_breaks": _join_lines,  # every kind of line break becomes one kind
    "width": _narrow_width,  # full-width letters become narrow ones: changes what people see, so not by default
    "compose": _compose,  # an accent typed apart joins its letter; looks the same
    "urls": drop_links,  # web addresses
    "emoji": drop_emoji,
    "simplified": simplify,  # traditional Chinese characters become simplified ones
    "spaces": _collapse_spaces,  # runs of spaces and blank lines become one
}
ROW_STEPS: tuple[str, ...] = ("empty_rows", "duplicates", "near_duplicates", "outliers")  # they leave rows out
ALL_STEPS: tuple[str, ...] = (*STEPS, *ROW_STEPS)
DEFAULT_STEPS: tuple[str, ...] = ("invisible", "line_breaks", "spaces", "compose")


def text_steps(steps: Sequence[str]) -> tuple[str, ...]:
    """Return the steps that change texts, in the order in which they are applied: what a model stores.

    Raises: UserFacingError cleaning_step_unknown {step}, for a model that a newer version made.
    """
    _require_known(steps)
    return tuple(step for step in STEPS if step in steps)


def row_steps(steps: Sequence[str]) -> tuple[str, ...]:
    """Return the steps that leave rows out, in the order in which they are applied."""
    _require_known(steps)
    return tuple(step for step in ROW_STEPS if step in steps)


def clean(text: str, steps: Sequence[str] = DEFAULT_STEPS) -> str:
    """Apply the steps that change texts, in their fixed order. Cleaning twice is cleaning once.

    Raises: UserFacingError cleaning_step_unknown {step}, for a model that a newer version made.
    """
    functions = [STEPS[step] for step in text_steps(steps)]
    for _ in range(_ROUNDS):
        before = text
        for function in functions:
            text = function(text)
        if text == before:
            break
    return text


def trace(text: str, steps: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the cleaned text and the steps that had a part in it."""
    acting: dict[str, None] = {}
    wanted = text_steps(steps)
    for _ in range(_ROUNDS):
        before = text
        for step in wanted:
            changed = STEPS[step](text)
            if changed != text:
                acting[step] = None
                text = changed
        if text == before:
            break
    return text, tuple(step for step in wanted if step in acting)


def _require_known(steps: Sequence[str]) -> None:
    for step in steps:
        if step not in STEPS and step not in ROW_STEPS:
            raise UserFacingError("cleaning_step_unknown", step=step)
