"""What cannot be meant is refused in words, whatever kind of table it is said of."""

import pytest

from pipeline.data.tables import read_table
from pipeline.domain.dataset import Reading
from pipeline.domain.errors import UserFacingError
from tests.pipeline.data.packing import CSV


def refusal(content: bytes, reading: Reading) -> tuple[str, object]:
    with pytest.raises(UserFacingError) as error:
        read_table(content, "table.csv", reading)
    return error.value.code, next(iter(error.value.params.values()))


@pytest.mark.parametrize(
    ("reading", "shown"),
    [
        (Reading(delimiter="ab"), "ab"),
        (Reading(delimiter="\n"), "\\n"),
        (Reading(delimiter="\r"), "\\r"),
        (Reading(delimiter="\x00"), "\\x00"),
        (Reading(delimiter="\udcff"), "\\udcff"),
        (Reading(quote="xx"), "xx"),
        (Reading(quote="\n"), "\\n"),
        (Reading(delimiter="|", quote="|"), "|"),
        (Reading(delimiter="x" * 500), "x" * 20),
    ],
)
def test_a_sign_that_can_neither_separate_nor_quote_is_refused(reading: Reading, shown: str) -> None:
    # fails if: the signs go to the csv module as they come: it raises a TypeError
    assert refusal(CSV, reading) == ("table_sign_wrong", shown)


@pytest.mark.parametrize("n", [-1, -5])
def test_fewer_than_no_lines_cannot_be_skipped(n: int) -> None:
    # fails if: a negative number counts from the end, and rows are lost without a word
    assert refusal(CSV, Reading(skip_lines=n)) == ("table_skip_lines_wrong", n)


def test_a_quote_can_be_the_separator_when_nothing_quotes() -> None:
    # fails if: the quote that is found is the separator that was chosen
    table = read_table(b'text"note"label\ngood food""1\nslow"late"0\nfine"so"1\n', "t", Reading(delimiter='"'))
    assert (table.rows[0], table.source.quote) == (("good food", "", "1"), "")


def test_a_chosen_quote_is_not_found_as_the_separator() -> None:
    # fails if: the quote is among the separators that are tried
    table = read_table(b"note\na|b\nc|d\ne|f\n", "t", Reading(quote="|"))
    assert (table.source.delimiter, table.source.quote, len(table.columns)) == ("", "|", 1)


def test_as_many_columns_as_are_taken_are_read_and_one_more_is_refused() -> None:
    # fails if: there is no bound, and a table of 10,000 columns takes minutes
    def wide(n: int) -> bytes:
        return b"\n".join(b",".join(b"%s%d" % (kind, i) for i in range(n)) for kind in (b"name", b"a ", b"b "))

    assert len(read_table(wide(2_000), "t").columns) == 2_000
    with pytest.raises(UserFacingError) as error:
        read_table(wide(2_001), "t")
    assert (error.value.code, error.value.params) == ("table_too_wide", {"n_columns": 2_001, "limit": 2_000})
