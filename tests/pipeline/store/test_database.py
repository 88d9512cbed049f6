"""The database: opened by anyone, damaged by nobody, honest when the disk is full."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.domain.errors import UserFacingError
from pipeline.store.migrations import VERSION
from pipeline.store.workspace import Workspace
from tests import builders


def test_a_workspace_of_a_newer_version_is_refused_and_not_touched(tmp_path: Path) -> None:
    # fails if: migrate() compares with "!=" and runs on, or opens before it looks
    ws = builders.a_workspace(tmp_path)
    builders.a_project(ws)
    with ws.database.write() as connection:
        connection.execute(text("UPDATE schema_version SET version = :v"), {"v": VERSION + 1})
    ws.close()
    before = (tmp_path / "workspace" / "lanhai.db").read_bytes()
    with pytest.raises(UserFacingError) as refused:
        builders.a_workspace(tmp_path)
    assert refused.value.code == "workspace_newer"
    assert (tmp_path / "workspace" / "lanhai.db").read_bytes() == before


def test_a_damaged_database_is_said_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "lanhai.db").write_bytes(b"this is no database at all, but long enough to be read as one" * 20)
    with pytest.raises(UserFacingError) as refused:
        Workspace(folder)
    assert refused.value.code == "workspace_damaged"


def test_a_folder_with_signs_of_an_address_in_its_name_holds_its_own_database(tmp_path: Path) -> None:
    # fails if: the path is pasted into the database's address
    ws = Workspace(tmp_path / "what?is=this#50%")
    ws.close()
    assert (tmp_path / "what?is=this#50%" / "lanhai.db").exists()


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UserFacingError) as refused:
        Workspace(tmp_path / "file" / "workspace")
    assert refused.value.code == "workspace_not_writable"


def test_writing_uses_wal_and_full_synchronisation(ws: Workspace) -> None:
    # fails if: a PRAGMA is dropped; then kill -9 or a power cut may lose an acknowledged label
    with ws.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


def test_a_full_disk_is_said_and_what_was_acknowledged_stays(ws: Workspace) -> None:
    # fails if: is_disk_full() does not know SQLite's words, or a write is acknowledged before its commit
    project = builders.a_project(ws)
    kept = ws.annotations.append([builders.an_annotation(project, "e0")])
    with ws.database.read() as connection:  # SQLite's own limit gives the very error of a full disk
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    _limit_pages(ws, pages)
    many = [builders.an_annotation(project, f"e{i}", annotator="x" * 500) for i in range(1, 500)]
    with pytest.raises(UserFacingError) as full:
        ws.annotations.append(many)
    assert full.value.code == "disk_full"
    _limit_pages(ws, 1_000_000)
    stored = {annotation.id for annotation in ws.annotations.all(project.id)}
    assert set(kept) <= stored
    assert not stored & {annotation.id for annotation in many}


def test_a_failed_block_writes_nothing(ws: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), ws.database.write() as connection:
        connection.execute(text("INSERT INTO settings VALUES ('a', '1')"))
        raise ZeroDivisionError
    assert ws.settings.get("a") is None


def test_the_file_is_a_plain_sqlite_database(ws: Workspace) -> None:
    connection = sqlite3.connect(ws.folder / "lanhai.db")
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert {"projects", "datasets", "annotations", "runs", "models", "evaluations", "schema_version"} <= tables


def _limit_pages(ws: Workspace, pages: int) -> None:
    from sqlalchemy import event

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(ws.database.engine, "checkout", limit)
