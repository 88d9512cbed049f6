"""A real Chromium and real servers. Without a Chromium the journeys skip; where they must run, that is an error."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import FLAGS, Server, chromium

MUST_RUN = os.environ.get("LANHAI_REQUIRE_JOURNEYS") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        if MUST_RUN:
            pytest.fail("journeys must run here (LANHAI_REQUIRE_JOURNEYS=1) and there is no Chromium")
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start the app on a fresh workspace; whatever it set going ends with the test."""
    servers: list[Server] = []

    def start(*command: str) -> Server:
        server = Server(tmp_path / f"workspace-{len(servers)}", command)
        server.start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()
        _end_background_work(server.folder)


def _end_background_work(folder: Path) -> None:
    for process in psutil.process_iter(["cmdline"]):
        if str(folder) in (process.info["cmdline"] or []):
            process.kill()
