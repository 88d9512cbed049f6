import json
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.domain.attribution import Span
from pipeline.explanation.owen import owen_values
from pipeline.explanation.tree import Node, grow


def a_tree(n: int) -> Node:
    return grow("x" * n, [Span(i, i + 1) for i in range(n)])


def a_game(n: int, seed: int = 13) -> NDArray[np.float64]:
    """Return a value for every set of n units, as bits."""
    return np.random.default_rng(seed).normal(size=2**n)


def clustering_of(root: Node) -> list[list[float]]:
    """Return the tree as scipy writes trees, which shap reads: left, right, distance, size."""
    rows: list[list[float]] = []

    def index(node: Node) -> int:
        if node.children is None:
            return node.start
        left, right = map(index, node.children)
        rows.append([left, right, node.end - node.start, node.end - node.start])
        return root.end + len(rows) - 1

    index(root)
    return rows


# source = shap 0.51, PartitionExplainer (a second implementation)
# fails if: a context's weight is not halved, or the right half's contexts are the left's
@pytest.mark.slow
def test_values_are_those_of_shaps_partition_explainer() -> None:
    n = 7
    root, values = a_tree(n), a_game(n)
    answer = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("shap_values.py"))],
        input=json.dumps({"values": values.tolist(), "clustering": clustering_of(root)}),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},  # else it compiles for half a minute
    )
    theirs = json.loads(answer.stdout.splitlines()[-1])
    ours, base = owen_values(root, lambda sets: values[list(sets)], evaluations=1000)
    assert ours == pytest.approx(theirs["values"], abs=1e-9)
    assert base == pytest.approx(theirs["base"])


# source = Shapley 1953: with two or three units the tree of halves still has an exact answer for the pair
# fails if: one context only is looked at
def test_two_units_have_their_shapley_values() -> None:
    values = a_game(2)
    expected = [
        np.mean(
            [values[_before(order, unit) | 1 << unit] - values[_before(order, unit)] for order in permutations((0, 1))]
        )
        for unit in (0, 1)
    ]
    ours, _ = owen_values(a_tree(2), lambda sets: values[list(sets)], evaluations=10)
    assert ours == pytest.approx(expected)


def _before(order: Sequence[int], unit: int) -> int:
    return sum(1 << other for other in order[: order.index(unit)])


# fails if: what is left on a group when the evaluations are spent is dropped
@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 9), evaluations=st.integers(0, 300), seed=st.integers(0, 99))
def test_values_add_up_whatever_may_be_spent(n: int, evaluations: int, seed: int) -> None:
    values, asked = a_game(n, seed), set[int]()

    def game(sets: Sequence[int]) -> NDArray[np.float64]:
        assert not asked & set(sets)  # nothing is asked twice
        asked.update(sets)
        return values[list(sets)]

    ours, base = owen_values(a_tree(n), game, evaluations=evaluations)
    assert base + ours.sum() == pytest.approx(values[-1], abs=1e-9)
    assert len(asked) <= max(2, evaluations)


# fails if: groups with small effects are split first
def test_a_small_budget_goes_where_the_effect_is() -> None:
    def game(sets: Sequence[int]) -> NDArray[np.float64]:
        return np.array([float(kept >> 11 & 1) for kept in sets])  # only unit 11 of 32 counts

    ours, _ = owen_values(a_tree(32), game, evaluations=128)
    assert ours[11] == pytest.approx(1.0)
