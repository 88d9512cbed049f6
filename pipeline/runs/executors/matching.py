"""Which rows of a second file are there already: told by their texts and by what else stands in them."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.dataset import Column, ColumnRole
from pipeline.store.rows import Rows

Print = tuple[bytes, bytes, bytes]  # of a row's texts, of its key, of its other cells


def match(before: Rows, added: Rows, columns: Sequence[Column], *, masked: bool = False) -> dict[int, int]:
    """Return, by their places, which row of `before` each row of `added` is; new rows are left out.

    Among rows with the same texts the one with the same key is it, where a column tells every row from every other;
    else one that is the same in all but its label and key; else, where no column is a key, the only one with the text
    in both files. A text that different people wrote does not make them one.

    Args:
        masked: the cells are masked, and one text may be masked in two ways (with a name in its row, and without):
            what is left is told by its id, which is of the raw texts.
    """
    prints = _Prints(before, added, columns)
    ours = _grouped(prints.of(before))
    theirs = _grouped(prints.of(added))
    found: dict[int, int] = {}
    for text, new in theirs.items():
        old = ours.get(text)
        if old:
            found.update(_pairs(new, old, has_key=prints.key is not None))
    if masked:
        taken, places = set(found.values()), before.positions(added.ids)
        for i, id_ in enumerate(added.ids):
            if i not in found and id_ in places and places[id_] not in taken:
                found[i] = places[id_]
    return found


@dataclass(frozen=True)
class _Row:
    place: int
    key: bytes
    rest: bytes


def _grouped(prints: Sequence[Print]) -> dict[bytes, list[_Row]]:
    groups: dict[bytes, list[_Row]] = defaultdict(list)
    for place, (text, key, rest) in enumerate(prints):
        groups[text].append(_Row(place, key, rest))
    return groups


def _pairs(new: list[_Row], old: list[_Row], *, has_key: bool) -> dict[int, int]:
    found: dict[int, int] = {}
    taken: set[int] = set()
    for by_key in (True, False) if has_key else (False,):
        waiting = [row for row in old if row.place not in taken]
        for row in new:
            if row.place in found:
                continue
            mark = row.key if by_key else row.rest
            partner = next((other for other in waiting if (other.key if by_key else other.rest) == mark), None)
            if partner is not None:
                waiting.remove(partner)
                taken.add(partner.place)
                found[row.place] = partner.place
    if not has_key and len(new) == len(old) == 1:
        found[new[0].place] = old[0].place
    return found


class _Prints:
    def __init__(self, before: Rows, added: Rows, columns: Sequence[Column]) -> None:
        shared = [column for column in columns if column.name in added.names]
        self._texts = [column.name for column in shared if column.role is ColumnRole.TEXT]
        others = [c.name for c in shared if c.role not in (ColumnRole.TEXT, ColumnRole.LABEL)]
        self.key = next((name for name in others if _is_key(before, name) and _is_key(added, name)), None)
        self._rest = [name for name in others if name != self.key]

    def of(self, rows: Rows) -> list[Print]:
        names = [*self._texts, *([self.key] if self.key else []), *self._rest]
        n_texts, n_keyed = len(self._texts), len(self._texts) + (self.key is not None)
        prints = []
        for batch in rows.batches(names):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                parts = cells[:n_texts], cells[n_texts:n_keyed], cells[n_keyed:]
                text, key, rest = map(_digest, parts)
                prints.append((text, key, rest))
        return prints


def _is_key(rows: Rows, name: str) -> bool:
    """Every cell filled and another."""
    seen: set[bytes] = set()
    for cell in rows.cells[name]:
        if not cell.strip() or (mark := _digest((cell,))) in seen:
            return False
        seen.add(mark)
    return True


def _digest(cells: Sequence[str]) -> bytes:
    digest = hashlib.blake2b(digest_size=8)
    for cell in cells:
        content = cell.encode()
        digest.update(len(content).to_bytes(8, "little"))
        digest.update(content)
    return digest.digest()
