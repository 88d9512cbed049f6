"""The whole story, in each language: a table, labels by keys, a fine-tuned model, reasons, a second table."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipeline.domain.labels import FILE_ANNOTATOR
from pipeline.domain.run import FINISHED, RunState
from pipeline.store.workspace import Workspace
from tests.journeys.browser import ROOT, Server, Visitor, visit

SAMPLES = ROOT / "assets" / "samples"
N_KEYS = 6


@dataclass(frozen=True)
class Story:
    locale: str
    table: str
    new_table: str
    title: str  # of the empty home page, in the person's language
    attention: str


STORIES = [
    Story("en-US", "maintenance.csv", "maintenance_new.csv", "Data", "not why"),
    Story("zh-CN", "messages.csv", "messages_new.csv", "数据", "注意力"),
]


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.locale)
def test_from_a_table_to_a_model_at_work(browser: Browser, serve: Callable[..., Server], story: Story) -> None:
    server = serve()
    with visit(browser, server, locale=story.locale, viewport={"width": 1440, "height": 900}) as visitor:
        visitor.open()
        visitor.sees(story.title)
        _bring(visitor, story)
        ws = Workspace(server.folder)
        _label(visitor, ws)
        _train(visitor, ws)
        _results(visitor)
        _explain(visitor, story)
        _score(visitor, story)
        ws.close()


def _bring(visitor: Visitor, story: Story) -> None:
    visitor.go("data")
    visitor.upload("data_upload", SAMPLES / story.table)
    visitor.at("data_create").wait_for()
    visitor.press("data_create")
    visitor.at("data_next").wait_for()


def _label(visitor: Visitor, ws: Workspace) -> None:
    """Keys alone: every decision is on the disk, a held key counts once, undo takes back."""
    visitor.go("label")
    project = ws.projects.all()[0]
    text = visitor.page.locator(".queue .text p").first
    text.wait_for()
    for press in range(N_KEYS):
        before = text.inner_text()
        visitor.page.keyboard.press(str(press % 2 + 1))
        expect(text).not_to_have_text(before)
    expected = [project.task.label_set.codes[i % 2] for i in range(N_KEYS)]
    visitor.until(lambda: _decided(ws, project.id) == expected)
    visitor.page.keyboard.down("1")
    for _ in range(5):
        visitor.page.keyboard.down("1")  # the same key again without a release: what holding it sends
    visitor.page.keyboard.up("1")
    visitor.until(lambda: _decided(ws, project.id) == [*expected, project.task.label_set.codes[0]])
    visitor.page.keyboard.press("z")
    visitor.until(lambda: _decided(ws, project.id)[-1] is None)
    assert sum(each.annotator != FILE_ANNOTATOR for each in ws.annotations.standing(project.id).values()) == N_KEYS


def _decided(ws: Workspace, project_id: str) -> list[str | None]:
    """The person's own decisions as they stand on the disk; an undo is None."""
    return [each.label for each in ws.annotations.all(project_id) if each.annotator != FILE_ANNOTATOR]


def _train(visitor: Visitor, ws: Workspace) -> None:
    """One button; a reload in mid-training changes nothing."""
    visitor.go("train")
    visitor.press("train_start")
    visitor.at("train_stop").wait_for(timeout=60_000)
    run = ws.runs.all()[0]
    visitor.page.reload()
    visitor.settled()
    assert ws.runs.get(run.id).state not in FINISHED
    visitor.at("train_results").wait_for(timeout=600_000)
    assert ws.runs.get(run.id).state is RunState.SUCCEEDED
    visitor.press("train_results")


def _results(visitor: Visitor) -> None:
    visitor.page.wait_for_url(re.compile(r"/results(\?|$)"))
    visitor.sees(re.compile(r"\d+ ?%"))
    visitor.page.locator(".st-key-results_confusion .js-plotly-plot").wait_for(timeout=60_000)


def _explain(visitor: Visitor, story: Story) -> None:
    visitor.go("explain")
    visitor.at("explain_bars").locator(".js-plotly-plot").wait_for(timeout=180_000)
    visitor.sees(story.attention)


def _score(visitor: Visitor, story: Story) -> None:
    visitor.go("score")
    visitor.upload("score_file", SAMPLES / story.new_table)
    visitor.at("score_start").wait_for()
    visitor.press("score_start")
    visitor.at("score_download").wait_for(timeout=180_000)
    with visitor.page.expect_download() as download:
        visitor.at("score_download").locator("button").click()
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    original = (SAMPLES / story.new_table).read_text(encoding="utf-8-sig")
    scored, brought = _rows(content), _rows(original)
    assert scored[0] == [*brought[0], "predicted_label", "confidence", "runner_up", "check_me"]
    assert len(scored) == len(brought)
    assert all(row[len(brought[0])] for row in scored[1:])


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))
