"""Near-duplicates: texts whose character shingles are nearly all the same, found without comparing every pair.

MinHash signatures in bands find the candidates (Broder 1997; Leskovec et al., Mining of Massive Datasets, chapter 3);
each candidate pair is then measured exactly.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipeline.data.splits import same_text

SHINGLE = 4  # characters
AT_LEAST = 0.9  # of all shingles of two texts are in both
BANDS, ROWS = 6, 5  # a pair at .9 is a candidate with probability 1 - (1 - .9**5)**6 = .995, one at .5 with .17
LOOKS_LIKE = 0.75  # of the signature: below this a candidate is not worth measuring (4 errors of .9 below)
CHUNK_CHARACTERS = 1_000_000
LARGE_GROUP = 30  # members of one bucket; beyond, each is compared with its neighbours and the first only
SETS_KEPT = 1_000
_FEWEST = 16  # shingles: shorter texts that differ in a letter or two say two things

_rng = np.random.default_rng(13)
_FACTORS = (_rng.integers(1, 2**31, BANDS * ROWS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)).astype(np.uint32)
_MASKS = _rng.integers(0, 2**32, BANDS * ROWS, dtype=np.uint32)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_NONE = np.uint32(0xFFFFFFFF)


def text_key(text: str) -> int:
    """Return 64 bits that stand for a text, the same on every machine; 0 for an empty one."""
    if not text:
        return 0
    content = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "little") or 1


def near_duplicates(texts: Sequence[str], *, at_least: float = AT_LEAST) -> NDArray[np.intp]:
    """Return pairs of rows (n, 2), the smaller first, whose texts are nearly the same (Jaccard index of shingles).

    Texts that a reader would call the same are one: only the first of them is compared, and of texts with fewer than
    _FEWEST shingles none is. `texts` is iterated once; only candidates are fetched again.
    """
    rows, signatures = _sign(texts)
    similar = _Similar(texts, at_least)
    pairs = [pair for pair in _candidates(rows, signatures) if similar.are(*pair)]
    return np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2)


def _sign(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """Return the rows that are compared and their signatures (n, BANDS * ROWS)."""
    seen: set[int] = set()
    rows: list[int] = []
    parts: list[NDArray[np.uint32]] = []
    chunk: list[str] = []
    n_characters = 0
    for row, text in enumerate(texts):
        plain = same_text(text)
        key = text_key(plain)
        if len(plain) < _FEWEST + SHINGLE - 1 or key in seen:
            continue
        seen.add(key)
        rows.append(row)
        chunk.append(plain)
        n_characters += len(plain)
        if n_characters >= CHUNK_CHARACTERS:
            parts.append(_signatures(chunk))
            chunk, n_characters = [], 0
    if chunk:
        parts.append(_signatures(chunk))
    none = np.empty((0, BANDS * ROWS), np.uint32)
    return np.array(rows, dtype=np.intp), np.concatenate(parts) if parts else none


def _signatures(texts: Sequence[str]) -> NDArray[np.uint32]:
    """MinHash each text (each of at least SHINGLE characters): the smallest of its shingles by every hash."""
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    shingles = np.zeros(len(letters), np.uint64)
    for i in range(SHINGLE):
        shingles[: len(letters) - i] = shingles[: len(letters) - i] * _MIX + letters[i:]
    shingles ^= shingles >> np.uint64(31)
    hashes = ((shingles * _MIX) >> np.uint64(32)).astype(np.uint32)
    ends = np.cumsum([len(text) for text in texts])
    starts = np.concatenate([[0], ends[:-1]])
    across = (ends[:, None] - np.arange(1, SHINGLE)).ravel()  # these shingles run into the next text
    signature = np.empty((len(texts), len(_FACTORS)), np.uint32)
    for k, (factor, mask) in enumerate(zip(_FACTORS, _MASKS, strict=True)):
        hashed = (hashes ^ mask) * factor
        hashed[across] = _NONE
        signature[:, k] = np.minimum.reduceat(hashed, starts)
    return signature


def _candidates(rows: NDArray[np.intp], signatures: NDArray[np.uint32]) -> set[tuple[int, int]]:
    """Return the pairs of rows that share a band and whose signatures look alike."""
    found: set[tuple[int, int]] = set()
    for band in range(BANDS):
        part = signatures[:, band * ROWS : (band + 1) * ROWS].astype(np.uint64)
        keys = np.zeros(len(part), np.uint64)
        for k in range(ROWS):
            keys = (keys ^ part[:, k]) * _MIX
        pairs = np.array([pair for group in _groups(keys) for pair in _paired(group)], np.intp).reshape(-1, 2)
        alike = np.mean(signatures[pairs[:, 0]] == signatures[pairs[:, 1]], axis=1) >= LOOKS_LIKE
        found.update(map(tuple, rows[pairs[alike]].tolist()))
    return found


def _groups(keys: NDArray[np.uint64]) -> Iterator[list[int]]:
    """The places that share a key, where more than one does; places ascend."""
    order = np.argsort(keys, kind="stable")
    edges = np.flatnonzero(np.diff(keys[order])) + 1
    bounds = np.concatenate([[0], edges, [len(keys)]])
    for i in np.flatnonzero(np.diff(bounds) > 1):
        yield order[bounds[i] : bounds[i + 1]].tolist()


def _paired(group: list[int]) -> Iterator[tuple[int, int]]:
    if len(group) <= LARGE_GROUP:
        yield from combinations(group, 2)
        return
    for i, later in enumerate(group[1:], start=1):
        yield group[0], later
        for k in range(max(1, i - 3), i):
            yield group[k], later


class _Similar:
    """Measures pairs exactly, keeping some sets of shingles at hand."""

    def __init__(self, texts: Sequence[str], at_least: float) -> None:
        self._texts = texts
        self._at_least = at_least
        self._sets: OrderedDict[int, frozenset[str]] = OrderedDict()

    def are(self, one: int, other: int) -> bool:
        left, right = self._shingles(one), self._shingles(other)
        n_both = len(left & right)
        return n_both >= self._at_least * (len(left) + len(right) - n_both)

    def _shingles(self, row: int) -> frozenset[str]:
        if row in self._sets:
            self._sets.move_to_end(row)
            return self._sets[row]
        text = same_text(self._texts[row])
        shingles = frozenset(text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1))
        self._sets[row] = shingles
        if len(self._sets) > SETS_KEPT:
            self._sets.popitem(last=False)
        return shingles
