"""Texts unlike all others of their table: far too long or short, without a letter or a digit, or garbled.

Robust by the median, so that the odd ones cannot hide each other, and only ever a few: what many texts do is a kind of
text, not an outlier.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST = 50  # texts; of fewer nobody can say what is usual
MOST = 0.01  # of the texts: more of one kind are no outliers
FAR = 6.0  # robust standard deviations of the log length
TIMES = 4.0  # and so many times longer or shorter than the middle text
_SAYS = re.compile(r"[^\W_]")  # a letter or a digit: 10 is an answer
_GARBLED = re.compile("\ufffd|锟斤拷|烫烫|屯屯|Ã.|â€.")
GARBLED_SHARE = 0.1  # of the characters: one lost character spoils no text


@dataclass(frozen=True)
class Outliers:
    """Masks over the texts (n,); a text may be of more than one kind."""

    long: NDArray[np.bool_]
    short: NDArray[np.bool_]
    no_letters: NDArray[np.bool_]
    garbled: NDArray[np.bool_]

    @property
    def any(self) -> NDArray[np.bool_]:
        return self.long | self.short | self.no_letters | self.garbled


def find_outliers(texts: Sequence[str]) -> Outliers:
    """Look at every text that is not empty."""
    sizes = np.fromiter((len(text.strip()) for text in texts), dtype=np.int64, count=len(texts))
    filled = sizes > 0
    says = np.fromiter((_SAYS.search(text) is not None for text in texts), dtype=bool, count=len(texts))
    garbled = np.fromiter((_is_garbled(text) for text in texts), dtype=bool, count=len(texts))
    n = int(filled.sum())
    if n < FEWEST:
        return Outliers(*(np.zeros(len(texts), bool) for _ in range(4)))
    long, short = _far(sizes, filled)
    masks = (long, short, filled & ~says, garbled)
    return Outliers(*(mask & (mask.sum() <= MOST * n) for mask in masks))


def _is_garbled(text: str) -> bool:
    return not text.isascii() and sum(map(len, _GARBLED.findall(text))) > max(2, GARBLED_SHARE * len(text))


def _far(sizes: NDArray[np.int64], filled: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    logs = np.log(np.maximum(sizes, 1))
    middle = np.median(logs[filled])
    spread = max(1.4826 * float(np.median(np.abs(logs[filled] - middle))), 0.1)
    reach = max(FAR * spread, float(np.log(TIMES)))
    return filled & (logs > middle + reach), filled & (logs < middle - reach)
