"""Values that the caller knows: a list of names, the cells of a row's SENSITIVE columns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.data.privacy.folding import fold
from pipeline.data.privacy.kinds import BARRIER, PersonalKind

_LEAST_CHINESE, _LEAST_OTHER = 2, 3  # shorter ones would hide half of a text


@dataclass(frozen=True)
class Listed:
    """A value and what it is."""

    value: str
    kind: PersonalKind


def listed_spans(plain: str, listed: Sequence[Listed]) -> Mapping[PersonalKind, Sequence[tuple[int, int]]]:
    """Return where listed values stand in a folded text: whatever the case, the longest first, Latin ones as words."""
    spans: dict[PersonalKind, list[tuple[int, int]]] = {}
    if not listed:
        return spans
    text = _lower(plain)
    by_start = _by_start(tuple(listed))
    position = 0
    while position < len(text):
        hit = _hit(text, position, by_start)
        if hit:
            spans.setdefault(hit[1], []).append((position, position + len(hit[0])))
        position += len(hit[0]) if hit else 1
    return spans


def _hit(
    text: str, position: int, by_start: Mapping[str, Sequence[tuple[str, PersonalKind]]]
) -> tuple[str, PersonalKind] | None:
    for value, kind in by_start.get(text[position : position + 2], ()):
        if text.startswith(value, position) and _stands_alone(text, position, position + len(value)):
            return value, kind
    return None


@lru_cache(maxsize=64)
def _by_start(listed: tuple[Listed, ...]) -> Mapping[str, Sequence[tuple[str, PersonalKind]]]:
    by_start: dict[str, list[tuple[str, PersonalKind]]] = defaultdict(list)
    for each in listed:
        value = _lower(fold(each.value.strip()))
        least = _LEAST_CHINESE if any(map(_is_han, value)) else _LEAST_OTHER
        if len(value) >= least and BARRIER not in value:
            by_start[value[:2]].append((value, each.kind))
    for values in by_start.values():
        values.sort(key=lambda pair: -len(pair[0]))
    return by_start


def _lower(text: str) -> str:
    """Return the text in lower case where that keeps its length, as it does but for a few letters."""
    lower = text.lower()
    return (
        lower if len(lower) == len(text) else "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """False when a Latin value is a part of a longer word; Chinese has no words' edges."""
    inside_left = start > 0 and _joins(text[start - 1]) and _joins(text[start])
    inside_right = end < len(text) and _joins(text[end]) and _joins(text[end - 1])
    return not inside_left and not inside_right


def _joins(character: str) -> bool:
    return character.isalnum() and not _is_han(character)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
