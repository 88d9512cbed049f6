"""From a file to a project, with nothing lost and nothing stored before it is asked for."""

import pytest

from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Language
from pipeline.domain.run import RunState
from pipeline.runs import worker
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, versions
from pipeline.workflow.values import Appended
from tests import builders


def test_a_preview_guesses_the_columns_and_stores_nothing(ws: Workspace) -> None:
    preview = data.preview(builders.weather_csv(30), "天气_2026.csv")
    roles = {column.name: column.role for column in preview.columns}
    assert roles == {"编号": ColumnRole.IGNORED, "文本": ColumnRole.TEXT, "标签": ColumnRole.LABEL}
    assert preview.language is Language.CHINESE
    assert preview.label_codes == ("0", "1")
    assert preview.suggested_name == "天气 2026"
    assert ws.projects.all() == []


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


def test_a_page_before_the_first_row_is_the_first_page(ws: Workspace) -> None:
    # fails if: a negative offset reaches the rows, or counts from the end of what was found
    project = builders.a_project(ws, builders.weather_csv(30))
    for search in ("", "条"):
        assert (
            data.page(ws, project.id, offset=-5, limit=3, search=search).rows
            == data.page(ws, project.id, limit=3, search=search).rows
        )
    assert data.page(ws, project.id, search="\ud83d").rows == ()


@pytest.mark.parametrize(
    ("roles", "code"),
    [
        ({"文本": ColumnRole.IGNORED}, "no_text_column"),
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

    monkeypatch.setattr(type(ws.datasets), "add", full)
    with pytest.raises(UserFacingError, match="disk_full"):
        builders.a_project(ws)
    assert ws.projects.all() == []
    assert [path.name for path in ws.datasets.folder.iterdir()] == ["originals"]


def test_several_text_columns_are_read_together(ws: Workspace) -> None:
    content = builders.csv_of(["title", "body"], [["Pump", f"leaks {i}"] for i in range(3)])
    roles = {"title": ColumnRole.TEXT, "body": ColumnRole.TEXT}
    imported = data.create_project(ws, content, "a.csv", data.ProjectRequest("a", roles, Language.ENGLISH))
    rows = ws.datasets.rows(imported.dataset)
    assert next(iter(rows.texts(imported.dataset.named(ColumnRole.TEXT)))) == ("Pump", "leaks 0")


def test_personal_data_is_masked_before_anything_is_stored(ws: Workspace) -> None:
    # fails if: the original is kept, a set-aside row stays as it was, or a name column's value stays in the text
    lines = [["姓名", "文本", "标签"], ["张伟", "张伟的电话是13812345678", "好"], ["李娜", "请回电13812345678", "坏"]]
    content = builders.csv_of(lines[0], lines[1:]) + '\n"多","一","格","13812345678"\n'.encode()
    roles = {"姓名": ColumnRole.SENSITIVE, "文本": ColumnRole.TEXT, "标签": ColumnRole.LABEL}
    request = data.ProjectRequest("a", roles, Language.CHINESE, mask=True)
    imported = data.create_project(ws, content, "a.csv", request)
    stored = b"".join(path.read_bytes() for path in sorted(ws.folder.rglob("*")) if path.is_file())
    for secret in ("13812345678", "张伟", "李娜"):
        assert secret.encode() not in stored
    texts = list(ws.datasets.rows(imported.dataset).cells["文本"])
    (first,) = {word for word in texts[0].split("是")[1:]}
    assert first in texts[1]
    assert imported.dataset.masked
    assert imported.dataset.personal["phone"] >= 2
    assert [row.line for row in data.set_aside(ws, imported.project.id)] == [4]


def test_a_large_table_is_imported_in_the_background(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: bring() waits for the table
    monkeypatch.setattr(data, "LARGE_BYTES", 100)
    monkeypatch.setattr(data, "tick", lambda _: None)
    roles = {"文本": ColumnRole.TEXT, "标签": ColumnRole.LABEL}
    request = data.ProjectRequest("a", roles, Language.CHINESE, label_names={"0": "积极"})
    brought = data.bring(ws, builders.weather_csv(50), "a.csv", request)
    assert brought.imported is None
    assert brought.run is not None
    assert data.dataset(ws, brought.project.id) is None
    assert worker.main([str(ws.folder), brought.run.id]) == 0
    ended = data.importing(ws, brought.project.id)
    assert ended is not None
    assert (ended.state, ended.result["n_rows"]) == (RunState.SUCCEEDED, 50)
    stored = data.dataset(ws, brought.project.id)
    assert stored is not None
    assert stored.source.file_name == "a.csv"
    assert ws.projects.get(brought.project.id).task.label_set.shown("0") == "积极"
    assert (ws.datasets.folder / "originals" / stored.source.sha256).read_bytes() == builders.weather_csv(50)
    assert not (ws.run_folder(brought.run.id) / "table").exists()


def test_a_masked_upload_is_gone_also_when_its_import_fails(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: the file stays in the run's folder
    monkeypatch.setattr(data, "LARGE_MASKED_BYTES", 10)
    monkeypatch.setattr(data, "tick", lambda _: None)
    request = data.ProjectRequest("a", {"没有": ColumnRole.TEXT}, Language.CHINESE, mask=True)
    brought = data.bring(ws, builders.weather_csv(50), "a.csv", request)
    assert brought.run is not None
    worker.main([str(ws.folder), brought.run.id])
    ended = ws.runs.get(brought.run.id)
    assert ended.state is RunState.FAILED
    assert ended.failure is not None
    assert ended.failure.code == "column_missing"
    assert not (ws.run_folder(brought.run.id) / "table").exists()


def test_the_preview_of_a_large_table_reads_its_first_rows_and_estimates(monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: the whole file is read, or the number of read rows is told as the table's
    monkeypatch.setattr(data, "LARGE_BYTES", 1_000)
    monkeypatch.setattr(data, "PREVIEW_ROWS", 1)
    content = builders.csv_of(["text"], [[f"the pump number {i} leaks"] for i in range(60_000)])
    preview = data.preview(content, "a.csv")
    assert not preview.complete
    assert 40_000 < preview.n_rows < 80_000


def test_set_aside_rows_can_be_taken_away_as_a_table(ws: Workspace) -> None:
    project = builders.a_project(ws, builders.weather_csv(5) + b'\n"6","a","0","one cell too many"\n')
    name, content = data.set_aside_csv(ws, project.id)
    assert name == "weather_set_aside.csv"
    lines = content.decode("utf-8-sig").splitlines()
    assert lines == [
        "编号,文本,标签,set_aside_more,set_aside_line,set_aside_reason",
        "6,a,0,one cell too many,7,too_many_cells",
    ]


def test_set_aside_rows_come_back_when_they_are_mended(ws: Workspace) -> None:
    # fails if: the columns that tell what was wrong are taken for the table's
    project = builders.a_project(ws, builders.weather_csv(5) + b'\n"6","a rainy day","0","one cell too many"\n')
    name, content = data.set_aside_csv(ws, project.id)
    added = versions.append(ws, project.id, content, name)
    assert isinstance(added, Appended)
    assert added.n_new == 1
    assert data.page(ws, project.id).rows[-1] == ("6", "a rainy day", "0")
