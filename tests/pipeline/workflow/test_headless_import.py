"""`lanhai import`: imported, asked or refused, as one JSON object."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dashboard import command
from pipeline.workflow.workspace import open_workspace
from tests import builders


def told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, *options: str
) -> tuple[int, dict[str, Any]]:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    code = command.main(["import", str(file), "--workspace", str(tmp_path / "ws"), "--json", *options])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_a_table_is_imported_and_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, answer = told(capsys, tmp_path, builders.weather_csv(30))
    assert code == 0
    assert (answer["status"], answer["n_rows"], answer["n_columns"]) == ("imported", 30, 3)
    assert answer["roles"] == {"编号": "ignored", "文本": "text", "标签": "label"}
    assert (answer["encoding"], answer["delimiter"], answer["header"]) == ("utf-8", ",", True)
    assert answer["columns"] == ["编号", "文本", "标签"]
    assert answer["question"] == []


def test_columns_can_be_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, answer = told(capsys, tmp_path, builders.weather_csv(30), "--text", "编号", "--label", "文本")
    assert answer["roles"] == {"编号": "text", "文本": "label", "标签": "ignored"}


def test_rows_set_aside_are_told_by_line_and_reason_without_their_text(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # fails if: the answer quotes what stands in the row: it may land in a log
    _, answer = told(capsys, tmp_path, builders.weather_csv(5) + b'\n"6","a","0","secret"\n')
    assert [(row["line"], row["reason"]) for row in answer["set_aside"]] == [(7, "too_many_cells")]
    assert "secret" not in json.dumps(answer)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 whatever", b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_what_is_no_table_is_refused_with_a_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    code, answer = told(capsys, tmp_path, content)
    assert (code, answer["status"]) == (1, "refused")
    assert answer["code"].startswith("table_")
    assert answer["what"]
    assert not list((tmp_path / "ws" / "datasets").glob("*/rows.arrow"))


def test_where_a_person_must_choose_it_asks_and_an_option_answers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # fails if: a question is answered by guessing, or the option does not reach the reader
    import openpyxl

    book = openpyxl.Workbook()
    for name in ("north", "south"):
        sheet = book.create_sheet(name)
        for row in (["text", "n"], [f"The pump of the {name} leaks", 1], [f"Belt of the {name} broken", 2]):
            sheet.append(row)
    book.remove(book["Sheet"])
    book.save(tmp_path / "book.xlsx")
    content = (tmp_path / "book.xlsx").read_bytes()
    code, answer = told(capsys, tmp_path, content)
    assert (code, answer["status"]) == (3, "ask")
    assert answer["question"] == [{"option": "sheet", "candidates": ["north", "south"]}]
    code, answer = told(capsys, tmp_path, content, "--sheet", "south")
    assert (code, answer["status"], answer["sheet"], answer["n_rows"]) == (0, "imported", "south", 2)


def test_a_second_file_joins_its_project(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, first = told(capsys, tmp_path, builders.weather_csv(10))
    _, second = told(capsys, tmp_path, builders.weather_csv(12), "--project", first["project"])
    assert (second["n_new"], second["n_known"], second["n_changed"]) == (2, 10, 0)
    assert second["n_rows"] == 12


def test_a_wrong_column_is_an_error_about_the_request(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, answer = told(capsys, tmp_path, builders.weather_csv(10), "--text", "nothing")
    assert code == 1
    assert answer["error"]["code"] == "column_missing"


def test_a_file_whose_name_is_not_utf8_is_imported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    # fails if: the name reaches the database with the surrogates that stand for its bytes
    file = tmp_path / os.fsdecode(b"\xc4\xe3\xba\xc3.csv")
    file.write_bytes(builders.weather_csv(10))
    arguments = ["import", str(file), "--workspace", str(tmp_path / "ws"), "--json"]
    assert command.main(arguments) == 0
    project = json.loads(capsys.readouterr().out.splitlines()[-1])["project"]
    assert command.main([*arguments, "--project", project]) == 0
    ws = open_workspace(tmp_path / "ws")
    found = ws.datasets.latest(project)
    assert found is not None
    assert (found.source.file_name, ws.projects.get(project).name) == ("你好.csv", "你好")


@pytest.mark.parametrize(
    ("options", "code"), [(["--delimiter", "ab"], "table_sign_wrong"), (["--quote", "\n"], "table_sign_wrong")]
)
def test_a_sign_that_cannot_be_meant_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str], code: str
) -> None:
    exit_code, answer = told(capsys, tmp_path, builders.weather_csv(10), *options)
    assert (exit_code, answer["status"], answer["code"]) == (1, "refused", code)


def test_a_negative_number_of_lines_is_an_error_about_the_request(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # fails if: any whole number is taken
    code, answer = told(capsys, tmp_path, builders.weather_csv(10), "--skip-lines", "-5")
    assert (code > 0, answer["error"]["code"]) == (True, "options_wrong")


def test_what_is_printed_quotes_no_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    # fails if: the pieces that texts share are printed, in the params or in the words
    rows = [[f"{i} pumps leak. Dear customer service team, help!", "ab"[i % 2]] for i in range(60)]
    _, answer = told(capsys, tmp_path, builders.csv_of(["text", "label"], rows))
    (finding,) = (each for each in answer["findings"] if each["code"] == "boilerplate")
    assert "pieces" not in finding["params"]
    assert "Dear customer" not in json.dumps(answer)
