"""Where a workspace's inference process listens: a private folder with a short path."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.errors import UserFacingError

_LONGEST_PATH = 100  # a socket's path ends at 104 (macOS) or 108 bytes (Linux)


@dataclass(frozen=True)
class Place:
    socket: Path
    lock: Path
    log: Path


def place_of(ws_folder: Path) -> Place:
    """Return the same place for the same workspace, however its path is written; makes the private folder.

    Raises: UserFacingError("inference_unavailable") when that folder belongs to somebody else.
    """
    folder = ws_folder.expanduser().resolve()
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"lanhai-{os.getuid()}"
    if len(os.fsencode(private / f"{name}.sock")) > _LONGEST_PATH:
        private = Path("/tmp") / private.name  # noqa: S108  checked below to be ours alone
    _make_private(private)
    return Place(private / f"{name}.sock", private / f"{name}.lock", folder / "logs" / "inference.log")


def _make_private(folder: Path) -> None:
    """Anyone may write to the temporary folder: a folder, or a link, that another planted there is not used."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise UserFacingError("inference_unavailable")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)
