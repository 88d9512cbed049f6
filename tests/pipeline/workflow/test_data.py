"""From a file to a project, with nothing lost and nothing stored before it is asked for."""

import pytest

from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import FILE_ANNOTATOR
from pipeline.domain.project import Language
from pipeline.store.workspace import Workspace
from pipeline.workflow import data
from tests import builders


def test_a_preview_guesses_the_columns_and_stores_nothing(ws: Workspace) -> None:
    preview = data.preview(builders.weather_csv(30), "天气_2026.csv")
    roles = {column.name: column.role for column in preview.columns}
    assert roles == {"编号": ColumnRole.IGNORED, "文本": ColumnRole.TEXT, "标签": ColumnRole.LABEL}
    assert preview.language is Language.CHINESE
    assert preview.label_codes == ("0", "1")
    assert preview.suggested_name == "天气 2026"
    assert ws.projects.all() == []


def test_a_label_column_becomes_annotations_by_the_file(ws: Workspace) -> None:
    # fails if: empty cells become a label, or the labels are kept apart from the annotations
    project = builders.a_project(ws, builders.weather_csv(10, labeled=6))
    annotations = ws.annotations.all(project.id)
    assert len(annotations) == 6
    assert {each.annotator for each in annotations} == {FILE_ANNOTATOR}


def test_codes_get_the_names_that_a_person_gave_them(ws: Workspace) -> None:
    project = builders.a_project(ws)
    assert project.task.label_set.shown("0") == "积极"
    assert project.task.label_set.codes == ("0", "1")


def test_a_sensitive_column_is_not_shown(ws: Workspace) -> None:
    # fails if: page() shows every column of the file
    content = builders.csv_of(["text", "phone"], [["The pump leaks oil again", "555 0100"]] * 3)
    roles = {"text": ColumnRole.TEXT, "phone": ColumnRole.SENSITIVE}
    imported = data.create_project(ws, content, "a.csv", data.ProjectRequest("a", roles, Language.ENGLISH))
    assert data.page(ws, imported.project.id).columns == ("text",)


def test_a_search_looks_in_every_cell_and_counts_what_it_found(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(30))
    page = data.page(ws, project.id, search="第7条", limit=5)
    assert (page.n_rows, page.rows[0][0]) == (1, "7")


@pytest.mark.parametrize(
    ("roles", "code"),
    [
        ({"文本": ColumnRole.IGNORED}, "no_text_column"),
        ({"编号": ColumnRole.TEXT, "文本": ColumnRole.TEXT}, "several_text_columns"),
        ({"编号": ColumnRole.LABEL, "标签": ColumnRole.LABEL}, "several_label_columns"),
        ({"没有": ColumnRole.TEXT}, "column_missing"),
    ],
)
def test_a_request_that_cannot_work_is_answered_in_words(
    ws: Workspace, roles: dict[str, ColumnRole], code: str
) -> None:
    request = data.ProjectRequest("a", roles, Language.CHINESE)
    with pytest.raises(UserFacingError) as refused:
        data.create_project(ws, builders.weather_csv(), "a.csv", request)
    assert refused.value.code == code
    assert ws.projects.all() == []


def test_rows_set_aside_come_back_with_their_line(ws: Workspace) -> None:
    content = builders.weather_csv(5) + b'\n"6","a","0","one cell too many"\n'
    project = builders.a_project(ws, content)
    assert [row.line for row in data.set_aside(ws, project.id)] == [7]


def test_where_the_label_was_chosen_no_guess_stands_beside_it(ws: Workspace) -> None:
    # fails if: _columns() keeps a guessed LABEL next to the chosen one; the wrong labels are imported then
    roles = {"编号": ColumnRole.LABEL, "文本": ColumnRole.TEXT}
    request = data.ProjectRequest("a", roles, Language.CHINESE)
    imported = data.create_project(ws, builders.weather_csv(6), "a.csv", request)
    assert imported.dataset.named(ColumnRole.LABEL) == ("编号",)


def test_an_import_that_breaks_off_leaves_nothing_behind(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: project, table and labels are written one after the other
    def full(*_: object) -> None:
        raise UserFacingError("disk_full")

    monkeypatch.setattr(type(ws.annotations), "append", full)
    with pytest.raises(UserFacingError, match="disk_full"):
        builders.a_project(ws)
    assert ws.projects.all() == []
