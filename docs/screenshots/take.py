"""Takes the pictures of every view in both languages, from the demo: `python docs/screenshots/take.py [FOLDER]`."""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.domain.project import Project
from pipeline.store.workspace import Workspace
from pipeline.workflow import samples, score
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
        scored = {project.id: _score(ws, project) for project in ws.projects.all()}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            for name, (locale, language) in LANGUAGES.items():
                project = next(each for each in ws.projects.all() if each.language.value == language)
                for theme in ("light", "dark"):
                    with visit(browser, server, locale=locale, viewport=SIZE, color_scheme=theme) as visitor:
                        suffix = "" if theme == "light" else "_dark"
                        for view in VIEWS:
                            chosen = {"project": project.id, **({"run": scored[project.id]} if view == "score" else {})}
                            _picture(visitor, view, chosen, folder / f"{view}_{name}{suffix}.png")
            browser.close()
    finally:
        ws.close()
        server.stop()


SIZE = {"width": 1440, "height": 900}


SHOWN_OF_SETTINGS = {"x": 0, "y": 0, "width": 1440, "height": 820}  # below stands a folder of whoever took it


def _picture(visitor: Visitor, view: str, chosen: dict[str, str], path: Path) -> None:
    visitor.open("" if view == "home" else view, **chosen)
    visitor.page.wait_for_timeout(DRAWN_MS)
    visitor.settled()
    if view == "explain":
        visitor.at("explain_bars").locator(".js-plotly-plot").wait_for(timeout=180_000)
        visitor.page.wait_for_timeout(DRAWN_MS)
    visitor.page.screenshot(path=path, clip=SHOWN_OF_SETTINGS if view == "settings" else None)


def _score(ws: Workspace, project: Project) -> str:
    """Score the sample's second table; returns the run."""
    sample = next(each for each in samples.samples() if each.language is project.language and each.new_content)
    model = ws.evaluations.models(project.id)[0]
    run = score.start(ws, model.id, sample.new_content or b"", sample.new_file_name or "")
    while not ws.runs.get(run.id).finished:
        time.sleep(1)
    return run.id


def _wait_for_models(ws: Workspace) -> None:
    while any(not ws.evaluations.models(project.id) for project in ws.projects.all()):
        time.sleep(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
