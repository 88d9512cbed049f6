"""Annotations: append-only, idempotent by id; and the splits that follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.domain.dataset import Split
from pipeline.domain.labels import FILE_ANNOTATOR, Annotation, Decision
from pipeline.store import schema
from pipeline.store.clock import moment_of, seconds_of
from pipeline.store.database import Database

_A, _S = schema.annotations.c, schema.splits.c


@dataclass
class Annotations:
    database: Database

    def append(self, annotations: Sequence[Annotation]) -> list[str]:
        """Write decisions and return their ids once they are on the disk. One that is there already is no change."""
        if not annotations:
            return []
        insert = sqlite.insert if self.database.engine.dialect.name == "sqlite" else postgresql.insert
        values = [_values(annotation) for annotation in annotations]
        with self.database.write() as connection:
            connection.execute(insert(schema.annotations).on_conflict_do_nothing(index_elements=["id"]), values)
        return [annotation.id for annotation in annotations]

    def all(self, project_id: str) -> list[Annotation]:
        """Return every decision of a project, oldest first."""
        query = select(schema.annotations).where(_A.project_id == project_id).order_by(_A.sequence)
        with self.database.read() as connection:
            return [_annotation(row) for row in connection.execute(query)]

    def standing(self, project_id: str) -> dict[str, Annotation]:
        """Return by example what counts now: the last decision; a person's outweighs the file's; undone ones are gone.

        Where several people decided, the latest stands here; all of them stay in `all`.
        """
        latest: dict[tuple[str, str], Annotation] = {}
        for annotation in self.all(project_id):
            key = (annotation.example_id, annotation.annotator)
            latest.pop(key, None)  # so that the order is that of the last decision
            if annotation.decision is not Decision.RETRACT:
                latest[key] = annotation
        found: dict[str, Annotation] = {}
        for annotation in latest.values():
            if annotation.annotator != FILE_ANNOTATOR or annotation.example_id not in found:
                found[annotation.example_id] = annotation
        return found

    def labels(self, project_id: str) -> dict[str, str]:
        """Return label codes by example id, of those examples whose standing decision is a label."""
        standing = self.standing(project_id).items()
        return {example_id: found.label for example_id, found in standing if found.label is not None}

    def splits(self, project_id: str) -> dict[str, Split]:
        query = select(_S.example_id, _S.split).where(_S.project_id == project_id)
        with self.database.read() as connection:
            return {row.example_id: Split(row.split) for row in connection.execute(query)}

    def add_splits(self, project_id: str, splits: Mapping[str, Split]) -> None:
        """Store where examples belong; one that has a split keeps it."""
        known = self.splits(project_id)
        values = [
            {"project_id": project_id, "example_id": example_id, "split": split.value}
            for example_id, split in splits.items()
            if example_id not in known
        ]
        if values:
            with self.database.write() as connection:
                connection.execute(schema.splits.insert(), values)


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
