"""Runs: moves of the state machine, heartbeats, progress, training points."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, select

from pipeline.domain.errors import UserFacingError
from pipeline.domain.run import ALIVE, FINISHED, NEXT, ONE_AT_A_TIME, Failure, Run, RunKind, RunState
from pipeline.domain.training import Progress, TrainingPoint
from pipeline.store import schema
from pipeline.store.clock import moment_of, new_id, now, optional_moment, seconds_of
from pipeline.store.database import Database

_R, _T = schema.runs.c, schema.training_points.c


@dataclass
class Runs:
    database: Database

    def queue(
        self,
        kind: RunKind,
        project_id: str,
        config: Mapping[str, Any],
        *,
        parent_id: str | None = None,
        run_id: str | None = None,
    ) -> Run:
        """Queue a run. Whoever writes files for it makes its `run_id` and the files first: it may start at once."""
        run_id = run_id or new_id()
        with self.database.write() as connection:
            connection.execute(
                schema.runs.insert().values(
                    id=run_id,
                    kind=kind.value,
                    state=RunState.QUEUED.value,
                    project_id=project_id,
                    parent_id=parent_id,
                    config=dict(config),
                    result={},
                    created_at=seconds_of(now()),
                    cleared=False,
                )
            )
        return self.get(run_id)

    def get(self, run_id: str) -> Run:
        """Raises: UserFacingError("run_missing")."""
        with self.database.read() as connection:
            row = connection.execute(select(schema.runs).where(_R.id == run_id)).first()
        if row is None:
            raise UserFacingError("run_missing", run=run_id)
        return _run(row)

    def all(self, project_id: str | None = None, *, kind: RunKind | None = None, cleared: bool = True) -> list[Run]:
        """Return runs, newest first; with `cleared` False without those that were taken off the list."""
        query = select(schema.runs).order_by(_R.created_at.desc())
        if not cleared:
            query = query.where(_R.cleared.is_(False))
        if project_id is not None:
            query = query.where(_R.project_id == project_id)
        if kind is not None:
            query = query.where(_R.kind == kind.value)
        with self.database.read() as connection:
            return [_run(row) for row in connection.execute(query)]

    def in_states(self, *states: RunState) -> list[Run]:
        """Return runs in one of the states, oldest first: the order of the queue."""
        query = select(schema.runs).where(_R.state.in_([s.value for s in states])).order_by(_R.created_at)
        with self.database.read() as connection:
            return [_run(row) for row in connection.execute(query)]

    def move(self, run_id: str, expected: RunState, following: RunState, **values: Any) -> bool:
        """Move a run along one edge. True when this call moved it; False when somebody else was faster.

        Raises: ValueError when NEXT has no such edge.
        """
        if following not in NEXT[expected]:
            raise ValueError(f"no edge from {expected} to {following}")
        if following in FINISHED:
            values["finished_at"] = seconds_of(now())
        if failure := values.get("failure"):
            values["failure"] = asdict(failure)
        return self._update(run_id, [expected], state=following.value, **values)

    def claim(self, run_id: str, pid: int) -> bool:
        """QUEUED -> STARTING, by the worker itself, before anything slow is imported.

        False when somebody else was faster, also with another run of a kind of which one runs at a time.
        """
        moment = seconds_of(now())
        values = {"pid": pid, "started_at": moment, "heartbeat_at": moment}
        with self.database.write():  # look and move in one: two workers cannot both find the device free
            alone = self.get(run_id).kind not in ONE_AT_A_TIME
            free = alone or not any(each.kind in ONE_AT_A_TIME for each in self.in_states(*ALIVE))
            return free and self.move(run_id, RunState.QUEUED, RunState.STARTING, **values)

    def beat(self, run_id: str, progress: Progress | None = None) -> RunState:
        """Say "alive" and hear the state, in which a wish to stop is written."""
        values: dict[str, Any] = {"heartbeat_at": seconds_of(now())}
        if progress is not None:
            values["progress"] = asdict(progress)
        self._update(run_id, list(ALIVE), **values)
        return self.get(run_id).state

    def ask_to_stop(self, run_id: str) -> RunState:
        """Write the wish. A queued run stops at once; a finished one stays as it is."""
        if not self.move(run_id, RunState.QUEUED, RunState.STOPPED):
            for state in (RunState.STARTING, RunState.RUNNING):
                if self.move(run_id, state, RunState.STOPPING):
                    break
        return self.get(run_id).state

    def set_result(self, run_id: str, result: Mapping[str, Any]) -> None:
        self._update(run_id, list(RunState), result=dict(result))

    def clear_finished(self) -> None:
        """Take finished runs off the list; their rows stay, since models name them."""
        with self.database.write() as connection:
            finished = _R.state.in_([state.value for state in FINISHED])
            connection.execute(schema.runs.update().where(finished).values(cleared=True))

    def add_point(self, run_id: str, point: TrainingPoint) -> None:
        with self.database.write() as connection:
            connection.execute(schema.training_points.insert().values(run_id=run_id, point=asdict(point)))

    def points(self, run_id: str) -> list[TrainingPoint]:
        query = select(_T.point).where(_T.run_id == run_id).order_by(_T.sequence)
        with self.database.read() as connection:
            return [TrainingPoint(**point) for point in connection.execute(query).scalars()]

    def _update(self, run_id: str, states: list[RunState], **values: Any) -> bool:
        condition = (_R.id == run_id) & _R.state.in_([state.value for state in states])
        with self.database.write() as connection:
            return connection.execute(schema.runs.update().where(condition).values(**values)).rowcount == 1


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        kind=RunKind(row.kind),
        state=RunState(row.state),
        project_id=row.project_id,
        config=row.config,
        created_at=moment_of(row.created_at),
        parent_id=row.parent_id,
        progress=None if row.progress is None else Progress(**row.progress),
        failure=None if row.failure is None else Failure(**row.failure),
        result=row.result,
        started_at=optional_moment(row.started_at),
        finished_at=optional_moment(row.finished_at),
        heartbeat_at=optional_moment(row.heartbeat_at),
        pid=row.pid,
    )
