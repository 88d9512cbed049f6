"""What every query strategy keeps to."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.coverage import Coverage
from pipeline.labeling.mix import Mix, UnsureAndDiverse
from pipeline.labeling.order import RandomOrder
from pipeline.labeling.pool import Pool, QueryStrategy, lots
from pipeline.labeling.rare import RareLabels
from pipeline.labeling.strategies import STRATEGIES
from pipeline.labeling.uncertainty import Entropy, Margin

# One suite for every strategy: that several classes run one property is what is meant.
INHERITED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.differing_executors])


@st.composite
def pools(draw: st.DrawFn, *, smallest: int = 0) -> Pool:
    """Pools with all there can be: a draft's probabilities with ties, embeddings with gaps, some labelled ones."""
    n, k = draw(st.integers(smallest, 25)), draw(st.integers(2, 4))
    raw = np.array(draw(st.lists(st.lists(st.integers(1, 4), min_size=k, max_size=k), min_size=n, max_size=n)))
    raw = raw.reshape(n, k).astype(float)
    points = np.random.default_rng(draw(st.integers(0, 9))).normal(size=(n + 3, 4)).astype(np.float32)
    points[: n // 3] = points[:1]  # equal texts
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return Pool(
        [f"id{i}" for i in range(n)],
        [f"text {i}" for i in range(n)],
        raw / raw.sum(axis=1, keepdims=True),
        points[:n],
        np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=np.bool_),
        points[n : n + draw(st.integers(0, 3))],
        np.array(draw(st.lists(st.integers(1, 9), min_size=k, max_size=k))),
    )


def rank(strategy: QueryStrategy, pool: Pool, seed: int = 13) -> list[int]:
    order = strategy.rank(pool, rng=np.random.default_rng(seed))
    assert order.dtype == np.intp
    return order.tolist()


def ids(strategy: QueryStrategy, pool: Pool) -> list[str]:
    return [pool.ids[i] for i in rank(strategy, pool)]


class StrategyContract:
    strategy: QueryStrategy

    @given(pool=pools())
    @INHERITED
    def test_it_ranks_every_example_once(self, pool: Pool) -> None:
        # fails if: rank leaves out the last example; rows without an embedding are forgotten
        assert sorted(rank(self.strategy, pool)) == list(range(len(pool)))

    @given(pool=pools())
    @INHERITED
    def test_the_same_generator_state_gives_the_same_order(self, pool: Pool) -> None:
        # fails if: the lots come from np.random.default_rng() without a seed
        assert rank(self.strategy, pool) == rank(self.strategy, pool)

    @given(pool=pools(smallest=1), data=st.data())
    @INHERITED
    def test_the_order_of_the_rows_is_no_matter(self, pool: Pool, data: st.DataObject) -> None:
        # fails if: lots are drawn by position with rng.permutation; ties are left to the rows' order
        rows = data.draw(st.permutations(range(len(pool))))
        assert ids(self.strategy, pool.take(rows)) == ids(self.strategy, pool)

    @given(pool=pools())
    @INHERITED
    def test_it_changes_nothing_of_the_pool(self, pool: Pool) -> None:
        # fails if: embeddings are centred in place
        assert pool.embeddings is not None
        assert pool.probabilities is not None
        before = pool.embeddings.copy(), pool.probabilities.copy()
        rank(self.strategy, pool)
        assert np.array_equal(pool.embeddings, before[0])
        assert np.array_equal(pool.probabilities, before[1])

    @pytest.mark.parametrize("n", [0, 1])
    def test_it_copes_with_none_and_with_one(self, n: int) -> None:
        # fails if: rank indexes the first row
        pool = Pool(["a"][:n], ["text"][:n], np.full((n, 2), 0.5), np.ones((n, 3)), counts=np.array([1, 1]))
        assert rank(self.strategy, pool) == list(range(n))

    def test_it_reads_half_precision(self) -> None:
        # fails if: typical or near is told in the embeddings' own precision
        pool = clustered(n=200)
        assert pool.embeddings is not None
        half = Pool(
            pool.ids, pool.texts, pool.probabilities, pool.embeddings.astype(np.float16), counts=np.array([9, 3])
        )
        assert sorted(rank(self.strategy, half)) == list(range(200))

    def test_it_is_registered_under_its_name(self) -> None:
        # fails if: the registry's keys are class names
        assert type(STRATEGIES[self.strategy.name]) is type(self.strategy)


class PointwiseContract(StrategyContract):
    """Orders in which each example has a place of its own, whoever else waits."""

    @given(pool=pools(smallest=1), data=st.data())
    @INHERITED
    def test_leaving_examples_out_keeps_the_order_of_the_rest(self, pool: Pool, data: st.DataObject) -> None:
        # fails if: lots are drawn by position with rng.permutation
        rows = sorted(data.draw(st.sets(st.integers(0, len(pool) - 1))))
        kept = [pool.ids[i] for i in rank(self.strategy, pool) if i in rows]
        assert ids(self.strategy, pool.take(rows)) == kept


def clustered(*, n: int = 120, n_clusters: int = 6, noise: float = 0.2) -> Pool:
    """Texts in clusters, row i in cluster i % n_clusters; the draft is sure of the even rows."""
    rng = np.random.default_rng(5)
    centres = np.eye(n_clusters, 16)[np.arange(n) % n_clusters]
    points = centres + rng.normal(size=(n, 16)) * noise
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    sure = np.where(np.arange(n) % 2 == 0, 0.99, 0.55)
    return Pool([f"id{i}" for i in range(n)], [""] * n, np.stack([sure, 1 - sure], 1), points.astype(np.float32))


class TestRandomOrder(PointwiseContract):
    strategy = RandomOrder()

    def test_another_seed_gives_another_order(self) -> None:
        # fails if: the salt is constant
        pool = Pool([f"id{i}" for i in range(50)], [""] * 50)
        assert rank(self.strategy, pool, seed=1) != rank(self.strategy, pool, seed=2)

    def test_no_two_ids_share_a_lot(self) -> None:
        # fails if: a lot is the sum of the id's letters
        drawn = lots([f"{i:020x}" for i in range(20_000)], np.random.default_rng(1))
        assert len(np.unique(drawn)) == 20_000

    def test_every_place_is_as_likely(self) -> None:
        # fails if: ids are ranked as they are
        pool = Pool([f"{i:020x}" for i in range(100)], [""] * 100)
        places = np.array([np.argsort(rank(self.strategy, pool, seed=seed)) for seed in range(300)])
        assert np.abs(places.mean(axis=0) - 49.5).max() < 8
        assert np.abs(np.corrcoef(places[:, 10], places[:, 11])[0, 1]) < 0.25


class TestMargin(PointwiseContract):
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


class TestEntropy(PointwiseContract):
    strategy = Entropy()

    def test_the_most_evenly_spread_comes_first(self) -> None:
        # fails if: the sign is dropped
        probabilities = np.array([[0.5, 0.5, 0.0], [0.34, 0.33, 0.33], [1.0, 0.0, 0.0]])
        assert rank(self.strategy, Pool(["a", "b", "c"], ["", "", ""], probabilities)) == [1, 0, 2]


class TestCoverage(StrategyContract):
    strategy = Coverage()

    def test_the_first_ones_are_of_different_clusters(self) -> None:
        # fails if: the most typical come first wherever they stand
        first = rank(self.strategy, clustered())[:6]
        assert len({row % 6 for row in first}) >= 5

    def test_a_cluster_that_has_a_label_waits(self) -> None:
        # fails if: what is labelled is not looked at
        pool = clustered(n=600, n_clusters=4, noise=0.1)
        assert pool.embeddings is not None
        labelled = Pool(pool.ids, pool.texts, embeddings=pool.embeddings, labelled=pool.embeddings[[0, 4, 8, 12]])
        counts = np.zeros(4)
        for seed in range(10):
            counts += np.bincount([row % 4 for row in rank(self.strategy, labelled, seed)[:8]], minlength=4)
        assert counts[0] < 0.6 * counts[1:].min()

    def test_without_embeddings_it_says_so(self) -> None:
        # fails if: it falls back to a random order
        with pytest.raises(NotApplicable):
            rank(self.strategy, Pool(["a"], ["text"]))


class TestUnsureAndDiverse(StrategyContract):
    strategy = UnsureAndDiverse()

    def test_it_asks_where_the_draft_is_unsure(self) -> None:
        # fails if: the margin is not subtracted from 1
        assert {row % 2 for row in rank(self.strategy, clustered())[:20]} == {1}

    def test_the_first_ones_are_of_different_clusters(self) -> None:
        # fails if: the least decided come first, however many are alike
        pool = clustered(n=300, n_clusters=3)
        first = np.where(np.arange(300) % 3 == 0, 0.51, 0.56)  # one cluster a little less decided than the others
        order = rank(self.strategy, replace(pool, probabilities=np.stack([first, 1 - first], 1)))[:8]
        assert {row % 3 for row in order} == {0, 1, 2}

    def test_the_next_ones_are_chosen_away_from_the_first(self) -> None:
        # fails if: the weights are left as they are after a choice
        pool = clustered(n=1_280, n_clusters=16, noise=0.05)
        even = replace(pool, probabilities=np.full((1_280, 2), 0.5))
        met = [len({row % 16 for row in rank(self.strategy, even, seed)[:16]}) for seed in range(10)]
        assert np.mean(met) > 14.5


class TestRareLabels(StrategyContract):
    strategy = RareLabels()

    def test_the_likeliest_of_the_rare_label_come_first(self) -> None:
        # fails if: the frequent label is taken for the rare one
        probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
        pool = Pool(["a", "b", "c"], ["", "", ""], probabilities, counts=np.array([50, 3]))
        assert rank(self.strategy, pool) == [1, 2, 0]

    def test_several_rare_labels_take_turns(self) -> None:
        # fails if: rows are ranked by their largest rare probability alone
        probabilities = np.array([[0.0, 0.9, 0.1], [0.0, 0.8, 0.2], [0.7, 0.1, 0.2], [0.6, 0.0, 0.4]])
        pool = Pool(list("abcd"), [""] * 4, probabilities, counts=np.array([50, 3, 2]))
        assert rank(self.strategy, pool)[:2] == [3, 0]

    def test_before_anything_is_labelled_it_says_so(self) -> None:
        # fails if: counts of 0 are taken for rare labels
        with pytest.raises(NotApplicable):
            rank(self.strategy, Pool(["a"], ["text"], np.ones((1, 2)) / 2, counts=np.zeros(2, dtype=int)))


class TestMix(StrategyContract):
    strategy = Mix()

    def test_it_takes_what_there_is_to_go_by(self) -> None:
        # fails if: coverage goes on beside a draft
        pool = clustered()
        bare = Pool(pool.ids, pool.texts)
        assert rank(self.strategy, bare) == rank(RandomOrder(), bare)
        unsure = Pool(pool.ids, pool.texts, pool.probabilities)
        assert rank(self.strategy, unsure) == rank(Margin(), unsure)
        embedded = Pool(pool.ids, pool.texts, embeddings=pool.embeddings)
        assert rank(self.strategy, embedded) == rank(Coverage(), embedded)
        assert rank(self.strategy, pool) == rank(UnsureAndDiverse(), pool)

    def test_a_draft_of_very_few_labels_is_not_asked(self) -> None:
        # fails if: a draft is asked from the first label on
        pool = clustered()
        few = replace(pool, counts=np.array([5, 4]))
        assert rank(self.strategy, few) == rank(Coverage(), few)
        more = replace(pool, counts=np.array([5, 5]))
        assert rank(self.strategy, more) == rank(UnsureAndDiverse(), more)

    @pytest.mark.parametrize(
        ("counts", "next_part"),
        [((50, 50, 50), Coverage()), ((110, 30, 10), UnsureAndDiverse()), ((80, 80, 80), UnsureAndDiverse())],
    )
    def test_where_labels_are_even_it_covers_longer(self, counts: tuple[int, ...], next_part: QueryStrategy) -> None:
        # fails if: the labels' shares are not looked at, or evenness alone decides
        pool = replace(clustered(), counts=np.array(counts))
        assert rank(self.strategy, pool) == rank(next_part, pool)


def test_every_registered_strategy_has_its_suite() -> None:
    # fails if: a strategy is registered without a class here
    suites = [*StrategyContract.__subclasses__(), *PointwiseContract.__subclasses__()]
    tested = {type(suite.strategy) for suite in suites if hasattr(suite, "strategy")}
    assert {type(strategy) for strategy in STRATEGIES.values()} == tested
