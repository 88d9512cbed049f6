"""Who agrees with whom, and which labels are taken for one another."""

import pytest

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.agreement import Opinion
from pipeline.labeling.annotators import NOTHING, annotator_table, confused_pairs, pair_table

# Ann and Bo agree on all but one; Cy says "x" whatever he sees.
PANEL = [
    Opinion(f"e{place}", who, label)
    for who, labels in {"Ann": "xxyyzz", "Bo": "xxyyzy", "Cy": "xxxx"}.items()
    for place, label in enumerate(labels)
]


def test_pairs_of_labels_are_counted_by_pairs_of_people_with_the_examples() -> None:
    # fails if: pairs of people who agree are not counted among those that said a label
    first, second = confused_pairs(PANEL)
    assert (first.one, first.other, first.n, first.example_ids) == ("x", "y", 4, ("e2", "e3"))
    assert (second.one, second.other, second.n, second.n_examples) == ("y", "z", 1, 1)
    assert first.share == pytest.approx(4 / 13)  # 6 pairs agree on x, 2 on y, 4 fall apart, one says y and z


def test_of_several_labels_only_those_that_one_side_lacks_are_confused() -> None:
    opinions = [
        Opinion("1", "a", frozenset("pq")), Opinion("1", "b", frozenset("pr")),
        Opinion("2", "a", frozenset("pq")), Opinion("2", "b", frozenset("p")),
    ]  # fmt: skip
    assert {(it.one, it.other) for it in confused_pairs(opinions)} == {("q", "r"), (NOTHING, "q")}


def test_numbers_are_not_confused() -> None:
    assert confused_pairs([Opinion("1", "a", 1.0), Opinion("1", "b", 2.0)]) == ()


def test_who_differs_from_the_others_stands_out() -> None:
    # fails if: a person's own opinion counts among those of the others
    table = {row.annotator: row for row in annotator_table(PANEL)}
    assert [table[who].n_decided for who in ("Ann", "Bo", "Cy")] == [6, 6, 4]
    assert table["Ann"].agreement is not None
    assert table["Cy"].agreement is not None
    assert table["Cy"].agreement.value == 0.5
    assert table["Ann"].agreement.value == pytest.approx((1 + 1 + 0.5 + 0.5 + 1 + 0) / 6)
    without = [table[who].alpha_without for who in ("Ann", "Bo", "Cy")]
    assert without[2] == max(it for it in without if it is not None)
    assert table["Cy"].most_given == "x"


def test_a_person_alone_has_no_agreement() -> None:
    (row,) = annotator_table([Opinion("1", "a", "x"), Opinion("2", "a", "y")])
    assert (row.n_decided, row.agreement, row.alpha_without) == (2, None, None)


def test_every_two_people_have_their_kappa_or_the_reason_why_not() -> None:
    pairs = {(row.one, row.other): row for row in pair_table(PANEL)}
    assert pairs["Ann", "Bo"].n == 6
    assert pairs["Ann", "Bo"].kappa is not None
    assert pairs["Ann", "Bo"].kappa.value == pytest.approx(0.75)  # by hand: (5/6 - 1/3) / (1 - 1/3)
    alike = [Opinion("1", "a", "x"), Opinion("1", "b", "x")]
    assert pair_table(alike)[0].why_not == "one_label"


def test_without_overlap_nothing_is_confused() -> None:
    with pytest.raises(NotApplicable):
        confused_pairs([Opinion("1", "a", "x"), Opinion("2", "b", "x")])
