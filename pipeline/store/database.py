"""One engine per workspace: SQLite in WAL by default, or what LANHAI_DATABASE_URL names."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from pipeline.domain.errors import UserFacingError
from pipeline.store.migrations import VERSION, current_version, migrate

BUSY_SECONDS = 20


class Database:
    """Reads and writes in transactions. Writers take the lock at once, so none fails half-way for want of it.

    A pool keeps connections open: Streamlit's script threads come and go, and closing the last connection of a
    WAL database checkpoints it (68 ms against 0.1 ms per write, measured).

    Raises: UserFacingError: workspace_damaged, workspace_newer, workspace_not_writable, disk_full.
    """

    def __init__(self, folder: Path) -> None:
        url = os.environ.get("LANHAI_DATABASE_URL") or URL.create("sqlite", database=str(folder / "lanhai.db"))
        # Parameters are the person's texts: no error message, and so no log, may quote them.
        self.engine: Engine = create_engine(url, pool_size=5, max_overflow=20, hide_parameters=True)
        if self.engine.dialect.name == "sqlite":
            _configure_sqlite(self.engine)
        self._thread = threading.local()
        try:
            self._migrate()
            self._keeper = self.engine.connect()  # keeps the WAL open between scripts
        except DatabaseError as error:
            code = "workspace_damaged" if _is_damaged(error) else "workspace_not_writable"
            raise UserFacingError(code, folder=folder.name) from error

    def _migrate(self) -> None:
        with self.read() as connection:
            if current_version(connection) == VERSION:
                return  # opening takes no lock: a worker may be writing
        with self.write() as connection:
            migrate(connection)

    @property
    def is_writing(self) -> bool:
        """True inside a `write` block of this thread."""
        return getattr(self._thread, "connection", None) is not None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Inside a `write` block of the same thread this sees what the block wrote."""
        if self.is_writing:
            yield self._thread.connection
            return
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction; committed at the end of the outermost block, and on the disk when that returns.

        Raises: UserFacingError("disk_full") when the disk takes no more; what was acknowledged before stays.
        """
        if self.is_writing:
            yield self._thread.connection
            return
        try:
            with self.engine.connect() as connection:
                if self.engine.dialect.name == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                self._thread.connection = connection
                try:
                    yield connection
                except BaseException:
                    connection.rollback()
                    raise
                finally:
                    self._thread.connection = None
                connection.commit()
        except DatabaseError as error:
            if is_disk_full(error):
                raise UserFacingError("disk_full") from error
            raise

    def close(self) -> None:
        self._keeper.close()
        self.engine.dispose()


def is_disk_full(error: BaseException) -> bool:
    """True for SQLite's and the operating system's ways to say it (not where a person's text says so)."""
    said = str(getattr(error, "orig", error))
    return any(words in said for words in ("database or disk is full", "No space left on device"))


def _is_damaged(error: DatabaseError) -> bool:
    """Not a lock, not a missing right: the file itself is no database any more."""
    return any(words in str(error.orig) for words in ("not a database", "malformed", "file is encrypted"))


def _configure_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor: Any = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # 0.27 ms a write, and no acknowledged label is ever lost
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
