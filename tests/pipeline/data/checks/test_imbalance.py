"""The check imbalance."""

import pytest

from pipeline.data.checks.imbalance import Imbalance
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import labeled


def test_it_fires_when_one_label_has_most_of_the_rows() -> None:
    finding = Imbalance().look(labeled(ham=90, spam=10))
    assert finding is not None
    assert finding.params == {"label": "ham", "percent": 90}


def test_it_stays_silent_when_no_label_rules() -> None:
    assert Imbalance().look(labeled(a=20, b=10)) is None


def test_it_does_not_apply_before_there_are_labels_enough_to_train() -> None:
    with pytest.raises(NotApplicable):
        Imbalance().look(labeled(a=5))
