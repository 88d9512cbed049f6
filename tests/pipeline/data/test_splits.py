"""Splits: disjoint, covering, by group, stable, only growing."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data.splits import Row, assign_splits, same_text
from pipeline.domain.dataset import Split


def rows_of(n: int, *, labels: str = "ab", blind: int = 0) -> list[Row]:
    """Rows of different texts, labels in turn; the first `blind` are blind."""
    return [Row(f"id{i:04}", labels[i % len(labels)], f"text {i}", blind=i < blind) for i in range(n)]


def count(splits: dict[str, Split]) -> Counter[Split]:
    return Counter(splits.values())


ROWS = st.lists(
    st.builds(
        Row,
        id=st.uuids().map(str),
        label=st.sampled_from("aab"),
        text=st.sampled_from(["x", "X ", "y", "z", "w", "v", "u", "t"]) | st.text(min_size=1, max_size=3),
        group=st.none() | st.sampled_from(["g1", "g2", "g3"]),
        blind=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda row: row.id,
)


@given(ROWS)
@settings(deadline=None)
def test_every_row_gets_one_split(rows: list[Row]) -> None:
    # fails if: what neither TEST nor VALIDATION took is left out
    assert set(assign_splits(rows, {})) == {row.id for row in rows}


@given(ROWS)
@settings(deadline=None)
def test_a_group_and_a_text_are_never_torn_apart(rows: list[Row]) -> None:
    # fails if: _units joins by group alone; by text alone
    assert_nothing_is_torn(rows, assign_splits(rows, {}))


def assert_nothing_is_torn(rows: list[Row], splits: dict[str, Split]) -> None:
    homes: dict[str, set[Split]] = defaultdict(set)
    for row in rows:
        if row.id in splits:
            homes[f"t{same_text(row.text)}"].add(splits[row.id])
            homes[f"g{row.group or row.id}"].add(splits[row.id])
    assert all(len(found) == 1 for found in homes.values())


@given(ROWS, st.randoms())
@settings(deadline=None)
def test_the_order_of_the_rows_does_not_matter(rows: list[Row], random: object) -> None:
    # fails if: the units are not sorted by their lots
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign_splits(rows, {}) == assign_splits(shuffled, {})


def test_two_new_rows_of_one_text_do_not_follow_their_groups_into_two_splits() -> None:
    # fails if: each new row of a unit is placed for itself
    rows = [Row(f"old{i}", "ab"[i % 2], f"text {i}", f"g{i}") for i in range(40)]
    before = assign_splits(rows, {})
    groups = {split: next(row.group for row in rows if before[row.id] is split) for split in Split}
    new = [Row("n1", "a", "same", groups[Split.TRAIN]), Row("n2", "a", "same", groups[Split.TEST])]
    after = assign_splits([*rows, *new], before)
    assert not {"n1", "n2"} & set(after)


@given(ROWS, st.integers(0, 40))
@settings(deadline=None)
def test_splits_only_grow_and_never_tear_new_rows_from_old(rows: list[Row], n_first: int) -> None:
    # fails if: `existing` is not merged into the answer; a row that ties two splits is placed in either; new rows of
    # one group are placed one by one
    before = assign_splits(rows[:n_first], {})
    after = assign_splits(rows, before)
    assert {id_: after[id_] for id_ in before} == before
    assert_nothing_is_torn(rows, after)


@given(ROWS, st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_a_label_taken_back_and_given_again_tears_nothing(rows: list[Row], n_first: int, n_back: int) -> None:
    # fails if: units are built without `known`
    before = assign_splits(rows[:n_first], {})
    taken_back, still = rows[:n_first][:n_back], [*rows[:n_first][n_back:], *rows[n_first:]]
    between = assign_splits(still, before, known=taken_back)
    after = assign_splits(rows, between)
    assert_nothing_is_torn(rows, after)


def test_the_double_of_a_text_whose_label_was_taken_back_goes_where_that_one_was() -> None:
    rows = rows_of(60)
    before = assign_splits(rows, {})
    tested = next(row for row in rows if before[row.id] is Split.TEST)
    double = replace(tested, id="double")
    rest = [row for row in rows if row is not tested]
    assert assign_splits([*rest, double], before, known=[tested])["double"] is Split.TEST


def test_rows_without_a_label_count_towards_no_share() -> None:
    # fails if: what TEST aims at is a share of `known` too
    rows = rows_of(100)
    known = [Row(f"known{i}", "", f"other {i}") for i in range(50)]
    existing = {row.id: Split.TEST for row in known}
    drawn = assign_splits(rows, existing, known=known)
    assert {id_: split for id_, split in drawn.items() if id_ not in existing} == assign_splits(rows, {})


def test_new_rows_of_one_group_whose_texts_are_in_two_splits_get_none() -> None:
    old = [Row("a", "a", "one", "g1"), Row("b", "b", "two", "g2")]
    new = [Row("z1", "a", "two", "g3"), Row("z2", "b", "one", "g3")]
    after = assign_splits([*old, *new], {"a": Split.TRAIN, "b": Split.TEST})
    assert set(after) == {"a", "b"}


@given(ROWS)
@settings(deadline=None)
def test_where_some_rows_are_blind_only_those_are_tested_on(rows: list[Row]) -> None:
    # fails if: `blind_only` is not passed on
    splits = assign_splits(rows, {})
    tested = [row for row in rows if splits[row.id] is Split.TEST]
    assert not any(row.blind for row in rows) or all(row.blind for row in tested)


@given(ROWS)
@settings(deadline=None)
def test_every_label_keeps_a_row_to_learn_from(rows: list[Row]) -> None:
    # fails if: _can_spare always says yes
    splits = assign_splits(rows, {})
    learned = {row.label for row in rows if splits[row.id] is Split.TRAIN}
    assert learned == {row.label for row in rows}


def test_shares_are_near_a_fifth_and_a_sixth() -> None:
    counts = count(assign_splits(rows_of(500, labels="aaab"), {}))
    assert counts[Split.TEST] == pytest.approx(100, abs=2)
    assert counts[Split.VALIDATION] == pytest.approx(72, abs=2)


def test_each_split_has_each_label_in_its_share() -> None:
    rows = rows_of(400, labels="aaab")
    splits = assign_splits(rows, {})
    tested = Counter(row.label for row in rows if splits[row.id] is Split.TEST)
    assert tested == {"a": 60, "b": 20}


def test_the_fewest_rows_that_can_be_trained_on_fill_all_three_splits() -> None:
    counts = count(assign_splits(rows_of(12), {}))
    assert all(counts[split] >= 2 for split in Split)


def test_a_label_with_one_or_two_rows_only_trains() -> None:
    rows = [*rows_of(40), Row("r1", "rare", "rare one", blind=True), Row("r2", "rare", "rare two")]
    splits = assign_splits(rows, {})
    assert splits["r1"] is splits["r2"] is Split.TRAIN


def test_blind_rows_are_the_test_up_to_a_quarter_of_the_labelled() -> None:
    assert count(assign_splits(rows_of(100, blind=18), {}))[Split.TEST] == 18
    assert count(assign_splits(rows_of(100, blind=60), {}))[Split.TEST] == 25


def test_labels_that_all_came_with_the_file_give_a_fifth() -> None:
    assert count(assign_splits(rows_of(100, blind=100), {}))[Split.TEST] == 20


def test_the_test_grows_with_the_labels() -> None:
    rows = rows_of(300)
    first = assign_splits(rows[:100], {})
    assert count(assign_splits(rows, first))[Split.TEST] == 60


def test_an_own_test_file_leaves_every_row_to_learn_from() -> None:
    counts = count(assign_splits(rows_of(100), {}, fixed_test=True))
    assert counts[Split.TEST] == 0
    assert counts[Split.VALIDATION] == 18


def test_another_seed_draws_others() -> None:
    rows = rows_of(100)
    assert assign_splits(rows, {}, seed=1) != assign_splits(rows, {}, seed=2)


def test_a_row_that_ties_two_splits_together_gets_none() -> None:
    rows = [Row("old1", "a", "one", group="g"), Row("old2", "b", "two")]
    existing = {"old1": Split.TRAIN, "old2": Split.TEST}
    tie = Row("new", "a", "two", group="g")
    assert "new" not in assign_splits([*rows, tie], existing)
    assert assign_splits([*rows, replace(tie, group=None)], existing)["new"] is Split.TEST
