"""The check single_label."""

import pytest

from pipeline.data.checks.single_label import SingleLabel
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import labeled


def test_it_fires_when_every_label_is_the_same() -> None:
    finding = SingleLabel().look(labeled(yes=20))
    assert finding is not None
    assert finding.params == {"label": "yes", "n": 20}


def test_it_stays_silent_on_two_labels() -> None:
    assert SingleLabel().look(labeled(yes=20, no=1)) is None


def test_it_does_not_apply_to_a_handful_of_labels() -> None:
    with pytest.raises(NotApplicable):
        SingleLabel().look(labeled(yes=2))
