"""The server: Streamlit's app behind a strict content security policy, with our own assets beside it."""

import base64
import gc
import hashlib
import re
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import uploading
from dashboard.theme import assets_folder


def inline_hashes() -> str:
    """Return the policy's names for the scripts inside Streamlit's own page, which it would refuse otherwise."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


# blob: is where Streamlit loads the scripts of components from; nothing else may come from outside this server.
POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' blob: {inline_hashes()}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "frame-ancestors 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


class SecurityHeaders:
    """Adds `HEADERS` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS.items()]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


async def ready(request: Request) -> JSONResponse:  # noqa: ARG001
    return JSONResponse({"status": "ready"})


app = st.App(
    Path(__file__).parent / "app.py",
    routes=[Mount("/assets", StaticFiles(directory=assets_folder())), Route("/readyz", ready), *uploading.ROUTES],
    middleware=[Middleware(SecurityHeaders)],
)

# Streamlit collects garbage after each run of a script; what is imported by now never becomes garbage.
gc.collect()
gc.freeze()
