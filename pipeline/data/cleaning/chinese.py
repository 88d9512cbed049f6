"""Traditional Chinese into simplified by the tables of OpenCC, read when the first text needs them.

OpenCC's Python converter itself is not asked: of 乾清宮 it makes 乾清宫 and of that 干清宫, so that cleaning twice
would not be cleaning once; it takes ten times as long, and its time grows with the square of an unbroken run.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

_ROUNDS = 4  # until neighbours make no new word; one is nearly always enough


@dataclass(frozen=True)
class _Tables:
    letters: Mapping[int, str]  # by code point; for str.translate
    words: Mapping[str, str]  # of which the letters alone would make something else
    pattern: re.Pattern[str]  # any of these words

    def convert(self, text: str) -> str:
        done, end = [], 0
        for word in self.pattern.finditer(text):
            done += [text[end : word.start()].translate(self.letters), self.words[word.group()]]
            end = word.end()
        return "".join([*done, text[end:].translate(self.letters)])


@cache
def _tables() -> _Tables:
    letters = {old: new for old, new in _entries("TSCharacters.txt").items() if new != old}
    letters = {old: letters.get(new, new) for old, new in letters.items()}  # 薴 is 苧, which is 苎
    by_code = {ord(old): new for old, new in letters.items()}
    words = {old: new for old, new in _entries("TSPhrases.txt").items() if old.translate(by_code) != new}
    # What a word became is right as it stands, though a letter of it would change alone.
    words.update({new: new for new in list(words.values()) if new.translate(by_code) != new})
    return _Tables(by_code, words, _any_of(words))


def _entries(table: str) -> dict[str, str]:
    """What a table says, the first where it has a choice."""
    lines = (files("opencc") / "dictionary" / table).read_text(encoding="utf-8").splitlines()
    return {old: new.split(" ")[0] for old, _, new in (line.partition("\t") for line in lines) if new}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest first; looked for only where a first letter of one stands."""
    rests: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        rests[word[0]].append(re.escape(word[1:]))
    branches = "|".join(f"{first}(?:{'|'.join(found)})" for first, found in rests.items())
    return re.compile(f"(?=[{''.join(rests)}])(?:{branches})")


def simplify(text: str) -> str:
    """Return the text in simplified characters; simplified twice is simplified once."""
    if text.isascii():
        return text
    tables = _tables()
    for _ in range(_ROUNDS):
        before, text = text, tables.convert(text)
        if text == before:
            break
    return text


@cache
def kinds_of_chinese() -> NDArray[np.uint8]:
    """Return the kind of every code point: 0 traditional only, 1 written for a traditional one, 2 neither."""
    kinds = np.full(0x110000, 2, np.uint8)
    letters = _tables().letters
    for written in letters.values():
        kinds[list(map(ord, written))] = 1
    kinds[list(letters)] = 0
    return kinds
