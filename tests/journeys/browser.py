"""What a person does in the browser, in their words; and what no page may do behind their back."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Streamlit's own: a deep link such as /label first asks for these two below /label/, and gets them below / then.
CAUSED_BY_STREAMLIT = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Server:
    """`lanhai` as a process of its own on a workspace, as a person starts it."""

    folder: Path
    command: tuple[str, ...] = ()
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.port = self.port or _free_port()
        arguments = ["--no-browser", "--port", str(self.port), "--workspace", str(self.folder)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dashboard.command", *self.command, *arguments],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_until_it_answers(f"{self.address}/_stcore/health")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None


@dataclass
class Visitor:
    """A browser window with one person before it. Every request and every console error is written down."""

    page: Page
    server: Server
    foreign_requests: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)

    def open(self, view: str = "", **params: str) -> None:
        query = "&".join(f"{name}={value}" for name, value in params.items())
        self.page.goto(f"{self.server.address}/{view}?{query}")
        self.settled()

    def settled(self) -> None:
        """Wait until the app has answered."""
        self.page.wait_for_selector(SETTLED, timeout=60_000)

    def press(self, key: str) -> None:
        """Press the button of a Streamlit key, once the page stands still: one that is drawn again swallows a click."""
        for _ in range(2):
            self.page.wait_for_timeout(250)
            self.settled()
        self.at(key).locator("button").first.click()
        self.settled()

    def at(self, key: str) -> Locator:
        return self.page.locator(f".st-key-{key}")

    def upload(self, key: str, path: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.page.locator(f'[class*="st-key-{key}"] [data-testid="stFileUploaderDropzone"] button').first.click()
        chooser.value.set_files(path)
        self.settled()

    def go(self, view: str) -> None:
        """Choose a step in the bar on top."""
        self.page.locator(f'[data-testid="stTopNavLink"][href*="/{view}"]').first.click()
        self.page.wait_for_url(re.compile(rf"/{view}(\?|$)"))
        self.settled()

    def until(self, happened: Callable[[], bool], *, seconds: float = 30) -> None:
        """Wait, with the browser at work, until something is so."""
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, "it did not happen in time"
            self.page.wait_for_timeout(100)

    def sees(self, text: str | re.Pattern[str], *, seconds: float = 30) -> None:
        expect(self.page.locator(SETTLED)).to_contain_text(text, timeout=1000 * seconds)


@contextmanager
def visit(browser: Browser, server: Server, *, locale: str, **options: object) -> Iterator[Visitor]:
    """Open a fresh profile; at the end nothing may have left the machine and no error stand in the console."""
    context: BrowserContext = browser.new_context(locale=locale, accept_downloads=True, **options)  # type: ignore[arg-type]
    visitor = Visitor(context.new_page(), server)

    def on_request(request: Request) -> None:
        address = urlparse(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != "127.0.0.1":
            visitor.foreign_requests.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not CAUSED_BY_STREAMLIT.search(message.location["url"]):
            visitor.console_errors.append(f"{message.text} ({message.location['url']})")

    context.on("request", on_request)
    context.on("console", on_console)
    visitor.page.on("pageerror", lambda error: visitor.console_errors.append(str(error)))
    try:
        yield visitor
        assert visitor.foreign_requests == []
        assert visitor.console_errors == []
    finally:
        context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(url: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.2)
