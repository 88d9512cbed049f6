"""Runs: what works now, what went wrong, what is done, in every project."""

import pytest

from pipeline.domain.run import RunState
from pipeline.store.workspace import Workspace
from pipeline.words.catalog import render_error
from pipeline.workflow import runs
from tests.builders import a_project, a_run
from tests.dashboard.conftest import Open, assert_calm, words
from tests.dashboard.stand_ins import SIZES, a_full_project, filled


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_opens(ws: Workspace, open_view: Open, lang: str, size: str) -> None:
    at = open_view("runs", lang=lang, project_id=filled(ws, size))
    assert_calm(at)
    assert {"en": "Runs", "zh": "任务"}[lang] in words(at)


def test_runs_of_other_projects_are_named(ws: Workspace, open_view: Open) -> None:
    trained = a_full_project(ws)
    at = open_view("runs", project_id=trained.project.id)
    assert "来信 · Training (Quick)" in words(at)
    assert "天气 · Training (Quick)" in words(at)
    assert "macro-F1 0.90" in words(at)


def test_what_runs_comes_before_what_waits(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws)
    a_run(ws, project, state=RunState.RUNNING)
    a_run(ws, project, state=RunState.QUEUED)
    a_run(ws, project, state=RunState.QUEUED)
    said = words(open_view("runs"))
    assert said.index("Getting ready") < said.index("Next in line") < said.index("Waiting: 1 run comes first")


def test_a_run_can_be_stopped(ws: Workspace, open_view: Open) -> None:
    run = a_run(ws, a_project(ws), state=RunState.QUEUED)
    at = open_view("runs")
    at.button(key=f"stop_{run.id}").click().run()
    assert_calm(at)
    assert ws.runs.get(run.id).state is RunState.STOPPED


def test_a_lost_run_can_start_again_and_leaves_its_card(ws: Workspace, open_view: Open) -> None:
    # fails if: a run that was started again keeps its red card
    lost = a_run(ws, a_project(ws), state=RunState.LOST)
    at = open_view("runs")
    assert "lh-verdict-bad" in words(at)
    at.button(key=f"again_{lost.id}").click().run()
    assert_calm(at)
    assert [run.parent_id for run in ws.runs.all()] == [lost.id, None]
    assert "lh-verdict-bad" not in words(at)


def test_what_has_ended_can_be_cleared(ws: Workspace, open_view: Open) -> None:
    a_full_project(ws)
    at = open_view("runs")
    at.button(key="runs_clear").click().run()
    assert_calm(at)
    assert {card.run.finished for card in runs.run_cards(ws)} == {False}


@pytest.mark.parametrize(("lang", "told"), [("en", "broke off"), ("zh", "中断")])
def test_a_lost_run_broke_off_wherever_it_is_told(ws: Workspace, open_view: Open, lang: str, told: str) -> None:
    # fails if: the card and the chip have words of their own
    project = a_project(ws)
    lost = a_run(ws, project, state=RunState.LOST)
    ws.runs.queue(lost.kind, project.id, lost.config, parent_id=lost.id)  # started again: the lost one becomes a row
    assert told in words(open_view("runs", lang=lang))
    assert told in render_error("run_lost", {}, lang).what
