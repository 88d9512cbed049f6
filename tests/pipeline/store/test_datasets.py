"""Datasets come back cell by cell as they were brought, and the original file byte by byte."""

from pipeline.store.datasets import ID_COLUMN
from pipeline.store.workspace import Workspace
from tests import builders

NASTY = builders.csv_of(["文本", "标签"], [["NA", "00123"], ["a\nb", "1e5"], ["=1+1", ""], ['say "x"', "\tt"]])


def test_every_cell_comes_back_as_it_was_written(ws: Workspace) -> None:
    # fails if: a type is guessed on the way into Parquet or back
    stored = builders.a_plain_project(ws, NASTY)
    rows = ws.datasets.rows(stored)
    assert rows.cells["文本"] == ("NA", "a\nb", "=1+1", 'say "x"')
    assert rows.cells["标签"][:2] == ("00123", "1e5")


def test_the_original_file_is_kept_byte_for_byte(ws: Workspace) -> None:
    stored = builders.a_plain_project(ws, NASTY)
    assert (ws.folder / "datasets" / "originals" / stored.source.sha256).read_bytes() == NASTY


def test_the_same_row_is_the_same_example_in_a_second_import_of_its_project(ws: Workspace) -> None:
    # fails if: ids are counted or drawn instead of hashed from the raw text
    from pipeline.data.identity import example_ids

    first = example_ids([("a",), ("b",), ("a",)])
    assert example_ids([("c",), ("a",), ("a",)])[1:] == [first[0], first[2]]


def test_a_column_with_the_name_of_our_ids_stays_the_persons(ws: Workspace) -> None:
    # fails if: the ids are stored under a name that the table may have
    names = [ID_COLUMN, f"{ID_COLUMN}_"]
    content = builders.csv_of(["文本", "标签", *names], [["好", "1", "x", "y"], ["坏", "0", "x", "z"]])
    rows = ws.datasets.rows(builders.a_plain_project(ws, content))
    assert (rows.cells[names[0]], rows.cells[names[1]]) == (("x", "x"), ("y", "z"))
    assert len({*rows.ids, "x"}) == 3
