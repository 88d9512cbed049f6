"""Enough labels to train?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data.readiness import readiness


@pytest.mark.parametrize(
    ("counts", "n_missing"),
    [
        ({}, 12),
        ({"a": 1, "b": 1}, 10),
        ({"a": 20}, 4),
        ({"a": 20, "b": 3}, 1),
        ({"a": 4, "b": 4}, 4),
        ({"a": 6, "b": 6}, 0),
    ],
)
def test_it_says_how_many_labels_are_missing(counts: dict[str, int], n_missing: int) -> None:
    assert readiness(counts).n_missing == n_missing


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 7)))
def test_it_is_ready_exactly_when_nothing_is_missing(counts: dict[str, int]) -> None:
    # fails if: the rows in all are not counted
    enough = sum(n >= 4 for n in counts.values()) >= 2 and sum(counts.values()) >= 12
    state = readiness(counts)
    assert state.ready == enough == (state.n_missing == 0)
