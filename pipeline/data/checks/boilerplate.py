"""The same long beginning, ending or sentence in many texts: a greeting, a signature, a form's own words."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import SEED, Subject, require_rows
from pipeline.data.privacy.search import find
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

MANY = 0.1  # of the different texts
FEWEST = 20  # rows
LONG = 24  # letters; a Chinese character counts twice
SHOWN = 60  # characters of a piece spelled out in the finding
N_NAMED = 2
SHORTEST, WORD = 2, 4  # characters of a SENSITIVE cell: shorter ones say nothing, or stand in other words
LOOK_TEXTS = 4_000  # different texts in which pieces are looked for; all are counted
LOOK_CHARACTERS = 2_000  # of each, at its beginning and at its end
_SENTENCE = re.compile(r"[\n。！？!?；;]+|[.](?=\s)")
_WIDE = "\u2e80"  # Chinese, Japanese and Korean begin here
Cut = Callable[[str], Iterator[str]]


class Boilerplate:
    code: ClassVar[str] = "boilerplate"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        sample = subject.sample
        _, first = np.unique(subject.keys[sample.rows], return_index=True)  # copies of one text prove nothing
        places = np.sort(first)
        if len(places) > LOOK_TEXTS:
            places = np.sort(np.random.default_rng(SEED).choice(places, LOOK_TEXTS, replace=False))
        if len(places) < 2 * FEWEST:
            raise NotApplicable("too_few_rows")
        texts = [_ends(sample.texts[i].strip()) for i in places]
        pieces = _quotable(_repeated(texts, max(FEWEST, MANY * len(texts))), subject)
        if not pieces:
            return None
        rows = sample.rows[[i for i, text in enumerate(sample.texts) if any(piece in text for piece in pieces)]]
        params = {
            "n": len(rows),
            "percent": round(100 * len(rows) / len(sample)),
            "n_looked_at": len(sample),
            "pieces": " / ".join(f"“{_shown(piece)}”" for piece in pieces[:N_NAMED]),
        }
        return Finding(self.code, self.severity, params, subject.ids_at(rows))


def _quotable(pieces: Sequence[str], subject: Subject) -> list[str]:
    """Leave out pieces that hold personal data, or a part of what a SENSITIVE column holds in any of their rows."""
    pieces = [piece for piece in pieces if not find(piece)]
    columns = [name for name in subject.role_of(ColumnRole.SENSITIVE) if name in subject.cells]
    cells = subject.picked_together(columns, subject.sample.rows) if pieces and columns else []
    return [
        piece
        for piece in pieces
        if not any(
            piece in text and _touches(cell, piece, text)
            for _, values in cells
            for cell, text in zip(values, subject.sample.texts, strict=True)
        )
    ]


def _touches(cell: str, piece: str, text: str) -> bool:
    """Whether the cell stands in the text where the piece stands, if only in part; a short word only as a word."""
    value, folded, around = cell.strip().casefold(), piece.casefold(), text.casefold()
    if len(value) < SHORTEST:
        return False
    start = around.find(folded)
    near = around[max(0, start - len(value)) : start + len(folded) + len(value)]
    if value.isascii() and len(value) < WORD:
        return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", near) is not None
    return value in near


def _ends(text: str) -> str:
    return text if len(text) <= 2 * LOOK_CHARACTERS else f"{text[:LOOK_CHARACTERS]}\n{text[-LOOK_CHARACTERS:]}"


def _repeated(texts: Sequence[str], least: float) -> list[str]:
    """The pieces that so many texts have, most frequent first, none within another."""
    found: Counter[str] = Counter()
    for cut in (_sentences, _beginning, _ending):
        counts = Counter(piece for text in texts for piece in set(cut(text)))
        found.update({piece: n for piece, n in counts.items() if n >= least})
    grown = {piece: _grown(piece, texts) for piece in found}
    pieces = sorted(found, key=lambda piece: (-found[piece], piece))
    distinct: dict[str, None] = {}
    for piece in pieces:
        if not any(grown[piece] in other or other in grown[piece] for other in distinct):
            distinct[grown[piece]] = None
    return list(distinct)


def _sentences(text: str) -> Iterator[str]:
    return (piece.strip() for piece in _SENTENCE.split(text) if _is_long(piece.strip()))


def _beginning(text: str) -> Iterator[str]:
    return (text[:n] for n in _until_long(text))


def _ending(text: str) -> Iterator[str]:
    return (text[-n:] for n in _until_long(text[: -LONG - 1 : -1]))


def _grown(piece: str, texts: Sequence[str]) -> str:
    """As much as all texts with the piece go on to share on either side of it."""
    around = [text.partition(piece) for text in texts if piece in text]
    after = _shared_beginning([tail for _, _, tail in around])
    before = _shared_beginning([head[::-1] for head, _, _ in around])[::-1]
    return (before + piece + after).strip()


def _shared_beginning(texts: Sequence[str]) -> str:
    low, high = min(texts), max(texts)
    return next((low[:i] for i, (one, other) in enumerate(zip(low, high, strict=False)) if one != other), low)


def _until_long(text: str) -> Iterator[int]:
    """How many of its first characters are LONG; nothing where it is shorter."""
    width = 0
    for n, letter in enumerate(text[:LONG], start=1):
        width += 2 if letter >= _WIDE else 1
        if width >= LONG:
            yield n
            return


def _is_long(text: str) -> bool:
    return len(text) >= LONG or (2 * len(text) >= LONG and any(_until_long(text)))


def _shown(piece: str) -> str:
    flat = " ".join(piece.split())
    return flat if len(flat) <= SHOWN else f"{flat[:SHOWN]}…"
