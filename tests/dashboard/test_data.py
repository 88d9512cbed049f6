"""Data: a table is understood, corrected, made a project; then looked at."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, TextInput

from pipeline.domain.dataset import ColumnRole
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, home
from pipeline.workflow.values import TablePage
from tests.builders import a_project, csv_of, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words

NOTES = csv_of(
    ["note", "team"], [[f"The pump number {i} leaks oil again", "shop" if i % 2 else "yard"] for i in range(30)]
)


def bring(at: AppTest, content: bytes, name: str) -> AppTest:
    at.file_uploader(key="data_upload").upload(name, content).run()
    assert_calm(at)
    return at


def test_a_table_says_how_it_was_read_before_anything_is_stored(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data"), NOTES, "pump notes.csv")
    assert "pump notes.csv · UTF-8 · separated by commas · 30 rows · 2 columns" in words(at)
    assert home.project_cards(ws) == []


def test_a_table_becomes_a_project_with_its_labels(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data"), NOTES, "pump notes.csv")
    at.button(key="data_create").click().run()
    assert_calm(at)
    (card,) = home.project_cards(ws)
    assert card.project.name == "pump notes"
    assert card.journey.n_labeled == 30
    assert at.query_params["project"] == card.project.id


def test_codes_get_names_at_once(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data", lang="zh"), weather_csv(), "weather.csv")
    for field, name in zip(_code_names(at), ("积极", "消极"), strict=True):
        field.input(name)
    at.button(key="data_create").click().run()
    (card,) = home.project_cards(ws)
    assert [label.shown for label in card.project.task.label_set.labels] == ["积极", "消极"]


def _code_names(at: AppTest) -> list[TextInput]:
    return [field for field in at.text_input if str(field.key).startswith("data_code_")]


def test_names_of_codes_stay_with_their_table(ws: Workspace, open_view: Open) -> None:
    # fails if: the fields of one table's codes are those of the next one's
    at = bring(open_view("data"), weather_csv(), "weather.csv")
    _code_names(at)[0].input("sunny").run()
    bring(at, csv_of(["text", "label"], [[f"parcel {i} is late", str(i % 2)] for i in range(30)]), "parcels.csv")
    assert [field.value for field in _code_names(at)] == ["", ""]


def test_a_changed_role_is_kept(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data"), NOTES, "notes.csv")
    box = next(box for box in at.selectbox if box.label == "What team is for")
    box.set_value(ColumnRole.IGNORED).run()
    assert "chosen by you" in words(at)
    at.text_input(key="data_labels").input("shop, yard，gate")
    at.button(key="data_create").click().run()
    (card,) = home.project_cards(ws)
    assert card.project.task.label_set.codes == ("shop", "yard", "gate")
    assert card.journey.n_labeled == 0


def test_a_table_without_text_gets_a_calm_card(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data"), NOTES, "notes.csv")
    for box in at.selectbox:
        box.set_value(ColumnRole.IGNORED)
    at.button(key="data_create").click().run()
    assert not at.exception
    assert "lh-error-what" in words(at)
    assert home.project_cards(ws) == []


def test_an_empty_file_gets_a_calm_card(open_view: Open) -> None:
    at = open_view("data")
    at.file_uploader(key="data_upload").upload("empty.csv", b"").run()
    assert not at.exception
    assert "lh-error-what" in words(at)


def test_a_file_with_two_readings_asks_which_one(ws: Workspace, open_view: Open) -> None:
    rows = "".join(f"a plain row {i},{i % 2}\n" for i in range(20))
    at = bring(open_view("data"), f"text,label\n{rows}天气好,0\n".encode("gb18030"), "weather.csv")
    (control,) = [control for control in at.segmented_control if control.label == "Encoding"]
    assert control.options[:2] == ["GB18030", "BIG5"]
    control.set_value("cp1252").run()
    assert "weather.csv · CP1252" in words(at)
    at.button(key="data_create").click().run()
    (card,) = home.project_cards(ws)
    assert data.dataset(ws, card.project.id).source.encoding == "cp1252"  # type: ignore[union-attr]


def choice(at: AppTest, label: str) -> ButtonGroup[Any]:
    (control,) = [control for control in at.segmented_control if control.label == label]
    return control


def test_another_separator_and_header_can_be_chosen(ws: Workspace, open_view: Open) -> None:
    # fails if: what was chosen is shown in the preview but not handed to the import
    at = bring(open_view("data"), b"price;note\n1,5;pump leaks oil\n2,5;belt is worn\n3,5;all is fine\n", "notes.csv")
    assert choice(at, "Cells are separated by").value == ";"
    choice(at, "Cells are separated by").set_value(",").run()
    assert_calm(at)
    assert "notes.csv · UTF-8 · separated by commas · 3 rows · 2 columns" in words(at)
    choice(at, "Cells are separated by").set_value("").run()
    assert "notes.csv · UTF-8 · one column · 3 rows · 1 column" in words(at)
    choice(at, "The first row").set_value(False).run()
    assert "one column · 4 rows" in words(at)
    at.button(key="data_create").click().run()
    assert_calm(at)
    (card,) = home.project_cards(ws)
    stored = data.dataset(ws, card.project.id)
    assert stored is not None
    assert (stored.n_rows, stored.source.delimiter, stored.source.header) == (4, "", False)


def test_a_reading_that_does_not_work_can_be_taken_back(open_view: Open) -> None:
    at = bring(open_view("data", lang="zh"), NOTES, "notes.csv")
    choice(at, "编码").set_value("utf-16").run()
    assert not at.exception
    choice(at, "编码").set_value("utf-8").run()
    assert_calm(at)
    assert "30 行" in words(at)


def test_a_plain_table_keeps_the_other_readings_folded(open_view: Open) -> None:
    at = bring(open_view("data"), NOTES, "notes.csv")
    folded = next(each for each in at.expander if each.label == "Read it differently")
    assert not folded.proto.expanded


def test_the_rows_of_a_project_are_searched(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws)
    at = open_view("data", project_id=project.id)
    at.text_input(key=f"data_rows_{project.id}_search").input("第7条").run()
    assert at.dataframe[-1].value.shape[0] == 1


def test_findings_stand_worst_first(ws: Workspace, open_view: Open) -> None:
    rows = [["同样的文本", "0"], ["同样的文本", "1"], *[[f"第{i}条文本", "0"] for i in range(8)]]
    project = a_project(ws, csv_of(["文本", "标签", "编号"], [[*row, str(i)] for i, row in enumerate(rows)]))
    at = open_view("data", lang="zh", project_id=project.id)
    said = words(at)
    assert "处值得先看" in said
    assert said.index("先处理") < said.index("建议")


def test_labelling_begins_with_one_button(ws: Workspace, open_view: Open) -> None:
    project = a_project(ws, weather_csv(40, labeled=2))
    at = open_view("data", project_id=project.id)
    at.button(key="data_next").click().run()
    assert "What is this about?" in words(at)


def test_a_workbook_that_is_cut_off_is_refused_in_words(open_view: Open) -> None:
    # fails if: the uploader takes CSV alone
    at = open_view("data")
    at.file_uploader(key="data_upload").upload("new.xlsx", b"PK\x03\x04" + bytes(200)).run()
    assert 'data-code="table_archive_broken"' in words(at)


def test_another_table_can_be_brought_from_the_data_of_a_project(ws: Workspace, open_view: Open) -> None:
    at = open_view("data", project_id=a_project(ws).id)
    at.button(key="data_new").click().run()
    assert_calm(at)
    assert at.file_uploader(key="data_upload")


def test_a_search_that_did_not_reach_the_end_can_go_on(
    ws: Workspace, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: the button is not drawn, or the next search is as short as the first
    project = a_project(ws, weather_csv(60))
    asked = []

    def page(*_: object, search: str, patient: bool, **__: object) -> TablePage:
        asked.append(patient)
        return TablePage(("文本",), (("a",),), 1, None if patient or not search else 20)

    monkeypatch.setattr(data, "page", page)
    at = open_view("data", project_id=project.id)
    at.text_input(key=f"data_rows_{project.id}_search").input("雨").run()
    at.button(key=f"data_rows_{project.id}_all").click().run()
    assert_calm(at)
    assert asked[-1]
    assert not any(asked[:-1])
