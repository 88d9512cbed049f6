"""Screens under test: the real app and the real workflow on a workspace of its own, without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipeline.store.workspace import Workspace
from tests.builders import a_workspace
from tests.dashboard.stand_ins import hold_still

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
LOCALES = {"en": "en-US", "zh": "zh-CN"}
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_still(monkeypatch)


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """An empty workspace that the app opens too."""
    opened = a_workspace(tmp_path)
    monkeypatch.setenv("LANHAI_WORKSPACE", str(opened.folder))
    # Each AppTest reads the metadata of every installed package in search of components: half a second, for none.
    monkeypatch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
    monkeypatch.setenv("LANHAI_CACHE_DIR", str(tmp_path / "cache"))
    st.cache_resource.clear()
    yield opened
    opened.close()
    st.cache_resource.clear()


@pytest.fixture
def open_view(ws: Workspace) -> Open:
    """Open a view as a fresh visitor would, in a language and on a project."""

    def opened(view: str = "home", *, lang: str = "en", project_id: str | None = None) -> AppTest:
        at = AppTest.from_file(str(APP), default_timeout=60)
        at.context = {"locale": LOCALES[lang]}
        if project_id:
            at.query_params["project"] = project_id
        at.run()
        if view != "home":
            at.switch_page(f"views/{view}.py")
            at.run()
        return at

    return opened


def words(at: AppTest) -> str:
    """Return all that our own HTML says on the page, stylesheets aside."""
    bodies = [str(block.proto.body) for block in at.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style"))


def assert_calm(at: AppTest) -> None:
    """No exception, and no card for an unexpected one."""
    assert not at.exception
    assert "lh-error" not in words(at), words(at)
