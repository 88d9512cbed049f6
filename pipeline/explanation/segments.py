"""Where words begin and end, and which stretches of a text can be taken away together."""

import logging
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

from pipeline.domain.attribution import Span, TextPart
from pipeline.domain.dataset import Example
from pipeline.domain.project import Language

_WORD = re.compile(r"\w+(?:['’\-]\w+|(?<=\d)[.,]\d+)*|\S")
_NOT_SPACE = re.compile(r"\S+")
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_DICTIONARY = Lock()


@dataclass(frozen=True)
class Unit:
    """A stretch that starts and ends where a word and a token both do. `tokens` are positions in the model's row."""

    span: Span
    tokens: tuple[int, ...]


def words(text: str, language: Language) -> list[Span]:
    """Return the words and punctuation marks in order; together they are every character that is not a space."""
    pieces = _chinese_pieces(text) if language is Language.CHINESE else _spaced_pieces(text)
    joined: list[Span] = []
    for span in pieces:
        if joined and joined[-1].end == span.start and _belongs_together(text, joined[-1], span):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def units(text: str, word_spans: Sequence[Span], token_spans: Sequence[Span]) -> list[Unit]:
    """Merge words and tokens that overlap, so that whole units can be deleted from the model's row.

    Pieces of a sub-word tokenizer may cross a word's border. Words behind the last token were not read by the model
    and get no unit; the last unit ends where the reading ended.

    Args:
        token_spans: one per position of the row. Empty at both ends for special tokens and a prefix, which belong to
            no unit; an empty one in between is a token of spaces and goes with what follows it.
    """
    read = [(span, position) for position, span in enumerate(token_spans) if span.start < span.end]
    if not read:
        return []
    end = max(span.end for span, _ in read)
    stretches = [(Span(word.start, min(word.end, end)), range(0)) for word in word_spans if word.start < end]
    behind = read[0][1]
    for span, position in read:
        stretches.append((_trim(text, span), range(behind, position + 1)))
        behind = position + 1
    return _merge(sorted(stretches, key=lambda stretch: stretch[0]))


def language_of(text: str) -> Language:
    """Return how to find the words of one text: by dictionary as soon as it holds Chinese characters."""
    return Language.CHINESE if any(map(_is_han, text)) else Language.ENGLISH


def text_parts(
    example: Example, spans: Sequence[Span], scores: Sequence[float], columns: tuple[str, ...] = ()
) -> tuple[TextPart, ...]:
    """Share out spans of `example.text` to its text columns; `columns` are their names."""
    numbered = tuple(f"text_{i + 1}" for i in range(len(example.texts)))
    names = columns or (("text",) if len(numbered) == 1 else numbered)
    parts, start = [], 0
    for name, text in zip(names, example.texts, strict=True):
        end = start + len(text)
        inside = [(s, v) for s, v in zip(spans, scores, strict=True) if s.start < end and s.end > start]
        clipped = tuple(Span(max(s.start, start) - start, min(s.end, end) - start) for s, _ in inside)
        parts.append(TextPart(name, text, clipped, tuple(float(v) for _, v in inside)))
        start = end + 1  # the line break between columns
    return tuple(parts)


def _merge(stretches: Iterable[tuple[Span, range]]) -> list[Unit]:
    merged: list[tuple[Span, set[int]]] = []
    for span, positions in stretches:
        if merged and span.start < merged[-1][0].end:
            last, known = merged[-1]
            merged[-1] = (Span(last.start, max(last.end, span.end)), known | set(positions))
        else:
            merged.append((span, set(positions)))
    return [Unit(span, tuple(sorted(positions))) for span, positions in merged]


def _trim(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.end - (len(piece) - len(piece.rstrip()))))


def _belongs_together(text: str, left: Span, right: Span) -> bool:
    """Return whether a mark sits on the character before it, or a sign is repeated ("!!!", "。。。")."""
    first, before = text[right.start], text[right.start - 1]
    if first == _ZERO_WIDTH_JOINER or before == _ZERO_WIDTH_JOINER or ord(first) in _SKIN_TONES:
        return True
    if unicodedata.category(first).startswith("M"):
        return True
    if unicodedata.category(before).startswith("M") and first.isalnum():
        return not _is_han(first)  # the vowel signs of Indian scripts stand inside words
    return right.end - right.start == 1 and not first.isalnum() and set(text[left.start : left.end]) == {first}


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _spaced_pieces(text: str) -> Iterator[Span]:
    for match in _WORD.finditer(text):
        yield Span(*match.span())


def _chinese_pieces(text: str) -> Iterator[Span]:
    start = 0
    for piece in _cutter()(text):
        for match in _NOT_SPACE.finditer(piece):
            yield Span(start + match.start(), start + match.end())
        start += len(piece)


@cache
def _load_cutter() -> Callable[[str], Iterable[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 has unescaped backslashes and asks for pkg_resources
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    # jieba's own initialize() keeps its dictionary in the shared temporary folder, where anyone may plant another.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return lambda text: tokenizer.cut(text)


def _cutter() -> Callable[[str], Iterable[str]]:
    with _DICTIONARY:
        return _load_cutter()
