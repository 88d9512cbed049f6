"""Agreement of several people: textbook examples, a second implementation, real annotators, and what cannot be said."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.agreement import (
    Distance,
    Opinion,
    alphas_without,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
)

CROWD = next(
    (
        file
        for parent in Path(__file__).resolve().parents
        if (file := parent / "shared/data/en_weather_tweets_crowd/x_annotations_long.csv").is_file()
    ),
    None,
)


def opinions_of(rows: dict[str, str]) -> list[Opinion]:
    """One row of signs for each annotator, a sign for each example; "." is no opinion."""
    return [
        Opinion(f"e{place}", annotator, float(sign) if sign.isdigit() else sign)
        for annotator, signs in rows.items()
        for place, sign in enumerate(signs)
        if sign != "."
    ]


# Four observers, twelve units, one of which only one observer saw.
TEXTBOOK = opinions_of({"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "1233244125" + "1."})


# source = Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section D (.743, .815, .849)
@pytest.mark.parametrize(("distance", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_that_of_the_textbook(distance: str, value: float) -> None:
    # fails if: n - 1 is left out of the expected disagreement
    alpha = krippendorff_alpha(TEXTBOOK, Distance(distance))
    assert alpha.value == pytest.approx(value, abs=0.0005)
    assert alpha.n == 11
    assert alpha.low < alpha.value < alpha.high


def test_fleiss_kappa_is_that_of_the_textbook() -> None:
    # source = Fleiss 1971's method on the table of 10 subjects and 14 raters in Wikipedia, "Fleiss' kappa" (.210)
    table = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    opinions = []
    for subject, row in enumerate(table):
        labels = [str(label) for label, n in enumerate(row) for _ in range(n)]
        opinions += [Opinion(str(subject), f"r{rater}", label) for rater, label in enumerate(labels)]
    assert fleiss_kappa(opinions).value == pytest.approx(0.210, abs=0.0005)


def test_cohen_kappa_is_worked_out_by_hand() -> None:
    """20 twice yes, 15 twice no, 15 apart: observed .70, expected .50."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    opinions = [
        Opinion(str(i), who, said) for i, pair in enumerate(pairs) for who, said in zip("ab", pair, strict=True)
    ]
    kappa = cohen_kappa(opinions, "a", "b")
    assert kappa.value == pytest.approx(0.4)
    assert kappa.low == pytest.approx(0.16, abs=0.03)  # 1.96 standard errors of .127 below


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=30), st.sampled_from([0, 1, 2]))
@settings(deadline=None, max_examples=60)
def test_cohen_kappa_is_scikit_learns(pairs: list[tuple[int, int]], power: int) -> None:
    # fails if: rows and columns of the expected table are swapped for one of them alone
    assume(len({one for pair in pairs for one in pair}) > 1)
    opinions = [
        Opinion(str(i), who, str(said)) for i, pair in enumerate(pairs) for who, said in zip("ab", pair, strict=True)
    ]
    labels = [1, 2, 3, 4]
    weights = [None, "linear", "quadratic"][power]
    theirs = cohen_kappa_score(*zip(*pairs, strict=True), labels=labels, weights=weights)
    assume(np.isfinite(theirs))
    ours = cohen_kappa(opinions, "a", "b", power=power, order=tuple(map(str, labels)))
    assert ours.value == pytest.approx(theirs, abs=1e-9)
    assert -1 <= ours.low <= ours.value <= ours.high <= 1


def alpha_pair_by_pair(opinions: list[Opinion], apart: Callable[..., float]) -> float:
    """Krippendorff's alpha from its definition: mean distance within examples over mean distance of all pairs."""
    said: dict[str, list[object]] = {}
    for opinion in opinions:
        said.setdefault(opinion.example_id, []).append(opinion.value)
    units = [values for values in said.values() if len(values) > 1]
    pooled = [value for values in units for value in values]
    n = len(pooled)
    inside = sum(
        apart(a, b) / (len(values) - 1)
        for values in units
        for i, a in enumerate(values)
        for j, b in enumerate(values)
        if i != j
    )
    among = sum(apart(a, b) for i, a in enumerate(pooled) for j, b in enumerate(pooled) if i != j)
    return 1 - (n - 1) * inside / among


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """Passonneau 2006: Jaccard times 1 for the same, 2/3 for a subset, 1/3 for some, 0 for nothing in common."""
    if one == other:
        return 0.0
    shared = len(one & other) / len(one | other)
    return 1 - shared * (2 / 3 if one <= other or other <= one else 1 / 3)


SETS = st.frozensets(st.sampled_from("abcd"), max_size=3)


@given(st.lists(st.lists(SETS, min_size=1, max_size=4), min_size=2, max_size=8))
@settings(deadline=None, max_examples=60)
def test_alpha_of_several_labels_is_its_definition(units: list[list[frozenset[str]]]) -> None:
    # fails if: subsets count like any other sets with something in common
    opinions = [Opinion(str(i), str(who), value) for i, unit in enumerate(units) for who, value in enumerate(unit)]
    try:
        ours = krippendorff_alpha(opinions, Distance.MASI).value
    except NotApplicable:
        assume(False)
    assert ours == pytest.approx(alpha_pair_by_pair(opinions, masi))


@given(
    st.lists(st.lists(st.floats(-50, 50).map(lambda it: round(it, 2)), min_size=1, max_size=4), min_size=2, max_size=8)
)
@settings(deadline=None, max_examples=60)
def test_alpha_of_numbers_is_its_definition(units: list[list[float]]) -> None:
    # fails if: the sum of squares is not multiplied by the number of opinions
    opinions = [Opinion(str(i), str(who), value) for i, unit in enumerate(units) for who, value in enumerate(unit)]
    assume(len({value for unit in units if len(unit) > 1 for value in unit}) > 1)
    ours = krippendorff_alpha(opinions, Distance.INTERVAL).value
    assert ours == pytest.approx(alpha_pair_by_pair(opinions, lambda a, b: (a - b) ** 2), abs=1e-6)


def test_twice_the_examples_narrow_the_interval() -> None:
    more = [Opinion(f"{copy}{it.example_id}", it.annotator, it.value) for copy in range(4) for it in TEXTBOOK]
    one, other = krippendorff_alpha(TEXTBOOK), krippendorff_alpha(more)
    assert other.high - other.low < 0.7 * (one.high - one.low)


def test_perfect_agreement_on_few_examples_is_not_certain() -> None:
    # fails if: the bootstrap's own bounds are taken, [1, 1]
    alpha = krippendorff_alpha(opinions_of({"A": "xyxy", "B": "xyxy"}))
    assert (alpha.value, alpha.high) == (1, 1)
    assert alpha.low < 0.5


def test_a_later_opinion_of_the_same_person_replaces_the_earlier() -> None:
    opinions = [Opinion("1", "a", "x"), Opinion("2", "a", "y"), Opinion("1", "b", "x"), Opinion("2", "b", "x")]
    assert krippendorff_alpha([*opinions, Opinion("2", "b", "y")]).value == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ({}, "one_annotator"),
        ({"A": "xyz"}, "one_annotator"),
        ({"A": "xy..", "B": "..xy"}, "no_overlap"),
        ({"A": "xx", "B": "xx"}, "one_label"),
    ],
)
def test_what_cannot_be_said_is_said(rows: dict[str, str], reason: str) -> None:
    opinions = opinions_of(rows)
    for measure in (krippendorff_alpha, fleiss_kappa, lambda it: cohen_kappa(it, "A", "B")):
        with pytest.raises(NotApplicable) as error:
            measure(opinions)
        assert error.value.reason == reason


def test_labels_without_an_order_have_no_ranks() -> None:
    with pytest.raises(NotApplicable, match="no_order"):
        krippendorff_alpha(opinions_of({"A": "xyx", "B": "xyy"}), Distance.ORDINAL)


def test_labels_with_an_order_do() -> None:
    opinions = opinions_of({"A": "abcab", "B": "abcba"})
    numbers = opinions_of({"A": "12312", "B": "12321"})
    assert krippendorff_alpha(opinions, Distance.ORDINAL, order="abc") == krippendorff_alpha(numbers, Distance.ORDINAL)


def test_alpha_without_somebody_is_alpha_of_the_others() -> None:
    # fails if: rows on which only one opinion is left are kept
    for annotator, alpha in alphas_without(TEXTBOOK).items():
        others = [opinion for opinion in TEXTBOOK if opinion.annotator != annotator]
        assert alpha == pytest.approx(krippendorff_alpha(others).value)


@pytest.mark.skipif(CROWD is None, reason="the real annotators (shared/data) are not here")
def test_real_annotators_agree_as_two_other_implementations_say() -> None:
    # source = krippendorff 0.9.0: alpha(value_counts=..., level_of_measurement="nominal") = 0.2886074942487009
    assert CROWD is not None
    with CROWD.open(encoding="utf-8", newline="") as table:
        opinions = [Opinion(row["tweet_id"], row["annotator"], row["label"]) for row in csv.DictReader(table)]
    alpha, kappa = krippendorff_alpha(opinions), fleiss_kappa(opinions)
    assert alpha.value == pytest.approx(0.2886074942487009)
    assert kappa.value == pytest.approx(alpha.value, abs=0.001)
    assert alpha.high - alpha.low < 0.03
