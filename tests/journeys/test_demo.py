"""`lanhai demo`: a model that makes itself, then every view in both languages, wide and narrow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from pipeline.domain.project import Language
from pipeline.store.workspace import Workspace
from tests.journeys.browser import Server, Visitor, visit

VIEWS = ("data", "label", "train", "results", "explain", "score", "runs")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.mark.timeout(1200)
def test_the_demo_shows_results_and_reasons_by_itself(browser: Browser, serve: Callable[..., Server]) -> None:
    # fails if: the demo trains nothing, a view breaks in one language, or a page is wider than a phone
    server = serve("demo")
    ws = Workspace(server.folder)
    project = next(each for each in ws.projects.all() if each.language is Language.ENGLISH)
    with visit(browser, server, locale="en-US", viewport=WIDE) as visitor:
        visitor.open()
        visitor.sees("Maintenance")
        visitor.until(lambda: bool(ws.evaluations.models(project.id)), seconds=600)
        visitor.open(project=project.id)
        for view in VIEWS:
            _look(visitor, view)
        visitor.page.get_by_role("radio", name="中文").click()
        visitor.sees("首页")
        for view in VIEWS:
            _look(visitor, view)
        visitor.page.set_viewport_size(NARROW)
        for view in ("", *VIEWS, "settings"):
            visitor.open(view, project=project.id, lang="zh")
            assert _overflow(visitor.page) <= 0, view
    ws.close()


def _look(visitor: Visitor, view: str) -> None:
    visitor.go(view)
    if view == "explain":
        visitor.at("explain_bars").locator(".js-plotly-plot").wait_for(timeout=180_000)
    assert visitor.page.locator(".lh-error").count() == 0, view


def _overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
