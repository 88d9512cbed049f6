"""What cleaning would do, shown on rows that it really changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.data.clean import trace
from pipeline.data.cleaning.rows import Labels, left_out

LOOK_ROWS = 5_000  # rows that a preview looks at: a tenth of a second for two or three steps


@dataclass(frozen=True)
class Change:
    row: int  # 0 is the table's first
    before: str  # the TEXT columns' values joined by a line break
    after: str
    steps: tuple[str, ...]  # what changed it; for a row that is left out the one row step, and the text stays

    @property
    def left_out(self) -> bool:
        return self.before == self.after


def preview(
    texts: Sequence[tuple[str, ...]], steps: Sequence[str], n: int, *, labels: Labels | None = None
) -> list[Change]:
    """Return up to `n` changes in the order of the rows, among the first LOOK_ROWS, some of every step that has any."""
    head = list(islice(texts, LOOK_ROWS))
    given = list(islice(labels, LOOK_ROWS)) if labels is not None else [None] * len(head)
    gone = left_out([str(i) for i in range(len(head))], head, given, steps)
    changes = []
    for i, row in enumerate(head):
        if step := gone.get(str(i)):
            changes.append(Change(i, "\n".join(row), "\n".join(row), (step,)))
        elif (change := _change(i, row, steps)).steps:
            changes.append(change)
    return _mixed(changes, n)


def _change(i: int, row: tuple[str, ...], steps: Sequence[str]) -> Change:
    traced = [trace(text, steps) for text in row]
    acting = dict.fromkeys(step for _, each in traced for step in each)
    return Change(i, "\n".join(row), "\n".join(text for text, _ in traced), tuple(acting))


def _mixed(changes: Sequence[Change], n: int) -> list[Change]:
    """Take changes in turn by their steps, so that a rare step is not crowded out by a frequent one."""
    turns: dict[tuple[str, ...], int] = {}
    ranked = []
    for change in changes:
        turns[change.steps] = turn = turns.get(change.steps, 0) + 1
        ranked.append((turn, change.row, change))
    ranked.sort(key=lambda each: each[:2])
    return sorted((change for _, _, change in ranked[:n]), key=lambda change: change.row)
