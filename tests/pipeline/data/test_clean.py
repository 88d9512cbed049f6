"""Cleaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data.clean import DEFAULT_STEPS, STEPS, clean
from pipeline.domain.errors import UserFacingError

NASTY = st.text(st.sampled_from("ab　 \t\r\n\x0b\x85\u2028\u200b\u200d\ufeff\x00\x1f\u0301é①Ａ️❤好"), max_size=30)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  two   spaces\t", "two spaces"),
        ("好　的\u200b！", "好 的！"),
        ("one\r\ntwo\r\r\n three ", "one\ntwo\nthree"),
        ("a\x00b\x07", "ab"),
        ("👩\u200d🔬 ❤️", "👩\u200d🔬 ❤️"),  # joiners and selectors are part of the picture
        ("ＡＢＣ①", "ＡＢＣ①"),  # what people see stays
        ("cafe\u0301", "café"),
    ],
)
def test_default_cleaning_tidies_without_changing_what_is_seen(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_width_is_narrowed_only_on_wish() -> None:
    assert clean("ＡＢＣ", ("width",)) == "ABC"


def test_an_unknown_step_is_told_in_words() -> None:
    with pytest.raises(UserFacingError) as error:
        clean("a", ("translate",))
    assert error.value.code == "cleaning_step_unknown"


@given(st.one_of(NASTY, st.text(max_size=40)))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    # fails if: `spaces` runs before `line_breaks`
    assert clean(clean(text)) == clean(text)


@given(NASTY, st.sampled_from(sorted(STEPS)))
def test_each_step_twice_is_the_step_once(text: str, step: str) -> None:
    # fails if: a step replaces "ab" by "aab"
    assert clean(clean(text, (step,)), (step,)) == clean(text, (step,))


def test_the_default_steps_exist() -> None:
    assert set(DEFAULT_STEPS) <= set(STEPS)
