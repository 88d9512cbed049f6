"""What the csv module writes, in whatever dialect and encoding, is read as the same cells."""

import csv
import io

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipeline.domain.dataset import Reading
from pipeline.domain.errors import UserFacingError
from tests.pipeline.data.ugly.judge import load

NAMES = ("first name", "second name", "third name")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030")
SIGNS = st.one_of(
    st.sampled_from("ab 12好坏，。é,;\t|^~\"'\\\n\r\x1f$#-"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"),
)
EXCEL: dict[str, object] = {
    "delimiter": ",", "quotechar": '"', "quoting": csv.QUOTE_MINIMAL, "lineterminator": "\r\n",
}  # fmt: skip
BREAKS = str.maketrans("\r\n", "  ")
CELLS = st.text(SIGNS, max_size=12)


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, object]:
    quote, delimiter = draw(st.sampled_from("\"'")), draw(st.sampled_from(",;\t|^~\x1f\x01"))
    return {
        "delimiter": delimiter,
        "quotechar": quote,
        "quoting": draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n", "\r"])),
    }


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12), dialects(), st.sampled_from(ENCODINGS))
@example([("p", " x", 'a, "b, "c')], EXCEL, "utf-8")
@settings(max_examples=200, deadline=None)
def test_cells_are_read_as_they_were_written(
    rows: list[tuple[str, str, str]], dialect: dict[str, object], encoding: str
) -> None:
    # fails if: skip_space is on wherever a comma, a space and a quote follow each other
    assume(all(row != NAMES for row in rows))
    if dialect["quoting"] == csv.QUOTE_MINIMAL:  # the module leaves a line break of another kind unquoted
        rows = [(a.translate(BREAKS), b.translate(BREAKS), c.translate(BREAKS)) for a, b, c in rows]
    file = io.StringIO(newline="")
    csv.writer(file, **dialect).writerows([NAMES, *rows])  # type: ignore[arg-type]
    filled = [i for i, row in enumerate(rows) if "".join(row).strip()]
    rows = rows[filled[0] : filled[-1] + 1] if filled else []
    reading = Reading(encoding, str(dialect["delimiter"]), str(dialect["quotechar"]), header=True, skip_lines=0)
    table = load(file.getvalue().encode(encoding), "table.csv", reading)
    assert table.columns == NAMES
    assert [_empty_if_blank(row) for row in table.rows] == [_empty_if_blank(row) for row in rows]


def _empty_if_blank(row: tuple[str, ...]) -> tuple[str, ...]:
    return row if "".join(row).strip() else ("", "", "")


LINES = st.lists(st.text(st.sampled_from("ab 好12,,;\t"), max_size=12), min_size=1, max_size=30)


@given(LINES, st.sampled_from([",", ";"]), st.sampled_from([None, True, False]))
@settings(max_examples=300, deadline=None)
def test_every_line_is_a_row_set_aside_or_names_the_columns(
    lines: list[str], delimiter: str, header: bool | None
) -> None:
    # fails if: a record above the header, or one too wide, is passed over
    n_filled = sum(bool(line.replace(delimiter, "").strip()) for line in lines)
    try:
        table = load("\n".join(lines).encode(), "table.csv", Reading(delimiter=delimiter, header=header))
    except UserFacingError as error:
        assert error.code in ("table_empty", "table_no_rows")  # noqa: PT017 - else a row is lost
        assert n_filled < 2
        return
    n_rows = sum(bool("".join(row).strip()) for row in table.rows)
    n_header_rows = n_filled - n_rows - len(table.set_aside)
    assert n_header_rows == 0 if not table.source.header else 1 <= n_header_rows <= 3
