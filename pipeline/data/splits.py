"""Who trains, who decides when to stop, who is asked at the end. Drawn once, only growing."""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain.dataset import Split

TEST_SHARE = 0.2  # of the labelled, where any of them may be drawn
BLIND_TEST_SHARE = 0.25  # at most, where only blind ones may
VALIDATION_SHARE = 0.18  # of what is not TEST
FEWEST = 3  # rows; a label with fewer only trains


@dataclass(frozen=True)
class Row:
    """A labelled example.

    `blind`: no model chose it for labelling. Labels that came with the file are blind too.
    """

    id: str
    label: str
    text: str
    group: str | None = None
    blind: bool = False


def assign_splits(
    rows: Sequence[Row],
    existing: Mapping[str, Split],
    *,
    known: Sequence[Row] = (),
    seed: int = 13,
    fixed_test: bool = False,
) -> dict[str, Split]:
    """Return the split of every row; those in `existing` keep theirs, also when they are not among `rows`.

    Rows with one GROUP value or one text (but for case, width and space) stay together. Where some rows are
    blind, TEST takes only those, in the blind rows' own mix of labels; where none is, any. The order of `rows`
    does not matter.

    One kind of row gets no split: one that ties two of them together, its group in one and its text in another,
    directly or through other new rows.

    Args:
        known: rows in `existing` that have no label now. They are followed like labelled ones, since they may get
            one again, but count towards no share; their label is not read.
        fixed_test: the person brought a test table, so none is drawn.
    """
    labeled = {row.id for row in rows}
    unlabeled = [row for row in known if row.id in existing and row.id not in labeled]
    draw = _Draw(rows, existing, unlabeled, seed)
    if not fixed_test:
        draw.test()
    draw.validation()
    draw.train()
    return {**existing, **draw.assigned}


def same_text(text: str) -> str:
    """Return what two texts have in common when a reader would call them the same."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


class _Draw:
    def __init__(self, rows: Sequence[Row], existing: Mapping[str, Split], unlabeled: Sequence[Row], seed: int) -> None:
        self.assigned: dict[str, Split] = {}
        self._rows = rows
        self._seed = seed
        self._totals = Counter(row.label for row in rows)
        self._counts: dict[Split, Counter[str]] = defaultdict(Counter)
        self._free: list[list[Row]] = []  # units that may still be placed
        for row in rows:
            if row.id in existing:
                self._counts[existing[row.id]][row.label] += 1
        for unit in _units([*rows, *unlabeled]):
            self._follow(unit, existing)
        self._free.sort(key=self._key)

    def _follow(self, unit: list[Row], existing: Mapping[str, Split]) -> None:
        """Place the new rows of a unit beside its old ones."""
        fresh = [row for row in unit if row.id not in existing]
        splits = {existing[row.id] for row in unit if row.id in existing}
        if not splits:
            self._free.append(fresh)
        elif len(splits) == 1:
            self._place(fresh, splits.pop())
        else:
            old = [row for row in unit if row.id in existing]
            for part in _units(fresh):  # what the new rows tie together among themselves goes one way, or none
                near = {existing[other.id] for row in part for other in old if _touch(row, other)}
                if len(near) == 1:
                    self._place(part, near.pop())

    def test(self) -> None:
        some_blind = any(row.blind for row in self._rows)
        mix = Counter(row.label for row in self._rows if row.blind or not some_blind)
        share = TEST_SHARE if mix.total() == len(self._rows) else BLIND_TEST_SHARE
        mix = Counter({label: n for label, n in mix.items() if self._totals[label] >= FEWEST})
        goal = min(mix.total(), round(share * len(self._rows)))
        quotas = _shares(mix, goal) if not some_blind or mix.total() > goal else mix
        self._fill(Split.TEST, quotas, blind_only=some_blind)

    def validation(self) -> None:
        rest = Counter(self._totals)
        rest.subtract(self._counts[Split.TEST])
        rest = Counter({label: n for label, n in rest.items() if n > 1 and self._totals[label] >= FEWEST})
        quotas = _shares(rest, round(VALIDATION_SHARE * rest.total()))
        self._fill(Split.VALIDATION, Counter({label: max(1, quotas[label]) for label in rest}))

    def train(self) -> None:
        for unit in self._free:
            self._place(unit, Split.TRAIN)

    def _fill(self, split: Split, quotas: Counter[str], *, blind_only: bool = False) -> None:
        """Place whole units until each label has its quota; a unit must bring its label nearer to it."""
        left = []
        for unit in self._free:
            label = _main_label(unit)
            missing = quotas[label] - self._counts[split][label]
            fits = 2 * missing >= len(unit) and self._can_spare(unit)
            if fits and not (blind_only and not all(row.blind for row in unit)):
                self._place(unit, split)
            else:
                left.append(unit)
        self._free = left

    def _can_spare(self, unit: Sequence[Row]) -> bool:
        """Every label keeps a row to train on."""
        held = self._counts[Split.TEST] + self._counts[Split.VALIDATION]
        wanted = Counter(row.label for row in unit)
        return all(self._totals[label] - held[label] > n for label, n in wanted.items())

    def _place(self, unit: Iterable[Row], split: Split) -> None:
        for row in unit:
            self.assigned[row.id] = split
            self._counts[split][row.label] += 1

    def _key(self, unit: Sequence[Row]) -> bytes:
        return hashlib.sha256(f"{self._seed}:{min(row.id for row in unit)}".encode()).digest()


def _touch(row: Row, other: Row) -> bool:
    return (row.group is not None and row.group == other.group) or same_text(row.text) == same_text(other.text)


def _main_label(unit: Sequence[Row]) -> str:
    counts = Counter(row.label for row in unit)
    return min(counts, key=lambda label: (-counts[label], label))


def _shares(counts: Counter[str], goal: int) -> Counter[str]:
    """Divide `goal` in the proportion of `counts`, by largest remainder."""
    total = counts.total()
    if not total:
        return Counter()
    exact = {label: goal * n / total for label, n in counts.items()}
    shares = Counter({label: int(value) for label, value in exact.items()})
    by_remainder = sorted(exact, key=lambda label: (shares[label] - exact[label], label))
    for label in by_remainder[: goal - shares.total()]:
        shares[label] += 1
    return shares


def _units(rows: Sequence[Row]) -> list[list[Row]]:
    """Join rows that share a GROUP value or a text, directly or through others."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = key = parent[parent[key]]
        return key

    for row in rows:
        keys = [f"t{same_text(row.text)}"] + ([f"g{row.group}"] if row.group is not None else [])
        for key in keys:
            parent[root(key)] = root(f"r{row.id}")
    units: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        units[root(f"r{row.id}")].append(row)
    return list(units.values())
