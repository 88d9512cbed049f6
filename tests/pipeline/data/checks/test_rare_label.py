"""The check rare_label."""

import pytest

from pipeline.data.checks.rare_label import RareLabel
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import labeled


def test_it_fires_on_a_label_with_hardly_any_rows() -> None:
    finding = RareLabel().look(labeled(a=10, b=10, c=2, d=1))
    assert finding is not None
    assert finding.params == {"n": 2, "labels": "“d” (1), “c” (2)", "n_each": 4}
    assert finding.example_ids == ("r20", "r21", "r22")


def test_it_stays_silent_when_every_label_has_some() -> None:
    assert RareLabel().look(labeled(a=10, b=4)) is None


def test_it_does_not_apply_before_there_are_labels_enough_to_train() -> None:
    with pytest.raises(NotApplicable):
        RareLabel().look(labeled(a=3, b=1))
