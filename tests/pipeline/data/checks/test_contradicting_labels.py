"""The check contradicting_labels."""

import pytest

from pipeline.data.checks.contradicting_labels import ContradictingLabels
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import subject_of


def test_it_fires_on_one_text_with_two_labels() -> None:
    finding = ContradictingLabels().look(
        subject_of(["天气很好", "冷", "天气 很好", "冷"], ["1", "0", "0", "0"], zh=True)
    )
    assert finding is not None
    assert finding.params == {"n": 2, "n_texts": 1, "labels": "0 / 1"}
    assert finding.example_ids == ("r0", "r2")


def test_it_stays_silent_when_repeated_texts_agree_or_have_no_label() -> None:
    assert ContradictingLabels().look(subject_of(["a", "a", "a", ""], ["x", "x", None, "y"])) is None


def test_it_does_not_apply_without_labels() -> None:
    with pytest.raises(NotApplicable):
        ContradictingLabels().look(subject_of(["a", "a"]))
