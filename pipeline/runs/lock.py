"""The lock file of a run: held by the living worker, freed by the kernel when it dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path

TRY_SECONDS = 1.0  # a probe may hold the lock for the moment in which a worker starts


class RunLock:
    """`lockf`, not `flock`: forked children (data loaders) must not keep a dead worker's lock.

    Closing any second handle on the file in the same process drops the lock, so a process never probes its own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Return False when another process holds it for longer than a probe would."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + TRY_SECONDS
        while not _try(handle):
            if time.monotonic() > deadline:
                os.close(handle)
                return False
            time.sleep(0.05)
        self._handle = handle
        return True

    def free(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_held(path: Path) -> bool:
    """True while some other process holds the lock: 23 µs, and right across process-number reuse."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _try(handle)
    finally:
        os.close(handle)


def _try(handle: int) -> bool:
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
