"""The check personal_data."""

import pytest

from pipeline.data.checks.personal_data import PersonalData
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, subject_of


def test_it_fires_on_numbers_and_addresses_of_people() -> None:
    finding = PersonalData().look(subject_of(["write to ida.blum@example.com", "请打13812345678找我", *different(8)]))
    assert finding is not None
    assert (finding.params["n"], finding.params["n_looked_at"]) == (2, 10)
    assert finding.params["counts"] == {"email": 1, "phone": 1}
    assert finding.params["repair"] == "masking"
    assert finding.example_ids == ("r0", "r1")


def test_no_value_that_was_found_is_told() -> None:
    finding = PersonalData().look(subject_of(["write to ida.blum@example.com"]))
    assert finding is not None
    assert "ida" not in str(finding.params)


def test_it_stays_silent_on_names_alone() -> None:
    # fails if: names count as sure
    assert PersonalData().look(subject_of(["Dear Mr. Blum, thank you", *different(5)])) is None


def test_it_stays_silent_on_texts_about_things() -> None:
    assert PersonalData().look(subject_of(["order 20240131 came late", "涨了3.5%", *different(5)])) is None


def test_it_does_not_apply_without_rows() -> None:
    with pytest.raises(NotApplicable):
        PersonalData().look(subject_of([]))
