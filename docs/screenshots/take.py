"""Takes the pictures of every view in both languages, from the demo: `python docs/screenshots/take.py [FOLDER]`."""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.store.workspace import Workspace
from tests.journeys.browser import FLAGS, Server, Visitor, chromium, visit

VIEWS = ("home", "data", "label", "train", "results", "explain", "score", "runs", "settings")
LANGUAGES = {"en": ("en-US", "en"), "zh": ("zh-CN", "zh")}
DRAWN_MS = 2500  # charts and fonts after the script has ended


def main(folder: Path) -> None:
    """Open the demo, wait for its models, score a table in each language, and picture every view."""
    workspace = Path(tempfile.mkdtemp()) / "demo"
    server = Server(workspace, ("demo",))
    server.start()
    ws = Workspace(workspace)
    try:
        _wait_for_models(ws)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            for name, (locale, language) in LANGUAGES.items():
                project = next(each for each in ws.projects.all() if each.language.value == language)
                for theme in ("light", "dark"):
                    with visit(browser, server, locale=locale, viewport=SIZE, color_scheme=theme) as visitor:
                        suffix = "" if theme == "light" else "_dark"
                        for view in VIEWS:
                            _picture(visitor, view, project.id, folder / f"{view}_{name}{suffix}.png")
            browser.close()
    finally:
        ws.close()
        server.stop()


SIZE = {"width": 1440, "height": 900}


def _picture(visitor: Visitor, view: str, project_id: str, path: Path) -> None:
    visitor.open("" if view == "home" else view, project=project_id)
    visitor.page.wait_for_timeout(DRAWN_MS)
    visitor.settled()
    if view == "explain":
        visitor.at("explain_bars").locator(".js-plotly-plot").wait_for(timeout=180_000)
        visitor.page.wait_for_timeout(DRAWN_MS)
    visitor.page.screenshot(path=path)


def _wait_for_models(ws: Workspace) -> None:
    while any(not ws.evaluations.models(project.id) for project in ws.projects.all()):
        time.sleep(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
