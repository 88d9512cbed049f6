"""Home: projects opened, renamed, deleted, brought back; examples; a new project."""

import pytest

from dashboard import state
from pipeline.domain.run import RunState
from pipeline.store.workspace import Workspace
from pipeline.workflow import home, results
from tests.builders import a_project, a_run, a_trained_project, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words


def test_a_stranger_sees_the_steps_and_two_ways_to_begin(open_view: Open) -> None:
    at = open_view()
    assert "Turn a table of text into a model you can question" in words(at)
    assert at.button(key="home_new").label == "Bring a table"
    assert at.menu_button(key="home_example").options


def test_an_example_becomes_a_project_on_the_data_view(ws: Workspace, open_view: Open) -> None:
    at = open_view(lang="zh")
    at.menu_button(key="home_example").click("weather").run()
    assert_calm(at)
    assert [card.project.name for card in home.project_cards(ws)] == ["天气"]
    assert "每一列的用途" in words(at)


def test_what_was_left_off_is_continued_with_one_button(ws: Workspace, open_view: Open) -> None:
    at = open_view(project_id=a_trained_project(ws).project.id)
    assert "About 90 of 100 right" in words(at)
    at.button(key="home_continue").click().run()
    assert "How good is the model?" in words(at)


def test_a_row_of_the_list_opens_its_project(ws: Workspace, open_view: Open) -> None:
    older, _ = a_project(ws, name="older"), a_project(ws, name="newer")
    at = open_view()
    at.button(key=f"project_open_{older.id}").click().run()
    assert at.query_params["project"] == older.id


def test_a_project_is_renamed(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws)
    at = open_view()
    at.menu_button(key=f"project_menu_{project.id}").click("rename").run()
    at.text_input(key="home_rename_name").input("Letters")
    at.button(key="home_rename_save").click().run()
    assert ws.projects.get(project.id).name == "Letters"
    assert "Letters" in words(at)


def test_a_deleted_project_comes_back_by_undo(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws)
    at = open_view()
    at.menu_button(key=f"project_menu_{project.id}").click("delete").run()
    assert home.project_cards(ws) == []
    at.button(key="home_undo").click().run()
    assert_calm(at)
    assert [card.project.id for card in home.project_cards(ws)] == [project.id]


def test_a_reload_while_a_table_is_brought_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: only the session knows that a new project was begun
    address: dict[str, str] = {}
    monkeypatch.setattr(state.st, "query_params", address)
    monkeypatch.setattr(state.st, "session_state", {})
    state.choose_project(None, starting_new=True)
    monkeypatch.setattr(state.st, "session_state", {})  # a reload begins a new session at the same address
    assert state.starting_new_project()
    state.choose_project("p1")
    assert address == {"project": "p1"}
    assert not state.starting_new_project()


def test_a_new_project_asks_for_a_table_though_another_is_open(ws: Workspace, open_view: Open) -> None:
    at = open_view(project_id=a_project(ws).id)
    at.button(key="home_new").click().run()
    assert at.file_uploader(key="data_upload")
    assert "project" not in at.query_params


def test_a_name_with_markup_is_shown_as_it_is(ws: Workspace, open_view: Open) -> None:
    # fails if: projects.row draws the name without `html`
    project = a_project(ws, name="<img src=x> ![a](http://evil.example/a.png)")
    at = open_view()
    assert "&lt;img src=x&gt;" in words(at)
    assert "<img" not in words(at)
    assert "![" not in at.button(key=f"project_open_{project.id}").label


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_while_a_training_runs_the_way_on_is_to_watch_it(ws: Workspace, open_view: Open, lang: str) -> None:
    # fails if: the next step is told by the marks alone
    project = a_project(ws, weather_csv(200))
    a_run(ws, project, state=RunState.RUNNING)
    at = open_view(lang=lang, project_id=project.id)
    assert {"en": "A model is being trained right now.", "zh": "正在训练一个模型。"}[lang] in words(at)
    assert at.button(key="home_continue").label == {"en": "Watch it", "zh": "查看训练"}[lang]
    at.button(key="home_continue").click().run()
    assert at.button(key="train_stop")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_was_measured_on_few_texts_is_a_range(ws: Workspace, open_view: Open, lang: str) -> None:
    # fails if: the share alone is told, whatever it rests on
    trained = a_trained_project(ws, n_test=18, n_wrong=2)
    verdict = results.verdict(ws, trained.model.id)
    low, high = verdict.params["low"], verdict.params["high"]
    told = {
        "en": f"Between {low} and {high} of 100 right, measured on few texts",
        "zh": f"每 100 条对 {low} 到 {high} 条，测量所用文本不多",
    }
    assert verdict.code == "few_rows"
    assert told[lang] in words(open_view(lang=lang, project_id=trained.project.id))


def test_a_project_whose_training_runs_is_deleted_after_one_question(ws: Workspace, open_view: Open) -> None:
    # fails if: the menu deletes without asking
    project = a_project(ws)
    run = a_run(ws, project, state=RunState.RUNNING)
    at = open_view()
    at.menu_button(key=f"project_menu_{project.id}").click("delete").run()
    assert "Its training ends too." in words(at)
    at.button(key="home_end_no").click().run()
    assert ws.runs.get(run.id).state is RunState.RUNNING
    at.menu_button(key=f"project_menu_{project.id}").click("delete").run()
    at.button(key="home_end_yes").click().run()
    assert_calm(at)
    assert home.project_cards(ws) == []
    assert ws.runs.get(run.id).state is RunState.STOPPING
    assert "must be started again" in words(at)
