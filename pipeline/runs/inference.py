"""Answers within a second: the asking side of one warm process per workspace. Loads no torch."""

import json
import logging
import socket
import time
from pathlib import Path
from typing import Any

from pipeline.domain.errors import UserFacingError
from pipeline.runs.detach import start_detached
from pipeline.runs.inference_place import place_of
from pipeline.runs.inference_values import decode

logger = logging.getLogger(__name__)
START_SECONDS = 20.0  # until it listens; it loads torch only after that
ANSWER_SECONDS = 300.0  # a long text beside a training on the same cores
_LOOK_AGAIN_SECONDS = 0.02


class Inference:
    """Starts the process when it is first asked, and once more when it died.

    Safe to share between threads: each question has a connection of its own.
    """

    def __init__(self, ws_folder: Path) -> None:
        self._folder = ws_folder.expanduser().resolve()

    def ask(self, op: str, **payload: Any) -> Any:
        """Return the answer to one question.

        `predict` (model_id, texts): a list of probabilities by label code.
        `explain` (model_id, text, method, label or None): a dict as `Answers.explain` tells.
        `attention` (model_id, text): an AttentionMap. `rollout` (model_id, text): an Attribution.
        `warm` (model_id): loads the model. `ping`: the process id.

        Raises: UserFacingError as the process raised it, or "inference_unavailable" when there is none to ask.
        """
        line = json.dumps({"op": op, "payload": payload}).encode("ascii") + b"\n"
        for _ in range(2):
            try:
                answer = _exchange(self._connect(), line)
            except OSError as error:
                logger.info("the inference process could not be asked: %s", type(error).__name__)
                continue
            if answer.endswith(b"\n"):
                return _opened(json.loads(answer))
            logger.info("the inference process ended while it was asked")
        raise UserFacingError("inference_unavailable")

    def running(self) -> bool:
        """True when the process is there already; starts none."""
        try:
            _connected(place_of(self._folder).socket).close()
        except OSError:
            return False
        return True

    def close(self) -> None:
        """End the process, if there is one; the next question starts another."""
        try:
            _exchange(_connected(place_of(self._folder).socket), b'{"op": "stop", "payload": {}}\n')
        except OSError:
            logger.debug("no inference process to end")

    def _connect(self) -> socket.socket:
        place = place_of(self._folder)
        try:
            return _connected(place.socket)
        except OSError:
            start_detached("pipeline.runs.inference_server", [str(self._folder)], place.log)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return _connected(place.socket)
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_AGAIN_SECONDS)


def _connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(ANSWER_SECONDS)
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


def _exchange(connection: socket.socket, line: bytes) -> bytes:
    with connection, connection.makefile("rb") as answers:
        connection.sendall(line)
        return answers.readline()


def _opened(answer: dict[str, Any]) -> Any:
    if "error" in answer:
        raise UserFacingError(answer["error"]["code"], **answer["error"]["params"])
    return decode(answer["value"])
