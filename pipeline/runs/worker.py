"""The process that carries out one run: claims it, keeps its books, computes, and ends.

`python -m pipeline.runs.worker WORKSPACE RUN`
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.domain.run import ONE_AT_A_TIME, Failure, Run, RunState
from pipeline.domain.training import Progress
from pipeline.runs.executors.executor import Event, Executor
from pipeline.runs.lock import RunLock
from pipeline.runs.supervisor import forget_starts, tick
from pipeline.store.workspace import Workspace

logger = logging.getLogger(__name__)
BEAT_SECONDS = 2.0
PROGRESS_SECONDS = 0.5  # progress is written at most this often; training points always


def main(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    folder, run_id = Path(arguments[0]), arguments[1]
    lock = RunLock(folder / "runs" / run_id / "lock")
    if not lock.take():
        return 0  # another worker has it
    ws = Workspace(folder)
    claimed = ws.runs.claim(run_id, os.getpid())
    if claimed:
        _carry_out(ws, ws.runs.get(run_id))
    elif ws.runs.get(run_id).state is RunState.QUEUED:
        forget_starts(ws, run_id)
    lock.free()
    if claimed:
        tick(ws)
    return 0


def _carry_out(ws: Workspace, run: Run) -> None:
    """Everything after the claim: whatever happens in here ends in a finished state."""
    if run.kind in ONE_AT_A_TIME:
        os.nice(10)  # labelling and explaining stay quick beside a training
    heart = Heart(ws, run.id)
    heart.start()
    try:
        from pipeline.runs.executors.local import LocalExecutor

        ws.runs.move(run.id, RunState.STARTING, RunState.RUNNING)
        _compute_and_store(ws, run, LocalExecutor(), heart)
        ended = RunState.SUCCEEDED
        failure = None
    except BaseException as error:  # noqa: BLE001 - a worker's last duty is to say how it ended
        ended, failure = RunState.FAILED, _diagnose(error)
    heart.stop()
    _tidy(ws, run)
    _finish(ws, run.id, ended, failure)


def _compute_and_store(ws: Workspace, run: Run, executor: Executor, heart: "Heart") -> None:
    from pipeline.runs.bookkeeping import store_result, work_of
    from pipeline.runs.imports import until_unchanged

    def attempt() -> None:
        work = work_of(ws, run)
        result = executor.execute(work, emit=heart.note, should_stop=heart.should_stop)
        if result is not None:
            store_result(ws, run, work, result)

    until_unchanged(attempt)


def _tidy(ws: Workspace, run: Run) -> None:
    from pipeline.runs.brought import forget_brought

    try:
        forget_brought(ws, run)
    except OSError:
        logger.exception("could not remove the file of run %s", run.id)


def _finish(ws: Workspace, run_id: str, ended: RunState, failure: Failure | None) -> None:
    """Leave by the edge that the present state has; a wish to stop turns success into STOPPED."""
    for state in (RunState.RUNNING, RunState.STARTING, RunState.STOPPING):
        goal = RunState.STOPPED if state is RunState.STOPPING and failure is None else ended
        if goal is RunState.SUCCEEDED and state is RunState.STARTING:
            continue
        values: dict[str, object] = {} if failure is None else {"failure": failure}
        if goal is RunState.SUCCEEDED:
            values["progress"] = {"fraction": 1.0, "phase": "done"}
        if ws.runs.move(run_id, state, goal, **values):
            return
    logger.error("run %s could not be finished; it is %s", run_id, ws.runs.get(run_id).state)


def _diagnose(error: BaseException) -> Failure:
    from pipeline.training.diagnose import diagnose

    return diagnose(error)


class Heart(threading.Thread):
    """Beats, writes progress, and hears the wish to stop in the answer."""

    def __init__(self, ws: Workspace, run_id: str) -> None:
        super().__init__(daemon=True, name="heart")
        self.ws = ws
        self.run_id = run_id
        self._wish = threading.Event()
        self._ended = threading.Event()
        self._progress: Progress | None = None
        self._written_at = 0.0

    def run(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            self._safely(self._beat)

    def note(self, event: Event) -> None:
        """Take an event of the work: progress now and then, every training point."""
        if not isinstance(event, Progress):
            self._safely(lambda: self.ws.runs.add_point(self.run_id, event))
            return
        changed = self._progress is None or self._progress.phase != event.phase
        self._progress = event
        if changed or time.monotonic() - self._written_at > PROGRESS_SECONDS:
            self._written_at = time.monotonic()
            self._safely(self._beat)

    def should_stop(self) -> bool:
        return self._wish.is_set()

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def _beat(self) -> None:
        if self.ws.runs.beat(self.run_id, self._progress) is RunState.STOPPING:
            self._wish.set()

    def _safely(self, write: Callable[[], None]) -> None:
        """A beat that cannot be written (a full disk, a busy database) must not end the work."""
        try:
            write()
        except Exception:
            logger.exception("could not write the heartbeat")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
