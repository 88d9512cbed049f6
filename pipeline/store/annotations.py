"""Annotations: append-only, idempotent by id; and the splits that follow from them."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.domain.dataset import Split
from pipeline.domain.labels import Annotation, Decision
from pipeline.store import schema
from pipeline.store.clock import moment_of, optional_moment, seconds_of
from pipeline.store.database import Database

_A, _S = schema.annotations.c, schema.splits.c


@dataclass
class Annotations:
    database: Database
    _folds: dict[str, "Fold"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def append(self, annotations: Sequence[Annotation]) -> list[str]:
        """Write decisions and return their ids once they are on the disk. One that is there already is no change."""
        if not annotations:
            return []
        values = [_values(annotation) for annotation in annotations]
        with self.database.write() as connection:
            connection.execute(self._insert(schema.annotations).on_conflict_do_nothing(index_elements=["id"]), values)
        return [annotation.id for annotation in annotations]

    def all(self, project_id: str) -> list[Annotation]:
        """Return every decision of a project, oldest first."""
        return self._after(project_id, 0)[0]

    def latest_of(self, project_id: str, annotator: str, *, n: int = 100) -> list[Annotation]:
        """Return the last decisions of one person, oldest first."""
        query = select(schema.annotations).where(_A.project_id == project_id, _A.annotator == annotator)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(_A.sequence.desc()).limit(n)).all()
        return [_annotation(row) for row in reversed(rows)]

    def last_at(self, project_id: str) -> datetime | None:
        with self.database.read() as connection:
            seconds = connection.execute(select(func.max(_A.at)).where(_A.project_id == project_id)).scalar()
        return optional_moment(seconds)

    def standing(self, project_id: str) -> dict[str, Annotation]:
        """Return by example what people's decisions come to: the last one counts, and undone ones are gone.

        Where several people decided, the latest stands here; all of them stay in `all`. What nobody decided on may
        still have a label of its table: `store.labels` knows both.
        """
        if self.database.is_writing:  # what a block wrote may yet be taken back
            return Fold().with_more(self.all(project_id)).standing
        with self._lock:
            known = self._folds.get(project_id, Fold())
            fresh, last = self._after(project_id, known.last)
            self._folds[project_id] = known = known.with_more(fresh, last=last)
            return dict(known.standing)

    def splits(self, project_id: str) -> dict[str, Split]:
        query = select(_S.example_id, _S.split).where(_S.project_id == project_id)
        with self.database.read() as connection:
            return {row.example_id: Split(row.split) for row in connection.execute(query)}

    def add_splits(self, project_id: str, splits: Mapping[str, Split]) -> dict[str, Split]:
        """Store where examples belong; one that has a split keeps it. Returns what is stored then."""
        values = [
            {"project_id": project_id, "example_id": example_id, "split": split.value}
            for example_id, split in splits.items()
        ]
        if values:
            with self.database.write() as connection:
                connection.execute(self._insert(schema.splits).on_conflict_do_nothing(), values)
        return self.splits(project_id)

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        return sqlite.insert(table) if self.database.engine.dialect.name == "sqlite" else postgresql.insert(table)

    def _after(self, project_id: str, sequence: int) -> tuple[list[Annotation], int]:
        """Return the decisions written after one of them, and the place of the last."""
        query = select(schema.annotations).where(_A.project_id == project_id, _A.sequence > sequence)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(_A.sequence)).all()
        return [_annotation(row) for row in rows], rows[-1].sequence if rows else sequence


@dataclass
class Fold:
    """Decisions folded one after the other, so that a new one costs one step and not a reading of all.

    Right because writers come one at a time (BEGIN IMMEDIATE): no earlier place is filled later.
    """

    last: int = 0
    latest: dict[str, dict[str, Annotation]] = field(default_factory=dict)  # by example, then annotator, last one last
    standing: dict[str, Annotation] = field(default_factory=dict)

    def with_more(self, annotations: Sequence[Annotation], *, last: int = 0) -> "Fold":
        for annotation in annotations:
            self._add(annotation)
        self.last = max(self.last, last)
        return self

    def _add(self, annotation: Annotation) -> None:
        decided = self.latest.setdefault(annotation.example_id, {})
        decided.pop(annotation.annotator, None)  # so that the order is that of the last decision
        if annotation.decision is not Decision.RETRACT:
            decided[annotation.annotator] = annotation
        self.standing.pop(annotation.example_id, None)
        if decided:
            self.standing[annotation.example_id] = next(reversed(decided.values()))


def _values(annotation: Annotation) -> dict[str, Any]:
    return {
        "id": annotation.id,
        "project_id": annotation.project_id,
        "example_id": annotation.example_id,
        "decision": annotation.decision.value,
        "label": annotation.label if annotation.decision is Decision.LABEL else None,
        "annotator": annotation.annotator,
        "at": seconds_of(annotation.at),
        "blind": annotation.blind,
    }


def _annotation(row: Row[Any]) -> Annotation:
    return Annotation(
        id=row.id,
        project_id=row.project_id,
        example_id=row.example_id,
        decision=Decision(row.decision),
        label=row.label,
        annotator=row.annotator,
        at=moment_of(row.at),
        blind=row.blind,
    )
