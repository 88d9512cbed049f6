"""A run: one piece of background work as a persisted state machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.domain.training import Progress


class RunKind(StrEnum):
    IMPORT = "import"
    EMBED = "embed"
    ADAPT = "adapt"
    TRAIN = "train"
    EXPLAIN = "explain"
    SCORE = "score"
    EXPORT = "export"


class RunState(StrEnum):
    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
    LOST = "lost"


_S = RunState
NEXT: Mapping[RunState, frozenset[RunState]] = {
    _S.QUEUED: frozenset({_S.STARTING, _S.STOPPED}),
    _S.STARTING: frozenset({_S.RUNNING, _S.STOPPING, _S.FAILED, _S.LOST}),
    _S.RUNNING: frozenset({_S.SUCCEEDED, _S.FAILED, _S.STOPPING, _S.LOST}),
    _S.STOPPING: frozenset({_S.STOPPED, _S.FAILED, _S.LOST}),
    _S.SUCCEEDED: frozenset(),
    _S.FAILED: frozenset(),
    _S.STOPPED: frozenset(),
    _S.LOST: frozenset(),
}
FINISHED = frozenset(state for state, following in NEXT.items() if not following)
ALIVE = frozenset({_S.STARTING, _S.RUNNING, _S.STOPPING})
ONE_AT_A_TIME = frozenset({RunKind.TRAIN, RunKind.ADAPT})  # these share the queue of a device


@dataclass(frozen=True)
class Failure:
    """Why a run failed: a code of the errors' wording, its facts, and an id to find the traceback by."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    incident: str = ""


@dataclass(frozen=True)
class Run:
    """A frozen picture of one run. `config` is what was asked for, `result` what came of it (ids and counts)."""

    id: str
    kind: RunKind
    state: RunState
    project_id: str
    config: Mapping[str, Any]
    created_at: datetime
    parent_id: str | None = None
    progress: Progress | None = None
    failure: Failure | None = None
    result: Mapping[str, Any] = field(default_factory=dict)
    started_at: datetime | None = None
    finished_at: datetime | None = None
    heartbeat_at: datetime | None = None
    pid: int | None = None

    @property
    def finished(self) -> bool:
        return self.state in FINISHED
