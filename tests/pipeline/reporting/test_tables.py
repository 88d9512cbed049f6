"""Tables that leave: right in Excel, harmless in Excel, whole on the disk."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reporting.tables import csv_bytes, neutralise, write_csv

CELLS = st.text(
    st.one_of(st.sampled_from("=+-@\t\r\n,;|\"' 0123456789.eE%好＝"), st.characters(exclude_categories=["Cs"])),
    max_size=12,
)


def read_back(content: bytes) -> list[list[str]]:
    """By Python's own reader, a second implementation."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "-", "+", "-3%", "-1,2=3"],
)
def test_what_a_spreadsheet_would_run_is_neutralised(cell: str) -> None:
    assert neutralise(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["-3.5", "+7", "-1,234.50", "-1e-5", "0", "plain = text", "a-b", "好", "", " =1", "00123"]
)
def test_plain_numbers_and_plain_words_stay(cell: str) -> None:
    assert neutralise(cell) == cell


def test_chinese_excel_recognises_the_encoding() -> None:
    assert csv_bytes(["文本"], [["天气很好"]]) == b"\xef\xbb\xbf" + "文本\r\n天气很好\r\n".encode()


def test_a_formula_in_a_column_name_is_neutralised_too() -> None:
    assert read_back(csv_bytes(["=1+1"], []))[0] == ["'=1+1"]


def test_a_formula_behind_another_countrys_separator_stays_in_its_quotes() -> None:
    assert b'"nice;=1+1"' in csv_bytes(["text"], [["nice;=1+1"]])


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
@settings(deadline=None)
def test_reading_back_gives_the_same_cells_but_for_neutralised_ones(rows: list[list[str]]) -> None:
    # fails if: quotes are not doubled; a line break alone is not quoted
    written = [["a", "b", "c"], *rows]
    assert read_back(csv_bytes(written[0], rows)) == [[neutralise(cell) for cell in row] for row in written]


@given(st.lists(CELLS, max_size=6))
@settings(deadline=None)
def test_empty_cells_of_a_single_column_are_rows_too(cells: list[str]) -> None:
    # fails if: an empty cell alone in its row is written as nothing
    rows = [[cell] for cell in cells]
    assert read_back(csv_bytes(["only"], rows))[1:] == [[neutralise(cell)] for cell in cells]


def test_an_interrupted_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["a"], [["1"]])
    before = path.read_bytes()

    def broken() -> object:
        yield ["2"]
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_csv(path, ["a"], broken())  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
