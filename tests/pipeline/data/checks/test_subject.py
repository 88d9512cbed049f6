"""What checks look at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload

import numpy as np
import pytest

from pipeline.data.checks import subject as subjects
from pipeline.data.checks.registry import look_at
from pipeline.data.checks.subject import N_STORED
from tests.pipeline.data.checks.subjects import different, subject_of


class Lazy(Sequence[tuple[str, ...]]):
    """Rows that are made when they are read, and can only be read in their order."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.n_passes = 0

    def __len__(self) -> int:
        return self.n

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        self.n_passes += 1
        return ((f"row {i} " + "word " * (i % 7),) for i in range(self.n))

    @overload
    def __getitem__(self, place: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[str, ...]]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, ...] | Sequence[tuple[str, ...]]:
        raise AssertionError("a lazy table is not jumped about in")


def test_a_lazy_table_is_read_twice_in_order_for_all_checks_together() -> None:
    # fails if: a check iterates the texts itself
    texts = Lazy(500)
    look_at(replace(subject_of(different(500)), texts=texts))
    assert texts.n_passes == 2


def test_keys_are_equal_for_texts_that_a_reader_would_call_the_same_and_nought_for_none() -> None:
    keys = subject_of(["Good food", "good  FOOD", "", " 　", "bad"]).keys
    assert keys[0] == keys[1] != keys[4]
    assert keys[2] == keys[3] == 0


@pytest.mark.parametrize(("limit", "at_most"), [("SAMPLE_ROWS", 40), ("SAMPLE_CHARACTERS", 400)])
def test_of_a_large_table_a_fixed_random_draw_is_looked_at(
    limit: str, at_most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: the draw has no seed, or takes the first rows
    monkeypatch.setattr(subjects, limit, at_most)
    one, other = (subject_of([f"{i:010}" for i in range(1_000)]).sample for _ in range(2))
    assert len(one) == 40
    np.testing.assert_array_equal(one.rows, other.rows)
    assert one.rows.max() > 500
    assert one.texts == [f"{i:010}" for i in one.rows]


def test_a_finding_keeps_some_ids_and_the_true_count() -> None:
    (found,) = [each for each in look_at(subject_of(["same text"] * 3_000)) if each.code == "duplicate_texts"]
    assert len(found.example_ids) == N_STORED
    assert found.params["n"] == 3_000


class Filed(dict[str, Sequence[str]]):
    """Columns of which each reading counts."""

    n_read = 0

    def together(self, columns: Sequence[str]) -> list[tuple[str, ...]]:
        self.n_read += 1
        return list(zip(*(self[name] for name in columns), strict=True))


@pytest.mark.parametrize("kind", [dict, Filed])
def test_columns_are_picked_together(kind: type[dict[str, Sequence[str]]]) -> None:
    # fails if: columns that lie in one file are read one by one
    cells = kind({"a": ["1", "2", "3"], "b": ["x", "y", "z"]})
    subject = replace(subject_of(different(3)), cells=cells)
    assert subject.picked_together(("b", "a"), np.array([0, 2])) == [("b", ["x", "z"]), ("a", ["1", "3"])]
    assert not isinstance(cells, Filed) or cells.n_read == 1
