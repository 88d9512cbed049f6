"""Runs go on without us, end in a state that says how, and one training at a time has the device."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from pipeline.domain.run import FINISHED, RunKind, RunState
from pipeline.runs.lock import RunLock, is_held
from pipeline.runs.supervisor import MAX_STARTS, tick
from pipeline.store.workspace import Workspace
from pipeline.workflow import runs as background
from pipeline.workflow import settings, train
from tests import builders

ROOT = Path(__file__).parents[3]


@pytest.fixture
def no_workers_left(ws: Workspace) -> Iterator[None]:
    yield
    for run in ws.runs.all():
        if not run.finished and run.pid and psutil.pid_exists(run.pid):
            os.kill(run.pid, signal.SIGKILL)


@pytest.fixture
def a_training(ws: Workspace, tiny_encoder: Path, no_workers_left: None) -> Callable[..., str]:
    """Start a training with the tiny encoder; `epochs` makes it as long as a test needs."""
    encoder = settings.add_encoder(ws, str(tiny_encoder)).name
    project = builders.a_project(ws, builders.weather_csv(60))

    def started(*, epochs: int = 2, go: bool = True) -> str:
        if go and epochs == 2:
            return train.start(ws, project.id, encoder=encoder).id
        training = {"encoder": encoder, "preset": "quick", "epochs": epochs, "seed": 13, "patience": epochs}
        run = ws.runs.queue(RunKind.TRAIN, project.id, {"training": training})
        if go:
            tick(ws)
        return run.id

    return started


def test_a_training_runs_by_itself_to_a_model(ws: Workspace, a_training: Callable[..., str]) -> None:
    run_id = a_training()
    assert _ended(ws, run_id) is RunState.SUCCEEDED
    run = ws.runs.get(run_id)
    model = ws.evaluations.model(run.result["model_id"])
    assert ws.evaluations.get(model.id) is not None
    assert model.size_bytes < 5_000_000


def test_a_killed_worker_is_found_lost_and_can_be_started_again(ws: Workspace, a_training: Callable[..., str]) -> None:
    # fails if: tick() trusts the pid, or buries a run whose lock is held
    run_id = a_training(epochs=100_000)
    _wait_for(lambda: ws.runs.get(run_id).state is RunState.RUNNING)
    tick(ws, stale_seconds=0)
    assert ws.runs.get(run_id).state is RunState.RUNNING
    os.kill(ws.runs.get(run_id).pid or 0, signal.SIGKILL)
    _wait_for(lambda: not is_held(ws.run_folder(run_id) / "lock"))
    tick(ws)
    assert ws.runs.get(run_id).state is RunState.RUNNING, "a fresh heartbeat is not stale yet"
    tick(ws, stale_seconds=0)
    assert ws.runs.get(run_id).state is RunState.LOST
    again = background.restart(ws, run_id)
    assert again.parent_id == run_id
    background.stop(ws, again.id)
    assert _ended(ws, again.id) is RunState.STOPPED


def test_a_stopped_training_leaves_a_usable_model(ws: Workspace, a_training: Callable[..., str]) -> None:
    # fails if: the worker ends the process on the wish, or throws the result away
    run_id = a_training(epochs=100_000)
    _wait_for(lambda: any(point.loss is not None for point in ws.runs.points(run_id)))
    background.stop(ws, run_id)
    assert _ended(ws, run_id) is RunState.STOPPED
    assert (ws.model_folder(ws.runs.get(run_id).result["model_id"]) / "model.json").exists()


def test_trainings_wait_for_each_other_and_the_next_starts_by_itself(
    ws: Workspace, a_training: Callable[..., str]
) -> None:
    # fails if: tick() does not count the living, or the worker does not call it at its end
    first, second = a_training(epochs=100_000), a_training(epochs=1)
    _wait_for(lambda: ws.runs.get(first).state is RunState.RUNNING)
    tick(ws)
    assert ws.runs.get(second).state is RunState.QUEUED
    assert background.run_card(ws, second).queue_position == 1
    background.stop(ws, first)
    assert _ended(ws, second) is RunState.SUCCEEDED  # nobody ticks here but the first worker


def test_a_worker_that_cannot_begin_ends_in_a_failure_with_words(
    ws: Workspace, a_training: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: a run that never claims is started for ever
    monkeypatch.setattr("pipeline.runs.supervisor.start_detached", lambda *_: None)
    monkeypatch.setattr("pipeline.runs.supervisor.START_SECONDS", 0.0)
    run_id = a_training(go=False)
    for _ in range(MAX_STARTS + 1):
        tick(ws)
    run = ws.runs.get(run_id)
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert run.failure.code == "worker_would_not_start"


def test_a_failure_is_diagnosed_and_the_traceback_goes_to_the_log(
    ws: Workspace, a_training: Callable[..., str]
) -> None:
    run_id = a_training(go=False)
    (ws.encoders_folder() / "tiny-bert" / "model.safetensors").write_bytes(b"damaged")
    tick(ws)
    assert _ended(ws, run_id) is RunState.FAILED
    failure = ws.runs.get(run_id).failure
    assert failure is not None
    assert failure.code == "encoder_broken"
    assert "Traceback" in background.log(ws, run_id)


def test_a_worker_survives_ctrl_c_and_the_end_of_its_starter(ws: Workspace, a_training: Callable[..., str]) -> None:
    # fails if: start_detached() leaves out start_new_session (the SIGINT then reaches the worker)
    run_id = a_training(epochs=100_000, go=False)
    starter = subprocess.Popen(
        [sys.executable, "-c", _STARTER, str(ws.folder)], cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL
    )
    _wait_for(lambda: ws.runs.get(run_id).state is RunState.RUNNING)
    os.killpg(starter.pid, signal.SIGINT)
    os.killpg(starter.pid, signal.SIGHUP)
    starter.wait()
    seen = ws.runs.get(run_id).heartbeat_at
    _wait_for(lambda: ws.runs.get(run_id).heartbeat_at != seen)
    background.stop(ws, run_id)
    assert _ended(ws, run_id) is RunState.STOPPED


def test_a_lock_is_free_the_moment_its_holder_is_gone(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, str(tmp_path / "lock")], cwd=ROOT, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    assert is_held(tmp_path / "lock")
    assert not RunLock(tmp_path / "lock").take()
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert not is_held(tmp_path / "lock")


def _ended(ws: Workspace, run_id: str) -> RunState:
    _wait_for(lambda: ws.runs.get(run_id).state in FINISHED)
    return ws.runs.get(run_id).state


def _wait_for(happened: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


_STARTER = """
import sys, time
from pathlib import Path
from pipeline.runs.supervisor import tick
from pipeline.store.workspace import Workspace
tick(Workspace(Path(sys.argv[1])))
time.sleep(600)
"""

_HOLDER = """
import sys, time
from pathlib import Path
from pipeline.runs.lock import RunLock
lock = RunLock(Path(sys.argv[1]))
assert lock.take()
print("held", flush=True)
time.sleep(600)
"""
