"""The check names_in_texts."""

import pytest

from pipeline.data.checks.names_in_texts import NamesInTexts
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, subject_of

NAMED = ["Dear Mr. Blum, thank you", "客服张伟态度很好", "Mrs. Baker called again"]


def test_it_fires_when_many_texts_name_people() -> None:
    finding = NamesInTexts().look(subject_of([*NAMED, *different(7)]))
    assert finding is not None
    assert (finding.params["n"], finding.params["percent"], finding.params["n_looked_at"]) == (3, 30, 10)
    assert finding.params["counts"] == {"name": 3}
    assert finding.example_ids == ("r0", "r1", "r2")


def test_it_stays_silent_on_some_names_in_a_large_table() -> None:
    assert NamesInTexts().look(subject_of([*NAMED, *different(400)])) is None


def test_it_stays_silent_on_numbers_that_another_check_tells() -> None:
    # fails if: both checks tell the same rows
    assert NamesInTexts().look(subject_of(["请打13812345678找我"] * 5)) is None


def test_it_does_not_apply_without_rows() -> None:
    with pytest.raises(NotApplicable):
        NamesInTexts().look(subject_of([]))
