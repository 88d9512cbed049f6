"""Files of a workspace: written whole or not at all, found by their content's hash."""

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.domain.errors import UserFacingError


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_atomic(path: Path, content: bytes) -> None:
    """Write beside, flush to the disk, then put in place: a reader sees the old file or the new one, never half.

    Raises: UserFacingError("disk_full") or another OSError, with the old file untouched.
    """
    write_through(path, lambda temporary: temporary.write_bytes(content))


def write_through(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place, as `write_atomic` does."""
    with _full_disk_in_words():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        os.close(handle)
        temporary = Path(name)
        try:
            write(temporary)
            _flush(temporary)
            temporary.replace(path)
            _flush(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def fresh_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill; it appears at `path` only when the block ends well. An older one there is replaced."""
    with _full_disk_in_words():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        try:
            yield temporary
            for written in temporary.rglob("*"):
                _flush(written)
            if path.exists():
                shutil.rmtree(path)
            temporary.rename(path)
            _flush(path.parent)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file that never changes a second name; a file system without links gets a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def folder_size(path: Path) -> int:
    """Return the bytes of all files below; 0 when there is no such folder. Links are not followed."""
    size_bytes = 0
    for folder, _, names in os.walk(path, onerror=lambda _: None):
        for name in names:
            with suppress(OSError):  # drafts come and go while a run writes
                found = os.lstat(os.path.join(folder, name))  # noqa: PTH118 - thousands of files, on each draw of home
                size_bytes += found.st_size if stat.S_ISREG(found.st_mode) else 0
    return size_bytes


@contextmanager
def _full_disk_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserFacingError("disk_full") from error
        raise


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
