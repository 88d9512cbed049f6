"""The routes on which a browser sends a large file piece by piece; nothing larger than a piece is held in memory.

`POST PATH` begins, `PUT PATH/TOKEN?offset=N` brings a piece, `GET PATH/TOKEN` says how much has arrived, and
`DELETE PATH/TOKEN` takes it back. Every answer is JSON; a refusal holds `code`, `what`, `why` and `do` in words.
"""

import json
import logging
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Literal
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import upload_pass
from pipeline.domain.errors import UserFacingError
from pipeline.words.catalog import render_error
from pipeline.workflow import uploads
from pipeline.workflow.values import Upload
from pipeline.workflow.workspace import default_folder, open_workspace

PATH = "/uploads"
PIECE_BYTES = 8 * 1024**2
LONGEST_QUESTION = 10_000  # bytes of JSON
logger = logging.getLogger(__name__)
Answer = Callable[[Any, Request], Awaitable[dict[str, Any]]]
_taking: dict[str, threading.Lock] = defaultdict(threading.Lock)  # by token: two pieces at once would both be appended
_workspaces: dict[str, Any] = {}


async def _begin(ws: Any, request: Request) -> dict[str, Any]:
    asked = json.loads(await _body(request, LONGEST_QUESTION))
    upload = await run_in_threadpool(uploads.begin, ws, str(asked["file_name"]), int(asked["size_bytes"]))
    return _told(upload)


async def _receive(ws: Any, request: Request) -> dict[str, Any]:
    token, offset = request.path_params["token"], int(request.query_params["offset"])
    piece = await _body(request, PIECE_BYTES)
    return _told(await run_in_threadpool(_take, ws, token, offset, piece))


async def _ask(ws: Any, request: Request) -> dict[str, Any]:
    return _told(await run_in_threadpool(uploads.find, ws, request.path_params["token"]))


async def _discard(ws: Any, request: Request) -> dict[str, Any]:
    token = request.path_params["token"]
    await run_in_threadpool(uploads.discard, ws, token)
    _taking.pop(token, None)
    return {}


def _take(ws: Any, token: str, offset: int, piece: bytes) -> Upload:
    uploads.find(ws, token)  # before a lock is made for it
    with _taking[token]:
        upload = uploads.receive(ws, token, offset, piece)
    if upload.complete:
        _taking.pop(token, None)
    return upload


def _told(upload: Upload) -> dict[str, Any]:
    return {"token": upload.token, "n_received": upload.n_received, "complete": upload.complete}


async def _body(request: Request, limit: int) -> bytes:
    """Raises: _BadRequestError as soon as more than `limit` bytes have come."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _BadRequestError
    return bytes(body)


class _BadRequestError(Exception):
    """Not what our own page sends."""


def guarded(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Answer only pages of this server with a pass of their own, and say what goes wrong in words."""

    async def answered(request: Request) -> Response:
        if not (same_origin(request) and upload_pass.is_valid(request.headers.get("x-lanhai-pass", ""))):
            return _refused(request, UserFacingError("upload_not_allowed"), 403)
        try:
            return JSONResponse(await answer(await run_in_threadpool(_workspace), request))
        except UserFacingError as error:
            return _refused(request, error, 413 if error.code == "upload_too_large" else 400)
        except (_BadRequestError, KeyError, TypeError, ValueError):
            return _refused(request, UserFacingError("upload_missing"), 400)
        except ClientDisconnect:
            return Response(status_code=400)

    return answered


def same_origin(request: Request) -> bool:
    """Whether the browser says that a page of this very server asks; what says nothing is no browser's page."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return urlsplit(origin).netloc == request.headers.get("host")
    return site == "same-origin"


def _refused(request: Request, error: UserFacingError, status: int) -> JSONResponse:
    spoken: Literal["en", "zh"] = "zh" if request.headers.get("x-lanhai-language") == "zh" else "en"
    words = render_error(error.code, error.params, spoken)
    told = {"code": error.code, "what": words.what, "why": words.why, "do": words.do, **dict(error.params)}
    return JSONResponse(told, status_code=status)


def _workspace() -> Any:
    folder = default_folder()
    if str(folder) not in _workspaces:
        _workspaces[str(folder)] = open_workspace(folder)
    return _workspaces[str(folder)]


ROUTES = [
    Route(PATH, guarded(_begin), methods=["POST"]),
    Route(f"{PATH}/{{token}}", guarded(_receive), methods=["PUT"]),
    Route(f"{PATH}/{{token}}", guarded(_ask), methods=["GET"]),
    Route(f"{PATH}/{{token}}", guarded(_discard), methods=["DELETE"]),
]
