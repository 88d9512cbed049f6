"""What every query strategy keeps to."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.strategies import STRATEGIES, Margin, Pool, QueryStrategy, RandomOrder

# One suite for every strategy: that several classes run one property is what is meant.
INHERITED = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.differing_executors])


@st.composite
def pools(draw: st.DrawFn, *, smallest: int = 0) -> Pool:
    """Pools with a draft model's probabilities, ties among them."""
    n, k = draw(st.integers(smallest, 25)), draw(st.integers(2, 4))
    raw = np.array(draw(st.lists(st.lists(st.integers(1, 4), min_size=k, max_size=k), min_size=n, max_size=n)))
    raw = raw.reshape(n, k).astype(float)
    return Pool([f"id{i}" for i in range(n)], [f"text {i}" for i in range(n)], raw / raw.sum(axis=1, keepdims=True))


def rank(strategy: QueryStrategy, pool: Pool, seed: int = 13) -> list[int]:
    order = strategy.rank(pool, rng=np.random.default_rng(seed))
    assert order.dtype == np.intp
    return order.tolist()


class StrategyContract:
    strategy: QueryStrategy

    @given(pool=pools())
    @INHERITED
    def test_it_ranks_every_example_once(self, pool: Pool) -> None:
        # fails if: rank leaves out the last example
        assert sorted(rank(self.strategy, pool)) == list(range(len(pool)))

    @given(pool=pools())
    @INHERITED
    def test_the_same_generator_state_gives_the_same_order(self, pool: Pool) -> None:
        # fails if: the lots come from np.random.default_rng() without a seed
        assert rank(self.strategy, pool) == rank(self.strategy, pool)

    @given(pool=pools(smallest=1), data=st.data())
    @INHERITED
    def test_leaving_examples_out_keeps_the_order_of_the_rest(self, pool: Pool, data: st.DataObject) -> None:
        # fails if: lots are drawn by position with rng.permutation
        rows = sorted(data.draw(st.sets(st.integers(0, len(pool) - 1))))
        smaller = pool.take(rows)
        kept = [pool.ids[i] for i in rank(self.strategy, pool) if i in rows]
        assert [smaller.ids[i] for i in rank(self.strategy, smaller)] == kept

    @pytest.mark.parametrize("n", [0, 1])
    def test_it_copes_with_none_and_with_one(self, n: int) -> None:
        # fails if: rank indexes the first row
        assert rank(self.strategy, Pool(["a"][:n], ["text"][:n], np.full((n, 2), 0.5))) == list(range(n))

    def test_it_is_registered_under_its_name(self) -> None:
        # fails if: the registry's keys are class names
        assert type(STRATEGIES[self.strategy.name]) is type(self.strategy)


class TestRandomOrder(StrategyContract):
    strategy = RandomOrder()

    def test_another_seed_gives_another_order(self) -> None:
        # fails if: the salt is constant
        pool = Pool([f"id{i}" for i in range(50)], [""] * 50)
        assert rank(self.strategy, pool, seed=1) != rank(self.strategy, pool, seed=2)


class TestMargin(StrategyContract):
    strategy = Margin()

    def test_the_least_decided_comes_first(self) -> None:
        # fails if: the margin is negated
        probabilities = np.array([[0.9, 0.05, 0.05], [0.4, 0.35, 0.25], [0.6, 0.3, 0.1]])
        assert rank(self.strategy, Pool(["a", "b", "c"], ["", "", ""], probabilities)) == [1, 2, 0]

    def test_without_probabilities_it_says_so(self) -> None:
        # fails if: it falls back to a random order
        with pytest.raises(NotApplicable):
            rank(self.strategy, Pool(["a"], ["text"]))

    def test_with_one_label_it_says_so(self) -> None:
        # fails if: the number of labels is not looked at
        with pytest.raises(NotApplicable):
            rank(self.strategy, Pool(["a"], ["text"], np.ones((1, 1))))


def test_every_registered_strategy_has_its_suite() -> None:
    # fails if: a strategy is registered without a class here
    tested = {type(suite.strategy) for suite in StrategyContract.__subclasses__()}
    assert {type(strategy) for strategy in STRATEGIES.values()} == tested
