"""Datasets come back cell by cell as they were brought, and the original file byte by byte."""

import shutil

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.store import schema
from pipeline.store.rows import ID_COLUMN
from pipeline.store.workspace import Workspace
from pipeline.workflow import versions
from tests import builders

NASTY = builders.csv_of(["文本", "标签"], [["NA", "00123"], ["a\nb", "1e5"], ["=1+1", ""], ['say "x"', "\tt"]])


def test_every_cell_comes_back_as_it_was_written(ws: Workspace) -> None:
    # fails if: a type is guessed on the way into the file or back
    stored = builders.a_plain_project(ws, NASTY)
    rows = ws.datasets.rows(stored)
    assert list(rows.cells["文本"]) == ["NA", "a\nb", "=1+1", 'say "x"']
    assert rows.cells["标签"][:2] == ["00123", "1e5"]


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
    assert (list(rows.cells[names[0]]), list(rows.cells[names[1]])) == (["x", "x"], ["y", "z"])
    assert len({*rows.ids, "x"}) == 3


def test_rows_that_the_first_lanhai_wrote_are_taken_over(ws: Workspace) -> None:
    # fails if: rows() does not look for the older file
    stored = builders.a_plain_project(ws, NASTY)
    folder = ws.datasets.version_folder(stored.id)
    rows = ws.datasets.rows(stored)
    aside = [{"line": 9, "content": "a,b,c", "reason": "too_many_cells", "params": {"n_cells": 3, "n_columns": 2}}]
    with ws.database.write() as connection:
        connection.execute(schema.datasets.update().values(set_aside=aside, more=None))
    table = {"__example_id__": list(rows.ids), **{name: list(cells) for name, cells in rows.cells.items()}}
    shutil.rmtree(folder)
    pq.write_table(pa.table(table), folder.with_suffix(".parquet"))
    assert [row.line for row in ws.datasets.set_aside(stored.project_id)] == [9]
    taken_over = Workspace(ws.folder).datasets.rows(stored)
    assert taken_over.ids == rows.ids
    assert list(taken_over.cells["文本"]) == ["NA", "a\nb", "=1+1", 'say "x"']
    versions.change_cleaning(ws, stored.project_id, ["urls"], {})
    assert [row.line for row in ws.datasets.set_aside(stored.project_id)] == [9]
