"""Records of any origin become a table: a worksheet's rows are fitted by the same rules as lines of text."""

from collections.abc import Sequence

import pytest

from pipeline.data.fitting import Fitted, fit
from pipeline.data.records import Record
from pipeline.domain.errors import UserFacingError


def fitted(*rows: Sequence[str], header: bool | None = None, skip_lines: int | None = None) -> Fitted:
    records = (Record(line, tuple(row)) for line, row in enumerate(rows, start=1))
    return fit(records, header=header, skip_lines=skip_lines)


def rows_of(table: Fitted) -> list[tuple[str, ...]]:
    return [row for batch in table.batches() for row in batch.rows]


NAMES = ("id", "text", "label")
ROWS = [("1", "good food", "a"), ("2", "slow", "b"), ("3", "rude", "b")]


def test_a_title_above_a_grid_is_set_aside() -> None:
    table = fitted(("Report", "", ""), ("", "", ""), NAMES, *ROWS)
    assert table.columns == NAMES
    (batch,) = table.batches()
    assert [(row.line, row.reason, row.content) for row in batch.set_aside] == [(1, "above_header", "Report\t\t")]
    assert (batch.rows, table.skip_lines) == (ROWS, 2)


def test_names_over_several_columns_are_joined_to_those_under_them() -> None:
    table = fitted(("id", "first", ""), ("", "low", "high"), ("a", "1", "2"), ("b", "3", "4"))
    assert table.columns == ("id", "first low", "first high")
    assert table.n_header_rows == 2


def test_units_under_the_names_join_them() -> None:
    table = fitted(("id", "mass", "length"), ("", "(kg)", "(m)"), ("a", "1", "2"), ("b", "3", "4"))
    assert table.columns == ("id", "mass (kg)", "length (m)")


def test_a_first_row_of_words_over_numbers_is_no_second_header() -> None:
    # fails if: complete names may have a second row under them
    table = fitted(("id", "mass", "length"), ("a", "unknown", "missing"), ("b", "3", "4"), ("c", "5", "6"))
    assert table.n_header_rows == 1


def test_empty_rows_are_kept_between_rows_and_dropped_at_the_end() -> None:
    empty = ("", " ", "")
    assert rows_of(fitted(NAMES, ROWS[0], empty, ROWS[1], empty, empty)) == [ROWS[0], ("", "", ""), ROWS[1]]


def test_row_names_without_a_name_are_a_column() -> None:
    table = fitted(("text", "label"), *ROWS)
    assert table.columns == ("column_1", "text", "label")


def test_a_header_that_comes_again_is_set_aside() -> None:
    table = fitted(NAMES, *ROWS, NAMES, *ROWS)
    (batch,) = table.batches()
    assert [row.reason for row in batch.set_aside] == ["repeated_header"]
    assert len(batch.rows) == 6


def test_another_table_below_is_set_aside_whole() -> None:
    # fails if: rows of the other table that have the width are taken for rows of the first
    table = fitted(NAMES, *ROWS, (*NAMES, "score"), ("1", "x", "y", "2"), ("2", "x", "y", ""), ("3", "x", "y"))
    (batch,) = table.batches()
    assert [row.reason for row in batch.set_aside] == ["second_table"] * 4
    assert batch.rows == ROWS


def test_years_are_names() -> None:
    assert fitted(("place", "2010", "2011", "2012"), ("x", "1", "2", "3"), ("y", "4", "5", "6")).header


@pytest.mark.parametrize("header", [True, False])
def test_what_a_person_says_about_the_header_stands(header: bool) -> None:
    table = fitted(("1", "2"), ("3", "4"), header=header)
    assert table.header is header
    assert len(rows_of(table)) == 2 - header


def test_a_single_text_is_asked_about() -> None:
    (question,) = fitted(("hello",)).questions
    assert (question.option, set(question.candidates)) == ("header", {"yes", "no"})


def test_a_single_number_is_no_table() -> None:
    with pytest.raises(UserFacingError) as error:
        fitted(("1",))
    assert error.value.code == "table_no_rows"


def test_nothing_is_an_empty_table() -> None:
    with pytest.raises(UserFacingError) as error:
        fitted(("", ""), ("", ""))
    assert error.value.code == "table_empty"
