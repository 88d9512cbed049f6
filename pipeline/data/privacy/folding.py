"""Full-width, circled and other forms of a character made plain for matching, with the way back to the text."""

import unicodedata
from bisect import bisect_right
from itertools import accumulate

_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_SPACES = dict.fromkeys(
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "
)
_SAME = _DASHES | _SPACES | {"•": "·", "・": "·", "’": "'", "‘": "'"}


class _Fold(dict[int, str]):
    """A table for `str.translate` that fills itself; it remembers the characters that become longer."""

    def __init__(self) -> None:
        super().__init__()
        self.longer: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = _SAME.get(character) or _plain(character)
        if len(plain) != 1:
            self.longer.add(character)
        self[code] = plain
        return plain


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)


_FOLD = _Fold()


def fold(text: str) -> str:
    """Return the text with each character in its plain form (NFKC one by one, digits and dashes in ASCII)."""
    return text.replace("\t", " ") if text.isascii() else text.translate(_FOLD)


class Offsets:
    """The way from a folded text back to the text. No character vanishes in folding, some become several."""

    def __init__(self, text: str) -> None:
        even = text.isascii() or _FOLD.longer.isdisjoint(text)
        self._ends = None if even else list(accumulate(len(_FOLD[ord(character)]) for character in text))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text whose folded form covers `[start, end)`."""
        if self._ends is None:
            return start, end
        return bisect_right(self._ends, start), bisect_right(self._ends, end - 1) + 1

    def folded(self, start: int, end: int) -> tuple[int, int]:
        """Return the folded span of whole characters of the text."""
        if self._ends is None:
            return start, end
        return self._ends[start - 1] if start else 0, self._ends[end - 1]
