"""Cleaning."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data.clean import DEFAULT_STEPS, STEPS, clean, row_steps, text_steps, trace
from pipeline.domain.errors import UserFacingError

NASTY = st.text(st.sampled_from("ab　 \t\r\n\x0b\x85\u2028\u200b\u200d\ufeff\x00\x1f\u0301é①Ａ️❤好"), max_size=30)
PIECES = [  # what one step leaves can be work for another
    *"ab ;#</>&.:．＜＞＆；／ｈ3\u200b\r\n\u0301é①😀☎\ufe0f\u20e3★乾清宮於倫藉口麼薴覆",
    *("<br>", "<b", "</p>", "<!--", "-->", "<script>", "</script>", "&amp;", "&lt;", "&#60;", "&#x1F600;", "&notes;"),
    *("http://", "https", "www.", "x.com/", "t.cn", "＜br＞", "&#65308;", "&zwj;", "&nbsp;", "<LOC>", "<3"),
]
MIXED = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
ANY_STEPS = st.lists(st.sampled_from(sorted(STEPS)), unique=True).map(tuple)


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


@given(MIXED, ANY_STEPS)
@settings(max_examples=400)
def test_cleaning_twice_is_cleaning_once_whatever_the_steps(text: str, steps: tuple[str, ...]) -> None:
    # fails if: _ROUNDS is 1
    assert clean(clean(text, steps), steps) == clean(text, steps)


@given(MIXED, ANY_STEPS, st.randoms(use_true_random=False))
def test_the_order_in_which_steps_are_named_does_not_matter(text: str, steps: tuple[str, ...], rng: Random) -> None:
    # fails if: clean applies the steps as they are named
    shuffled = rng.sample(steps, len(steps))
    assert clean(text, shuffled) == clean(text, steps)


@given(st.one_of(NASTY, st.text(max_size=40)))
def test_the_default_steps_give_what_they_gave_in_the_order_of_the_first_models(text: str) -> None:
    # fails if: `width` becomes one of the default steps
    before = text
    for step in ("invisible", "line_breaks", "spaces", "compose"):
        before = STEPS[step](before)
    assert clean(text) == before


@given(st.one_of(NASTY, MIXED), st.sampled_from(sorted(STEPS)))
def test_each_step_twice_is_the_step_once(text: str, step: str) -> None:
    # fails if: a step replaces "ab" by "aab"
    assert clean(clean(text, (step,)), (step,)) == clean(text, (step,))


@given(MIXED, ANY_STEPS)
def test_tracing_cleans_alike_and_names_no_step_without_a_part(text: str, steps: tuple[str, ...]) -> None:
    # fails if: trace runs one round
    cleaned, acting = trace(text, steps)
    assert cleaned == clean(text, steps)
    assert bool(acting) == (cleaned != text) or clean(text, acting) == text  # a round trip changes nothing
    assert set(acting) <= set(steps)


def test_steps_of_rows_leave_texts_alone_and_no_model_keeps_them() -> None:
    assert clean(" a  b ", ("duplicates", "spaces", "empty_rows")) == "a b"
    assert text_steps(("duplicates", "spaces", "empty_rows", "markup")) == ("markup", "spaces")
    assert row_steps(("duplicates", "spaces", "empty_rows")) == ("empty_rows", "duplicates")


@pytest.mark.parametrize(
    "hostile",
    [
        "漢" * 300_000,
        "<" * 500_000,
        "<a " * 200_000,
        "&amp;" * 100_000,
        "<!--" * 100_000,
        "<script>" * 60_000,
        "a." * 300_000,
    ],
    ids=["run", "open", "tags", "entities", "comments", "scripts", "dots"],
)
@pytest.mark.timeout(20)
def test_a_hostile_text_costs_no_more_than_a_long_one(hostile: str) -> None:
    # fails if: a pattern's {0,2000} becomes a *
    assert clean(hostile, tuple(STEPS)) is not None


def test_the_default_steps_exist() -> None:
    assert set(DEFAULT_STEPS) <= set(STEPS)
