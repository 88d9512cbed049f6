"""The check outliers."""

import pytest

from pipeline.data.checks.outliers import OutlierTexts
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, subject_of


def usual(n: int = 300) -> list[str]:
    """Texts of 20 to 60 characters."""
    return [f"text {i} " + "word " * (3 + i % 8) for i in range(n)]


def test_it_fires_on_an_endless_text() -> None:
    finding = OutlierTexts().look(subject_of([*usual(), "on and on " * 1_000]))
    assert finding is not None
    assert finding.params["n_long"] == 1
    assert finding.params["repair"] == "outliers"
    assert finding.example_ids == ("r300",)


def test_it_counts_what_is_odd_by_kind() -> None:
    finding = OutlierTexts().look(subject_of([*usual(), "?!?", "...", "- - - -", "\ufffd\ufffd\ufffd\ufffd \ufffd ab"]))
    assert finding is not None
    assert (finding.params["n_no_letters"], finding.params["n_garbled"]) == (3, 1)


def test_it_stays_silent_when_lengths_merely_vary() -> None:
    assert OutlierTexts().look(subject_of(["word " * (1 + i % 40) for i in range(300)])) is None


def test_it_stays_silent_when_many_texts_are_of_the_odd_kind() -> None:
    # fails if: MOST is 1
    assert OutlierTexts().look(subject_of([*usual(), *["on and on " * 500] * 30])) is None


def test_a_number_is_an_answer_and_a_lost_letter_spoils_no_text() -> None:
    assert OutlierTexts().look(subject_of([*usual(), "10.", "3", "12 %", f"{usual(1)[0]}\ufffd"])) is None


@pytest.mark.parametrize("texts", [[], different(10)])
def test_it_does_not_apply_to_so_few_texts_that_nothing_is_usual(texts: list[str]) -> None:
    with pytest.raises(NotApplicable):
        OutlierTexts().look(subject_of(texts))
