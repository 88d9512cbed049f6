"""The check long_texts."""

import pytest

from pipeline.data.checks.long_texts import LongTexts
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import subject_of


def test_it_fires_on_texts_whose_end_is_cut_off() -> None:
    finding = LongTexts().look(subject_of(["short", "long " * 300]))
    assert finding is not None
    assert finding.params == {"n": 1, "percent": 50, "n_characters": 1_000, "percent_cut": 33}
    assert finding.example_ids == ("r1",)


def test_a_chinese_text_is_long_sooner() -> None:
    texts = ["好" * 500, "短"]
    assert LongTexts().look(subject_of(texts, zh=True)) is not None
    assert LongTexts().look(subject_of(texts)) is None


def test_it_stays_silent_on_one_long_text_among_many() -> None:
    assert LongTexts().look(subject_of(["short"] * 200 + ["long " * 300])) is None


def test_it_does_not_apply_without_rows() -> None:
    with pytest.raises(NotApplicable):
        LongTexts().look(subject_of([]))
