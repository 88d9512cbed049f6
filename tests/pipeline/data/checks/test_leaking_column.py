"""The check leaking_column."""

from dataclasses import replace

import pytest

from pipeline.data.checks.leaking_column import LeakingColumn
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import NotApplicable
from tests.pipeline.data.checks.subjects import labeled, subject_of, with_columns

LABELS = ["good"] * 30 + ["bad"] * 20
SUBJECT = labeled(good=30, bad=20)


@pytest.mark.parametrize(
    "cells",
    [
        ["yes" if label == "good" else "no" for label in LABELS],  # another name of the label
        [f"{label}-{i}.txt" for i, label in enumerate(LABELS)],  # a value for every row, the label within
        [f"{'p' if label == 'good' else 'n'}{i:05}" for i, label in enumerate(LABELS)],  # ids by label
        [f"very {label} indeed {i}" for i, label in enumerate(LABELS)],
    ],
)
def test_it_fires_on_a_column_that_tells_the_label(cells: list[str]) -> None:
    finding = LeakingColumn().look(with_columns(SUBJECT, {"clue": cells, "other": list("abcde") * 10}))
    assert finding is not None
    assert finding.params["columns"] == "“clue”"
    assert finding.params["repair_columns"] == ["clue"]
    assert (finding.params["repair"], finding.params["repair_role"]) == ("role", "ignored")


def test_it_fires_on_a_number_whose_range_tells_the_label() -> None:
    subject = labeled(good=300, bad=200)
    finding = LeakingColumn().look(with_columns(subject, {"score": [f"{i / 7:.2f}" for i in range(500)]}))
    assert finding is not None


@pytest.mark.parametrize(
    "cells",
    [
        [f"u{i}" for i in range(50)],  # an id for every row says nothing of the next
        [str(i * 7 % 5) for i in range(50)],
        ["yes" if label == "good" else "no" for label in LABELS[:40]] + ["yes"] * 10,  # a good hint is no leak
        [""] * 50,
        ["good or bad"] * 50,  # names every label
    ],
)
def test_it_stays_silent_on_columns_that_only_hint(cells: list[str]) -> None:
    # fails if: a row's own label counts among those with its value
    assert LeakingColumn().look(with_columns(SUBJECT, {"clue": cells})) is None


@pytest.mark.parametrize("role", [ColumnRole.IGNORED, ColumnRole.GROUP, ColumnRole.SENSITIVE, ColumnRole.TIME])
def test_it_does_not_apply_to_columns_that_no_model_reads(role: ColumnRole) -> None:
    with pytest.raises(NotApplicable):
        LeakingColumn().look(with_columns(SUBJECT, {"clue": LABELS}, role))


def test_it_does_not_apply_before_there_are_labels_enough_to_train() -> None:
    with pytest.raises(NotApplicable):
        LeakingColumn().look(with_columns(labeled(good=2, bad=1), {"clue": ["1", "1", "0"]}))


def test_the_only_text_column_may_tell_its_label() -> None:
    # fails if: TEXT columns are looked at whether or not there is a second one
    texts = [f"the pump leaks, case {i}" if i % 2 else f"all is well, case {i}" for i in range(60)]
    subject = subject_of(texts, ["bad" if i % 2 else "good" for i in range(60)])
    subject = replace(subject, cells={"text": texts})
    with pytest.raises(NotApplicable):
        LeakingColumn().look(subject)
