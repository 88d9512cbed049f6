"""Scripts and languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data.scripts import SCRIPTS, main_scripts, other_language


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("good food", "Latin"),
        ("味道很好", "中文"),
        ("我用iPhone拍的", "中文"),
        ("料理がとても美味しい", "日本語"),
        ("음식이 맛있어요", "한국어"),
        ("очень вкусно", "Кириллица"),
        ("طعام لذيذ جدا", "العربية"),
        ("बहुत अच्छा", "हिन्दी"),
        ("อร่อยมาก", "ไทย"),
        ("123 !? 😀", None),
        ("", None),
    ],
)
def test_a_text_is_in_the_script_that_says_most_of_it(text: str, script: str | None) -> None:
    (place,) = main_scripts([text]).tolist()
    assert (SCRIPTS[place] if place >= 0 else None) == script


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("le service est très bon et les plats sont dans la moyenne", "Français"),
        ("der Kellner war nicht sehr nett und wir sind gegangen", "Deutsch"),
        ("the waiter in Los Angeles was not nice to me, but la la la", None),
        ("de la creme", None),
        ("no me in on as", None),
    ],
)
def test_a_language_is_named_when_it_is_clear(text: str, language: str | None) -> None:
    assert other_language(text) == language


@given(st.lists(st.text(st.sampled_from("ab好味がя 1!"), max_size=12), max_size=8))
def test_texts_are_judged_each_by_itself(texts: list[str]) -> None:
    # fails if: the owners of characters are shifted by one
    assert main_scripts(texts).tolist() == [main_scripts([text])[0] for text in texts]
