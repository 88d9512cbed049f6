"""The check too_few_rows."""

import pytest

from pipeline.data.checks.too_few_rows import TooFewRows
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import different, labeled, subject_of


def test_it_fires_on_a_table_too_short_to_train_on() -> None:
    finding = TooFewRows().look(subject_of(different(2)))
    assert finding is not None
    assert finding.params == {"n_rows": 2, "n_needed": 12}


def test_it_stays_silent_on_a_longer_table() -> None:
    assert TooFewRows().look(subject_of(different(12))) is None


def test_it_does_not_apply_where_labels_are_counted_instead() -> None:
    with pytest.raises(NotApplicable):
        TooFewRows().look(labeled(a=1, b=1))
