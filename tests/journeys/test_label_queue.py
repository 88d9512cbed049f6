"""The labelling queue in a real browser: nothing a person decided is lost, nothing is decided that they did not see."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from pipeline.domain.labels import FILE_ANNOTATOR, Annotation
from pipeline.store.workspace import Workspace
from tests.builders import a_project, weather_csv
from tests.journeys.browser import Server, Visitor, visit

SAVED = re.compile("saved|已保存")


def own(ws: Workspace, project_id: str) -> list[Annotation]:
    return [each for each in ws.annotations.all(project_id) if each.annotator != FILE_ANNOTATOR]


def labelling(visitor: Visitor, project_id: str) -> None:
    visitor.open("label", project=project_id)
    visitor.page.locator(".tile").first.wait_for()
    expect(visitor.page.locator(".chip.saved")).to_be_visible()


@pytest.mark.timeout(300)
def test_decisions_made_while_the_server_is_away_are_saved_when_it_is_back(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    # fails if: label_queue.js forgets what is pending when no answer comes
    server = serve()
    ws = Workspace(server.folder)
    project = a_project(ws, weather_csv(60, labeled=0))
    with visit(browser, server, locale="en-US") as visitor:
        labelling(visitor, project.id)
        server.stop()
        for key in ("1", "2", "1"):
            visitor.page.keyboard.press(key)
        expect(visitor.page.locator(".chip.pending")).to_contain_text("3")
        assert own(ws, project.id) == []
        server.start()
        expect(visitor.page.locator(".chip.saved")).to_be_visible(timeout=90_000)
        visitor.console_errors.clear()  # the server was away: the browser says so
        assert [each.label for each in own(ws, project.id)] == ["0", "1", "0"]
    ws.close()


@pytest.mark.timeout(300)
def test_keys_in_quick_succession_label_what_was_on_the_screen(browser: Browser, serve: Callable[..., Server]) -> None:
    # fails if: annotations are matched with texts by place instead of by id
    server = serve()
    ws = Workspace(server.folder)
    project = a_project(ws, weather_csv(80, labeled=0))
    with visit(browser, server, locale="zh-CN") as visitor:
        labelling(visitor, project.id)
        seen, text = [], visitor.page.locator(".queue .text")
        for i in range(50):
            expect(text).not_to_have_attribute("data-id", "")  # a key on an empty queue is for no text
            seen.append(str(text.get_attribute("data-id")))
            visitor.page.keyboard.press("12"[i % 2])
        expect(visitor.page.locator(".chip.saved")).to_be_visible(timeout=30_000)
        assert [each.example_id for each in own(ws, project.id)] == seen
        assert len(set(seen)) == 50
        assert [each.label for each in own(ws, project.id)] == ["0", "1"] * 25
    ws.close()


@pytest.mark.timeout(300)
def test_decisions_of_a_closed_tab_are_saved_when_labelling_opens_again(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    # fails if: what is pending is kept for the tab alone
    server = serve()
    ws = Workspace(server.folder)
    project = a_project(ws, weather_csv(60, labeled=0))
    with visit(browser, server, locale="en-US") as visitor:
        labelling(visitor, project.id)
        server.stop()
        for key in ("1", "2"):
            visitor.page.keyboard.press(key)
        expect(visitor.page.locator(".chip.pending")).to_contain_text("2")
        asked: list[str] = []
        visitor.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        context = visitor.page.context
        visitor.page.close(run_before_unload=True)
        visitor.page = context.new_page()
        assert asked == ["beforeunload"]
        server.start()
        labelling(visitor, project.id)
        visitor.console_errors.clear()  # the server was away: the browser says so
        assert [each.label for each in own(ws, project.id)] == ["0", "1"]
    ws.close()


@pytest.mark.timeout(300)
def test_who_leaves_labelling_with_something_pending_is_warned_before_the_page_closes(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    # fails if: the warning goes with the view
    server = serve()
    ws = Workspace(server.folder)
    project = a_project(ws, weather_csv(60, labeled=0))
    refused = {"id": "1", "at": "2026-01-01T00:00:00.000Z", "example_id": "1", "decision": "label", "label": "no label"}
    with visit(browser, server, locale="en-US") as visitor:
        labelling(visitor, project.id)
        key = f"lanhai.pending.{project.id}.1"
        visitor.page.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, json.dumps(refused)])
        visitor.page.reload()
        expect(visitor.page.locator(".chip.pending")).to_contain_text("1")
        visitor.go("data")
        asked: list[str] = []
        visitor.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        visitor.page.mouse.click(400, 400)  # a page that nobody touched does not ask
        visitor.page.reload()
        assert asked == ["beforeunload"]
    ws.close()


@pytest.mark.timeout(300)
def test_an_undo_after_a_change_of_name_takes_the_decision_back(browser: Browser, serve: Callable[..., Server]) -> None:
    # fails if: the undo is stored under the new name
    server = serve()
    ws = Workspace(server.folder)
    project = a_project(ws, weather_csv(60, labeled=0))
    with visit(browser, server, locale="en-US") as visitor:
        labelling(visitor, project.id)
        visitor.page.keyboard.press("1")
        visitor.until(lambda: len(own(ws, project.id)) == 1)
        visitor.page.get_by_role("link", name="Settings").click()
        name = visitor.at("settings_name").locator("input")
        name.fill("Ana")
        name.press("Enter")
        visitor.until(lambda: ws.settings.get("choice.annotator") == "Ana")
        visitor.go("label")
        visitor.page.locator(".tile").first.wait_for()
        visitor.page.keyboard.press("z")
        visitor.until(lambda: len(own(ws, project.id)) == 2)
        assert ws.annotations.standing(project.id) == {}
        visitor.page.keyboard.press("2")
        visitor.until(lambda: len(own(ws, project.id)) == 3)
        assert [each.annotator for each in own(ws, project.id)] == ["me", "me", "Ana"]
    ws.close()


@pytest.mark.timeout(300)
def test_a_chosen_language_reaches_the_waiting_texts_and_the_next_tab(
    browser: Browser, serve: Callable[..., Server]
) -> None:
    # fails if: label_queue.js keeps the chips it was first given, or document_language.js writes no cookie
    server = serve()
    ws = Workspace(server.folder)
    project = a_project(ws, weather_csv(60, labeled=0))
    with visit(browser, server, locale="en-US") as visitor:
        labelling(visitor, project.id)
        expect(visitor.page.locator(".chips")).to_contain_text("row ")
        visitor.at("lang").get_by_text("中文").click()
        expect(visitor.page.locator(".chips")).to_contain_text("第 ")
        visitor.page = visitor.page.context.new_page()
        visitor.open()
        visitor.sees("教一个模型替您读文字")
    ws.close()
