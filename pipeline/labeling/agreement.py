"""How far several people agree, beyond what chance would give: Cohen's kappa, Fleiss' kappa, Krippendorff's alpha."""

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable
from pipeline.domain.evaluation import Estimate
from pipeline.measures.intervals import N_RESAMPLES, wilson

Value = str | frozenset[str] | float  # CLASSIFICATION, MULTI_LABEL, REGRESSION
_DRAWS_AT_ONCE = 50


@dataclass(frozen=True)
class Opinion:
    """What one annotator says of one example. Of several by one annotator on one example the last counts."""

    example_id: str
    annotator: str
    value: Value


class Distance(StrEnum):
    """How far two values are apart.

    NOMINAL: the same or not. ORDINAL: by the ranks between, INTERVAL: squared; both for numbers. JACCARD, MASI: for
    sets of labels; MASI is milder where one set holds the other (Passonneau 2006).
    """

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    JACCARD = "jaccard"
    MASI = "masi"


@dataclass(frozen=True)
class _Chance:
    """Observed and expected disagreement of some draws, both 0 to 1; agreement beyond chance is 1 - one / other."""

    observed: NDArray[np.float64]  # (draws,)
    expected: NDArray[np.float64]  # (draws,)

    @property
    def agreement(self) -> NDArray[np.float64]:
        """NaN where nothing else was to be expected."""
        nothing = self.expected <= 0
        return np.where(nothing, np.nan, 1 - self.observed / np.where(nothing, 1.0, self.expected))


_Statistic = Callable[[NDArray[np.float64]], _Chance]  # of counts (draws, cells)


def krippendorff_alpha(
    opinions: Iterable[Opinion],
    distance: Distance = Distance.NOMINAL,
    *,
    order: Sequence[str] = (),
    seed: int = 13,
) -> Estimate:
    """Return alpha over the examples that two people or more decided; the interval is bootstrapped over them.

    Args:
        order: labels from the least to the most, where labels are ranks (ORDINAL, INTERVAL).
    Raises:
        NotApplicable: one_annotator, no_overlap; one_label, when nobody ever said anything else; no_order, when the
            values are neither numbers nor in `order`.
    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, sections C and D.
    """
    said = by_example(opinions)
    values = _values(said, distance, order)
    counts, cells = _cells(_tally(said, values))
    return _estimate(counts, _statistic(cells, values, distance, order), seed)


def alphas_without(
    opinions: Iterable[Opinion], distance: Distance = Distance.NOMINAL, *, order: Sequence[str] = ()
) -> dict[str, float]:
    """Return, for each person, Krippendorff's alpha of the others; a person without whom there is none is left out.

    Raises: NotApplicable, as `krippendorff_alpha`.
    """
    said = by_example(opinions)
    values = _values(said, distance, order)
    place = {value: i for i, value in enumerate(values)}
    table = _tally(said, values)
    alphas: dict[str, float] = {}
    for annotator in dict.fromkeys(who for of_one in said.values() for who in of_one):
        without = table.copy()
        for row, of_one in zip(without, said.values(), strict=True):
            if annotator in of_one:
                row[place[of_one[annotator]]] -= 1
        cells = without[without.sum(axis=1) > 1]
        if len(cells):
            alpha = _statistic(cells, values, distance, order)(np.ones((1, len(cells)))).agreement[0]
            alphas |= {} if np.isnan(alpha) else {annotator: float(alpha)}
    return alphas


def fleiss_kappa(opinions: Iterable[Opinion], *, seed: int = 13) -> Estimate:
    """Return Fleiss' kappa; where examples have different numbers of opinions, each example counts the same.

    Raises: NotApplicable, as `krippendorff_alpha`.
    Source: Fleiss 1971, eq. 2 to 7.
    """
    said = by_example(opinions)
    counts, cells = _cells(_tally(said, _set_or_name(said)))
    n_opinions = cells.sum(axis=1)
    pairs_agree = ((cells**2).sum(axis=1) - n_opinions) / (n_opinions * (n_opinions - 1))

    def statistic(draws: NDArray[np.float64]) -> _Chance:
        shares = draws @ cells
        shares /= shares.sum(axis=1, keepdims=True)
        return _Chance(draws @ (1 - pairs_agree) / draws.sum(axis=1), 1 - (shares**2).sum(axis=1))

    return _estimate(counts, statistic, seed)


def cohen_kappa(
    opinions: Iterable[Opinion], one: str, other: str, *, power: int = 0, order: Sequence[str] = (), seed: int = 13
) -> Estimate:
    """Return Cohen's kappa of two annotators, over the examples that both decided.

    Args:
        power: 0: the same or not; 1: weighted by the distance in ranks, 2: by its square.
    Raises:
        NotApplicable: one_annotator, no_overlap, one_label.
    Source: Cohen 1960; weighted: Cohen 1968.
    """
    said = by_example(opinion for opinion in opinions if opinion.annotator in (one, other))
    values = _numbered(said, order) if power else _set_or_name(said)
    place = {value: i for i, value in enumerate(values)}
    pairs = Counter((place[it[one]], place[it[other]]) for it in said.values())
    cells, counts = np.array(list(pairs)), np.array(list(pairs.values()))
    apart = np.abs(np.subtract.outer(np.arange(len(values)), np.arange(len(values)))).astype(float)
    weights = (apart / max(1, len(values) - 1)) ** power if power else (apart > 0).astype(float)
    firsts, seconds = (np.eye(len(values))[cells[:, side]] for side in (0, 1))  # (cells, k)

    def statistic(draws: NDArray[np.float64]) -> _Chance:
        n = draws.sum(axis=1)
        expected = ((draws @ firsts @ weights) * (draws @ seconds)).sum(axis=1) / n**2
        return _Chance(draws @ weights[cells[:, 0], cells[:, 1]] / n, expected)

    return _estimate(counts, statistic, seed)


def by_example(opinions: Iterable[Opinion]) -> dict[str, dict[str, Value]]:
    """Return what each annotator says, for the examples that two or more decided.

    Raises: NotApplicable one_annotator, no_overlap.
    """
    said: dict[str, dict[str, Value]] = {}
    people = set()
    for opinion in opinions:
        said.setdefault(opinion.example_id, {})[opinion.annotator] = opinion.value
        people.add(opinion.annotator)
    if len(people) < 2:
        raise NotApplicable("one_annotator")
    shared = {example_id: of_one for example_id, of_one in said.items() if len(of_one) > 1}
    if not shared:
        raise NotApplicable("no_overlap")
    return shared


def _values(said: Mapping[str, Mapping[str, Value]], distance: Distance, order: Sequence[str]) -> list[Value]:
    return _numbered(said, order) if distance in (Distance.ORDINAL, Distance.INTERVAL) else _set_or_name(said)


def _statistic(
    cells: NDArray[np.float64], values: Sequence[Value], distance: Distance, order: Sequence[str]
) -> _Statistic:
    if distance is Distance.ORDINAL:
        return _of_ranks(cells)
    if distance is Distance.INTERVAL:
        return _of_numbers(cells, np.array([_point(value, order) for value in values]))
    return _of_distances(cells, _distances(values, distance))


def _set_or_name(said: Mapping[str, Mapping[str, Value]]) -> list[Value]:
    """Return the different values in the order of their first use."""
    return list(dict.fromkeys(value for of_one in said.values() for value in of_one.values()))


def _numbered(said: Mapping[str, Mapping[str, Value]], order: Sequence[str]) -> list[Value]:
    values = _set_or_name(said)
    return list(order) if order else sorted(values, key=lambda value: _point(value, order))


def _point(value: Value, order: Sequence[str]) -> float:
    if isinstance(value, frozenset):
        raise NotApplicable("no_order")
    try:
        return float(order.index(value) if order and isinstance(value, str) else value)
    except ValueError as error:
        raise NotApplicable("no_order") from error


def _tally(said: Mapping[str, Mapping[str, Value]], values: Sequence[Value]) -> NDArray[np.float64]:
    """Count the opinions on each example by value (examples, values)."""
    place = {value: i for i, value in enumerate(values)}
    table = np.zeros((len(said), len(values)))
    for row, of_one in zip(table, said.values(), strict=True):
        for value in of_one.values():
            row[place[value]] += 1
    return table


def _cells(table: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return how often each kind of row occurs, and the kinds: to resample, more is not needed."""
    cells, counts = np.unique(table, axis=0, return_counts=True)
    return counts, cells


def _distances(values: Sequence[Value], distance: Distance) -> NDArray[np.float64]:
    if distance is Distance.NOMINAL:
        return 1 - np.eye(len(values))
    sets = [value if isinstance(value, frozenset) else frozenset([str(value)]) for value in values]
    return np.array([[_apart(one, other, distance) for other in sets] for one in sets])


def _apart(one: frozenset[str], other: frozenset[str], distance: Distance) -> float:
    if one == other:
        return 0.0
    jaccard = len(one & other) / len(one | other)
    if distance is Distance.JACCARD:
        return 1 - jaccard
    monotone = 2 / 3 if one < other or other < one else 1 / 3
    return 1 - jaccard * monotone


def _of_distances(cells: NDArray[np.float64], distances: NDArray[np.float64]) -> _Statistic:
    n_opinions = cells.sum(axis=1)
    inside = ((cells @ distances) * cells).sum(axis=1) / (n_opinions - 1)

    def statistic(draws: NDArray[np.float64]) -> _Chance:
        totals = draws @ cells
        n = totals.sum(axis=1)
        expected = ((totals @ distances) * totals).sum(axis=1) / (n * (n - 1))
        return _Chance(draws @ inside / n, expected)

    return statistic


def _of_numbers(cells: NDArray[np.float64], points: NDArray[np.float64]) -> _Statistic:
    points = _unit(points)
    n_opinions, sums, squares = cells.sum(axis=1), cells @ points, cells @ points**2
    inside = 2 * (n_opinions * squares - sums**2) / (n_opinions - 1)

    def statistic(draws: NDArray[np.float64]) -> _Chance:
        n = draws @ n_opinions
        expected = 2 * (n * (draws @ squares) - (draws @ sums) ** 2) / (n * (n - 1))
        return _Chance(np.maximum(draws @ inside / n, 0.0), np.where(expected < 1e-12, 0.0, expected))

    return statistic


def _of_ranks(cells: NDArray[np.float64]) -> _Statistic:
    """Ranks are those of the drawn values, so every draw has its own; its distances are those of its middle ranks."""

    def statistic(draws: NDArray[np.float64]) -> _Chance:
        totals = draws @ cells
        middles = np.cumsum(totals, axis=1) - totals / 2
        parts = [_of_numbers(cells, middle)(draw[None]) for middle, draw in zip(middles, draws, strict=True)]
        return _Chance(*(np.concatenate([getattr(it, side) for it in parts]) for side in ("observed", "expected")))

    return statistic


def _unit(points: NDArray[np.float64]) -> NDArray[np.float64]:
    width = points.max() - points.min()
    return (points - points.min()) / width if width else points * 0


def _estimate(counts: NDArray[np.int64], statistic: _Statistic, seed: int) -> Estimate:
    n = int(counts.sum())
    whole = statistic(counts[None].astype(float))
    value = float(whole.agreement[0])
    if np.isnan(value):
        raise NotApplicable("one_label")
    rng = np.random.default_rng(seed)
    drawn = [
        statistic(rng.multinomial(n, counts / n, size=_DRAWS_AT_ONCE).astype(float)).agreement
        for _ in range(N_RESAMPLES // _DRAWS_AT_ONCE)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a table so small that no draw holds two values
        low, high = np.nanquantile(np.concatenate(drawn), [0.025, 0.975])
    if not low < high:  # no draw differs, which says little when there are few examples
        bounds = wilson((1 - float(whole.observed[0])) * n, n)
        low, high = (1 - (1 - bound) / float(whole.expected[0]) for bound in (bounds.low, bounds.high))
    return Estimate(value, min(max(-1.0, float(low)), value), max(min(1.0, float(high)), value), n)
