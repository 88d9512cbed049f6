"""The check near_duplicates."""

import pytest

from pipeline.data.checks.near_duplicates import NearDuplicates
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, subject_of

LONG = (
    "the parcel came late and the box was open, so I would like to have my money back as soon as you can, please, "
    "before the end of the week; the shop on the corner has not answered any of my three letters so far"
)


def test_it_fires_on_texts_that_differ_in_a_word() -> None:
    # fails if: the threshold of near_duplicates is asked of the larger text alone
    copies = [LONG, f"{LONG} thanks", LONG.replace("late", "lately"), LONG.replace("box", "bag")]
    finding = NearDuplicates().look(subject_of([*copies, *different(30)]))
    assert finding is not None
    assert finding.params == {"n": 4, "n_looked_at": 34, "repair": "near_duplicates"}
    assert finding.example_ids == ("r0", "r1", "r2", "r3")


def test_it_stays_silent_on_texts_that_a_reader_would_call_the_same() -> None:
    assert NearDuplicates().look(subject_of([LONG, LONG.upper(), f" {LONG} ", LONG, LONG])) is None


def test_it_stays_silent_on_short_texts_that_differ_in_a_word() -> None:
    texts = [f"{taste} soup" for taste in ("good", "cold", "late", "warm", "fresh")]
    assert NearDuplicates().look(subject_of(texts)) is None


def test_it_stays_silent_on_a_pair_in_a_large_table() -> None:
    assert NearDuplicates().look(subject_of([LONG, f"{LONG} ok", *different(400)])) is None


def test_it_does_not_apply_without_rows() -> None:
    with pytest.raises(NotApplicable):
        NearDuplicates().look(subject_of([]))
