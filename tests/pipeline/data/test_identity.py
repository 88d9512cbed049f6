"""Who an example is."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.data.identity import example_ids

TEXTS = st.lists(st.tuples(st.sampled_from(["a", "b", "ab", ""]), st.sampled_from(["a", "b", "ab", ""])), max_size=12)


def test_the_parts_of_a_row_are_not_run_together() -> None:
    first, second = example_ids([("ab", "c"), ("a", "bc")])
    assert first != second


@given(TEXTS)
def test_ids_are_different_and_the_same_when_read_again(texts: list[tuple[str, str]]) -> None:
    # fails if: the occurrence number is left out of the hash
    ids = example_ids(texts)
    assert len(set(ids)) == len(texts)
    assert example_ids(texts) == ids


@given(TEXTS, st.randoms())
def test_the_order_of_the_rows_changes_no_id(texts: list[tuple[str, str]], random: object) -> None:
    # fails if: the occurrence number is the row number
    shuffled = list(texts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(example_ids(texts)) == sorted(example_ids(shuffled))


@given(TEXTS, TEXTS)
def test_appending_rows_keeps_the_ids_of_the_first(texts: list[tuple[str, str]], more: list[tuple[str, str]]) -> None:
    # fails if: occurrences are counted from the end
    assert example_ids(texts + more)[: len(texts)] == example_ids(texts)
