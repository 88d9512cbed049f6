"""The state machine as data: every legal edge moves a run, no other does, and one of two claimers wins."""

import threading
from itertools import product

import pytest

from pipeline.domain.run import ALIVE, FINISHED, NEXT, Failure, RunKind, RunState
from pipeline.domain.training import Progress, TrainingPoint
from pipeline.store.workspace import Workspace
from tests import builders

EDGES = sorted((state, following) for state, reachable in NEXT.items() for following in reachable)


@pytest.mark.parametrize(("state", "following"), EDGES)
def test_a_legal_edge_moves_a_run_once(ws: Workspace, state: RunState, following: RunState) -> None:
    # fails if: move() forgets the expected state in its WHERE; then the second call wins too
    run = _run_in(ws, state)
    assert ws.runs.move(run, state, following)
    assert not ws.runs.move(run, state, following)
    assert ws.runs.get(run).state is following


@pytest.mark.parametrize(("state", "following"), [pair for pair in product(RunState, RunState) if pair not in EDGES])
def test_no_other_edge_exists(ws: Workspace, state: RunState, following: RunState) -> None:
    with pytest.raises(ValueError, match="no edge"):
        ws.runs.move("any", state, following)


def test_finished_states_have_no_way_out() -> None:
    assert {RunState.SUCCEEDED, RunState.FAILED, RunState.STOPPED, RunState.LOST} == FINISHED
    assert not FINISHED & ALIVE


def test_of_many_claimers_one_wins(ws: Workspace) -> None:
    # fails if: claim() reads the state first and writes afterwards
    run = ws.runs.queue(RunKind.TRAIN, builders.a_project(ws).id, {})
    won: list[bool] = []
    threads = [threading.Thread(target=lambda pid=i: won.append(ws.runs.claim(run.id, pid))) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won.count(True) == 1


def test_two_trainings_cannot_both_be_claimed(ws: Workspace) -> None:
    # fails if: claim() looks at its own row alone; a tick that saw the device free a moment too early starts a second
    project = builders.a_project(ws)
    first, second = (ws.runs.queue(RunKind.TRAIN, project.id, {}).id for _ in range(2))
    scoring = ws.runs.queue(RunKind.SCORE, project.id, {}).id
    assert ws.runs.claim(first, 1)
    assert not ws.runs.claim(second, 2)
    assert ws.runs.get(second).state is RunState.QUEUED
    assert ws.runs.claim(scoring, 3)


def test_runs_taken_off_the_list_are_still_there(ws: Workspace) -> None:
    # fails if: clear_finished() hides a scoring from its own history
    run = _run_in(ws, RunState.SUCCEEDED)
    ws.runs.clear_finished()
    assert [each.id for each in ws.runs.all()] == [run]
    assert ws.runs.all(cleared=False) == []


def test_a_wish_to_stop_is_heard_in_the_answer_to_the_next_beat(ws: Workspace) -> None:
    run = _run_in(ws, RunState.RUNNING)
    assert ws.runs.beat(run) is RunState.RUNNING
    assert ws.runs.ask_to_stop(run) is RunState.STOPPING
    assert ws.runs.beat(run, Progress(0.5, "fine_tune", 12.0)) is RunState.STOPPING
    assert ws.runs.get(run).progress == Progress(0.5, "fine_tune", 12.0)


def test_a_queued_run_stops_at_once_and_a_finished_one_stays(ws: Workspace) -> None:
    assert ws.runs.ask_to_stop(_run_in(ws, RunState.QUEUED)) is RunState.STOPPED
    assert ws.runs.ask_to_stop(_run_in(ws, RunState.SUCCEEDED)) is RunState.SUCCEEDED


def test_a_failure_and_the_points_come_back_as_they_were(ws: Workspace) -> None:
    run = _run_in(ws, RunState.RUNNING)
    point = TrainingPoint(3, 10, 0.3, loss=0.7)
    ws.runs.add_point(run, point)
    ws.runs.move(run, RunState.RUNNING, RunState.FAILED, failure=Failure("out_of_memory", {"n": 3}, "ab12"))
    assert ws.runs.points(run) == [point]
    assert ws.runs.get(run).failure == Failure("out_of_memory", {"n": 3}, "ab12")


def _run_in(ws: Workspace, state: RunState) -> str:
    project = ws.projects.all()[0] if ws.projects.all() else builders.a_project(ws, builders.weather_csv(2))
    run = ws.runs.queue(RunKind.TRAIN, project.id, {})
    for following in _path(RunState.QUEUED, state):
        assert ws.runs.move(run.id, ws.runs.get(run.id).state, following)
    return run.id


def _path(start: RunState, goal: RunState) -> list[RunState]:
    """The shortest way along legal edges."""
    ways = {start: []}
    queue = [start]
    for state in queue:
        for following in sorted(NEXT[state]):
            if following not in ways:
                ways[following] = [*ways[state], following]
                queue.append(following)
    return ways[goal]
