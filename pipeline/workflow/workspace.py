"""Opening a workspace, and what this computer is."""

import os
import platform
import shutil
import subprocess
from functools import cache
from pathlib import Path

import platformdirs
import psutil

from pipeline.store.workspace import Workspace
from pipeline.workflow.values import Machine


def default_folder() -> Path:
    """The user's own data folder; LANHAI_WORKSPACE names another."""
    chosen = os.environ.get("LANHAI_WORKSPACE")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("lanhai", appauthor=False)) / "workspace"


def open_workspace(folder: Path | None = None) -> Workspace:
    """Open a workspace, making it when there is none.

    Raises: UserFacingError: workspace_not_writable, workspace_damaged, workspace_newer.
    """
    return Workspace(folder or default_folder())


def machine(folder: Path | None = None) -> Machine:
    memory = psutil.virtual_memory()
    wanted = (folder or default_folder()).resolve()
    present = next(path for path in (wanted, *wanted.parents) if path.exists())
    return Machine(
        n_cores=len(psutil.Process().cpu_affinity())
        if hasattr(psutil.Process, "cpu_affinity")
        else os.cpu_count() or 1,
        memory_bytes=memory.total,
        free_memory_bytes=memory.available,
        free_disk_bytes=shutil.disk_usage(present).free,
        gpu=_gpu(),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
    )


@cache
def _gpu() -> str | None:
    """Ask the driver's own tool: torch stays out of the process that draws."""
    if shutil.which("nvidia-smi") is None:
        return None
    query = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    try:
        answer = subprocess.run(query, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip().splitlines()[0] if answer.stdout.strip() else None
