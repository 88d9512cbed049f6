"""A file that must not be kept is gone however its run ends."""

import pytest

from pipeline.domain.dataset import ColumnRole
from pipeline.domain.project import Language
from pipeline.domain.run import Run, RunState
from pipeline.runs import supervisor
from pipeline.runs.brought import TABLE_FILE
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, runs
from tests import builders


@pytest.fixture
def queued(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A masked import that waits for its worker."""
    monkeypatch.setattr(data, "LARGE_MASKED_BYTES", 10)
    monkeypatch.setattr(data, "tick", lambda _: None)
    request = data.ProjectRequest("a", {"文本": ColumnRole.TEXT}, Language.CHINESE, mask=True)
    run = data.bring(ws, builders.weather_csv(20), "a.csv", request).run
    assert run is not None
    return run


def test_a_run_that_is_stopped_before_it_starts(ws: Workspace, queued: Run) -> None:
    runs.stop(ws, queued.id)
    assert not (ws.run_folder(queued.id) / TABLE_FILE).exists()


def test_a_run_whose_worker_was_killed(ws: Workspace, queued: Run) -> None:
    # fails if: only a living worker removes the file
    ws.runs.move(queued.id, RunState.QUEUED, RunState.STARTING)
    supervisor.tick(ws, stale_seconds=0)
    assert ws.runs.get(queued.id).state is RunState.LOST
    assert not (ws.run_folder(queued.id) / TABLE_FILE).exists()


def test_a_run_that_is_done_again_takes_the_file_with_it(
    ws: Workspace, queued: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: restart() leaves the first run its file
    monkeypatch.setattr(runs, "tick", lambda _: None)
    ws.runs.move(queued.id, RunState.QUEUED, RunState.STOPPED)
    fresh = runs.restart(ws, queued.id)
    assert not (ws.run_folder(queued.id) / TABLE_FILE).exists()
    assert (ws.run_folder(fresh.id) / TABLE_FILE).read_bytes() == builders.weather_csv(20)
