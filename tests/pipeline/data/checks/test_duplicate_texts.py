"""The check duplicate_texts."""

import pytest

from pipeline.data.checks.duplicate_texts import DuplicateTexts
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import subject_of


def test_it_fires_on_texts_that_a_reader_would_call_the_same() -> None:
    finding = DuplicateTexts().look(subject_of(["Good food", "slow", "good  food ", "ｇｏｏｄ food"]))
    assert finding is not None
    assert finding.params == {"n": 3, "n_texts": 1, "n_rows": 4, "repair": "duplicates"}
    assert finding.example_ids == ("r0", "r2", "r3")


def test_it_stays_silent_on_different_and_on_empty_texts() -> None:
    assert DuplicateTexts().look(subject_of(["good", "fine", "", ""])) is None


def test_it_stays_silent_on_a_pair_in_a_large_table() -> None:
    assert DuplicateTexts().look(subject_of(["good", "good", *(f"text {i}" for i in range(500))])) is None


def test_it_does_not_apply_without_rows() -> None:
    with pytest.raises(NotApplicable):
        DuplicateTexts().look(subject_of([]))
