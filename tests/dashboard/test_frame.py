"""The frame: every view opens, in both languages, on nothing, on a little and on much."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard import server
from dashboard.components.markup import plain
from dashboard.i18n.words import COOKIE
from pipeline.domain.errors import UserFacingError
from pipeline.store.workspace import Workspace
from pipeline.workflow import explain, home
from tests.builders import a_project, a_trained_project
from tests.dashboard.conftest import Open, assert_calm, words

VIEWS = ("home", "data", "label", "train", "results", "explain", "score", "runs", "settings")
TITLE = {"en": "What is this about?", "zh": "这段文本属于哪一类？"}


def _no_weights(*_: object, **__: object) -> None:
    """The model of the builders has none; a process that loads torch to find out would take its time."""
    raise UserFacingError("model_unknown")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("workspace", ["empty", "small", "full"])
def test_every_view_opens(
    ws: Workspace, open_view: Open, workspace: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_id = None
    if workspace == "small":
        project_id = a_project(ws).id
    if workspace == "full":
        a_project(ws, name="另一个 <b>项目</b>")
        project_id = a_trained_project(ws).project.id
        monkeypatch.setattr(explain, "explain", _no_weights)
    for view in VIEWS:
        at = open_view(view, lang=lang, project_id=project_id)
        assert not at.exception
        assert 'data-code="unexpected"' not in words(at), (view, words(at))
        assert "<h1" in words(at), view


def test_the_language_is_the_browsers_until_it_is_switched(ws: Workspace, open_view: Open) -> None:
    at = open_view("label", lang="zh", project_id=a_project(ws).id)
    assert TITLE["zh"] in words(at)
    at.segmented_control(key="lang").set_value("en").run()
    assert TITLE["en"] in words(at)


def test_the_chosen_project_stays_in_the_url_through_a_change_of_page(ws: Workspace, open_view: Open) -> None:
    first = a_project(ws, name="first")
    a_project(ws, name="second")
    at = open_view("label", project_id=first.id)
    assert at.query_params["project"] == first.id
    assert "first" in words(at)


@pytest.mark.parametrize("view", ["home", "data", "label", "train", "results", "score"])
def test_a_project_that_is_gone_is_told_once_and_let_go_of(ws: Workspace, open_view: Open, view: str) -> None:
    # fails if: another project is shown in its place without a word
    here, gone = a_project(ws, name="still here"), a_project(ws, name="gone")
    at = open_view(view, project_id=gone.id)
    home.delete_project(ws, gone.id)  # in another tab
    at.run()
    assert 'data-code="project_missing"' in words(at)
    assert ("still here" in words(at)) == (view == "home")
    at.run()
    assert_calm(at)
    assert "still here" in words(at)
    assert at.query_params["project"] == here.id


@pytest.mark.parametrize("name", ["model", "run"])
def test_a_model_or_run_that_is_not_the_projects_is_told_once(ws: Workspace, open_view: Open, name: str) -> None:
    # fails if: an id is taken for the project's own because it is somebody's
    trained, other = a_trained_project(ws), a_trained_project(ws, name="other")
    at = open_view("score", project_id=trained.project.id)
    for wrong in ("no-such-id", {"model": other.model.id, "run": other.run.id}[name]):
        at.query_params[name] = wrong
        at.run()
        assert f'data-code="{name}_missing"' in words(at)
        assert name not in at.query_params
        at.run()
        assert_calm(at)


def test_a_model_left_behind_on_the_way_back_goes_without_a_word(ws: Workspace, open_view: Open) -> None:
    # fails if: what only the session remembers is told like a wrong address
    trained, other = a_trained_project(ws), a_trained_project(ws, name="other")
    at = open_view("results", project_id=trained.project.id)
    at.query_params["model"] = trained.model.id
    at.run()
    at.query_params.pop("model")
    at.query_params["project"] = other.project.id
    at.run()
    assert_calm(at)


def test_a_language_that_was_chosen_is_kept_for_the_next_tab(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: only the browser's own language is asked for
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {COOKIE: "zh"})
    at = open_view("label", lang="en", project_id=a_project(ws).id)
    assert TITLE["zh"] in words(at)
    at.segmented_control(key="lang").set_value("en").run()
    assert TITLE["en"] in words(at)


def test_a_workspace_that_cannot_be_opened_gets_a_calm_card(
    open_view: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file, no folder")
    monkeypatch.setenv("LANHAI_WORKSPACE", str(occupied))
    at = open_view()
    assert not at.exception
    assert "lh-error-what" in words(at)
    assert 'data-code="unexpected"' not in words(at)


def test_a_name_in_a_label_is_neither_markup_nor_a_link() -> None:
    # fails if: `plain` leaves the asterisk as it is
    shown = plain("**b** ![a](http://x.example) www.y.example a@b.example")
    assert not re.search(r"(?<!\\)[*!\[\]()<>_`$:]", shown)
    assert not re.search(r"https?\\?:\\?/|www\\?\.", shown)


def test_every_answer_carries_the_policy_and_the_server_says_when_it_is_ready() -> None:
    # fails if: SecurityHeaders passes messages on unchanged
    with TestClient(server.app) as client:
        answer = client.get("/readyz")
        assert answer.json() == {"status": "ready"}
        assert "script-src 'self' blob:" in answer.headers["content-security-policy"]
        assert "unsafe-eval" not in answer.headers["content-security-policy"]
        assert client.get("/assets/logo.svg").status_code == 200
        assert client.post("/uploads", json={}).json()["code"] == "upload_not_allowed"
        assert "build-backend" not in client.get("/assets/%2e%2e/pyproject.toml").text


def test_the_server_loads_nothing_that_learns() -> None:
    # fails if: a workflow module imports torch at its top
    views = ", ".join(f"dashboard.views.{view}" for view in VIEWS)
    heavy = "('torch', 'transformers', 'sklearn', 'shap')"
    probe = f"import sys, dashboard.server, {views}; print([name for name in {heavy} if name in sys.modules])"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
