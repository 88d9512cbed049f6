"""Who agrees with whom, and which labels people take for one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from pipeline.domain.errors import NotApplicable
from pipeline.domain.evaluation import Estimate
from pipeline.labeling.agreement import Distance, Opinion, Value, alphas_without, by_example, cohen_kappa
from pipeline.measures.intervals import wilson

NOTHING = ""  # the other side of a label that one person gave and the other did not, where several may be given
N_SHOWN = 5


@dataclass(frozen=True)
class ConfusedPair:
    """Two labels that stood against each other on the same example.

    Attributes:
        n: pairs of people who said the one and the other.
        share: of all pairs of people of whom one said either label, so many fell apart between the two.
        example_ids: the examples with most of them first.
    """

    one: str
    other: str
    n: int
    n_examples: int
    share: float
    example_ids: tuple[str, ...]


@dataclass(frozen=True)
class AnnotatorAgreement:
    """How one person stands to the others.

    Attributes:
        agreement: share of the examples decided with others on which this person says what most of the others say
            (where the others are divided evenly, their first answers count in shares).
        alpha_without: Krippendorff's alpha of the others alone: well above the common one, this person differs.
    """

    annotator: str
    n_decided: int
    agreement: Estimate | None  # None: nobody else decided the same examples
    alpha_without: float | None
    most_given: str  # the label given most often; "" for numbers


@dataclass(frozen=True)
class PairAgreement:
    """Cohen's kappa of two people, or the reason why there is none (a code of `NotApplicable`)."""

    one: str
    other: str
    n: int
    kappa: Estimate | None
    why_not: str = ""


def confused_pairs(opinions: Iterable[Opinion], *, n_shown: int = N_SHOWN) -> tuple[ConfusedPair, ...]:
    """Return pairs of labels that people gave to the same example, most frequent first; numbers have none.

    Raises: NotApplicable one_annotator, no_overlap.
    """
    clashes: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    touched: Counter[str] = Counter()  # pairs of people of whom one or both said the label
    together: Counter[tuple[str, str]] = Counter()  # and the other label as well
    for example_id, of_one in by_example(opinions).items():
        for mine, theirs, n in _pairs_of_people(of_one.values()):
            for label in mine | theirs:
                touched[label] += n
            for pair in combinations(sorted(mine | theirs), 2):
                together[pair] += n
            for pair in _clashes(mine, theirs):
                clashes[pair] += n
                where[pair][example_id] += n
    return tuple(
        ConfusedPair(
            *pair, n, len(where[pair]),
            n / (touched[pair[0]] + touched[pair[1]] - together[pair]),
            tuple(example_id for example_id, _ in where[pair].most_common(n_shown)),
        )
        for pair, n in sorted(clashes.items(), key=lambda item: (-item[1], item[0]))
    )  # fmt: skip


def annotator_table(
    opinions: Sequence[Opinion], distance: Distance = Distance.NOMINAL, *, order: Sequence[str] = ()
) -> tuple[AnnotatorAgreement, ...]:
    """Return a row for each person, the one with the most decisions first."""
    decided = {(opinion.annotator, opinion.example_id): opinion.value for opinion in opinions}
    n_decided = Counter(annotator for annotator, _ in decided)
    given = {annotator: Counter[str]() for annotator in n_decided}
    for (annotator, _), value in decided.items():
        given[annotator].update(_names(value))
    try:
        shared: Mapping[str, Mapping[str, Value]] = by_example(opinions)
        without = alphas_without(opinions, distance, order=order)
    except NotApplicable:
        shared, without = {}, {}
    return tuple(
        AnnotatorAgreement(
            annotator, n, _agreement(annotator, shared),
            without.get(annotator),
            max(given[annotator], key=lambda label: (given[annotator][label], label), default=""),
        )
        for annotator, n in n_decided.most_common()
    )  # fmt: skip


def pair_table(opinions: Sequence[Opinion], *, n_pairs: int = 50) -> tuple[PairAgreement, ...]:
    """Return the pairs of people with the most examples in common, at most `n_pairs`."""
    together: Counter[tuple[str, str]] = Counter()
    people: dict[str, set[str]] = defaultdict(set)
    for opinion in opinions:
        people[opinion.example_id].add(opinion.annotator)
    for of_one in people.values():
        together.update(combinations(sorted(of_one), 2))
    return tuple(_pair(opinions, *pair, n) for pair, n in together.most_common(n_pairs))


def _pair(opinions: Sequence[Opinion], one: str, other: str, n: int) -> PairAgreement:
    try:
        return PairAgreement(one, other, n, cohen_kappa(opinions, one, other))
    except NotApplicable as reason:
        return PairAgreement(one, other, n, None, reason.reason)


def _agreement(annotator: str, shared: Mapping[str, Mapping[str, Value]]) -> Estimate | None:
    hits, n = 0.0, 0
    for of_one in shared.values():
        if annotator not in of_one:
            continue
        others = Counter(value for who, value in of_one.items() if who != annotator)
        most = max(others.values())
        favourites = [value for value, times in others.items() if times == most]
        hits += (of_one[annotator] in favourites) / len(favourites)
        n += 1
    return wilson(hits, n) if n else None


def _pairs_of_people(values: Iterable[Value]) -> Iterator[tuple[frozenset[str], frozenset[str], int]]:
    """Return what two people said, and how many such pairs of people there are."""
    counts = Counter(map(_names, values))
    for one, n in counts.items():
        if n > 1:
            yield one, one, n * (n - 1) // 2
    for (one, n), (other, n_other) in combinations(counts.items(), 2):
        yield one, other, n * n_other


def _names(value: Value) -> frozenset[str]:
    if isinstance(value, frozenset):
        return value
    return frozenset([value]) if isinstance(value, str) else frozenset()


def _clashes(mine: frozenset[str], theirs: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Return what stands only on one side against what stands only on the other, each pair in one order."""
    left, right = mine - theirs, theirs - mine
    if left or right:
        yield from map(_in_order, product(left or {NOTHING}, right or {NOTHING}))


def _in_order(pair: tuple[str, str]) -> tuple[str, str]:
    return (pair[0], pair[1]) if pair[0] <= pair[1] else (pair[1], pair[0])
