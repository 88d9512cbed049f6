"""The check empty_texts."""

import pytest

from pipeline.data.checks.empty_texts import EmptyTexts
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import subject_of


def test_it_fires_on_rows_without_a_text() -> None:
    finding = EmptyTexts().look(subject_of(["good", "", "  　\n", "fine"]))
    assert finding is not None
    assert finding.params == {"n": 2, "n_rows": 4, "repair": "empty_rows"}
    assert finding.example_ids == ("r1", "r2")


def test_it_stays_silent_when_every_row_has_one() -> None:
    assert EmptyTexts().look(subject_of(["good", "fine"])) is None


def test_it_does_not_apply_without_rows() -> None:
    with pytest.raises(NotApplicable):
        EmptyTexts().look(subject_of([]))
