"""The check mixed_chinese."""

import pytest

from pipeline.data.checks.mixed_chinese import MixedChinese
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import subject_of

SIMPLIFIED = [f"这家店第{i}次来，东西还是这么好吃" for i in range(20)]
TRADITIONAL = [f"這家店第{i}次來，東西還是這麼好吃" for i in range(3)]


def test_it_fires_when_both_kinds_of_characters_are_used() -> None:
    finding = MixedChinese().look(subject_of([*SIMPLIFIED, *TRADITIONAL], zh=True))
    assert finding is not None
    assert finding.params == {"n_traditional": 3, "n_simplified": 20, "n_looked_at": 23, "repair": "simplified"}
    assert finding.example_ids == ("r20", "r21", "r22")


@pytest.mark.parametrize("texts", [SIMPLIFIED, TRADITIONAL, [*SIMPLIFIED, "后天見", "皇后乾杯"]])
def test_it_stays_silent_when_one_kind_is_used(texts: list[str]) -> None:
    assert MixedChinese().look(subject_of(texts, zh=True)) is None


@pytest.mark.parametrize("texts", [[], ["good", "fine"]])
def test_it_does_not_apply_to_other_languages_or_without_rows(texts: list[str]) -> None:
    with pytest.raises(NotApplicable):
        MixedChinese().look(subject_of(texts))
