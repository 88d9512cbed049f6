"""Cleaning: named steps in a stored order, the same in training and in scoring."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from pipeline.domain.errors import UserFacingError

# Joiners (U+200C, U+200D) and variation selectors stay: emoji and some scripts need them.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_LINE_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


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


STEPS: Mapping[str, Callable[[str], str]] = {
    "invisible": _drop_invisible,  # control, zero-width and direction characters
    "line_breaks": _join_lines,  # every kind of line break becomes one kind
    "spaces": _collapse_spaces,  # runs of spaces and blank lines become one
    "compose": _compose,  # an accent typed apart joins its letter; looks the same
    "width": _narrow_width,  # full-width letters become narrow ones: changes what people see, so not by default
}
DEFAULT_STEPS: tuple[str, ...] = ("invisible", "line_breaks", "spaces", "compose")


def clean(text: str, steps: Sequence[str] = DEFAULT_STEPS) -> str:
    """Apply the steps in their order. Cleaning twice is cleaning once.

    Raises: UserFacingError cleaning_step_unknown {step}, for a model that a newer version made.
    """
    for step in steps:
        if step not in STEPS:
            raise UserFacingError("cleaning_step_unknown", step=step)
        text = STEPS[step](text)
    return text
