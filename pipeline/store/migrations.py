"""From any older database to today's, one function per version; never edited once released."""

from collections.abc import Callable

from sqlalchemy import Connection, inspect, text

from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import FILE_ANNOTATOR
from pipeline.store import schema


def _first(connection: Connection) -> None:
    schema.metadata.create_all(connection)


def _labels_of_the_table(connection: Connection) -> None:
    """Labels that came with a table are read from it, and no longer copied into the annotations."""
    if "more" not in {column["name"] for column in inspect(connection).get_columns("datasets")}:
        connection.execute(text("ALTER TABLE datasets ADD COLUMN more JSON"))
    connection.execute(schema.annotations.delete().where(schema.annotations.c.annotator == FILE_ANNOTATOR))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first, _labels_of_the_table)
VERSION = len(MIGRATIONS)


def migrate(connection: Connection) -> None:
    """Bring the database to VERSION within the connection's transaction.

    Raises: UserFacingError("workspace_newer") when a newer Lanhai wrote it; nothing is touched then.
    """
    version = current_version(connection)
    if version > VERSION:
        raise UserFacingError("workspace_newer", version=version, known=VERSION)
    for step in MIGRATIONS[version:]:
        step(connection)
    if version == 0:
        connection.execute(text("CREATE TABLE schema_version (version INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO schema_version VALUES (:v)"), {"v": VERSION})
    elif version < VERSION:
        connection.execute(text("UPDATE schema_version SET version = :v"), {"v": VERSION})


def current_version(connection: Connection) -> int:
    """Return 0 for an empty database."""
    if not inspect(connection).has_table("schema_version"):
        return 0
    return int(connection.execute(text("SELECT version FROM schema_version")).scalar_one())
