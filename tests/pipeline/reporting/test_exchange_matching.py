"""Whose answers are these? By id, by text, by the order of copies, and never by a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data.identity import example_ids
from pipeline.domain.labels import Decision, Label, LabelSet, Task, TaskKind
from pipeline.reporting.exchange.answers import Answer
from pipeline.reporting.exchange.matching import Matched, match_answers

TABLE = [("good",), ("bad",), ("good",), ("meh",)]
IDS = example_ids(TABLE)
LABELS = LabelSet((Label("0", "坏"), Label("1", "好")))
ONE = Task(TaskKind.CLASSIFICATION, LABELS)


def said(text: str, label: str = "1", **more: object) -> Answer:
    return Answer((text,), labels=(label,), **more)  # type: ignore[arg-type]


def matched(*answers: Answer, task: Task = ONE, table: list[tuple[str, ...]] = TABLE) -> Matched:
    return match_answers(answers, IDS, table, task)


def places(found: Matched) -> list[int]:
    return [IDS.index(answer.example_id) for answer in found.ready]


def test_an_id_counts_before_the_text() -> None:
    # fails if: the texts are asked first
    found = matched(said("good", example_id=IDS[3]))
    assert (places(found), found.n_by_id, found.n_by_text) == ([3], 1, 0)


def test_an_unknown_id_leaves_it_to_the_text() -> None:
    found = matched(said("bad", example_id="17"))
    assert (places(found), found.n_by_id, found.n_by_text) == ([1], 0, 1)


def test_copies_are_told_apart_by_their_order_for_each_person() -> None:
    # fails if: turns are counted over all people
    answers = [said("good", who, annotator=who) for who in ("0", "1")] + [
        said("good", who, annotator=who) for who in ("1", "0")
    ]
    swapped = [
        Answer(it.texts, labels=(label,), annotator=it.annotator) for it, label in zip(answers, "0110", strict=True)
    ]
    found = matched(*swapped)
    assert places(found) == [0, 0, 2, 2]


def test_fewer_answers_than_copies_that_disagree_are_ambiguous() -> None:
    table = [*TABLE, ("good",)]
    ids = example_ids(table)
    found = match_answers([said("good", "0"), said("good", "1")], ids, table, ONE)
    assert (len(found.ambiguous), found.ready) == (2, ())
    alike = match_answers([said("good", "1"), said("good", "1")], ids, table, ONE)
    assert [ids.index(answer.example_id) for answer in alike.ready] == [0, 2]


def test_texts_that_are_not_there_are_unknown_and_so_is_nothing() -> None:
    found = matched(said("Good"), Answer(labels=("1",)))
    assert len(found.unknown) == 2


def test_raw_texts_are_found_in_a_table_that_is_masked() -> None:
    # fails if: only the stored texts are compared
    masked = [("[name]",), ("bad",), ("good",), ("meh",)]
    assert places(matched(said("good"), said("good", "0"), table=masked)) == [0, 2]
    assert places(matched(said("[name]"), table=masked)) == [0]


def test_space_and_line_breaks_of_a_spreadsheet_do_not_matter() -> None:
    table = [(" good\r\nplace ",), ("bad",), ("good",), ("meh",)]
    assert places(matched(said("good\nplace"), table=table)) == [0]


def test_labels_are_known_by_code_name_and_case() -> None:
    # fails if: what is written exactly so is not preferred
    labels = (Label("A", "b"), Label("b"), Label("Pump"), Label("x"), Label("X"), Label("q", "Y"), Label("y"))
    found = matched(
        *(said("bad", it) for it in ("b", "A", " pump ", "X", "x", "Y")), task=Task(label_set=LabelSet(labels))
    )
    assert [answer.labels[0] for answer in found.ready] == ["b", "A", "Pump", "X", "x", "q"]


def test_new_labels_are_offered_and_not_added() -> None:
    # fails if: an answer with an unknown label is ready
    found = matched(said("bad", "2"), said("meh", "2"), said("meh", "3"), said("good", "1", example_id=IDS[0]))
    assert (len(found.ready), len(found.with_new_labels), dict(found.new_labels)) == (1, 3, {"2": 2, "3": 1})
    task = Task(label_set=LABELS.with_codes(tuple(found.new_labels)))
    assert len(matched(*found.with_new_labels, task=task).ready) == 3


@pytest.mark.parametrize(
    ("kind", "answer", "fits"),
    [
        (TaskKind.CLASSIFICATION, Answer(("bad",), labels=("0", "1")), False),
        (TaskKind.MULTI_LABEL, Answer(("bad",), labels=("0", "1")), True),
        (TaskKind.MULTI_LABEL, Answer(("bad",)), True),
        (TaskKind.CLASSIFICATION, Answer(("bad",)), False),
        (TaskKind.CLASSIFICATION, Answer(("bad",), number=1.0), True),
        (TaskKind.REGRESSION, Answer(("bad",), labels=("3.5",)), True),
        (TaskKind.REGRESSION, Answer(("bad",), labels=("nice",)), False),
        (TaskKind.REGRESSION, Answer(("bad",), Decision.SKIP), True),
    ],
)
def test_an_answer_must_fit_the_task(kind: TaskKind, answer: Answer, fits: bool) -> None:
    found = matched(answer, task=Task(kind, LABELS))
    assert (len(found.ready), len(found.contradicting)) == (fits, not fits)


@given(
    st.lists(
        st.tuples(st.sampled_from(["good", "bad", "new"]), st.sampled_from("012"), st.sampled_from("ab")), max_size=8
    )
)
@settings(deadline=None, max_examples=80)
def test_every_answer_is_told_of_once(rows: list[tuple[str, str, str]]) -> None:
    # fails if: contradicting answers are also ready
    answers = [said(text, label, annotator=who) for text, label, who in rows]
    found = matched(*answers)
    parts = (found.ready, found.with_new_labels, found.ambiguous, found.unknown, found.contradicting)
    assert sum(map(len, parts)) == len(answers)
    assert found.n_matched == len(answers) - len(found.ambiguous) - len(found.unknown)


def test_an_answer_read_twice_has_the_same_id() -> None:
    one, other = said("bad", example_id="i", annotator="a"), said("bad", example_id="i", annotator="b")
    assert one.id_in("p") == said("bad", example_id="i", annotator="a").id_in("p")
    assert len({one.id_in("p"), one.id_in("q"), other.id_in("p")}) == 3
