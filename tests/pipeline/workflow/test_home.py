"""Where a project stands."""

from pipeline.domain.run import RunState
from pipeline.store.workspace import Workspace
from pipeline.workflow import home
from pipeline.workflow.values import Mark, Step
from tests import builders


def test_an_empty_workspace_begins_with_data(ws: Workspace) -> None:
    assert home.journey(ws, None).now is Step.DATA
    assert home.journey(ws, "gone").now is Step.DATA


def test_the_first_step_that_is_not_done_is_now(ws: Workspace) -> None:
    # fails if: two steps are NOW, or a step is done because a later one is
    half = home.journey(ws, builders.a_project(ws, builders.weather_csv(20, labeled=3)).id)
    assert half.now is Step.LABEL
    full = home.journey(ws, builders.a_project(ws, builders.weather_csv(40)).id)
    assert full.now is Step.TRAIN
    assert [mark for mark in full.marks.values()].count(Mark.NOW) == 1


def test_looking_at_the_results_leads_on(ws: Workspace) -> None:
    trained = builders.a_trained_project(ws)
    assert home.journey(ws, trained.project.id).now is Step.RESULTS
    home.mark_seen(ws, trained.model.id, Step.RESULTS)
    assert home.journey(ws, trained.project.id).now is Step.EXPLAIN


def test_a_deleted_project_comes_back_with_everything(ws: Workspace) -> None:
    # fails if: deleting removes rows
    project = builders.a_project(ws)
    waiting = builders.a_run(ws, project)
    home.delete_project(ws, project.id)
    assert home.project_cards(ws) == []
    assert ws.runs.get(waiting.id).state is RunState.STOPPED
    home.restore_project(ws, project.id)
    assert home.journey(ws, project.id).n_labeled == 40


def test_a_run_that_was_lost_marks_its_project(ws: Workspace) -> None:
    project = builders.a_project(ws)
    builders.a_run(ws, project, state=RunState.LOST)
    assert home.project_cards(ws)[0].last_run_failed
