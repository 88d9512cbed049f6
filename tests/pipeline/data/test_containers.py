"""Packed tables: unpacked once, never beyond a bound, and asked about where there are several."""

import gzip
import io
import struct
import warnings
import zipfile
from collections.abc import Callable

import pytest

from pipeline.data import containers
from pipeline.data.tables import read_table
from pipeline.domain.dataset import Question, Reading
from tests.pipeline.data.packing import CSV, ROWS, a_workbook, a_zip, damaged, read_or_refused, refusal


@pytest.mark.parametrize("content", [gzip.compress(CSV), a_zip({"table.csv": CSV}), a_zip({"folder/table.csv": CSV})])
def test_a_packed_table_is_read_as_if_it_were_not_packed(content: bytes) -> None:
    table = read_table(content, "table.csv")
    assert list(table.rows) == ROWS
    assert table.questions == ()
    assert table.source.size_bytes == len(content)


def test_a_packed_workbook_is_read() -> None:
    assert list(read_table(gzip.compress(a_workbook(("text", "label"), *ROWS)), "x").rows) == ROWS


def test_several_tables_in_an_archive_are_asked_about_the_largest_first() -> None:
    table = read_table(a_zip({"small.csv": b"text,label\nx,1\n", "large.csv": CSV}), "x.zip")
    assert table.questions == (Question("sheet", ("large.csv", "small.csv")),)
    assert list(table.rows) == ROWS


def test_the_table_that_was_chosen_is_read_and_read_again() -> None:
    content = a_zip({"small.csv": CSV, "large.csv": b"other,column\n" + b"x,y\n" * 100})
    table = read_table(content, "x.zip", Reading(sheet="small.csv"))
    assert list(table.rows) == ROWS
    assert table.questions == ()
    assert read_table(content, "x.zip", table.source.reading).rows == table.rows


def test_a_sheet_of_a_workbook_beside_other_tables_can_be_chosen() -> None:
    book = a_workbook(("text", "label"), *ROWS, More="visible")
    content = a_zip({"book.xlsx": book, "table.csv": CSV})
    asked = read_table(content, "x.zip", Reading(sheet="book.xlsx"))
    assert asked.questions == (Question("sheet", ("book.xlsx/Sheet", "book.xlsx/More")),)
    chosen = read_table(content, "x.zip", Reading(sheet="book.xlsx/More"))
    assert chosen.rows == (("a text of More", "1"),)
    assert chosen.source.sheet == "book.xlsx/More"


def _with_same_names(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name comes twice
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def test_tables_of_one_name_are_told_apart_and_asked_about() -> None:
    # fails if: tables are kept by name, and the first is lost unseen
    content = _with_same_names(("a.csv", CSV), ("a.csv", b"text,label\nx,1\n"))
    assert read_table(content, "x.zip").questions == (Question("sheet", ("a.csv", "a.csv (2)")),)
    assert list(read_table(content, "x.zip", Reading(sheet="a.csv")).rows) == ROWS
    assert read_table(content, "x.zip", Reading(sheet="a.csv (2)")).rows == (("x", "1"),)


def test_a_number_after_a_name_is_one_that_no_table_has() -> None:
    content = _with_same_names(("t", CSV), ("t", b"text,label\nx,1\n"), ("t (2)", b"a,b\nc,d\n"))
    assert read_table(content, "x.zip").questions == (Question("sheet", ("t", "t (3)", "t (2)")),)


def test_names_that_become_one_when_they_are_decoded_are_told_apart() -> None:
    # fails if: only names that are the same bytes are told apart
    content = _with_same_names(("数据.csv", CSV), ("####.csv", b"text,label\nx,1\n"))
    content = content.replace(b"####", "数据".encode("gbk"))
    assert read_table(content, "x.zip").questions == (Question("sheet", ("数据.csv", "数据.csv (2)")),)


def test_what_systems_leave_in_an_archive_is_no_table() -> None:
    litter = a_zip({"table.csv": CSV, "__MACOSX/table.csv": b"x" * 100, ".DS_Store": b"y" * 10, "readme.pdf": b"%PDF"})
    assert read_table(litter, "x.zip").questions == ()


def test_a_table_without_a_known_suffix_is_found() -> None:
    assert list(read_table(a_zip({"export": CSV}), "x.zip").rows) == ROWS


def test_names_that_chinese_windows_wrote_can_be_read_and_chosen() -> None:
    packed = a_zip({"aaaa.csv": CSV, "other.csv": b"x,y\n1,2\n"}).replace(b"aaaa.csv", "评论".encode("gbk") + b".csv")
    assert set(read_table(packed, "x.zip").questions[0].candidates) == {"评论.csv", "other.csv"}
    assert list(read_table(packed, "x.zip", Reading(sheet="评论.csv")).rows) == ROWS


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_zip({}), "table_archive_empty"),
        (a_zip({".DS_Store": b"x"}), "table_archive_empty"),
        (a_zip({"aaaa.csv": CSV}).replace(b"aaaa.csv", b"\x00aaa.csv"), "table_archive_empty"),  # without a name
        (a_zip({"inner.zip": a_zip({"table.csv": CSV})}), "table_archive_nested"),
        (a_zip({"table.csv.gz": gzip.compress(CSV)}), "table_archive_nested"),
        (gzip.compress(gzip.compress(CSV)), "table_archive_nested"),
        (gzip.compress(b"table.csv".ljust(257, b"\0") + b"ustar" + bytes(250) + CSV), "table_archive_nested"),
        (gzip.compress(CSV * 100)[:-12], "table_archive_broken"),
        (a_zip({"table.csv": CSV})[:-30], "table_archive_broken"),
        (a_zip({"word/document.xml": b"<x/>"}), "table_not_text"),
        (gzip.compress(b""), "table_empty"),
        (a_zip({"table.csv": b""}), "table_archive_empty"),
    ],
)
def test_archives_without_a_table_are_refused_in_words(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_an_archive_with_a_password_says_so() -> None:
    content = bytearray(a_zip({"table.csv": CSV}))
    for start, flags in ((content.index(b"PK\x03\x04"), 6), (content.index(b"PK\x01\x02"), 8)):
        content[start + flags] |= 1
    assert refusal(bytes(content)).code == "table_password"


def test_a_table_that_is_not_in_the_archive_is_refused_with_what_is() -> None:
    error = refusal(a_zip({"a.csv": CSV, "b.csv": CSV[:-5]}), Reading(sheet="c.csv"))
    assert error.code == "table_sheet_unknown"
    assert error.params == {"sheet": "c.csv", "sheets": "a.csv, b.csv"}


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: a_zip({"bomb.csv": content})])
def test_a_bomb_is_refused_before_it_is_unpacked(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    # fails if: _copy compares the ratio only at the end of the stream
    monkeypatch.setattr(containers, "RATIO_FREE_BYTES", 1024 * 1024)
    assert refusal(pack(bytes(20 * 1024 * 1024))).code == "table_archive_too_large"


def test_more_than_the_bound_is_refused_at_any_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "UNPACKED_LIMIT_BYTES", 100_000)
    assert refusal(gzip.compress(CSV * 10_000)).code == "table_archive_too_large"


def test_a_size_that_lies_does_not_get_past_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: the limit is held against the size that the archive claims
    monkeypatch.setattr(containers, "RATIO_FREE_BYTES", 100_000)
    content = bytearray(a_zip({"bomb.csv": bytes(5_000_000)}))
    central = content.index(b"PK\x01\x02")
    content[central + 24 : central + 28] = struct.pack("<I", 50)
    assert refusal(bytes(content)).code in ("table_archive_broken", "table_archive_too_large", "table_empty")


def test_a_table_that_begins_with_the_letters_of_a_zip_is_a_table() -> None:
    table = read_table(b"PK,text\n1,good\n2,bad\n", "x.csv")
    assert table.columns == ("PK", "text")


def test_a_way_of_packing_that_is_not_known_is_refused_in_words() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("table.csv", CSV)
    content = bytearray(packed.getvalue())
    content[content.index(b"PK\x03\x04") + 8] = content[content.index(b"PK\x01\x02") + 10] = 9  # Deflate64
    assert refusal(bytes(content)).code == "table_archive_broken"


@pytest.mark.parametrize("content", [gzip.compress(CSV * 20), a_zip({"table.csv": CSV * 20, "b.csv": CSV})])
def test_a_damaged_archive_is_read_or_refused_in_words(content: bytes) -> None:
    # fails if: zlib.error is not among the errors of a broken archive
    read = [read_or_refused(part) for part in damaged(content, n=150)]
    assert not all(read)
