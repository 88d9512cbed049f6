"""Home: projects opened, renamed, deleted, brought back; examples; a new project."""

from pipeline.store.workspace import Workspace
from pipeline.workflow import home
from tests.builders import a_project, a_trained_project
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
