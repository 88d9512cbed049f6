"""Many at once: groups of like texts, what describes them, and how many to look at."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.domain.errors import NotApplicable
from pipeline.labeling.groups import (
    group_texts,
    least_typical,
    spot_checks,
    suggested_label,
    to_look_at,
    wrong_share,
)
from pipeline.labeling.keywords import describe_groups


def blobs(
    sizes: tuple[int, ...], seed: int = 1, *, spread: float = 0.15
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    rng = np.random.default_rng(seed)
    kinds = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    points = np.eye(16)[kinds] + spread * rng.normal(size=(len(kinds), 16))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32), kinds


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_lies_together_is_a_group_and_the_largest_is_first(seed: int) -> None:
    # fails if: rows join the farthest centre
    embeddings, kinds = blobs((120, 60, 30, 15), seed)
    grouping = group_texts(embeddings, n_groups=4, seed=seed)
    assert np.bincount(grouping.group).tolist() == [120, 60, 30, 15]
    assert (grouping.group == kinds).all()


def test_rows_without_an_embedding_are_in_no_group() -> None:
    embeddings, _ = blobs((40, 20))
    known = np.arange(60) % 3 > 0
    grouping = group_texts(embeddings, known=known, n_groups=2)
    assert ((grouping.group >= 0) == known).all()


def test_the_same_call_gives_the_same_groups() -> None:
    embeddings, _ = blobs((40, 20), spread=0.8)
    one, other = group_texts(embeddings, n_groups=5), group_texts(embeddings, n_groups=5)
    assert (one.group == other.group).all()


@given(st.integers(2, 40), st.integers(1, 50), st.integers(1, 6))
@settings(deadline=None, max_examples=50)
def test_every_group_has_rows_whatever_the_number(n: int, n_groups: int, n_different: int) -> None:
    # fails if: the smallest group is the first
    points = np.eye(8, dtype=np.float32)[np.arange(n) % n_different]
    grouping = group_texts(points, n_groups=n_groups)
    sizes = np.bincount(grouping.group, minlength=len(grouping))
    assert len(grouping) <= min(n_groups, n_different, n)
    assert sizes.sum() == n
    assert sizes.min() > 0
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)


def test_one_text_alone_is_no_group() -> None:
    with pytest.raises(NotApplicable, match="too_few_texts"):
        group_texts(np.ones((3, 2), dtype=np.float32), known=np.array([True, False, False]))


def test_large_tables_are_grouped_by_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.labeling.groups.FIT_ROWS", 60)
    monkeypatch.setattr("pipeline.labeling.groups._BLOCK", 7)
    embeddings, kinds = blobs((120, 60, 30))
    assert (group_texts(embeddings, n_groups=3).group == kinds).all()


def test_the_strangers_of_a_group_are_its_least_typical_rows() -> None:
    embeddings, kinds = blobs((60, 60), spread=0.02)
    stranger = int(np.flatnonzero(kinds == 0)[0])
    embeddings[stranger] = (0.8 * np.eye(16)[0] + 0.6 * np.eye(16)[9]).astype(np.float32)
    grouping = group_texts(embeddings, n_groups=2)
    assert least_typical(grouping, int(grouping.group[stranger]), n=1).tolist() == [stranger]


@given(st.integers(1, 400), st.sampled_from([0.02, 0.05, 0.1, 0.3]))
@settings(deadline=None, max_examples=80)
def test_so_many_spot_checks_catch_a_bad_group(n: int, at_most: float) -> None:
    # fails if: the sample is drawn with replacement in the formula
    n_wrong = int(at_most * n) + 1

    def missed(n_drawn: int) -> float:
        return comb(n - n_wrong, n_drawn) / comb(n, n_drawn)

    n_checks = spot_checks(n, at_most=at_most)
    assert missed(n_checks) <= 0.05 + 1e-9
    assert missed(n_checks - 1) > 0.05 - 1e-9


def test_spot_checks_are_drawn_from_the_group_and_go_on_where_they_ended() -> None:
    embeddings, _ = blobs((300, 40))
    grouping = group_texts(embeddings, n_groups=2)
    rows = to_look_at(grouping, 0)
    assert len(rows) == len(set(rows.tolist())) == spot_checks(300)
    assert (grouping.group[rows] == 0).all()
    assert to_look_at(grouping, 0, n=100)[: len(rows)].tolist() == rows.tolist()


def test_spot_checks_say_how_much_may_be_wrong() -> None:
    assert wrong_share(56, 0).high < 0.07


def test_the_label_most_often_given_is_suggested_with_its_share() -> None:
    suggestion = suggested_label([0, 1, 2, 3, 4], ["a", "b", "a", None, "a", "b"])
    assert suggestion is not None
    assert (suggestion.label, suggestion.share.value, suggestion.share.n) == ("a", 0.75, 4)
    assert suggested_label([3], ["a", "b", "a", None]) is None


def test_words_tell_groups_apart_in_both_languages() -> None:
    # fails if: words that stand in every group are not weighed down
    texts = [f"the hydraulic hose number {i} leaks" for i in range(20)]
    texts += [f"the cabin light number {i} flickers" for i in range(20)]
    texts += [f"空调漏水了，第{i}次报修" for i in range(20)]
    first, second, third = describe_groups(texts, np.repeat(np.arange(3), 20), 3)
    assert set(first) == {"hydraulic", "hose", "leaks"}
    assert set(second) == {"cabin", "light", "flickers"}
    assert "空调漏水" in third
    assert not set(third) & {"空调", "漏水", "调漏"}


def test_a_group_of_one_and_an_empty_one_have_words_or_none() -> None:
    words = describe_groups(["unusual gearbox", "plain", "plain"], np.array([0, 2, 2]), 3)
    assert set(words[0]) == {"unusual", "gearbox"}
    assert words[1] == ()
