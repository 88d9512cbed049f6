"""JSON Lines and JSON arrays: an object is a row, and its values stay what was written."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data import json_lines
from pipeline.data.tables import open_table, read_table
from pipeline.domain.dataset import Reading, TableKind
from tests.pipeline.data.packing import damaged, read_or_refused, refusal

LINES = '{"text": "good food", "label": "1"}\n{"text": "慢，态度差", "label": "0"}\n'


def lines(*rows: str) -> bytes:
    return "\n".join(rows).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\n\n"])
def test_objects_on_lines_are_rows_in_every_encoding(encoding: str, ending: str) -> None:
    table = read_table(LINES.replace("\n", ending).encode(encoding), "table.csv")
    assert table.columns == ("text", "label")
    assert table.rows == (("good food", "1"), ("慢，态度差", "0"))
    assert (table.source.kind, table.source.header) == (TableKind.JSON_LINES, True)


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_objects_is_read_as_its_lines_are(indent: int | None) -> None:
    rows = [json.loads(line) for line in LINES.splitlines()]
    assert read_table(json.dumps(rows, indent=indent).encode(), "t.json").rows == read_table(LINES.encode(), "t").rows


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("1.50", "1.50"),
        ("1e5", "1e5"),
        ("-0", "-0"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("NaN", "NaN"),
        ("true", "true"),
        ("false", "false"),
        ("null", ""),
        ('""', ""),
        ('"null"', "null"),
        ('"00123"', "00123"),
        (r'"a\nb\t\u597d"', "a\nb\t好"),
        (r'"a\u0000b"', "ab"),
        ('{"k": [1.0, true, null, "好"]}', '{"k": [1.0, true, null, "好"]}'),
        ("[]", "[]"),
    ],
)
def test_a_value_stays_what_was_written(written: str, cell: str) -> None:
    table = read_table(lines('{"text": "a", "x": ' + written + "}", '{"text": "b"}'), "t")
    assert table.column("x") == [cell, ""]


def test_the_columns_are_the_keys_of_all_rows_in_the_order_in_which_they_appear() -> None:
    # fails if: the keys are those of the first row
    table = read_table(lines('{"b": 1}', '{"a": 2, "b": 3}', '{"": 4, "c": 5}'), "t")
    assert table.columns == ("b", "a", "column_3", "c")
    assert table.rows == (("1", "", "", ""), ("3", "2", "", ""), ("", "", "4", "5"))


def test_lines_that_are_no_objects_are_set_aside_with_their_number_and_the_rest_goes_on() -> None:
    table = read_table(
        lines(
            '{"a": 1}', "", *['{"a": 8}'] * 4, '{"a": 2', "[3]", "4", r'{"a": "\ud83d"}', '{"a": 5}{"a": 6}', '{"a": 7}'
        ),
        "t",
    )
    assert table.column("a") == ["1", *["8"] * 4, "7"]
    assert [(row.line, row.reason) for row in table.set_aside] == [
        (7, "json_broken"),
        (8, "json_no_object"),
        (9, "json_no_object"),
        (10, "unreadable_characters"),
        (11, "json_broken"),
    ]
    assert table.set_aside[0].content == '{"a": 2'
    assert table.source.n_set_aside == 5


def test_a_line_nested_too_deep_to_be_read_is_set_aside() -> None:
    # fails if: RecursionError passes _fitted
    deep = [b'{"text": ' + b"[" * n + b"]" * n + b"}\n" for n in (100_000, 960, 600)]
    table = read_table(LINES.encode() * 2 + b"".join(deep), "t")
    assert {row.reason for row in table.set_aside} == {"json_broken"}
    assert len(table) + len(table.set_aside) == 7


def test_bytes_that_are_no_characters_set_their_line_aside() -> None:
    table = read_table(LINES.encode() * 5 + b'{"text": "\xff\xfe", "label": "1"}\n', "t")
    assert [(row.line, row.reason) for row in table.set_aside] == [(11, "unreadable_characters")]


def test_elements_of_an_array_that_are_no_objects_are_set_aside_with_their_line() -> None:
    table = read_table(b'[{"a": 1},\n 2,\n "x", {"a": 3}\n]', "t")
    assert [(row.line, row.content) for row in table.set_aside] == [(2, "2"), (3, '"x"')]
    assert table.column("a") == ["1", "3"]


def test_an_array_longer_than_the_buffer_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    # fails if: _array takes an element at the buffer's end for whole
    monkeypatch.setattr(json_lines, "_CHUNK_CHARACTERS", 16)
    rows = [{"n": 10**i, "text": "好" * i, "list": [1, {"x": 2}]} for i in range(60)]
    content = "[" + ", ".join(f"{json.dumps(row)}, {10**20}" for row in rows) + "]"
    table = read_table(content.encode(), "t")
    assert {row.content for row in table.set_aside} == {str(10**20)}
    assert table.column("n") == [str(10**i) for i in range(60)]
    assert table.column("text") == ["好" * i for i in range(60)]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b'[{"a": 1},\n{"a": }]', "table_json_broken", 2),
        (b'[{"a": 1},\n{"a": 2}', "table_json_broken", 2),
        (b'[{"a": 1}]\nmore', "table_json_broken", 1),
        (b'{"rows": [{"a": 1}, {"a": 2}]}', "table_json_no_list", None),
        (b'{\n "rows": [\n{"a": 1}, {"a": 2}]}', "table_json_no_list", None),
        (b'{"a": 1,\n "b": 2}', "table_json_no_list", None),
        (b"[]", "table_no_rows", None),
        (b"[{}]", "table_no_rows", None),
    ],
)
def test_json_that_is_no_table_is_refused_in_words(content: bytes, code: str, line: int | None) -> None:
    error = refusal(content)
    assert error.code == code
    assert error.params.get("line") == line


def test_keys_that_are_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "COLUMNS_LIMIT", 10)
    assert refusal(lines(*(f'{{"customer {i}": 1}}' for i in range(11)))).code == "table_too_many_columns"


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": 1},good\n{"a": 2},bad\n{"a": 3},fine\n',
        b"[note],label\n[x],1\n[y],0\n",
        b"{name},label\nDear {name},1\nHi {name},0\n",
    ],
)
def test_a_delimited_table_that_begins_with_a_bracket_is_no_json(content: bytes) -> None:
    assert len(read_table(content, "t.csv").columns) == 2


def test_the_first_line_may_be_broken() -> None:
    table = read_table(b'{"a": 1,\n{"a": 2}\n{"a": 3}\n', "t.jsonl")
    assert table.column("a") == ["2", "3"]


def test_an_encoding_that_does_not_exist_is_refused_in_words() -> None:
    assert refusal(LINES.encode(), Reading(encoding="klingon")).code == "table_encoding_unknown"


def test_a_large_file_comes_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    path.write_text('{"text": "a text", "n": 1}\n' * 45_000)
    with open_table(path, path.name) as reader:
        sizes = [(len(batch.rows), reader.fraction) for batch in reader.batches()]
    assert [n for n, _ in sizes] == [20_000, 20_000, 5_000]
    assert 0 < sizes[0][1] < sizes[1][1] <= sizes[2][1] == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    st.lists(st.fixed_dictionaries({"text": st.text(min_size=1), "x": VALUES}), min_size=2, max_size=8), st.booleans()
)
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read_again(rows: list[dict[str, object]], array: bool) -> None:
    # fails if: nested values are written with str()
    content = json.dumps(rows) if array else "\n".join(map(json.dumps, rows))
    table = read_table(content.encode(), "t")
    assert table.column("text") == [str(row["text"]).replace("\0", "") for row in rows]
    for row, cell in zip(rows, table.column("x"), strict=True):
        if isinstance(row["x"], list | dict):
            assert json.loads(cell) == row["x"] or "\\u0000" in json.dumps(row["x"])
    assert table.set_aside == ()


@pytest.mark.parametrize("content", [LINES.encode() * 3, json.dumps([{"a": 1, "b": [2, "好"]}] * 5).encode()])
def test_a_damaged_file_is_read_or_refused_in_words(content: bytes) -> None:
    # fails if: RecursionError or ValueError passes _element
    for part in damaged(content, n=100):
        read_or_refused(part)


def test_a_line_ends_where_json_says_and_not_at_other_separators() -> None:
    # fails if: the lines are told apart by str.splitlines
    content = "".join(f'{{"text": "one\u2028two\u0085three {i}", "label": "{i % 2}"}}\n' for i in range(5))
    table = read_table(content.encode(), "t.jsonl")
    assert table.columns == ("text", "label")
    assert len(table) == 5
