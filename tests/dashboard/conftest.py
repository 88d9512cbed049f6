"""Screens under test: the real app and the real workflow on a workspace of its own, without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pipeline.workflow import samples
from pipeline.workflow.workspace import open_workspace

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
LOCALES = {"en": "en-US", "zh": "zh-CN"}
Open = Callable[..., AppTest]


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty workspace that the app opens too."""
    folder = tmp_path / "workspace"
    monkeypatch.setenv("LANHAI_WORKSPACE", str(folder))
    monkeypatch.setenv("LANHAI_CACHE_DIR", str(tmp_path / "cache"))
    st.cache_resource.clear()
    opened = open_workspace(folder)
    yield opened
    opened.close()
    st.cache_resource.clear()


@pytest.fixture
def project(ws: Any) -> Any:
    """A small project: the Chinese weather sample, forty labelled rows."""
    return samples.open_sample(ws, "weather").project


@pytest.fixture
def open_view(ws: Any) -> Open:
    """Open a view as a fresh visitor would, in a language and on a project."""

    def opened(view: str, *, lang: str = "en", project_id: str | None = None) -> AppTest:
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
    """Return all that our own HTML says on the page."""
    return "\n".join(str(block.proto.body) for block in at.get("html"))
