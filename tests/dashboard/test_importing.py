"""An import in the background: watched, stopped, failed, done; and every other page bears a project without a table."""

import pytest

from pipeline.domain.project import Language, Project
from pipeline.domain.run import Run, RunKind, RunState
from pipeline.domain.training import Progress
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, home, versions
from tests.builders import a_project, a_run, csv_of, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words

ROWS = csv_of(["text", "label"], [[f"the pump number {i} leaks oil", "ab"[i % 2]] for i in range(40)])
VIEWS = ("home", "data", "label", "train", "results", "explain", "score", "runs", "settings")


def on_its_way(ws: Workspace, state: RunState = RunState.RUNNING) -> tuple[Project, Run]:
    """A project whose table is not there, and the run that brings it, or did not."""
    project = ws.projects.create("Pumps", Language.ENGLISH)
    config: dict[str, object] = {"way": "new", "file_name": "pumps.csv", "reading": {}, "roles": {}, "cleaning": []}
    return project, a_run(ws, project, kind=RunKind.IMPORT, state=state, config=config)


def test_a_large_table_opens_its_project_at_once_and_shows_how_far_it_is(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: the page waits until a large table is stored
    monkeypatch.setattr(data, "LARGE_BYTES", 100)
    at = open_view("data")
    at.file_uploader(key="data_upload").upload("pumps.csv", ROWS).run()
    at.button(key="data_create").click().run()
    assert_calm(at)
    (card,) = home.project_cards(ws)
    assert data.dataset(ws, card.project.id) is None
    assert "The table is being read" in words(at)
    assert "pumps.csv" in words(at)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_progress_is_told_in_words(ws: Workspace, open_view: Open, lang: str) -> None:
    project, run = on_its_way(ws)
    ws.runs.beat(run.id, Progress(0.42, "read_table"))
    at = open_view("data", lang=lang, project_id=project.id)
    assert_calm(at)
    assert "42\u202f%" in words(at)
    assert {"en": "Reading the table", "zh": "正在读取表格"}[lang] in words(at)


def test_an_import_can_be_stopped(ws: Workspace, open_view: Open) -> None:
    project, run = on_its_way(ws)
    at = open_view("data", project_id=project.id)
    at.button(key="import_stop").click().run()
    assert_calm(at)
    assert ws.runs.get(run.id).state is RunState.STOPPING


@pytest.mark.parametrize("state", [RunState.FAILED, RunState.LOST, RunState.STOPPED])
def test_an_import_that_did_not_end_well_can_be_tried_again_or_brought_anew(
    ws: Workspace, open_view: Open, state: RunState
) -> None:
    project, run = on_its_way(ws, state)
    at = open_view("data", project_id=project.id)
    assert_calm(at)
    assert "The table is not there yet" in words(at)
    at.button(key="import_again").click().run()
    assert_calm(at)
    assert data.importing(ws, project.id).parent_id == run.id  # type: ignore[union-attr]


def test_bringing_it_again_leaves_no_empty_project_behind(ws: Workspace, open_view: Open) -> None:
    # fails if: the project without a table stays in the list
    project, _ = on_its_way(ws, RunState.FAILED)
    at = open_view("data", project_id=project.id)
    at.button(key="import_bring").click().run()
    assert_calm(at)
    assert at.file_uploader(key="data_upload")
    assert home.project_cards(ws) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.FAILED])
def test_every_page_bears_a_project_without_a_table(ws: Workspace, open_view: Open, lang: str, state: RunState) -> None:
    # fails if: a view takes a project for one with rows
    project, _ = on_its_way(ws, state)
    for view in VIEWS:
        at = open_view(view, lang=lang, project_id=project.id)
        assert_calm(at)
        assert "<h1" in words(at), view
        if view in ("label", "train", "results", "explain", "score"):
            assert at.button(key="go_data"), view


def test_home_watches_an_import_where_it_can_be_seen(ws: Workspace, open_view: Open) -> None:
    # fails if: every run in progress is called a training
    project, run = on_its_way(ws)
    ws.runs.beat(run.id, Progress(0.42, "read_table"))
    at = open_view("home", project_id=project.id)
    assert "Being read, 42\u202f%" in words(at)
    assert "training" not in words(at)
    at.button(key="home_continue").click().run()
    assert "The table is being read" in words(at)


def test_a_finished_import_says_what_came_of_it(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws)
    config: dict[str, object] = {"way": "append", "file_name": "more.csv"}
    run = a_run(ws, project, kind=RunKind.IMPORT, state=RunState.RUNNING, config=config)
    ws.runs.set_result(run.id, {"n_rows": 150, "n_new": 120, "n_known": 30, "n_changed": 4})
    ws.runs.move(run.id, RunState.RUNNING, RunState.SUCCEEDED)
    at = open_view("runs")
    assert_calm(at)
    assert "120 new, 30 known, 4 changed." in words(at)


def test_a_large_append_shows_the_table_that_is_there_meanwhile(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "LARGE_BYTES", 100)
    project = a_project(ws)
    at = open_view("data", project_id=project.id)
    at.session_state["appending"] = True
    at.run()
    at.file_uploader(key="append_upload").upload("more.csv", weather_csv(60)).run()
    at.button(key="append_add").click().run()
    assert_calm(at)
    assert "A new version of the table" in words(at)
    assert "40 rows" in words(at)
    run = data.importing(ws, project.id)
    assert run is not None
    ws.runs.move(run.id, RunState.QUEUED, RunState.STARTING)
    ws.runs.move(run.id, RunState.STARTING, RunState.RUNNING)
    ws.runs.move(run.id, RunState.RUNNING, RunState.FAILED)
    at.run()
    assert "A new version of the table" in words(at)
    at.button(key="import_hide").click().run()
    assert "A new version of the table" not in words(at)
