"""The check too_few_labels."""

import pytest

from pipeline.data.checks.too_few_labels import TooFewLabels
from pipeline.data.readiness import N_EACH, N_ROWS
from pipeline.domain.errors import NotApplicable
from pipeline.words.catalog import render_finding
from tests.pipeline.data.checks.subjects import labeled, subject_of


def test_two_labelled_rows_alone_get_a_kind_answer() -> None:
    finding = TooFewLabels().look(subject_of(["今天天气很好", "这是一个糟糕的天气"], ["1", "0"], zh=True))
    assert finding is not None
    assert finding.params == {"n_labeled": 2, "n_labels": 2, "n_missing": 10}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_its_words_name_the_numbers_that_the_code_holds_to(language: str) -> None:
    # fails if: N_ROWS becomes 16
    finding = TooFewLabels().look(labeled(a=1, b=1))
    assert finding is not None
    words = render_finding(finding.code, finding.params, language)
    assert str(N_ROWS) in words.why
    assert str(N_EACH) in words.why


def test_it_stays_silent_when_there_are_enough() -> None:
    assert TooFewLabels().look(labeled(a=6, b=6)) is None


def test_it_does_not_apply_before_anything_is_labelled() -> None:
    with pytest.raises(NotApplicable):
        TooFewLabels().look(subject_of(["a", "b"]))
