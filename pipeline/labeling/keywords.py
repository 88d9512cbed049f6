"""Words that describe a group of texts: frequent in it, rare elsewhere. English words and Chinese character runs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

LOOK_AT_CHARACTERS = 200  # of each text: what it is about stands early
TEXTS_PER_GROUP = 500
LONGEST_RUN = 4  # Chinese characters
_WORD = re.compile(r"[a-zA-ZÀ-ɏЀ-ӿ]+(?:['’-][a-zA-ZÀ-ɏЀ-ӿ]+)*|[㐀-鿿]+|\d+[a-zA-Z]+")
_EMPTY_WORDS = """
the and for was are but not you your with that this have has had were from they their them what when where why how can
could would will should does did doing done get got getting into out off about there here been being our her his him
she its who which than then too very just also any all some one more most much many because after before again still
only over under between other such these those i'm i've don't didn't can't it's
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_FEWEST_TEXTS = 2
_WORTH = 0.2  # of the best word's weight: less tells nothing
_COVERED = 0.6  # a run that stands inside a longer one in so many of its texts says nothing of its own


def describe_groups(
    texts: Sequence[str], group: NDArray[np.intp], n_groups: int, *, n: int = 5
) -> list[tuple[str, ...]]:
    """Return up to n words for each group, the most telling first.

    A word's weight is the share of the group's texts that hold it times the log of how much larger that is than
    elsewhere (a TF-IDF of groups). Of large groups some hundred texts are read.
    """
    counts: list[Counter[str]] = []
    sizes = []
    for number in range(n_groups):
        rows = np.flatnonzero(group == number)
        rows = rows[:: max(1, len(rows) // TEXTS_PER_GROUP)][:TEXTS_PER_GROUP]
        counts.append(Counter(term for row in rows.tolist() for term in set(_terms(texts[row]))))
        sizes.append(len(rows))
    everywhere: Counter[str] = Counter()
    for counted in counts:
        everywhere.update(counted)
    return [_telling(counted, size, everywhere, sum(sizes), n) for counted, size in zip(counts, sizes, strict=True)]


def _telling(counts: Counter[str], size: int, everywhere: Counter[str], n_texts: int, n: int) -> tuple[str, ...]:
    def weight(term: str) -> float:
        elsewhere = (everywhere[term] - counts[term] + 0.5) / (n_texts - size + 1)
        return counts[term] / size * log((counts[term] / size + 1e-9) / elsewhere)

    fewest = min(_FEWEST_TEXTS, size)
    ranked = sorted((term for term, times in counts.items() if times >= fewest), key=lambda it: (-weight(it), it))
    chosen: list[str] = []
    for term in ranked[: 20 * n]:
        if weight(term) <= _WORTH * max(0.0, weight(ranked[0])) or len(chosen) == n:
            break
        longer = [it for it in ranked[: 20 * n] if term in it and it != term and counts[it] >= _COVERED * counts[term]]
        if not longer and not any(_overlap(term, it) for it in chosen):
            chosen.append(term)
    return tuple(chosen)


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def _terms(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text[:LOOK_AT_CHARACTERS].lower()):
        word = match[0]
        if word[0] < "㐀":
            if len(word) > 2 and word not in _EMPTY:
                yield word
            continue
        for length in range(2, LONGEST_RUN + 1):
            for start in range(len(word) - length + 1):
                yield word[start : start + length]
