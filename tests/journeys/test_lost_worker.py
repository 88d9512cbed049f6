"""A worker that is killed, and a server that is: the page says so in words, nothing is lost, and one can go on."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.domain.run import RunKind, RunState
from pipeline.runs.supervisor import tick
from pipeline.store.workspace import Workspace
from pipeline.workflow import settings
from tests import builders
from tests.journeys.browser import Server, visit


@pytest.mark.timeout(400)
def test_a_killed_worker_gets_a_card_and_a_way_on(
    browser: Browser, serve: Callable[..., Server], tiny_encoder: Path
) -> None:
    # fails if: no page calls the supervisor, or the card of a LOST run has no way to start again
    server = serve()
    ws = Workspace(server.folder)
    run_id = _a_long_training(ws, tiny_encoder)
    with visit(browser, server, locale="zh-CN") as visitor:
        visitor.open("train", project=ws.projects.all()[0].id)
        visitor.until(lambda: ws.runs.get(run_id).state is RunState.RUNNING, seconds=120)
        os.kill(ws.runs.get(run_id).pid or 0, signal.SIGKILL)
        visitor.at("train_restart").wait_for(timeout=90_000)
        visitor.sees("没有丢失")
        assert ws.runs.get(run_id).state is RunState.LOST
        visitor.press("train_restart")
        visitor.until(lambda: ws.runs.all()[0].parent_id == run_id)
    ws.close()


@pytest.mark.timeout(400)
def test_a_training_does_not_notice_that_the_server_was_killed(
    browser: Browser, serve: Callable[..., Server], tiny_encoder: Path
) -> None:
    # fails if: the worker is a child that dies with the server
    server = serve()
    ws = Workspace(server.folder)
    run_id = _a_long_training(ws, tiny_encoder)
    with visit(browser, server, locale="en-US") as visitor:
        visitor.open("train", project=ws.projects.all()[0].id)
        visitor.until(lambda: bool(ws.runs.points(run_id)), seconds=120)
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        n_points = len(ws.runs.points(run_id))
        visitor.until(lambda: len(ws.runs.points(run_id)) > n_points)
        server.start()
        visitor.open("train", project=ws.projects.all()[0].id)
        visitor.press("train_stop")
        visitor.at("train_results").wait_for(timeout=90_000)
        visitor.console_errors.clear()  # the server was away: the browser says so
        assert ws.runs.get(run_id).state is RunState.STOPPED
        assert ws.evaluations.models(ws.projects.all()[0].id)
    ws.close()


def _a_long_training(ws: Workspace, tiny_encoder: Path) -> str:
    encoder = settings.add_encoder(ws, str(tiny_encoder)).name
    project = builders.a_project(ws, builders.weather_csv(60))
    training = {"encoder": encoder, "preset": "quick", "epochs": 100_000, "patience": 100_000}
    run = ws.runs.queue(RunKind.TRAIN, project.id, {"training": training})
    tick(ws)
    return run.id
