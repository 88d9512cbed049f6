"""How long from the command to the first page, what the page weighs, and what leaves the machine: nothing.

`python benchmarks/open_app.py [--quick]`
"""

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
ROUNDS, QUICK_ROUNDS = 5, 2
MOST_SECONDS = 15.0
GIVE_UP_SECONDS = 120.0
LOOPBACK = ("127.", "::1", "localhost")


@dataclass
class Opening:
    """What one start of the app on an empty workspace showed."""

    seconds: float = 0.0
    size_bytes: int = 0
    n_requests: int = 0
    rss_bytes: int = 0
    torch_loaded: bool = False
    outside: set[str] = field(default_factory=set)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="two rounds instead of five")
    rounds = QUICK_ROUNDS if words.parse_args().quick else ROUNDS
    openings = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        for number in range(rounds):
            opening = open_once(browser)
            openings.append(opening)
            print(f"round {number + 1}: {opening}", flush=True)
        browser.close()
    answer = told(openings)
    print(json.dumps(answer))
    return 0 if answer["holds"] else 1


def open_once(browser: Browser) -> Opening:
    """Start the command on a fresh workspace, in a fresh profile; measure until the home page's title is seen."""
    opening = Opening()
    with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as (server, address, began):
        wait_until_up(address, server)
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        watch(page, opening)
        page.goto(address)
        page.get_by_text(home_title()).first.wait_for(timeout=GIVE_UP_SECONDS * 1000)
        opening.seconds = time.monotonic() - began
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1500)  # late requests of the page count too
        measure_process(server, opening)
        context.close()
    return opening


def home_title() -> str:
    """The sentence that an empty home page opens with: an error page does not have it."""
    words = tomllib.loads((ROOT / "dashboard/i18n/en.toml").read_text(encoding="utf-8"))
    return str(words["home"]["title_empty"])


@contextmanager
def started(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    installed = Path(sys.executable).parent / "lanhai"
    command = [str(installed)] if installed.exists() else [sys.executable, "-m", "dashboard.command"]
    with (folder / "app.log").open("wb") as log:
        began = time.monotonic()
        server = subprocess.Popen(
            [*command, "--no-browser", "--port", str(port), "--workspace", str(folder / "workspace")],
            cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield server, f"http://127.0.0.1:{port}", began
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def wait_until_up(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"the app ended by itself with {server.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise SystemExit("the app did not answer")


def watch(page: Page, opening: Opening) -> None:
    """Count what is transferred, frames of the web socket included, and note every host that is not this machine."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        opening.size_bytes += int(event["encodedDataLength"])

    def frame(event: dict[str, Any]) -> None:
        opening.size_bytes += len(event["response"]["payloadData"])

    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketFrameReceived", frame)

    def asked(url: str) -> None:
        opening.n_requests += 1
        host = urlsplit(url).hostname or ""
        if urlsplit(url).scheme not in ("data", "blob") and not host.startswith(LOOPBACK):
            opening.outside.add(host)

    page.on("request", lambda request: asked(request.url))
    page.on("websocket", lambda opened: asked(opened.url))


def measure_process(server: "subprocess.Popen[bytes]", opening: Opening) -> None:
    """Memory, libraries and connections of the process that draws and of what it started."""
    process = psutil.Process(server.pid)
    for each in (process, *process.children(recursive=True)):
        opening.rss_bytes += each.memory_info().rss
        opening.torch_loaded |= any("libtorch" in mapped.path for mapped in each.memory_maps())
        opening.outside.update(
            connection.raddr.ip
            for connection in each.net_connections("inet")
            if connection.raddr and not connection.raddr.ip.startswith(LOOPBACK)
        )


def told(openings: Sequence[Opening]) -> dict[str, Any]:
    """Return the answer as every benchmark gives it; a figure without a goal always holds."""
    seconds = statistics.median(opening.seconds for opening in openings)
    n_outside = len(set().union(*(opening.outside for opening in openings)))
    n_torch = sum(opening.torch_loaded for opening in openings)
    figures: list[dict[str, Any]] = [
        figure("seconds to the first page, median", round(seconds, 2), "s", MOST_SECONDS),
        figure("seconds to the first page, slowest", round(max(each.seconds for each in openings), 2), "s", None),
        figure("transferred for the first page", megabytes([each.size_bytes for each in openings]), "MB", None),
        figure("requests of the first page", max(each.n_requests for each in openings), "requests", None),
        figure("memory of the web process", megabytes([each.rss_bytes for each in openings]), "MB", None),
        figure("starts with torch in the web process", n_torch, "starts", 0),
        figure("hosts outside this machine that were asked", n_outside, "hosts", 0),
    ]
    holds = all(each["holds"] for each in figures)
    return {"name": "open_app", "holds": holds, "n": len(openings), "figures": figures}


def figure(name: str, value: float, unit: str, goal: float | None) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "goal": goal, "holds": goal is None or value <= goal}


def megabytes(sizes: Sequence[int]) -> float:
    return round(statistics.median(sizes) / 1e6, 2)


if __name__ == "__main__":
    if not shutil.which(CHROMIUM):
        raise SystemExit(f"no Chromium at {CHROMIUM}")
    sys.exit(main())
