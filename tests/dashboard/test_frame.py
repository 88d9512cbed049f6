"""The frame: every view opens, in both languages, on nothing, on a little and on much."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard import server
from dashboard.components.markup import plain
from pipeline.domain.errors import UserFacingError
from pipeline.store.workspace import Workspace
from pipeline.workflow import explain
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


def test_a_link_to_a_project_that_is_gone_opens_another_one(ws: Workspace, open_view: Open) -> None:
    a_project(ws, name="still here")
    at = open_view("data", project_id="gone")
    assert_calm(at)
    at.run()
    assert "still here" in words(at)


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
        assert "build-backend" not in client.get("/assets/%2e%2e/pyproject.toml").text


def test_the_server_loads_nothing_that_learns() -> None:
    # fails if: a workflow module imports torch at its top
    views = ", ".join(f"dashboard.views.{view}" for view in VIEWS)
    heavy = "('torch', 'transformers', 'sklearn', 'shap')"
    probe = f"import sys, dashboard.server, {views}; print([name for name in {heavy} if name in sys.modules])"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
