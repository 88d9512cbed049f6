"""Files that a person brought for a run, written into its folder before it is queued."""

from pathlib import Path

from pipeline.domain.errors import UserFacingError
from pipeline.domain.run import Run, RunKind
from pipeline.store.files import link_or_copy
from pipeline.store.workspace import Workspace

TABLE_FILE = "table"  # a table to import or to score, byte for byte
TEST_FILE = "test.json"  # rows of an own test table: [[id, [texts], label, group or null], ...], raw


def the_file(path: Path) -> Path:
    """Raises: UserFacingError("run_file_missing"): never work on without what the person brought."""
    if not path.exists():
        raise UserFacingError("run_file_missing")
    return path


def forget_brought(ws: Workspace, run: Run) -> None:
    """Remove the file of a run that has ended where it is kept elsewhere by now, or must not be kept."""
    imported = run.kind is RunKind.IMPORT and ws.runs.get(run.id).result
    if imported or _is_masked(run):
        (ws.run_folder(run.id) / TABLE_FILE).unlink(missing_ok=True)


def hand_on(ws: Workspace, run: Run, fresh_id: str) -> None:
    """Give a run's files to the one that does its work again; a file that must not be kept leaves the first one."""
    folder = ws.run_folder(fresh_id)
    folder.mkdir(parents=True)
    for brought in (ws.run_folder(run.id) / name for name in (TABLE_FILE, TEST_FILE)):
        if brought.exists():
            link_or_copy(brought, folder / brought.name)
            if _is_masked(run):
                brought.unlink()


def _is_masked(run: Run) -> bool:
    return run.kind in (RunKind.IMPORT, RunKind.SCORE) and bool(run.config.get("mask"))
