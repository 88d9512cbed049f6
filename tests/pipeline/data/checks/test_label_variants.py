"""The check label_variants."""

import pytest

from pipeline.data.checks.label_variants import LabelVariants
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import subject_of


def test_it_fires_on_labels_that_differ_in_case_or_space() -> None:
    finding = LabelVariants().look(subject_of(["a", "b", "c", "d"], ["Positive ", "positive", "neg", None]))
    assert finding is not None
    assert finding.params == {"n": 1, "variants": "“Positive ” / “positive”", "repair": "merge_labels"}
    assert finding.example_ids == ("r0", "r1")


def test_it_fires_on_a_mark_too_many() -> None:
    finding = LabelVariants().look(subject_of(["a", "b", "c"], ["公司", "公司、", "c++"]))
    assert finding is not None
    assert finding.params["variants"] == "“公司” / “公司、”"


def test_it_stays_silent_on_labels_that_are_different_words() -> None:
    assert LabelVariants().look(subject_of(["a", "b"], ["c", "c++"])) is None


def test_it_does_not_apply_without_labels() -> None:
    with pytest.raises(NotApplicable):
        LabelVariants().look(subject_of(["a"]))
