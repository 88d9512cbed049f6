"""The check mixed_languages."""

import pytest

from pipeline.data.checks.mixed_languages import MixedLanguages
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, subject_of

CHINESE = [f"第{i}家店的味道很好" for i in range(20)]


def test_it_fires_on_another_script() -> None:
    finding = MixedLanguages().look(subject_of([*CHINESE, "the food was cold", "очень вкусно", "very good"], zh=True))
    assert finding is not None
    assert (finding.params["n"], finding.params["main"]) == (3, "中文")
    assert finding.params["others"] == "Latin (2), Кириллица (1)"
    assert finding.example_ids == ("r20", "r21", "r22")


def test_it_tells_latin_languages_apart() -> None:
    other = ["le service est très bon et les plats sont dans la moyenne", "el servicio es muy bueno pero los platos"]
    english = [f"the waiter of table {i} was not very polite" for i in range(30)]
    finding = MixedLanguages().look(subject_of([*english, *other, "der Kellner war nicht sehr nett und wir sind weg"]))
    assert finding is not None
    assert finding.params["others"] == "Français (1), Español (1), Deutsch (1)"


def test_japanese_is_not_taken_for_chinese() -> None:
    finding = MixedLanguages().look(subject_of([*CHINESE, *["料理がとても美味しい"] * 3], zh=True))
    assert finding is not None
    assert finding.params["others"] == "日本語 (3)"


def test_it_stays_silent_on_foreign_names_in_a_sentence() -> None:
    texts = [*CHINESE, "我用iPhone拍的照片", "Windows系统很慢", "今天去了Starbucks喝咖啡", "OK", "😀", "123"]
    assert MixedLanguages().look(subject_of(texts, zh=True)) is None


def test_it_stays_silent_on_one_foreign_text_in_a_hundred() -> None:
    assert MixedLanguages().look(subject_of([*different(200), "很好吃", "味道不错"])) is None


@pytest.mark.parametrize("texts", [[], ["1", "2", "?"]])
def test_it_does_not_apply_without_letters(texts: list[str]) -> None:
    with pytest.raises(NotApplicable):
        MixedLanguages().look(subject_of(texts))
