"""The queue: a strategy's order with a blind random share between."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.queue import Pick, next_blind, next_items, set_apart
from pipeline.labeling.strategies import Margin, Pool


def pool_of(n: int, *, first: int = 0) -> Pool:
    """Examples with rising certainty."""
    top = np.linspace(0.5, 1.0, n) if n else np.zeros(0)
    return Pool(
        [f"id{i}" for i in range(first, n)], [f"text {i}" for i in range(first, n)], np.stack([top, 1 - top], 1)
    )


def label_all(pool: Pool, *, batch: int) -> list[Pick]:
    """Work through a pool, asking anew after every `batch` decisions."""
    done: list[Pick] = []
    waiting = list(range(len(pool)))
    while waiting:
        picks = next_items(pool.take(waiting), Margin(), project_id="p", n_decided=len(done), n=batch)
        done += picks
        decided = {pick.example_id for pick in picks}
        waiting = [i for i in waiting if pool.ids[i] not in decided]
    return done


def test_one_in_five_is_blind() -> None:
    picks = next_items(pool_of(400), Margin(), project_id="p", n=40)
    assert [pick.blind for pick in picks] == [place % 5 == 4 for place in range(40)]
    assert {pick.why for pick in picks} == {"blind", "margin"}


def test_between_the_blind_ones_the_strategy_rules() -> None:
    picks = [pick for pick in next_items(pool_of(400), Margin(), project_id="p", n=40) if not pick.blind]
    assert [pick.row for pick in picks] == sorted(pick.row for pick in picks)
    assert max(pick.row for pick in picks) < 60


def test_blind_ones_are_no_matter_of_the_strategy() -> None:
    blind = [pick for pick in label_all(pool_of(1_000), batch=1_000)[:500] if pick.blind]
    assert np.mean([pick.row for pick in blind]) == pytest.approx(500, abs=90)  # spread over the whole table


@given(n=st.integers(0, 60), batch=st.integers(1, 20))
@settings(deadline=None, max_examples=60)
def test_every_example_is_asked_once_and_a_second_call_goes_on_where_the_first_stood(n: int, batch: int) -> None:
    # fails if: n_decided is not used; the generator is seeded by the pool's length
    pool = pool_of(n)
    picks = label_all(pool, batch=batch)
    assert sorted(pick.example_id for pick in picks) == sorted(pool.ids)
    assert [pick.example_id for pick in picks] == [pick.example_id for pick in label_all(pool, batch=60)]


@given(n=st.integers(0, 60))
@settings(deadline=None, max_examples=30)
def test_what_is_set_apart_is_only_ever_met_blind(n: int) -> None:
    # fails if: the strategy ranks the whole pool
    picks = next_items(pool_of(n), project_id="p", n=60)
    assert [pick.blind for pick in picks] == set_apart("p", [pick.example_id for pick in picks]).tolist()


def test_without_a_strategy_and_without_a_model_the_order_is_random() -> None:
    pool = pool_of(50)
    assert {pick.why for pick in next_items(Pool(pool.ids, pool.texts), project_id="p")} == {"blind", "random"}


def test_the_part_of_the_mix_that_chose_is_told() -> None:
    # fails if: every place says "mix"
    assert {pick.why for pick in next_items(pool_of(50), project_id="p")} == {"blind", "margin"}


def test_another_project_sets_others_apart() -> None:
    ids = [f"id{i}" for i in range(200)]
    assert set_apart("p", ids).tolist() != set_apart("q", ids).tolist()


@given(ids=st.lists(st.text(max_size=30), min_size=1, max_size=20, unique=True), data=st.data())
@settings(deadline=None, max_examples=60)
def test_being_set_apart_is_no_matter_of_the_others(ids: list[str], data: st.DataObject) -> None:
    # fails if: lots depend on the longest id of those that are asked about together
    some = data.draw(st.lists(st.integers(0, len(ids) - 1), min_size=1))
    assert set_apart("p", [ids[i] for i in some]).tolist() == set_apart("p", ids)[some].tolist()


def test_a_fifth_is_set_apart() -> None:
    assert np.mean(set_apart("p", [f"{i:020x}" for i in range(20_000)])) == pytest.approx(0.2, abs=0.01)


def test_who_is_shown_blind_next_is_told_beforehand() -> None:
    # fails if: the places are those among the ones set apart
    pool = pool_of(400)
    blind = [pick.row for pick in next_items(pool, Margin(), project_id="p", n=40) if pick.blind]
    assert next_blind("p", pool.ids, n=8).tolist() == blind


def test_of_a_large_table_a_fair_draw_is_ranked() -> None:
    # fails if: the first rows are taken
    n = 60_000
    pool = Pool([f"id{i}" for i in range(n)], (), np.full((n, 2), 0.5))
    rows = [pick.row for pick in next_items(pool, Margin(), project_id="p", n=200)]
    assert np.mean(rows) == pytest.approx(n / 2, abs=n / 10)


def test_of_a_large_table_those_with_an_embedding_are_ranked() -> None:
    # fails if: the draw does not look at who has one
    n = 60_000
    known = np.arange(n) % 300 == 3
    pool = Pool([f"id{i}" for i in range(n)], (), embeddings=np.ones((n, 2), dtype=np.float16), known=known)
    picks = [pick for pick in next_items(pool, project_id="p", n=40) if not pick.blind]
    assert {pick.why for pick in picks} == {"coverage"}
    assert all(known[pick.row] for pick in picks)


def test_a_strategy_that_cannot_rank_says_so() -> None:
    with pytest.raises(NotApplicable):
        next_items(Pool(["a", "b", "c", "d"], [""] * 4), Margin(), project_id="p")
