"""From a run to its work: nothing is learned from what it is measured on."""

import json

import pytest

from pipeline.domain.dataset import ColumnRole, Split
from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Language
from pipeline.domain.run import Run, RunKind
from pipeline.runs.bookkeeping import TEST_FILE, work_of
from pipeline.runs.executors.executor import TrainWork
from pipeline.store.clock import new_id
from pipeline.store.workspace import Workspace
from pipeline.workflow import data
from tests import builders

TRAINING = {"encoder": "minilm-en", "preset": "quick", "epochs": 1}


def test_the_same_text_and_the_same_group_never_stand_on_both_sides_of_a_test_table(ws: Workspace) -> None:
    # fails if: texts are compared character by character, or the groups of the test table are forgotten
    rows = [[f"Great phone number {i}", "good" if i % 2 else "bad", f"c{i // 2}"] for i in range(40)]
    project = _grouped(ws, rows)
    own = [["test-0", ["GREAT  phone number 1!"[:-1]], "good", None], ["test-1", ["something else"], "bad", "c5"]]
    work = _work(ws, _queued(ws, project, own))
    learned = {row.example.text for row in (*work.train, *work.validation)}
    assert "Great phone number 1" not in learned
    assert not {"Great phone number 10", "Great phone number 11"} & learned
    assert len(learned) == 37
    assert [row.example.id for row in work.test] == ["test-0", "test-1"]


def test_a_test_table_that_is_gone_ends_the_run_and_is_never_passed_over(ws: Workspace) -> None:
    # fails if: "no file" is taken for "no own test table"
    project = builders.a_project(ws).id
    run = ws.runs.queue(RunKind.TRAIN, project, {"training": TRAINING, "own_test": True})
    with pytest.raises(UserFacingError, match="run_file_missing"):
        work_of(ws, run)


def test_splits_are_stored_and_the_next_training_meets_the_same(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(60)).id
    first = _work(ws, ws.runs.queue(RunKind.TRAIN, project, {"training": TRAINING}))
    again = _work(ws, ws.runs.queue(RunKind.TRAIN, project, {"training": TRAINING}))
    assert [row.example.id for row in first.test] == [row.example.id for row in again.test]
    assert list(ws.annotations.splits(project).values()).count(Split.TEST) == len(first.test)


def test_the_double_of_a_test_text_whose_label_was_taken_back_is_not_learned_from(ws: Workspace) -> None:
    # fails if: rows that have a split but no label are not followed
    rows = [[f"text {i % 40}", "" if i >= 40 else "good" if i % 2 else "bad", ""] for i in range(80)]
    project = ws.projects.get(_grouped(ws, rows))
    dataset = ws.datasets.latest(project.id)
    assert dataset is not None
    first = _work(ws, ws.runs.queue(RunKind.TRAIN, project.id, {"training": TRAINING}))
    ids = ws.datasets.rows(dataset).ids
    tested = first.test[0].example.id
    double = ids[ids.index(tested) + 40]
    taken_back = builders.an_annotation(project, tested, None)
    ws.annotations.append([taken_back, builders.an_annotation(project, double, "good")])
    work = _work(ws, ws.runs.queue(RunKind.TRAIN, project.id, {"training": TRAINING}))
    assert double in {row.example.id for row in work.test}
    assert tested not in {row.example.id for row in work.test}


def _grouped(ws: Workspace, rows: list[list[str]]) -> str:
    roles = {"note": ColumnRole.TEXT, "tone": ColumnRole.LABEL, "customer": ColumnRole.GROUP}
    content = builders.csv_of(["note", "tone", "customer"], rows)
    return data.create_project(ws, content, "a.csv", data.ProjectRequest("a", roles, Language.ENGLISH)).project.id


def _queued(ws: Workspace, project_id: str, own_test: list[list[object]]) -> Run:
    run_id = new_id()
    ws.run_folder(run_id).mkdir(parents=True)
    (ws.run_folder(run_id) / TEST_FILE).write_text(json.dumps(own_test))
    return ws.runs.queue(RunKind.TRAIN, project_id, {"training": TRAINING, "own_test": True}, run_id=run_id)


def _work(ws: Workspace, run: Run) -> TrainWork:
    work = work_of(ws, run)
    assert isinstance(work, TrainWork)
    return work
