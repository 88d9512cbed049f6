"""Excel workbooks: what a person sees in a sheet is what they get."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from pipeline.data.tables import read_table
from pipeline.data.workbook_cells import cell_text, filled_in
from pipeline.domain.dataset import Question, Reading, TableKind
from tests.pipeline.data.packing import (
    a_workbook,
    a_zip,
    an_old_workbook,
    damaged,
    read_or_refused,
    refusal,
)

HEAD = ("text", "label")
PLAIN = (HEAD, ("good food", "1"), ("慢，而且态度差", "0"), ("fine", "1"))


@pytest.mark.parametrize("write", [a_workbook, an_old_workbook])
def test_a_sheet_is_read_in_both_formats(write: Any) -> None:
    table = read_table(write(*PLAIN), "table.csv")
    assert (table.columns, *table.rows) == PLAIN
    assert (table.source.kind, table.source.sheet, table.source.header) == (TableKind.EXCEL, "Sheet", True)
    assert table.questions == ()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1, "1"),
        (2.0, "2"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (1e20, "100000000000000000000"),
        (1e-5, "0.00001"),
        (1.5e300, "1.5e+300"),
        (-3, "-3"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("00123", "00123"),
        ("1e5", "1e5"),
        ("NA", "NA"),
        (" spaced ", " spaced "),
        ("two\nlines", "two\nlines"),
        (date(2024, 3, 1), "2024-03-01"),
        (datetime(2024, 3, 1, 12, 30), "2024-03-01 12:30:00"),
        (datetime(2024, 3, 1, 12, 29, 59, 999_999), "2024-03-01 12:30:00"),
        (time(8, 5), "08:05:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)
def test_a_cell_is_what_excel_shows(cell: object, text: str) -> None:
    # fails if: cell_text leaves a whole number its ".0"
    table = read_table(a_workbook((*HEAD, "cell"), ("good", "1", cell), ("bad", "0", "x")), "t.xlsx")
    assert table.column("cell") == [text, "x"]


def test_numbers_and_dates_of_an_old_workbook_are_what_excel_shows() -> None:
    table = read_table(an_old_workbook((*HEAD, "when"), ("good", 1.0, date(2024, 3, 1)), ("bad", 2.5, "x")), "t.xls")
    assert table.rows == (("good", "1", "2024-03-01"), ("bad", "2.5", "x"))


def test_a_number_is_without_the_noise_of_binary_fractions() -> None:
    # fails if: a float is written by repr()
    assert [cell_text(value) for value in (0.1 + 0.2, 1 / 3, 1.1 * 1.1)] == ["0.3", "0.333333333333333", "1.21"]


def test_a_time_is_there_only_where_there_is_one_and_keeps_parts_of_a_second() -> None:
    # fails if: dates are written with the time of midnight
    assert cell_text(datetime(2024, 3, 1)) == "2024-03-01"
    assert cell_text(datetime(2024, 3, 1, 12, 30, 0, 500_000)) == "2024-03-01 12:30:00.5"


def test_an_error_in_a_cell_is_kept_as_text() -> None:
    def change(sheet: Any) -> None:
        for place, error in (("C2", "#DIV/0!"), ("C3", "#N/A")):
            sheet[place] = error
            sheet[place].data_type = "e"

    table = read_table(a_workbook((*HEAD, "rate"), ("good", "1"), ("bad", "0"), change=change), "t.xlsx")
    assert table.column("rate") == ["#DIV/0!", "#N/A"]


def test_an_error_in_a_cell_of_an_old_workbook_is_kept_as_text() -> None:
    # fails if: _of_xls takes the records of the first sheet for those of every sheet
    def change(sheet: Any) -> None:
        sheet.row(1).set_cell_error(2, 7)
        sheet.row(2).set_cell_error(2, 42)
        sheet.row(2).set_cell_boolean(3, True)

    content = an_old_workbook((*HEAD, "rate", "known"), ("good", "1"), ("bad", "0"), change=change)
    table = read_table(content, "t.xls")
    assert table.column("rate") == ["#DIV/0!", "#N/A"]
    assert table.column("known") == ["", "TRUE"]


def test_a_formula_counts_as_the_value_that_was_stored() -> None:
    content = a_workbook((*HEAD, "sum"), ("good", "1", 7), ("bad", "0", 8))
    with_formula = content_with(content, "xl/worksheets/sheet1.xml", b"<v>7</v>", b"<f>3+4</f><v>7</v>")
    assert read_table(with_formula, "t.xlsx").column("sum") == ["7", "8"]


def test_a_title_over_the_table_is_set_aside_and_the_header_found() -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("A1:C1")

    rows = (
        ("Reviews of March", None, None),
        (None, None, None),
        ("text", "label", "n"),
        ("good", "1", 3),
        ("x", "0", 4),
    )
    table = read_table(a_workbook(*rows, change=change), "t.xlsx")
    assert table.columns == ("text", "label", "n")
    assert [(row.line, row.content.strip(), row.reason) for row in table.set_aside] == [
        (1, "Reviews of March", "above_header")
    ]


def test_a_table_that_begins_inside_the_sheet_loses_its_margin() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_cols(1, 2)
        sheet.insert_rows(1, 3)

    table = read_table(a_workbook(*PLAIN, change=change), "t.xlsx")
    assert (table.columns, *table.rows) == PLAIN


@pytest.mark.parametrize("write", [a_workbook, an_old_workbook])
def test_a_merged_group_counts_for_each_of_its_rows(write: Any) -> None:
    # fails if: filled_in forgets a span after its first row
    def change(sheet: Any) -> None:
        if hasattr(sheet, "merge_cells"):
            sheet.merge_cells("A2:A3")
        else:
            sheet.merge(1, 2, 0, 0)

    rows = (("shop", "text"), ("North", "good food"), (None, "slow"), ("South", "fine"))
    assert read_table(write(*rows, change=change), "t.xlsx").column("shop") == ["North", "North", "South"]


def test_a_name_over_several_columns_is_a_part_of_each_of_their_names() -> None:
    def change(sheet: Any) -> None:
        for cells in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(cells)

    rows = (
        ("text", "scores", None, "times", None),
        (None, "a", "b", "in", "out"),
        *((f"text number {i}", i, i + 1, i + 2, i + 3) for i in range(5)),
    )
    assert read_table(a_workbook(*rows, change=change), "t.xlsx").columns == (
        "text",
        "scores a",
        "scores b",
        "times in",
        "times out",
    )


def test_a_text_that_runs_over_its_neighbours_is_there_once() -> None:
    rows = [["a", "b", "c"], ["1", "2", "3"], ["long", "", "x"]]
    assert list(filled_in(rows, [((2, 0), (2, 1))], 3))[2] == ["long", "", "x"]


def test_sheets_with_rows_are_asked_about_and_the_chosen_one_is_read_again() -> None:
    content = a_workbook(*PLAIN, More="visible", Hidden="hidden")
    asked = read_table(content, "t.xlsx")
    assert asked.questions == (Question("sheet", ("Sheet", "More")),)
    chosen = read_table(content, "t.xlsx", Reading(sheet="More"))
    assert chosen.rows == (("a text of More", "1"),)
    assert read_table(content, "t.xlsx", chosen.source.reading) == chosen


def test_the_only_sheet_with_rows_is_not_asked_about() -> None:
    content = a_workbook(More="visible", Hidden="hidden")  # the first sheet is empty
    table = read_table(content, "t.xlsx")
    assert (table.source.sheet, table.questions) == ("More", ())


def test_a_hidden_sheet_is_offered_where_nothing_else_is_and_read_where_it_is_named() -> None:
    only_hidden = a_workbook(Hidden="hidden", Deep="veryHidden")
    assert read_table(only_hidden, "t.xlsx").questions == (Question("sheet", ("Hidden", "Deep")),)
    assert len(read_table(a_workbook(*PLAIN, Hidden="hidden"), "t.xlsx", Reading(sheet="Hidden"))) == 1


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    error = refusal(a_workbook(*PLAIN, More="visible"), Reading(sheet="Nope"))
    assert (error.code, error.params) == ("table_sheet_unknown", {"sheet": "Nope", "sheets": "Sheet, More"})


def test_a_header_that_is_denied_is_a_row_and_lines_to_skip_are_skipped() -> None:
    content = a_workbook(*PLAIN)
    assert len(read_table(content, "t.xlsx", Reading(header=False))) == 4
    assert read_table(content, "t.xlsx", Reading(skip_lines=1)).columns != HEAD


def test_a_workbook_without_any_cell_is_empty() -> None:
    assert refusal(a_workbook()).code == "table_empty"


def test_a_locked_workbook_of_either_format_says_so() -> None:
    # fails if: _locked looks only at the first record
    locked = "EncryptedPackage".encode("utf-16-le").join(
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), bytes(3000))
    )
    assert refusal(locked).code == "table_password"
    old = an_old_workbook(*PLAIN)
    write_access = bytes.fromhex("5c007000")  # a record of the length that FILEPASS can have
    for kind in (b"\x00\x00", b"\x01\x00"):
        place = old.index(write_access)
        content = old[:place] + b"\x2f\x00\x70\x00" + kind + old[place + 6 :]
        assert refusal(content).code == "table_password"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_workbook(*PLAIN)[:-100], "table_excel_broken"),
        (an_old_workbook(*PLAIN)[:1500], "table_excel_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "table_excel_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le"), "table_not_text"),
        (a_zip({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "table_excel_broken"),
        (b"<html><body><table><tr><td>text</td></tr></table>", "table_is_page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<Workbook/>', "table_is_page"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_a_cell_in_the_far_corner_costs_an_answer_and_no_process() -> None:
    # fails if: the last words of the parser's process are not read
    def change(sheet: Any) -> None:
        sheet["XFD1048576"] = "lost"

    assert refusal(a_workbook(*PLAIN, change=change)).code == "table_excel_too_large"


def test_lines_of_a_sheet_are_numbered_as_excel_numbers_them() -> None:
    rows = (
        ("Title", None, None),
        (None, None, None),
        ("text", "label", "n"),
        ("a", 1, 2),
        ("text", "label", "n"),
        ("b", 1, 2),
    )
    table = read_table(a_workbook(*rows), "t.xlsx")
    assert [(row.line, row.reason) for row in table.set_aside] == [(1, "above_header"), (5, "repeated_header")]


@pytest.mark.parametrize("content", [a_workbook(*PLAIN), an_old_workbook(*PLAIN)])
def test_a_damaged_workbook_is_read_or_refused_in_words(content: bytes) -> None:
    # fails if: the parser runs in this process (it aborts at some .xls)
    for part in damaged(content, n=12):
        read_or_refused(part)


def content_with(content: bytes, member: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert old in files[member]
    return a_zip({**files, member: files[member].replace(old, new)})
