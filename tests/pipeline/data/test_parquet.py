"""Parquet files: typed values as a person would write them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.data import parquet
from pipeline.data.tables import open_table, read_table
from pipeline.domain.dataset import TableKind
from tests.pipeline.data.packing import a_parquet, damaged, read_or_refused, refusal


def test_a_file_is_read_whatever_its_name() -> None:
    table = read_table(a_parquet({"text": ["good", "慢"], "label": [1, 0]}), "table.csv")
    assert table.columns == ("text", "label")
    assert table.rows == (("good", "1"), ("慢", "0"))
    assert (table.source.kind, table.source.header, table.questions) == (TableKind.PARQUET, True, ())


@pytest.mark.parametrize(
    ("values", "cell"),
    [
        (pa.array([1, None]), "1"),
        (pa.array([2.0, float("nan")]), "2"),
        (pa.array([2.5, None]), "2.5"),
        (pa.array([0.1, None], pa.float32()), "0.1"),
        (pa.array([True, None]), "true"),
        (pa.array(["a\x00b", None]), "ab"),
        (pa.array(["00123", None]).dictionary_encode(), "00123"),
        (pa.array(["x", None], pa.large_string()), "x"),
        (pa.array([date(2024, 3, 1), None]), "2024-03-01"),
        (pa.array([datetime(2024, 3, 1), None]), "2024-03-01"),
        (pa.array([datetime(2024, 3, 1, 12, 30), None], pa.timestamp("ns")), "2024-03-01 12:30:00"),
        (pa.array([datetime(2024, 3, 1, 12, 30, 0, 500_000), None]), "2024-03-01 12:30:00.5"),
        (pa.array([datetime(2024, 3, 1, 4), None], pa.timestamp("ms", "Asia/Shanghai")), "2024-03-01 12:00:00+0800"),
        (pa.array([time(8, 5), None]), "08:05:00"),
        (pa.array([timedelta(hours=30), None]), "1 day, 6:00:00"),
        (pa.array([Decimal("1.50"), None]), "1.50"),
        (pa.array([b"plain", None]), "plain"),
        (pa.array([b"\xff\xd8", None]), "/9g="),
        (pa.array([[1, None], None]), "[1, null]"),
        (pa.array([{"a": "好", "when": date(2024, 3, 1)}, None]), '{"a": "好", "when": "2024-03-01"}'),
    ],
)
def test_a_value_is_what_a_person_would_write_and_null_is_empty(values: pa.Array, cell: str) -> None:
    # fails if: times are written by str() of pandas' values
    table = read_table(a_parquet({"text": ["a", "b"], "x": values}), "t")
    assert table.column("x") == [cell, ""]


def test_columns_of_one_name_and_of_none_get_names_of_their_own() -> None:
    content = a_parquet(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"]), pa.array(["c"])], ["x", "x", ""]))
    assert read_table(content, "t").columns == ("x", "x_2", "column_3")


def test_a_large_file_comes_in_batches_of_bounded_size(tmp_path: Path) -> None:
    path = tmp_path / "large.parquet"
    path.write_bytes(a_parquet({"text": ["a text"] * 45_000}))
    with open_table(path, path.name) as reader:
        sizes = [(len(batch.rows), reader.fraction) for batch in reader.batches()]
    assert [n for n, _ in sizes] == [20_000, 20_000, 5_000]
    assert sizes[-1][1] == 1


def test_a_long_text_that_comes_again_makes_small_batches() -> None:
    # fails if: batches count rows only
    content = a_parquet({"text": ["x" * 10_000] * 12_000})
    with open_table(content, "t") as reader:
        assert max(sum(len(row[0]) for row in batch.rows) for batch in reader.batches()) < 60_000_000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_parquet({"text": ["a", "b"]})[:-20], "table_parquet_broken"),
        (b"PAR1\x15" + bytes(2_000), "table_parquet_broken"),
        (a_parquet({"text": pa.array([], pa.string())}), "table_no_rows"),
        (a_parquet(pa.table({})), "table_empty"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_a_file_that_unpacks_to_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROWS_LIMIT", 1_000)
    assert refusal(a_parquet({"text": ["same"] * 1_001})).code == "table_archive_too_large"


@pytest.mark.parametrize("options", [{}, {"compression": "none", "use_dictionary": False}])
def test_a_damaged_file_is_read_or_refused_in_words(options: dict[str, Any]) -> None:
    # fails if: OSError is not among the errors of a broken file
    content = a_parquet(
        {"text": ["good", "慢", None] * 30, "n": [1.5, 2.0, None] * 30, "when": [date(2024, 3, 1)] * 90}, **options
    )
    for part in damaged(content, n=120):
        read_or_refused(part)
