"""Bringing a table: what only a person can know is asked with their own rows; personal data can be masked at once."""

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.brought_file import FILE_TYPES
from dashboard.components.own_lines import telling_lines
from pipeline.domain.dataset import ColumnRole
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, home
from tests.builders import csv_of, weather_csv
from tests.dashboard.conftest import Open, assert_calm, words

PLAIN = "".join(f"a plain row {i},{i % 2}\n" for i in range(20))
TWO_READINGS = f"text,label\n{PLAIN}天气好,0\n".encode("gb18030")
CALLS = csv_of(["text", "label"], [[f"please call 139123400{i:02d} about the pump", "ab"[i % 2]] for i in range(20)])


def workbook(*names: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in names:
        sheet = book.create_sheet(name)
        sheet.append(["text", "label"])
        for i in range(20):
            sheet.append([f"{name}: the pump number {i} leaks", "ab"[i % 2]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(at: AppTest, content: bytes, name: str) -> AppTest:
    at.file_uploader(key="data_upload").upload(name, content).run()
    assert_calm(at)
    return at


def button(at: AppTest, ending: str) -> Any:
    (found,) = [each for each in at.button if str(each.key).endswith(ending)]
    return found


def waits(at: AppTest) -> bool:
    return bool(at.button(key="data_create").disabled)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_readings_are_shown_side_by_side_with_the_persons_own_lines(open_view: Open, lang: str) -> None:
    # fails if: the plain rows, which look the same in every reading, are shown
    at = bring(open_view("data", lang=lang), TWO_READINGS, "weather.csv")
    said = words(at)
    assert {"en": "Which of these looks right?", "zh": "哪一种看起来是对的？"}[lang] in said
    assert '<p class="lh-own-line">天气好,0</p>' in said
    assert said.count("lh-own-line") >= 2
    assert waits(at)
    assert {"en": "Answer the question above first.", "zh": "请先回答上面的问题。"}[lang] in said


def test_an_answer_lets_the_project_be_made_as_it_says(ws: Workspace, open_view: Open) -> None:
    # fails if: the answer is shown but not handed to the import
    at = bring(open_view("data"), TWO_READINGS, "weather.csv")
    button(at, "encoding_1_pick").click().run()
    assert_calm(at)
    assert not waits(at)
    assert "weather.csv · GB18030" not in words(at)
    at.button(key="data_create").click().run()
    (card,) = home.project_cards(ws)
    assert data.dataset(ws, card.project.id).source.encoding != "gb18030"  # type: ignore[union-attr]


def test_an_answer_can_be_changed(open_view: Open) -> None:
    at = bring(open_view("data"), TWO_READINGS, "weather.csv")
    button(at, "encoding_1_pick").click().run()
    button(at, "encoding_0_pick").click().run()
    assert_calm(at)
    assert "weather.csv · GB18030" in words(at)
    assert button(at, "encoding_0_pick").label == "Chosen"


def test_a_workbook_with_two_sheets_asks_which_one(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data"), workbook("May", "June"), "pumps.xlsx")
    assert "Which table do you mean?" in words(at)
    assert waits(at)
    (pills,) = [each for each in at.get("button_group") if str(each.key).endswith("sheet_pick")]
    pills.set_value("June").run()
    assert_calm(at)
    assert "pumps.xlsx · Excel · June · 20 rows" in words(at)
    at.button(key="data_create").click().run()
    (card,) = home.project_cards(ws)
    assert data.dataset(ws, card.project.id).source.sheet == "June"  # type: ignore[union-attr]
    assert data.page(ws, card.project.id).rows[0][0].startswith("June")


def test_a_first_row_that_may_be_either_is_asked_about(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data"), b"rainy day\nsunny day\n", "one.csv")
    assert "What is the first row?" in words(at)
    assert "one column · 1 row" in words(at)
    no = next(i for i in (0, 1) if "rainy day</td>" in _card(at, i))
    button(at, f"header_{no}_pick").click().run()
    assert_calm(at)
    assert "one column · 2 rows" in words(at)
    assert not waits(at)


def _card(at: AppTest, i: int) -> str:
    return [str(block.proto.body) for block in at.get("html") if "lh-small-table" in str(block.proto.body)][i]


def test_a_workbook_hides_what_has_no_meaning_for_it(open_view: Open) -> None:
    at = bring(open_view("data"), workbook("May"), "pumps.xlsx")
    labels = [control.label for control in at.segmented_control]
    assert "The first row" in labels
    assert not {"Encoding", "Cells are separated by", "Texts are wrapped in"} & set(labels)


def test_json_lines_come_without_a_question(ws: Workspace, open_view: Open) -> None:
    lines = "\n".join(f'{{"text": "the pump {i} leaks oil", "label": "{i % 2}"}}' for i in range(30))
    at = bring(open_view("data"), lines.encode(), "pumps.jsonl")
    assert "pumps.jsonl · JSON · 30 rows" in words(at)
    assert not waits(at)


def test_lines_to_skip_can_be_told(open_view: Open) -> None:
    at = bring(open_view("data"), b"note\n" + weather_csv(30), "weather.csv")
    (skip,) = [each for each in at.number_input if str(each.key).endswith("skip_lines")]
    skip.set_value(3).run()
    assert not at.exception
    assert "weather.csv" in words(at)


def test_several_columns_of_text_are_one_project(ws: Workspace, open_view: Open) -> None:
    rows = [[f"pump {i} leaks oil again", f"it was repaired on day {i}", "ab"[i % 2]] for i in range(30)]
    at = bring(open_view("data"), csv_of(["title", "text", "label"], rows), "notes.csv")
    next(box for box in at.selectbox if box.label == "What title is for").set_value(ColumnRole.TEXT).run()
    at.button(key="data_create").click().run()
    assert_calm(at)
    (card,) = home.project_cards(ws)
    assert data.dataset(ws, card.project.id).named(ColumnRole.TEXT) == ("title", "text")  # type: ignore[union-attr]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_personal_data_is_counted_and_masked_on_wish(ws: Workspace, open_view: Open, lang: str) -> None:
    # fails if: the switch is drawn but not handed to the import
    at = bring(open_view("data", lang=lang), CALLS, "calls.csv")
    assert {"en": "20 telephone numbers", "zh": "20 个电话号码"}[lang] in words(at)
    next(each for each in at.toggle if str(each.key).startswith("mask_")).set_value(True).run()
    at.button(key="data_create").click().run()
    assert_calm(at)
    (card,) = home.project_cards(ws)
    dataset = data.dataset(ws, card.project.id)
    assert dataset is not None
    assert dataset.masked
    assert {"en": "was masked before anything was stored", "zh": "已隐去个人信息"}[lang] in words(at)
    assert not any("139123" in cell for row in data.page(ws, card.project.id).rows for cell in row)


def test_nothing_is_masked_unless_asked(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data"), CALLS, "calls.csv")
    at.button(key="data_create").click().run()
    (card,) = home.project_cards(ws)
    assert not data.dataset(ws, card.project.id).masked  # type: ignore[union-attr]


def test_a_large_table_says_how_much_of_it_was_looked_at(open_view: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    read = data.preview
    monkeypatch.setattr(data, "preview", lambda *asked: replace(read(*asked), complete=False, n_rows=1_204_000))
    at = bring(open_view("data"), CALLS, "calls.csv")
    assert "· about 1,204,000 rows ·" in words(at)
    assert "The first 20,000 rows were looked at so far" in words(at)


def test_from_upload_to_labelling_are_three_actions(ws: Workspace, open_view: Open) -> None:
    at = bring(open_view("data"), weather_csv(40, labeled=2), "weather.csv")  # one
    at.button(key="data_create").click().run()  # two
    at.button(key="data_next").click().run()  # three
    assert_calm(at)
    assert "What is this about?" in words(at)


def test_a_file_of_the_server_goes_the_same_way(ws: Workspace, open_view: Open) -> None:
    folder = ws.folder / "incoming"
    folder.mkdir(exist_ok=True)
    (folder / "pumps.csv").write_bytes(CALLS)
    at = open_view("data")
    at.session_state["data_upload_larger"] = True
    at.run()
    at.selectbox(key="data_upload_server").set_value(str(folder / "pumps.csv")).run()
    at.button(key="data_upload_server_take").click().run()
    assert_calm(at)
    assert "pumps.csv · UTF-8 · separated by commas · 20 rows" in words(at)
    at.button(key="data_create").click().run()
    assert_calm(at)
    assert home.project_cards(ws)[0].project.name == "pumps"
    assert (folder / "pumps.csv").exists()


def test_another_file_can_be_chosen_instead(ws: Workspace, open_view: Open) -> None:
    folder = ws.folder / "incoming"
    folder.mkdir(exist_ok=True)
    (folder / "pumps.csv").write_bytes(CALLS)
    at = open_view("data")
    at.session_state["large_file_data_upload"] = ("server", str(folder / "pumps.csv"))
    at.run()
    at.button(key="data_upload_another").click().run()
    assert_calm(at)
    assert len(at.file_uploader) == 1


def test_lines_that_tell_begin_near_the_first_difference() -> None:
    long = ("x" * 500 + "天气好" + "y" * 500).encode("gb18030")
    lines = telling_lines(b"plain\n" + long, ["gb18030", "cp1252"])
    assert "天气好" in lines["gb18030"][0]
    assert len(lines["gb18030"][0]) < 80
    assert telling_lines(b"PK" + long, ["gb18030", "cp1252"]) == {}


def test_every_kind_of_file_that_can_be_read_can_be_chosen() -> None:
    # fails if: the browser's own dialog hides packed files
    assert {"csv", "tsv", "txt", "xlsx", "xls", "jsonl", "json", "ndjson", "parquet", "gz", "zip"} == set(FILE_TYPES)
