"""Projects and their label sets."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import Label, LabelSet, Task, TaskKind
from pipeline.domain.project import Language, Project
from pipeline.store import schema
from pipeline.store.clock import moment_of, new_id, now, seconds_of
from pipeline.store.database import Database

_P, _L = schema.projects.c, schema.labels.c


@dataclass
class Projects:
    database: Database

    def create(self, name: str, language: Language, labels: tuple[Label, ...] = ()) -> Project:
        project_id, created_at = new_id(), now()
        with self.database.write() as connection:
            connection.execute(
                schema.projects.insert().values(
                    id=project_id,
                    name=name,
                    language=language.value,
                    task_kind=TaskKind.CLASSIFICATION.value,
                    created_at=seconds_of(created_at),
                )
            )
        self.add_labels(project_id, labels)
        return self.get(project_id)

    def get(self, project_id: str) -> Project:
        """Raises: UserFacingError("project_missing") when there is none, or it was deleted."""
        with self.database.read() as connection:
            row = connection.execute(select(schema.projects).where(_P.id == project_id)).first()
            if row is None or row.deleted_at is not None:
                raise UserFacingError("project_missing")
            labels = connection.execute(select(schema.labels).where(_L.project_id == project_id).order_by(_L.position))
            return _project(row, list(labels))

    def all(self, *, deleted: bool = False) -> list[Project]:
        """Return the projects, newest first; with `deleted` those that were deleted and can come back."""
        wanted = _P.deleted_at.is_not(None) if deleted else _P.deleted_at.is_(None)
        with self.database.read() as connection:
            rows = connection.execute(select(schema.projects).where(wanted).order_by(_P.created_at.desc())).all()
            labels = connection.execute(select(schema.labels).order_by(_L.position)).all()
        return [_project(row, [label for label in labels if label.project_id == row.id]) for row in rows]

    def name_of(self, project_id: str) -> str:
        """Return the name, also of a deleted project."""
        with self.database.read() as connection:
            return str(connection.execute(select(_P.name).where(_P.id == project_id)).scalar_one())

    def rename(self, project_id: str, name: str) -> None:
        self._change(project_id, name=name)

    def delete(self, project_id: str) -> None:
        """Hide a project; `restore` brings it back whole."""
        self._change(project_id, deleted_at=seconds_of(now()))

    def restore(self, project_id: str) -> None:
        self._change(project_id, deleted_at=None)

    def add_labels(self, project_id: str, labels: tuple[Label, ...]) -> None:
        """Append labels whose codes are new; the known ones stay as they are."""
        with self.database.write() as connection:
            known = set(connection.execute(select(_L.code).where(_L.project_id == project_id)).scalars())
            fresh = [label for label in labels if label.code not in known]
            for position, label in enumerate(fresh, start=len(known)):
                connection.execute(
                    schema.labels.insert().values(
                        project_id=project_id,
                        code=label.code,
                        position=position,
                        name=label.name,
                        guideline=label.guideline,
                    )
                )

    def change_label(self, project_id: str, code: str, **values: str) -> None:
        """Set the name or the guideline of one label; its code never changes."""
        with self.database.write() as connection:
            connection.execute(
                schema.labels.update().where(_L.project_id == project_id, _L.code == code).values(**values)
            )

    def _change(self, project_id: str, **values: Any) -> None:
        with self.database.write() as connection:
            connection.execute(schema.projects.update().where(_P.id == project_id).values(**values))


def _project(row: Row[Any], labels: list[Row[Any]]) -> Project:
    label_set = LabelSet(tuple(Label(label.code, label.name, label.guideline) for label in labels))
    task = Task(TaskKind(row.task_kind), label_set)
    return Project(row.id, row.name, Language(row.language), task, moment_of(row.created_at))
