"""The balanced tree over a text's words, which splits at punctuation first, English or Chinese."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.attribution import Span

_SENTENCE_ENDS = frozenset("。！？…!?")
_CLAUSE_ENDS = frozenset("，、；：;,:—")
_CLOSING = frozenset("”’」』】》）)]}\"'")
_SENTENCE, _CLAUSE, _NONE = 2, 1, 0


@dataclass(frozen=True)
class Node:
    """Units [start, end); a leaf holds one."""

    start: int
    end: int
    children: tuple["Node", "Node"] | None = None

    @property
    def mask(self) -> int:
        """The node's units as a set of bits."""
        return (1 << self.end) - (1 << self.start)


def grow(text: str, spans: Sequence[Span]) -> Node:
    """Return the tree over `spans` (at least one): halves, moved to the strongest punctuation that is inside.

    shap's own tree looks for English punctuation and splits Chinese clauses inside their words.
    """
    strengths = [_NONE] + [_strength(text, spans, border) for border in range(1, len(spans))]
    return _grow(0, len(spans), strengths)


def _grow(start: int, end: int, strengths: Sequence[int]) -> Node:
    if end - start == 1:
        return Node(start, end)
    middle = (start + end) / 2
    border = min(range(start + 1, end), key=lambda b: (-strengths[b], abs(b - middle)))
    return Node(start, end, (_grow(start, border, strengths), _grow(border, end, strengths)))


def _strength(text: str, spans: Sequence[Span], border: int) -> int:
    """Return how strongly the text is cut between the units `border - 1` and `border`."""
    following = text[spans[border].start]
    if following in _SENTENCE_ENDS | _CLAUSE_ENDS | _CLOSING or following == ".":
        return _NONE
    before = text[spans[border - 1].start : spans[border - 1].end].rstrip("".join(_CLOSING))
    index = border - 1
    while not before and index > 0:  # behind a closing quotation mark
        index -= 1
        before = text[spans[index].start : spans[index].end].rstrip("".join(_CLOSING))
    gap = text[spans[border - 1].end : spans[border].start]
    if "\n" in gap or before[-1:] in _SENTENCE_ENDS or (before[-1:] == "." and gap):
        return _SENTENCE
    if before[-1:] in _CLAUSE_ENDS and (gap or before[-1:] not in ",:"):  # not inside 3:1 or 1,000
        return _CLAUSE
    return _NONE
