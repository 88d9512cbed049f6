"""The check set_aside_rows. It applies to every table."""

from pipeline.data.checks.set_aside_rows import SetAsideRows
from tests.pipeline.data.checks.subjects import subject_of


def test_it_fires_when_rows_were_set_aside() -> None:
    finding = SetAsideRows().look(subject_of(["a", "b"], n_set_aside=3))
    assert finding is not None
    assert finding.params == {"n": 3, "n_rows": 2}


def test_it_stays_silent_when_every_row_was_read() -> None:
    assert SetAsideRows().look(subject_of(["a", "b"])) is None
