"""One look for personal data that two checks share."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.data.checks.sample import Sample
from pipeline.data.privacy.kinds import PersonalKind
from pipeline.data.privacy.search import find

LOOK_CHARACTERS = 1_000_000  # in a random draw of the rows: about half a second
SEED = 13
# Names and places are in every newspaper; a number or an address of e-mail leads to one person.
WEAK = frozenset({PersonalKind.NAME, PersonalKind.ADDRESS, PersonalKind.PLATE, PersonalKind.IP})


@dataclass(frozen=True)
class PersonalScan:
    n_looked_at: int
    sure: NDArray[np.intp]  # rows with a kind that is not WEAK
    weak: NDArray[np.intp]  # rows with a WEAK kind
    counts: Mapping[PersonalKind, int]


def scan(sample: "Sample") -> PersonalScan:
    order = np.random.default_rng(SEED).permutation(len(sample))
    sizes = np.array([len(sample.texts[i]) for i in order])
    drawn = np.sort(order[: max(1, int(np.searchsorted(np.cumsum(sizes), LOOK_CHARACTERS)))])
    counts: Counter[PersonalKind] = Counter()
    sure, weak = [], []
    for i in drawn.tolist():
        kinds = [found.kind for found in find(sample.texts[i])]
        counts.update(kinds)
        if not WEAK.issuperset(kinds):
            sure.append(i)
        if not WEAK.isdisjoint(kinds):
            weak.append(i)
    return PersonalScan(len(drawn), sample.rows[sure], sample.rows[weak], counts)
