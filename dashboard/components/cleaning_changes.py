"""What a cleaning step changes, beside each other: the part that changes is marked, also where it has no shape."""

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from dashboard.components.markup import html
from dashboard.i18n.words import t

AROUND = 40  # characters shown before what changes first
SHOWN = 240  # characters shown of a text
_SHAPES = {"\n": "↵\n", "\t": "⇥", " ": "␣"}
_SHAPELESS = ("Cc", "Cf", "Zs", "Zl", "Zp")


def changes_table(changes: Sequence[tuple[int, str, str]]) -> str:
    """Return rows of number, before and after as a table."""
    head = "".join(f"<th>{html(t(f'cleaning.{name}'))}</th>" for name in ("row", "before", "after"))
    rows = "".join(_change(*each) for each in changes)
    return f'<table class="lh-small-table lh-changes"><tr>{head}</tr>{rows}</table>'


def _change(row: int, before: str, after: str) -> str:
    """Return one row; of a long text the part around its first change."""
    start = max(0, _shared(before, after) - AROUND)
    one, other = before[start : start + SHOWN], after[start : start + SHOWN]
    parts = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    cells = (
        _marked(before, start, [(kind, one[i:j]) for kind, i, j, _, _ in parts]),
        _marked(after, start, [(kind, other[i:j]) for kind, _, _, i, j in parts]),
    )
    return f"<tr><td>{row}</td><td>{cells[0]}</td><td>{cells[1]}</td></tr>"


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda signs: signs[0] == signs[1], zip(one, other, strict=False)))


def _marked(text: str, start: int, parts: Sequence[tuple[str, str]]) -> str:
    drawn = "".join(html(part) if kind == "equal" else _mark(part) for kind, part in parts if part)
    return f"{'…' if start else ''}{drawn}{'…' if start + SHOWN < len(text) else ''}"


def _mark(part: str) -> str:
    return f"<mark>{html(''.join(map(_seen, part)))}</mark>"


def _seen(sign: str) -> str:
    shape = _SHAPES.get(sign)
    if shape is not None:
        return shape
    return f"[U+{ord(sign):04X}]" if unicodedata.category(sign) in _SHAPELESS else sign
