"""Rows lie in one file and are read batch by batch."""

from pathlib import Path

import pytest

from pipeline.store.rows import Rows, RowsWriter

COLUMNS = ("text", "note", "label")


def some_rows(folder: Path, n: int = 25, batch: int = 10) -> Rows:
    writer = RowsWriter(folder / "rows.arrow", COLUMNS)
    rows = [(f"Text number {i}", f"第{i}条 NOTE", str(i % 2)) for i in range(n)]
    for start in range(0, n, batch):
        part = rows[start : start + batch]
        writer.write([f"id{start + k}" for k in range(len(part))], part)
    writer.close()
    return Rows(folder / "rows.arrow")


def test_cells_come_back_in_order_across_batches(tmp_path: Path) -> None:
    rows = some_rows(tmp_path)
    assert len(rows) == 25
    assert rows.ids == tuple(f"id{i}" for i in range(25))
    assert list(rows.cells["text"]) == [f"Text number {i}" for i in range(25)]
    assert list(rows.texts(("label", "text")))[11] == ("1", "Text number 11")


def test_columns_come_in_the_asked_order(tmp_path: Path) -> None:
    # fails if: Arrow's own order of columns is handed out
    assert some_rows(tmp_path).take([12, 3], ("label", "text")) == [("0", "Text number 12"), ("1", "Text number 3")]


@pytest.mark.parametrize(
    ("offset", "limit", "first", "n"), [(0, 5, 0, 5), (8, 5, 8, 5), (20, 50, 20, 5), (99, 5, 0, 0)]
)
def test_a_page_ends_with_the_table(tmp_path: Path, offset: int, limit: int, first: int, n: int) -> None:
    page = some_rows(tmp_path).page(("text",), offset, limit)
    assert page == [(f"Text number {first + i}",) for i in range(n)]


def test_a_row_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        some_rows(tmp_path).take([25], ("text",))


def test_single_cells_and_slices_are_those_of_a_list(tmp_path: Path) -> None:
    rows = some_rows(tmp_path)
    assert rows.cells["text"][-1] == "Text number 24"
    assert rows.texts(("text", "label"))[9:11] == [("Text number 9", "1"), ("Text number 10", "0")]


def test_positions_are_found_and_strangers_left_out(tmp_path: Path) -> None:
    assert some_rows(tmp_path).positions(["id24", "id0", "stranger"]) == {"id0": 0, "id24": 24}


@pytest.mark.parametrize(("words", "n"), [("NUMBER 2", 6), ("第7条", 1), ("note", 25), ("nothing", 0)])
def test_a_search_counts_whatever_the_case_in_any_column(tmp_path: Path, words: str, n: int) -> None:
    # fails if: the case counts, or only one column is looked at
    found = some_rows(tmp_path).search(COLUMNS, words, n=3)
    assert (found.n_found, len(found.positions)) == (n, min(n, 3))
    assert found.n_looked_at == 25


def test_a_search_out_of_time_says_how_far_it_came(tmp_path: Path) -> None:
    # fails if: a search never ends before the table does
    found = some_rows(tmp_path).search(COLUMNS, "text", n=3, seconds=0)
    assert (found.n_found, found.n_looked_at) == (10, 10)


def test_half_a_character_does_not_stop_the_writing(tmp_path: Path) -> None:
    writer = RowsWriter(tmp_path / "rows.arrow", ("text",))
    writer.write(["a"], [("half \ud83d",)])
    writer.close()
    assert list(Rows(tmp_path / "rows.arrow").cells["text"]) == ["half ?"]


def test_half_a_character_is_searched_for_in_vain(tmp_path: Path) -> None:
    # fails if: the words go to the search as they come: it raises a UnicodeEncodeError
    found = some_rows(tmp_path).search(COLUMNS, "\ud83d", n=3)
    assert (found.positions, found.n_found, found.n_looked_at) == ((), 0, 25)


def test_columns_can_be_read_together_in_one_pass(tmp_path: Path) -> None:
    cells = some_rows(tmp_path).cells
    assert list(cells) == list(COLUMNS)
    assert list(cells.together(("label", "note")))[11] == ("1", "第11条 NOTE")


def test_a_page_begins_with_the_first_row_at_the_earliest(tmp_path: Path) -> None:
    # fails if: a negative offset is taken as it comes
    assert some_rows(tmp_path).page(("label",), -5, 2) == [("0",), ("1",)]
