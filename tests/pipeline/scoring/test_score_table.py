"""Scoring a new table."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from pipeline.data.clean import DEFAULT_STEPS
from pipeline.data.tables import Table, read_table
from pipeline.domain.dataset import Example
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Label, LabelSet, Task
from pipeline.domain.predictions import Predictions
from pipeline.domain.training import Progress
from pipeline.scoring.score_table import Scored, added_columns, score_table


@dataclass
class GoodFinder:
    """Says "1" to texts with "good", surely when they are short; remembers what it read."""

    task: Task = field(default_factory=lambda: Task(label_set=LabelSet((Label("0"), Label("1")))))
    read: list[str] = field(default_factory=list)

    def predict(self, examples: Sequence[Example]) -> Predictions:
        self.read += [example.text for example in examples]
        sure = np.array([0.95 if len(example.text) < 10 else 0.6 for example in examples])
        is_good = np.array(["good" in example.text for example in examples])
        ones = np.where(is_good, sure, 1 - sure)
        return Predictions(np.stack([1 - ones, ones], axis=1), self.task.label_set.codes)


@dataclass
class Model:
    predictor: GoodFinder = field(default_factory=GoodFinder)
    columns: tuple[str, ...] = ("text",)
    cleaning: tuple[str, ...] = DEFAULT_STEPS


def table_of(content: str) -> Table:
    return read_table(content.encode(), "new.csv")


def score(table: Table, model: Model | None = None, *, threshold: float = 0.8) -> Scored:
    scored = score_table(table, model or Model(), threshold=threshold, emit=lambda _: None, should_stop=lambda: False)
    assert scored is not None
    return scored


def test_four_cells_follow_each_row_in_its_order() -> None:
    scored = score(table_of("id,text\n007,good\n008,a rather long and bad one\n"))
    assert scored.columns == ("id", "text", "predicted_label", "confidence", "runner_up", "check_me")
    assert scored.rows == (
        ("007", "good", "1", "0.9500", "0", ""),
        ("008", "a rather long and bad one", "0", "0.6000", "1", "yes"),
    )
    assert scored.per_label == {"1": 1, "0": 1}
    assert scored.n_check_me == 1


def test_names_that_are_taken_get_a_suffix() -> None:
    assert added_columns(("text", "confidence", "confidence_2")) == (
        "predicted_label",
        "confidence_3",
        "runner_up",
        "check_me",
    )


def test_a_row_without_text_has_no_prediction_and_is_marked() -> None:
    scored = score(table_of("id,text\n1,\n2,  \n3,good\n"))
    assert scored.rows[0] == ("1", "", "", "", "", "yes")
    assert scored.rows[1] == ("2", "  ", "", "", "", "yes")
    assert scored.predicted == ["", "", "1"]


def test_the_model_reads_cleaned_texts_and_the_person_keeps_theirs() -> None:
    model = Model()
    scored = score(table_of("id,text\n1,  very   good\u200b \n"), model)
    assert model.predictor.read == ["very good"]
    assert scored.rows[0][1] == "  very   good\u200b "


def test_two_text_columns_are_read_in_the_models_order() -> None:
    model = Model(columns=("title", "body"))
    score(table_of("body,title\nfine,good\n"), model)
    assert model.predictor.read == ["good\nfine"]


def test_a_table_without_the_text_column_is_refused_in_words() -> None:
    with pytest.raises(UserFacingError) as error:
        score(table_of("id,words\n1,good\n"))
    assert error.value.code == "score_column_missing"
    assert error.value.params == {"column": "text", "columns": "id, words"}


def test_progress_rises_to_the_end() -> None:
    seen: list[Progress] = []
    table = table_of("id,text\n" + "1,good\n" * 600)
    score_table(table, Model(), threshold=0.5, emit=seen.append, should_stop=lambda: False)
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert len(fractions) == 3


def test_a_wish_to_stop_is_heard_between_chunks() -> None:
    seen: list[Progress] = []
    table = table_of("id,text\n" + "1,good\n" * 600)
    stopped = score_table(table, Model(), threshold=0.5, emit=seen.append, should_stop=lambda: bool(seen))
    assert stopped is None
    assert len(seen) == 1
