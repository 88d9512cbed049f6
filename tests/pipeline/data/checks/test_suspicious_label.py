"""The check suspicious_label."""

import pytest

from pipeline.data.checks.suspicious_label import SuspiciousLabel
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import labeled, subject_of


@pytest.mark.parametrize("label", ["0", "-1", "Unknown", "N/A", "none", "?", "未知", "待定", "其他", " unknown "])
def test_it_fires_on_a_label_that_reads_like_not_known(label: str) -> None:
    finding = SuspiciousLabel().look(labeled(**{"price": 5, "service": 4, label: 3}))
    assert finding is not None
    assert finding.params == {"n": 3, "labels": f"“{label}” (3)"}
    assert finding.example_ids == ("r9", "r10", "r11")


@pytest.mark.parametrize("labels", [{"0": 5, "1": 5}, {"-1": 5, "0": 5, "1": 5}, {"yes": 5, "0": 2}])
def test_it_does_not_apply_where_labels_are_numbers(labels: dict[str, int]) -> None:
    with pytest.raises(NotApplicable):
        SuspiciousLabel().look(labeled(**labels))


def test_it_stays_silent_on_words_that_mean_something() -> None:
    assert SuspiciousLabel().look(labeled(price=5, service=5, neutral=5, nothing_new=2)) is None


def test_it_does_not_apply_without_labels() -> None:
    with pytest.raises(NotApplicable):
        SuspiciousLabel().look(subject_of(["a"]))
