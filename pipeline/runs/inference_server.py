"""The answering side: `python -m pipeline.runs.inference_server WORKSPACE`, one process per workspace.

Listens before it loads torch, so that two that start at once are told apart in milliseconds. Ends by itself when
nobody asks, when its socket was taken away, and when its workspace is gone.
"""

import json
import logging
import os
import socketserver
import sys
import threading
import time
import traceback
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.domain.errors import UserFacingError
from pipeline.runs.inference_place import Place, place_of
from pipeline.runs.inference_values import encode
from pipeline.runs.lock import RunLock

logger = logging.getLogger("pipeline.runs.inference_server")
IDLE_SECONDS = 15 * 60.0


class InferenceServer(socketserver.ThreadingUnixStreamServer):
    """A thread per connection; one question at a time reaches the models."""

    daemon_threads = True
    timeout = 1.0

    def __init__(self, ws_folder: Path, place: Place, *, idle_seconds: float = IDLE_SECONDS) -> None:
        place.socket.unlink(missing_ok=True)
        super().__init__(str(place.socket), _Connection)
        self._socket = place.socket
        self._identity = place.socket.stat().st_ino
        self._folder = ws_folder
        self._idle_seconds = idle_seconds
        self._models = threading.Lock()
        self._counting = threading.Lock()
        self._n_open = 0
        self._last = time.monotonic()
        self._stopping = False
        self._answers: Any = None

    def serve(self) -> None:
        threading.Thread(target=self._load, daemon=True).start()
        while not self._is_done():
            self.handle_request()
        if self._listens():
            self._socket.unlink(missing_ok=True)
        self.server_close()

    def answer(self, op: str, payload: dict[str, Any]) -> Any:
        if op == "ping":
            return os.getpid()
        if op == "stop":
            self._stopping = True
            return None
        with self._models:
            return encode(self._loaded().answer(op, payload))

    def opened(self, change: int) -> None:
        with self._counting:
            self._n_open += change
            self._last = time.monotonic()

    def _load(self) -> None:
        with self._models:
            self._loaded()

    def _loaded(self) -> Any:
        if self._answers is None:
            from pipeline.runs.inference_answers import Answers  # torch and all

            self._answers = Answers(self._folder)
        return self._answers

    def _is_done(self) -> bool:
        with self._counting:
            idle = self._n_open == 0 and time.monotonic() - self._last > self._idle_seconds
            stopped = self._stopping and self._n_open == 0
        return idle or stopped or not self._listens() or not self._folder.is_dir()

    def _listens(self) -> bool:
        try:
            return self._socket.stat().st_ino == self._identity
        except FileNotFoundError:
            return False


class _Connection(socketserver.StreamRequestHandler):
    server: InferenceServer

    def setup(self) -> None:
        self.server.opened(+1)
        super().setup()

    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(json.dumps(self._answered(line)).encode("ascii") + b"\n")

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.server.opened(-1)

    def _answered(self, line: bytes) -> dict[str, Any]:
        try:
            question = json.loads(line)
            return {"value": self.server.answer(question["op"], question["payload"])}
        except UserFacingError as error:
            return _failed(error.code, error.params)
        except Exception as error:  # noqa: BLE001  the process must outlive whatever one question brings
            return _diagnosed(error)


def _diagnosed(error: Exception) -> dict[str, Any]:
    """Log where it happened but not what the error says: that may quote the person's text."""
    incident = uuid.uuid4().hex[:8]
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("incident %s: %s\n%s", incident, type(error).__name__, frames)
    return _failed("unexpected", {"incident": incident})


def _failed(code: str, params: dict[str, object]) -> dict[str, Any]:
    return {"error": {"code": code, "params": {key: _plain(value) for key, value in params.items()}}}


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _quiet(kind: type[BaseException], _: BaseException | None, trace: TracebackType | None) -> None:
    logger.error("ended by %s\n%s", kind.__name__, "".join(traceback.format_tb(trace)))


def main(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    sys.excepthook = _quiet
    os.umask(0o077)
    folder = Path(arguments[0])
    place = place_of(folder)
    lock = RunLock(place.lock)
    if not lock.take():
        logger.info("another inference process serves this workspace")
        return 0
    logger.info("serving, process %d", os.getpid())
    InferenceServer(folder, place).serve()
    logger.info("ended, process %d", os.getpid())
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    logging.shutdown()
    os._exit(status)  # torch may still be loading in a thread, which an orderly end would wait for
