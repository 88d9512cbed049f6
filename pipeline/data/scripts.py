"""Which writing a text is in, and, among Latin ones, which of some languages; counted for many texts at once."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

# Each script is named in itself, so that its name reads the same on every screen.
_RANGES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "Latin": (
        (0x41, 0x5B),
        (0x61, 0x7B),
        (0xC0, 0xD7),
        (0xD8, 0xF7),
        (0xF8, 0x250),
        (0x1E00, 0x1F00),
        (0xFF21, 0xFF5B),
    ),
    "中文": ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0)),
    "日本語": ((0x3041, 0x3097), (0x30A1, 0x30FB), (0xFF66, 0xFF9E)),
    "한국어": ((0x1100, 0x1200), (0x3131, 0x318F), (0xAC00, 0xD7A4)),
    "Кириллица": ((0x400, 0x530),),
    "Ελληνικά": ((0x370, 0x400), (0x1F00, 0x2000)),
    "العربية": ((0x620, 0x64B), (0x66E, 0x700), (0x750, 0x780)),
    "עברית": ((0x5D0, 0x5EB),),
    "हिन्दी": ((0x900, 0x980),),
    "ไทย": ((0xE01, 0xE4F),),
}
SCRIPTS: tuple[str, ...] = tuple(_RANGES)
# A Chinese character says as much as some Latin letters, so that an English name makes no Chinese sentence English.
# A Japanese sentence is half Chinese characters: its own letters decide.
_WEIGHTS = np.array([1.0 if script in ("Latin", "Кириллица") else 3.0 for script in SCRIPTS])
_WEIGHTS[SCRIPTS.index("日本語")] = 9.0
_FEWEST = 4.0  # letters by weight: less is a name or a face

# Frequent short words that are not words of English as well.
_WORDS: Mapping[str, str] = {
    "Français": "le les des est une dans pour que qui pas vous je nous sur avec très sont c'est plus cette mais été où",
    "Español": "el los las una que para con por muy pero está es del como más este esta todo nos mi hay gracias lo",
    "Deutsch": "der das und ist nicht ein eine mit auf für ich sie wir sehr auch von dem den zu sind wird aber nur",
    "Português": "os uma que não com para muito mas é mais são você isso está foi por do da em obrigado um ao",
    "Italiano": "il che di una per non con sono molto ma è più della nel questo gli anche ho del le mi tutto",
}
_ENGLISH_WORDS = "the of and to is that it for was with this are be have you not i my we they but at from"
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_LANGUAGES: dict[str, list[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _LANGUAGES.setdefault(_word, []).append(_language)
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_HITS = 3  # words of another language, and more than English ones

_TABLE = np.full(0x110000, len(SCRIPTS), np.uint8)
for _place, _ranges in enumerate(_RANGES.values()):
    for _low, _high in _ranges:
        _TABLE[_low:_high] = _place


def count_kinds(texts: Sequence[str], table: NDArray[np.uint8], n_kinds: int) -> NDArray[np.int64]:
    """Count the characters of each kind in each text (n, n_kinds).

    Args:
        table: the kind of every code point (0x110000,); n_kinds or more where it is of none.
    """
    sizes = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    kinds = table[np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)]
    counts = np.zeros((len(texts), n_kinds), np.int64)
    owners = np.repeat(np.arange(len(texts)), sizes)
    for kind in range(n_kinds):
        counts[:, kind] = np.bincount(owners[kinds == kind], minlength=len(texts))
    return counts


def main_scripts(texts: Sequence[str]) -> NDArray[np.int8]:
    """Return each text's place in SCRIPTS (n,); -1 where it has too few letters to say."""
    weighted = count_kinds(texts, _TABLE, len(SCRIPTS)) * _WEIGHTS
    return np.where(weighted.max(axis=1, initial=0) >= _FEWEST, weighted.argmax(axis=1), -1).astype(np.int8)


def other_language(text: str) -> str | None:
    """Return the language that a Latin text is in when it is clearly none of English."""
    hits: Counter[str] = Counter()
    n_english = 0
    for word in _TOKEN.findall(text.lower()):
        n_english += word in _ENGLISH
        hits.update(_LANGUAGES.get(word, ()))
    language, n = max(hits.items(), key=lambda item: item[1], default=("", 0))
    return language if n >= _HITS and n > 2 * n_english else None
