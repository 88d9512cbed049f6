"""Large files on their way in: piece by piece from a browser, or from a folder of the server."""

import os
import secrets
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.data.file_names import readable_name
from pipeline.domain.errors import UserFacingError
from pipeline.store.files import write_atomic
from pipeline.store.workspace import Workspace
from pipeline.workflow.values import ServerFile, Upload

UPLOADS = "uploads"  # the workspace's folder for them
LIMIT_KEY = "upload_limit_bytes"
DEFAULT_LIMIT_BYTES = 4_000_000_000
KEPT_SECONDS = 24 * 3600  # an upload that nobody made a project of
FOLDERS_VARIABLE = "LANHAI_IMPORT_FOLDERS"  # folders of the server, separated as in PATH


def limit_bytes(ws: Workspace) -> int:
    """Return the size above which no file is taken: the one setting for every way in."""
    return int(ws.settings.get(LIMIT_KEY, DEFAULT_LIMIT_BYTES))


def set_limit_bytes(ws: Workspace, size_bytes: int) -> None:
    ws.settings.put(LIMIT_KEY, size_bytes)


def require_within_limit(ws: Workspace, size_bytes: int) -> None:
    """Raises: UserFacingError("upload_too_large")."""
    if size_bytes > limit_bytes(ws):
        raise UserFacingError("upload_too_large", size=told(size_bytes), limit=told(limit_bytes(ws)))


def begin(ws: Workspace, file_name: str, size_bytes: int) -> Upload:
    """Make room for a file that will arrive in pieces.

    Raises: UserFacingError: upload_too_large {size, limit}, table_empty, disk_full.
    """
    require_within_limit(ws, size_bytes)
    if size_bytes <= 0:
        raise UserFacingError("table_empty")
    _sweep(ws)
    stat = os.statvfs(ws.folder)
    if stat.f_bavail * stat.f_frsize < size_bytes:
        raise UserFacingError("disk_full")
    token = secrets.token_urlsafe(24)
    name = readable_name(Path(file_name).name)
    write_atomic(_folder(ws) / f"{token}.name", f"{size_bytes}\n{name}".encode())
    (_folder(ws) / token).touch(mode=0o600)
    return Upload(token, name, size_bytes, 0)


def receive(ws: Workspace, token: str, offset: int, piece: bytes) -> Upload:
    """Append a piece; one that came before changes nothing.

    Raises: UserFacingError: upload_missing, upload_out_of_order {n_received}, upload_too_large, disk_full.
    """
    upload = find(ws, token)
    if offset > upload.n_received:
        raise UserFacingError("upload_out_of_order", n_received=upload.n_received)
    fresh = piece[upload.n_received - offset :]
    if upload.n_received + len(fresh) > upload.size_bytes:
        raise UserFacingError("upload_too_large", size=told(offset + len(piece)), limit=told(upload.size_bytes))
    try:
        with (_folder(ws) / token).open("ab") as file:
            file.write(fresh)
    except OSError as error:
        raise UserFacingError("disk_full") from error
    return Upload(token, upload.file_name, upload.size_bytes, upload.n_received + len(fresh))


def find(ws: Workspace, token: str) -> Upload:
    """Raises: UserFacingError("upload_missing")."""
    if not token or not token.replace("-", "").replace("_", "").isalnum():
        raise UserFacingError("upload_missing")
    try:
        size_bytes, file_name = (_folder(ws) / f"{token}.name").read_text(encoding="utf-8").split("\n", 1)
        n_received = (_folder(ws) / token).stat().st_size
    except OSError as error:
        raise UserFacingError("upload_missing") from error
    return Upload(token, file_name, int(size_bytes), n_received)


def path_of(ws: Workspace, token: str) -> Path:
    """Return where a complete upload lies.

    Raises: UserFacingError("upload_missing"), also while it is not complete.
    """
    if not find(ws, token).complete:
        raise UserFacingError("upload_missing")
    return _folder(ws) / token


def discard(ws: Workspace, token: str) -> None:
    find(ws, token)
    (_folder(ws) / token).unlink(missing_ok=True)
    (_folder(ws) / f"{token}.name").unlink(missing_ok=True)


def server_folders(ws: Workspace) -> list[Path]:
    """Return the folders of this machine from which tables may be taken: `incoming` of the workspace and those that
    LANHAI_IMPORT_FOLDERS names.
    """
    named = [Path(part) for part in os.environ.get(FOLDERS_VARIABLE, "").split(os.pathsep) if part]
    return [ws.folder / "incoming", *(folder.expanduser() for folder in named)]


def server_files(ws: Workspace) -> list[ServerFile]:
    """Return the files that lie there, newest first."""
    found = []
    for folder in server_folders(ws):
        with suppress(OSError):
            for path in folder.iterdir():
                if path.is_file() and not path.name.startswith("."):
                    stat = path.stat()
                    changed_at = datetime.fromtimestamp(stat.st_mtime, UTC)
                    found.append(ServerFile(str(path), stat.st_size, changed_at))
    return sorted(found, key=lambda file: file.changed_at, reverse=True)


def shown_name(path: str | Path) -> str:
    """Return a file's name as text that a screen can show."""
    return readable_name(Path(path).name)


def server_file(ws: Workspace, name: str) -> Path:
    """Return a file of the server by its path.

    Raises: UserFacingError: path_not_allowed {folders} where it lies outside the folders, links followed;
        file_missing {file}; upload_too_large.
    """
    folders = [folder.resolve() for folder in server_folders(ws)]
    path = _resolved(name)
    if path is None or not any(path.is_relative_to(folder) for folder in folders):
        raise UserFacingError("path_not_allowed", folders=", ".join(map(str, folders)))
    if not path.is_file():
        raise UserFacingError("file_missing", file=readable_name(path.name))
    require_within_limit(ws, path.stat().st_size)
    return path


def _resolved(name: str) -> Path | None:
    """Follow links; None for what can be no path here: another's home, a NUL, a link to itself."""
    try:
        return Path(name.strip()).expanduser().resolve()
    except (RuntimeError, ValueError, OSError):
        return None


def told(size_bytes: int) -> str:
    """Return a size as people write it in both languages."""
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.0f} MB"


def _folder(ws: Workspace) -> Path:
    folder = ws.folder / UPLOADS
    folder.mkdir(exist_ok=True)
    return folder


def _sweep(ws: Workspace) -> None:
    """Remove what was left behind."""
    for path in _folder(ws).iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
