"""A column that gives the label away: the model would read the answer there, and have none when it is needed."""

import re
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pipeline.data.checks.subject import SEED, Subject, require_labels
from pipeline.data.readiness import readiness
from pipeline.data.splits import same_text
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

LOOK_ROWS = 20_000
AT_ONCE = 16  # columns whose cells are in memory together
LOOK_NAMES = 2_000  # rows whose cells are searched for a label
GIVES_AWAY = 0.9  # of the errors that the most frequent label alone would make are gone
BINS = 64  # ranges of a number
NAMED = 0.95  # of the rows name their own label in the cell
_DIGITS = re.compile(r"\d+")
Codes = NDArray[np.int64]


class LeakingColumn:
    code: ClassVar[str] = "leaking_column"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        if not readiness(subject.label_counts).ready:
            raise NotApplicable("too_few_labels")
        texts = subject.role_of(ColumnRole.TEXT)
        others = texts if len(texts) > 1 else ()  # that a text tells its label is what a model hopes for
        columns = [name for name in (*subject.role_of(ColumnRole.FEATURE), *others) if name in subject.cells]
        if not columns:
            raise NotApplicable("no_other_columns")
        rows = _drawn(subject)
        labels = subject.label_index.codes[rows].astype(np.int64)
        names = [same_text(subject.label_index.names[code]) for code in labels]
        found = [
            name
            for i in range(0, len(columns), AT_ONCE)
            for name, cells in subject.picked_together(columns[i : i + AT_ONCE], rows)
            if gives_away(cells, labels, names)
        ]
        if not found:
            return None
        params = {
            "n": len(found),
            "columns": ", ".join(f"“{name}”" for name in found),
            "n_looked_at": len(rows),
            "repair": "role",
            "repair_columns": found,
            "repair_role": ColumnRole.IGNORED.value,
        }
        return Finding(self.code, self.severity, params)


def gives_away(cells: Sequence[str], labels: Codes, names: Sequence[str]) -> bool:
    """Whether the label can be told from the cell: from its value, its value without digits, its range, its words."""
    return (
        _error_gone(_codes_of(cells), labels) >= GIVES_AWAY
        or _error_gone(_codes_of([_DIGITS.sub("#", cell) for cell in cells]), labels) >= GIVES_AWAY
        or _error_gone(_ranges_of(cells), labels) >= GIVES_AWAY
        or _names_label(cells[:LOOK_NAMES], names[:LOOK_NAMES])
    )


def _drawn(subject: Subject) -> NDArray[np.intp]:
    rows = np.flatnonzero(subject.label_index.codes >= 0)
    if len(rows) > LOOK_ROWS:
        rows = np.sort(np.random.default_rng(SEED).choice(rows, LOOK_ROWS, replace=False))
    return rows


def _codes_of(cells: Sequence[str]) -> Codes:
    places: dict[str, int] = {}
    return np.array([places.setdefault(cell.strip(), len(places)) for cell in cells], np.int64)


def _ranges_of(cells: Sequence[str]) -> Codes:
    """Ranges of equal size where nearly all cells are numbers; else one code for all, which gives nothing away."""
    numbers = np.array([_number(cell) for cell in cells])
    known = ~np.isnan(numbers)
    codes = np.zeros(len(cells), np.int64)
    if known.mean() >= NAMED and len(np.unique(numbers[known])) > BINS:
        edges = np.quantile(numbers[known], np.linspace(0, 1, BINS + 1)[1:-1])
        codes[known] = 1 + np.searchsorted(edges, numbers[known])
    return codes


def _number(cell: str) -> float:
    try:
        return float(cell.replace(",", ""))
    except ValueError:
        return float("nan")


def _error_gone(values: Codes, labels: Codes) -> float:
    """Return how much of the error goes when each row is told by the other rows with its value.

    A value that stands in one row says nothing about it, so an id for every row gives nothing away.
    """
    n_labels = int(labels.max()) + 1
    pairs, counts = np.unique(values * n_labels + labels, return_counts=True)
    of_value, of_label = np.divmod(pairs, n_labels)
    order = np.lexsort((-counts, of_value))
    first = np.concatenate([[True], np.diff(of_value[order]) != 0])
    top, runner_up = order[first], np.zeros(int(first.sum()), np.int64)
    place = np.flatnonzero(first) + 1
    has_second = (place < len(order)) & ~np.append(first, True)[place]
    runner_up[has_second] = counts[order[place[has_second]]]
    told = counts[top] - 1 > runner_up  # without the row itself its label still leads
    overall = np.bincount(labels, minlength=n_labels)
    alone = ~told & (counts[top] == 1) & (of_label[top] == overall.argmax())
    right = counts[top][told | alone].sum()
    error = len(labels) - overall.max()
    return float(1 - (len(labels) - right) / error) if error else 0.0


def _names_label(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Whether nearly every cell names its row's label, and not just any label."""
    own = np.array([_names(cell, name) for cell, name in zip(cells, names, strict=True)], bool)
    if own.mean() < NAMED:
        return False
    shuffled = [names[i] for i in np.random.default_rng(SEED).permutation(len(names))]
    differs = np.array([one != other for one, other in zip(names, shuffled, strict=True)], bool)
    other = np.array([_names(cell, name) for cell, name in zip(cells, shuffled, strict=True)], bool)
    return bool(differs.any()) and float(other[differs].mean()) <= 1 - GIVES_AWAY


def _names(cell: str, name: str) -> bool:
    plain = same_text(cell)
    return plain == name or (len(name) >= (3 if name.isascii() else 2) and name in plain)
