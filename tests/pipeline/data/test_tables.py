"""Reading tables: what a person has is what they get, and nothing is lost silently."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data.tables import Table, open_table, read_table
from pipeline.domain.dataset import Reading
from pipeline.domain.errors import UserFacingError
from pipeline.reporting.tables import csv_bytes
from tests.pipeline.data.packing import CSV, ROWS, a_parquet, a_workbook, a_zip

CHINESE = "text,label\n味道很好，下次还来,1\n送餐太慢了，汤都凉了,0\n包装干净，分量也足,1\n"


def read(text: str, written: str = "utf-8", **options: Any) -> Table:
    return read_table(text.encode(written), "table.csv", Reading(**options))


def encodings(table: Table) -> set[str]:
    """The one that was used and those that are asked about."""
    return {table.source.encoding}.union(*(asked.candidates for asked in table.questions if asked.option == "encoding"))


EVERY_KIND = {
    "csv": CSV,
    "gz": gzip.compress(CSV),
    "zip": a_zip({"a.csv": CSV, "b.csv": b"x,y\n1,2\n"}),
    "xlsx": a_workbook(("text", "label"), *ROWS, More="visible"),
    "json": b'[{"text": "good food", "label": "1"}, {"text": "slow", "label": "0"}]',
    "parquet": a_parquet({"text": ["good food", "slow"], "label": ["1", "0"]}),
}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_file_on_disk_is_read_as_its_bytes_are_whatever_it_is_called(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "called.anything"
    path.write_bytes(EVERY_KIND[kind])
    table = read_table(path, "table.csv")
    assert table == read_table(EVERY_KIND[kind], "table.csv")
    assert table.rows[0] == ("good food", "1")
    assert table.source.sha256 == hashlib.sha256(EVERY_KIND[kind]).hexdigest()
    assert table.source.size_bytes == len(EVERY_KIND[kind])


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_file_is_read_again_as_it_was_read(kind: str) -> None:
    # fails if: the source of an archive's table forgets the table's name
    table = read_table(EVERY_KIND[kind], "t")
    again = read_table(EVERY_KIND[kind], "t", table.source.reading)
    assert (again.columns, again.rows, again.source) == (table.columns, table.rows, table.source)
    assert again.questions == ()


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_as_many_rows_are_read_as_are_asked_for(kind: str) -> None:
    assert len(read_table(EVERY_KIND[kind], "t", max_rows=1)) == 1


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_table_can_be_put_down_unread(kind: str) -> None:
    with open_table(EVERY_KIND[kind], "t") as reader:
        assert reader.columns == ("text", "label")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_chinese_table_reads_the_same_in_every_encoding(encoding: str) -> None:
    table = read(CHINESE, encoding)
    assert table.column("text")[0] == "味道很好，下次还来"
    assert table.columns == ("text", "label")


def test_a_traditional_chinese_table_in_big5_is_read_or_asked_about() -> None:
    text = "text,label\n這家餐廳的服務非常好，我們下次還會再來。,1\n等了很久才上菜，湯都涼了，不會再來。,0\n" * 5
    table = read(text, "big5")
    assert "big5" in encodings(table)


def test_accented_letters_of_western_windows_are_read() -> None:
    table = read("text,label\nCafé très agréable – à revenir,1\nService à éviter,0\n", "cp1252")
    assert table.column("text") == ["Café très agréable – à revenir", "Service à éviter"]
    assert table.source.encoding == "cp1252"


def test_a_single_odd_character_in_english_text_is_asked_about() -> None:
    table = read_table(b"text,label\nwe go \xcc\xcf there,1\nfine,0\n", "table.csv")
    assert {"gb18030", "cp1252"} <= encodings(table)


def test_pounds_and_curly_quotes_do_not_make_an_english_table_chinese() -> None:
    table = read("text,label\n" + "It’s only £5 – “really”,1\nI can’t,0\n" * 20, "cp1252")
    assert table.source.encoding == "cp1252"
    assert table.column("text")[1] == "I can’t"


def test_a_small_chinese_table_needs_no_question() -> None:
    table = read(CHINESE, "gb18030")
    assert table.source.encoding == "gb18030"
    assert table.questions == ()


def test_the_encoding_that_a_person_chose_is_used() -> None:
    table = read(CHINESE, "gb18030", encoding="gbk")
    assert table.source.encoding == "gbk"
    assert table.column("label") == ["1", "0", "1"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = [("text", "label"), ("good food, good price", "1"), ("slow; rude", "0"), ("a | b\tc", "1")]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    table = read(text)
    assert table.source.delimiter == delimiter
    assert table.rows == tuple(lines[1:])


def test_a_single_column_of_prose_with_commas_stays_one_column() -> None:
    table = read("text\nwell, it works\nnice\nslow, dear, and cold\ngood, but late\n")
    assert table.columns == ("text",)
    assert len(table) == 4


@pytest.mark.parametrize("cell", ["NA", "null", "00123", "1e5", "2024-01-05", " spaced ", "nan", "True", ""])
def test_a_cell_stays_what_the_person_wrote(cell: str) -> None:
    table = read(f"text,label,code\nfine,1,{cell}\npoor,0,x\n")
    assert table.column("code") == [cell, "x"]


def test_line_breaks_in_quotes_belong_to_the_cell() -> None:
    table = read('text,label\n"first line\nsecond, line",1\nplain,0\n')
    assert table.rows == (("first line\nsecond, line", "1"), ("plain", "0"))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_separates_rows(ending: str) -> None:
    assert len(read(ending.join(["text,label", "good,1", "bad,0", ""]))) == 2


def test_ragged_rows_are_set_aside_with_their_line_and_reason() -> None:
    table = read("text,label\ngood,1\nbad, really,0\nlost\nfine,1\n")
    assert [(row.line, row.reason) for row in table.set_aside] == [(3, "too_many_cells"), (4, "too_few_cells")]
    assert table.set_aside[0].params == {"n_cells": 3, "n_columns": 2}
    assert table.source.n_set_aside == 2
    assert table.column("text") == ["good", "fine"]


def test_a_quote_that_never_closes_costs_no_other_row() -> None:
    table = read('text,label\ngood,1\n"bad,0\nfine,1\n')
    assert table.rows == (("good", "1"), ('"bad', "0"), ("fine", "1"))


def test_a_quote_that_no_reading_fits_is_set_aside() -> None:
    table = read('text,label\ngood,1\n"bad, really,0\nfine,1\nnice,1\n')
    assert [(row.line, row.reason) for row in table.set_aside] == [(3, "quote_not_closed")]
    assert table.column("text") == ["good", "fine", "nice"]


def test_quotes_within_quotes_are_kept_when_the_row_still_fits() -> None:
    table = read('text,label\n"he said "wow" twice",1\n"fine",0\n')
    assert table.column("text") == ['he said "wow" twice', "fine"]


def test_backslash_escapes_are_understood() -> None:
    table = read('text,label\n"he said \\"wow\\", twice",1\n"fine",0\n')
    assert table.column("text") == ['he said "wow", twice', "fine"]


def test_names_become_unique_and_none_is_empty() -> None:
    table = read("text,text,,text_2\na b,c d,e f,g h\n")
    assert table.columns == ("text", "text_3", "column_3", "text_2")


def test_a_table_without_header_gets_column_names() -> None:
    table = read("1,good food\n0,bad food\n1,fine\n")
    assert table.columns == ("column_1", "column_2")
    assert not table.source.header


def test_the_header_that_a_person_denies_is_a_row() -> None:
    assert read("text,label\ngood,1\n", header=False).rows == (("text", "label"), ("good", "1"))


def test_title_lines_above_the_header_are_set_aside() -> None:
    table = read("Report of March\n\ntext,label,when\ngood,1,2024\nbad,0,2024\nfine,1,2024\n")
    assert table.columns == ("text", "label", "when")
    assert [row.reason for row in table.set_aside] == ["above_header"]


def test_zero_bytes_are_dropped_and_rows_of_delimiters_at_the_end_too() -> None:
    table = read("text,label\ngo\x00od,1\nbad,0\n" + ",\n" * 1000)
    assert table.rows == (("good", "1"), ("bad", "0"))


def test_bytes_that_are_no_characters_set_their_row_aside() -> None:
    content = CHINESE.encode() * 30 + "坏,1\n".encode()[:2] + b"\xff,1\n"
    table = read_table(content, "table.csv")
    assert [row.reason for row in table.set_aside if row.reason != "repeated_header"] == ["unreadable_characters"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_empty"),
        (b" \r\n\r\n", "table_empty"),
        (b"\xef\xbb\xbf", "table_empty"),
        (b"PK\x03\x04" + bytes(range(256)) * 4, "table_archive_broken"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 4, "table_not_text"),
        (b"table.csv".ljust(257, b"\0") + b"ustar" + bytes(250) + CSV, "table_not_text"),
        (b"BZh91AY&SY" + bytes(range(256)) * 4, "table_not_text"),
        (b"\xfd7zXZ\x00\x00" + bytes(range(256)) * 4, "table_not_text"),
        (b"Rar!\x1a\x07\x00" + bytes(range(256)) * 4, "table_not_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "table_not_text"),
        (bytes(range(256)) * 40, "table_not_text"),
        (b"text,label\n", "table_no_rows"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, code: str) -> None:
    with pytest.raises(UserFacingError) as error:
        read_table(content, "table.csv")
    assert error.value.code == code


def test_an_encoding_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(UserFacingError) as error:
        read(CHINESE, encoding="klingon")
    assert error.value.code == "table_encoding_unknown"


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_table_or_a_polite_refusal(content: bytes) -> None:
    # fails if: csv.Error is not caught in read_records
    try:
        table = read_table(content, "table.csv")
    except UserFacingError:
        return
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len(set(table.columns)) == len(table.columns)


WORDS = st.text(st.sampled_from("abcdefgh 好坏天气很糟糕。，,;\t|\"'\n"), max_size=25)
CELLS = st.builds(lambda word: f"x{word}x", WORDS)  # spaces at the ends and formulas have tests of their own


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "gb18030"]),
)
@settings(max_examples=150, deadline=None)
def test_what_was_written_is_found_and_read_again(rows: list[tuple[str, str, str]], encoding: str) -> None:
    # fails if: read_records drops the second line of a cell
    names = ("text", "label", "note")
    written = csv_bytes(names, rows).decode("utf-8-sig").encode(encoding)
    chosen = "gb18030" if encoding == "gb18030" else None  # a few characters are too few to guess by
    table = read_table(written, "table.csv", Reading(encoding=chosen))
    assert table.columns == names
    assert table.rows == tuple(rows)
