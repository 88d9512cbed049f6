"""Whether there are labels enough to train on."""

from collections.abc import Mapping
from dataclasses import dataclass

N_LABELS = 2
N_EACH = 4  # one to test, one to stop by, two to learn from
N_ROWS = 12


@dataclass(frozen=True)
class Readiness:
    ready: bool
    n_missing: int  # the fewest labels that still have to be given


def readiness(label_counts: Mapping[str, int]) -> Readiness:
    """Ready when N_LABELS labels have N_EACH rows each and there are N_ROWS labelled rows in all."""
    largest = sorted(label_counts.values(), reverse=True)[:N_LABELS]
    largest += [0] * (N_LABELS - len(largest))
    n_for_labels = sum(max(0, N_EACH - n) for n in largest)
    n_missing = max(n_for_labels, N_ROWS - sum(label_counts.values()), 0)
    return Readiness(ready=n_missing == 0, n_missing=n_missing)
