"""Settings: language, name, deleted projects, encoders."""

from pathlib import Path

from pipeline.store.workspace import Workspace
from pipeline.workflow import home, settings, uploads
from tests.builders import a_project
from tests.dashboard.conftest import Open, assert_calm, words


def test_the_language_is_switched_from_the_settings_too(open_view: Open) -> None:
    at = open_view("settings")
    at.segmented_control(key="settings_language").set_value("zh").run()
    assert "这台机器上的预训练模型" in words(at)


def test_the_name_of_the_annotator_is_kept(ws: Workspace, open_view: Open) -> None:
    at = open_view("settings")
    at.text_input(key="settings_name").input("  Ana ").run()
    assert settings.get(ws, "annotator") == "Ana"
    assert open_view("settings").text_input(key="settings_name").value == "Ana"


def test_the_name_of_labels_from_a_table_is_refused(ws: Workspace, open_view: Open) -> None:
    # fails if: a person may be called as the table is
    at = open_view("settings", lang="zh")
    at.text_input(key="settings_name").input("FILE").run()
    assert 'data-code="name_reserved"' in words(at)
    assert settings.get(ws, "annotator") is None


def test_a_name_given_elsewhere_changes_nobody_who_is_at_work(ws: Workspace, open_view: Open) -> None:
    # fails if: the workspace's last name is asked for again at every step of a visit
    bob = open_view("label", project_id=a_project(ws).id)
    open_view("settings").text_input(key="settings_name").input("Ana").run()
    bob.run()
    assert bob.session_state["annotator"] == ""


def test_a_deleted_project_is_restored(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws)
    home.delete_project(ws, project.id)
    at = open_view("settings")
    at.button(key=f"settings_restore_{project.id}").click().run()
    assert [card.project.id for card in home.project_cards(ws)] == [project.id]


def test_a_folder_that_is_no_encoder_gets_a_calm_card(open_view: Open, tmp_path: Path) -> None:
    at = open_view("settings")
    at.text_input(key="settings_encoder_path").input(str(tmp_path))
    at.button(key="settings_encoder_add").click().run()
    assert not at.exception
    assert "lh-error-what" in words(at)


def test_the_embedded_encoders_and_the_computer_are_listed(ws: Workspace, open_view: Open) -> None:
    at = open_view("settings")
    assert_calm(at)
    assert "multilingual-e5-small" in words(at)
    assert str(ws.folder) in words(at)


def test_the_largest_file_is_one_setting(ws: Workspace, open_view: Open) -> None:
    # fails if: the number is shown and not stored
    at = open_view("settings")
    at.number_input(key="settings_limit").set_value(1.5).run()
    assert_calm(at)
    assert uploads.limit_bytes(ws) == 1_500_000_000
    at = open_view("data")
    at.session_state["data_upload_larger"] = True
    at.run()
    assert "Up to 1.5 GB." in words(at)
