"""Every row once, within the budget, with little padding."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.training.batches import bucketed

LENGTHS = st.lists(st.integers(2, 60), max_size=80)


# fails if: the last, not full batch is dropped
@given(LENGTHS, st.integers(0, 5))
def test_every_row_is_in_exactly_one_batch(lengths: list[int], seed: int) -> None:
    batches = bucketed(lengths, batch_tokens=128, rng=np.random.default_rng(seed))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))


# fails if: real tokens are counted instead of padded ones
@given(LENGTHS, st.integers(0, 5))
def test_no_padded_batch_is_over_the_budget(lengths: list[int], seed: int) -> None:
    for batch in bucketed(lengths, batch_tokens=128, rng=np.random.default_rng(seed)):
        assert len(batch) * max(lengths[i] for i in batch) <= 128


def test_a_row_longer_than_the_budget_stands_alone() -> None:
    assert [0] in bucketed([500, 10, 10], batch_tokens=128, rng=np.random.default_rng(0))


# fails if: rows are cut in random order (padding is then near a half)
def test_padding_stays_under_a_tenth() -> None:
    rng = np.random.default_rng(0)
    lengths = rng.integers(5, 100, size=1000).tolist()
    batches = bucketed(lengths, batch_tokens=1024, rng=rng)
    padded = sum(len(batch) * max(lengths[i] for i in batch) for batch in batches)
    assert 1 - sum(lengths) / padded < 0.1


def test_two_epochs_see_different_batches() -> None:
    rng = np.random.default_rng(0)
    lengths = [10] * 200
    assert bucketed(lengths, batch_tokens=128, rng=rng) != bucketed(lengths, batch_tokens=128, rng=rng)
