"""Buries the dead and starts the next. Idempotent and called by anyone, so that no daemon is needed."""

import logging
import time

from pipeline.domain.run import ALIVE, ONE_AT_A_TIME, Failure, Run, RunKind, RunState
from pipeline.runs.brought import forget_brought
from pipeline.runs.detach import start_detached
from pipeline.runs.lock import is_held
from pipeline.store.clock import now
from pipeline.store.workspace import Workspace

logger = logging.getLogger(__name__)
STALE_SECONDS = 30.0  # a heartbeat may be seconds late beside a C call that holds the interpreter
START_SECONDS = 15.0  # a worker that was started has this long to claim its run
MAX_STARTS = 3


def tick(ws: Workspace, *, stale_seconds: float = STALE_SECONDS) -> None:
    """Move runs whose worker died to LOST, then start what may start."""
    for run in ws.runs.in_states(*ALIVE):
        if _is_dead(ws, run, stale_seconds) and ws.runs.move(run.id, run.state, RunState.LOST):
            forget_brought(ws, run)
            if run.kind is RunKind.IMPORT:
                ws.datasets.sweep()
    runs = ws.runs.in_states(RunState.QUEUED, *ALIVE)
    busy = any(run.kind in ONE_AT_A_TIME for run in runs if run.state in ALIVE)
    for run in runs:
        if run.state is not RunState.QUEUED or (busy and run.kind in ONE_AT_A_TIME):
            continue
        busy = busy or run.kind in ONE_AT_A_TIME
        _start(ws, run)


def queue_position(ws: Workspace, run: Run) -> int | None:
    """Return how many trainings must end before this one starts, plus one; None when it does not wait."""
    if run.state is not RunState.QUEUED or run.kind not in ONE_AT_A_TIME:
        return None
    waiting = [other.id for other in ws.runs.in_states(RunState.QUEUED) if other.kind in ONE_AT_A_TIME]
    return waiting.index(run.id) + 1 if run.id in waiting else None


def _is_dead(ws: Workspace, run: Run, stale_seconds: float) -> bool:
    """The heartbeat is stale and the lock is free: pids are reused and zombies look alive, a lock does not lie."""
    silent = (now() - run.heartbeat_at).total_seconds() if run.heartbeat_at else stale_seconds
    return silent >= stale_seconds and not is_held(ws.run_folder(run.id) / "lock")


def forget_starts(ws: Workspace, run_id: str) -> None:
    """Let a run that a worker could not claim, since another one was at work, be started again later."""
    for mark in ws.run_folder(run_id).glob("start-*"):
        mark.unlink(missing_ok=True)


def _start(ws: Workspace, run: Run) -> None:
    """Start a worker unless one was just started. One that dies before it can claim is tried MAX_STARTS times."""
    marks = ws.run_folder(run.id)
    marks.mkdir(parents=True, exist_ok=True)
    starts = sorted(marks.glob("start-*"))
    if starts and time.time() - starts[-1].stat().st_mtime < START_SECONDS:
        return
    if len(starts) >= MAX_STARTS:
        if ws.runs.move(run.id, RunState.QUEUED, RunState.STARTING):
            ws.runs.move(run.id, RunState.STARTING, RunState.FAILED, failure=Failure("worker_would_not_start"))
        return
    (marks / f"start-{len(starts)}").touch()
    logger.info("starting a worker for run %s", run.id)
    start_detached("pipeline.runs.worker", [str(ws.folder), run.id], ws.log_file(run.id))
