"""Rows that cleaning leaves out."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.data.clean import ALL_STEPS, ROW_STEPS
from pipeline.data.cleaning.rows import left_out

LONG = (
    "the parcel came late and the box was open, so I would like to have my money back as soon as you can, please, "
    "before the end of the week; the shop on the corner has not answered any of my three letters so far"
)


def out(texts: Sequence[str], *steps: str, labels: Sequence[str | None] | None = None) -> dict[str, str]:
    ids = [f"r{i}" for i in range(len(texts))]
    return left_out(ids, [(text,) for text in texts], labels or [None] * len(texts), steps)


def test_rows_without_a_text_go_also_when_cleaning_left_them_without() -> None:
    texts = ["good", " ", "http://example.com/x"]
    assert out(texts, "empty_rows") == {"r1": "empty_rows"}
    assert out(texts, "empty_rows", "urls") == {"r1": "empty_rows", "r2": "empty_rows"}


def test_of_duplicates_the_first_labelled_one_stays() -> None:
    # fails if: the first one stays
    texts = ["Good", "good ", "good", "fine", "fine"]
    assert out(texts, "duplicates", labels=[None, "x", "x", None, None]) == dict.fromkeys(
        ["r0", "r2", "r4"], "duplicates"
    )


def test_empty_rows_are_no_duplicates() -> None:
    assert out(["", " ", "a"], "duplicates") == {}


def test_of_nearly_the_same_texts_one_stays() -> None:
    texts = [LONG, f"{LONG} ok", f"{LONG}!!", "something else"]
    assert out(texts, "near_duplicates", labels=[None, "x", None, None]) == dict.fromkeys(
        ["r0", "r2"], "near_duplicates"
    )


def test_of_nearly_the_same_texts_with_different_labels_both_stay() -> None:
    # fails if: labels are not compared
    assert out([LONG, f"{LONG} not"], "near_duplicates", labels=["good", "bad"]) == {}
    assert out([LONG, f"{LONG} ok"], "near_duplicates", labels=["good", "good"]) == {"r1": "near_duplicates"}


def test_each_step_names_its_own_rows() -> None:
    usual = [f"text {i} " + "word " * (3 + i % 8) for i in range(200)]
    texts = [*usual, "", usual[0], LONG, f"{LONG} ok", "on and on " * 900]
    found = out(texts, *ALL_STEPS)
    assert found == {"r200": "empty_rows", "r201": "duplicates", "r203": "near_duplicates", "r204": "outliers"}


def test_steps_of_texts_leave_no_row_out() -> None:
    assert out(["", "a", "a"], "markup", "spaces") == {}


@given(
    st.lists(st.sampled_from(["", "a", "A ", "b", LONG, f"{LONG} ok", "<br>"]), max_size=8),
    st.sets(st.sampled_from(ROW_STEPS)),
    st.randoms(use_true_random=False),
)
def test_what_stays_is_left_alone_by_the_same_steps(texts: list[str], steps: set[str], rng: object) -> None:
    # fails if: a row is compared with one that is already left out
    gone = out(texts, *steps)
    kept = [text for i, text in enumerate(texts) if f"r{i}" not in gone]
    assert out(kept, *steps) == {}
