"""Delimited text is read in one pass, a batch at a time, and says what it found."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest

from pipeline.data.delimited import DelimitedReader, open_delimited
from pipeline.data.reader import BATCH_CHARACTERS, BATCH_ROWS
from pipeline.domain.dataset import FIND_OUT, Reading
from pipeline.domain.errors import UserFacingError

CHINESE = "文本,标签\n味道很好，下次还来,好\n送餐太慢了，汤都凉了,差\n"


def opened(content: bytes, reading: Reading = FIND_OUT) -> DelimitedReader:
    return open_delimited(io.BytesIO(content), "table.csv", sha256="", size_bytes=len(content), reading=reading)


def notes_of(text: str, reading: Reading = FIND_OUT) -> tuple[str, ...]:
    reader = opened(text.encode(), reading)
    list(reader.batches())
    return reader.notes


class Endless(io.RawIOBase):
    """A table that is in no memory."""

    def __init__(self, n_bytes: int) -> None:
        self._line, self._n, self._at = b"the pump leaks again and again,good,1.5\n" * 1000, n_bytes, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset if whence == 0 else self._n + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        n = max(0, min(size, self._n - self._at))
        start = self._at % len(self._line)
        self._at += n
        return (self._line * (n // len(self._line) + 2))[start : start + n]


def test_a_large_file_is_read_in_the_memory_of_a_batch() -> None:
    # fails if: the rows of all batches are kept
    size = 8_000_000
    reader = open_delimited(Endless(size), "table.csv", sha256="", size_bytes=size, reading=FIND_OUT)  # type: ignore[arg-type]
    tracemalloc.start()
    n_rows = sum(len(batch.rows) for batch in reader.batches())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n_rows == size // 40
    assert peak < 24_000_000  # all rows at once take 60 MB
    assert reader.fraction == 1.0


def test_batches_are_bounded_in_rows_and_in_characters() -> None:
    # fails if: BATCH_CHARACTERS does not end a batch
    short, long = opened(b"a,b\n" + b"1,2\n" * 70_000), opened(b"a,b\n" + (b"x" * 100_000 + b",2\n") * 200)
    assert max(len(batch.rows) for batch in short.batches()) <= BATCH_ROWS
    assert max(sum(len(row[0]) for row in batch.rows) for batch in long.batches()) < 1.1 * BATCH_CHARACTERS


def test_rows_set_aside_end_a_batch_too() -> None:
    # fails if: only rows count
    reader = opened(b"a,b\n" + b"1,2\n" * 300 + b"lost\n" * 70_000)
    batches = list(reader.batches())
    assert len(batches) > 2
    assert reader.source.n_set_aside == 70_000


def test_a_table_that_changes_its_encoding_after_a_megabyte_is_not_taken_for_utf8() -> None:
    # fails if: only the first chunk is verified
    content = (
        b"text,label\n" + b"plain English text,1\n" * 80_000 + "味道很好下次还来,0\n送餐太慢,0\n".encode("gb18030") * 20
    )
    reader = opened(content)
    assert reader.source.encoding == "gb18030"
    *_, last = reader.batches()
    assert last.rows[-1] == ("送餐太慢", "0")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_characters_across_the_blocks_are_whole(encoding: str) -> None:
    # fails if: each block is decoded by itself
    text = "文本,标签\n" + "".join(f"第{i}条评论味道很好下次还来,好\n" for i in range(20_000))
    content = text.encode(encoding)
    reader = opened(content)
    assert [row for batch in reader.batches() for row in batch.rows][19_999] == ("第19999条评论味道很好下次还来", "好")
    assert reader.source.encoding == encoding


def test_rows_set_aside_know_their_physical_line_and_what_stood_there() -> None:
    # fails if: records are counted for lines
    content = b'text,label\r\n"one\r\ntwo\r\nthree",1\r\n\r\nlost\r\nfine,0\r\n"a",b,"c"\r\ngood,1\r\n'
    reader = opened(content)
    (batch,) = reader.batches()
    assert [(row.line, row.content) for row in batch.set_aside] == [(6, "lost"), (8, '"a",b,"c"')]


@pytest.mark.parametrize("closing", ['4,bad,b"', '4,"bad",b'])
def test_a_quote_that_swallows_rows_gives_them_back(closing: str) -> None:
    # fails if: only csv.Error is repaired
    reader = opened(f'id,text,label\n1,fine,a\n2,"oh,b\n3,good,a\n{closing}\n5,well,a\n'.encode())
    (batch,) = reader.batches()
    assert [row[0] for row in batch.rows] == ["1", "2", "3", "4", "5"]
    assert "quotes_repaired" in reader.notes


def test_title_lines_that_a_person_counted_are_set_aside() -> None:
    (batch,) = opened(b'my "report\n\na,b\n1,2\n', Reading(skip_lines=2)).batches()
    assert [(row.line, row.reason) for row in batch.set_aside] == [(1, "above_header")]
    assert batch.rows == [("1", "2")]


def test_more_title_lines_than_lines_leave_no_table() -> None:
    with pytest.raises(UserFacingError) as error:
        opened(b"a,b\n1,2\n", Reading(skip_lines=9))
    assert error.value.code == "table_no_rows"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Report\n\na,b\n1,2\n3,4\n", "title_lines"),
        ("1,x\n2,y\n3,z\n", "no_header"),
        ("a,a\n1,2\n3,4\n", "duplicate_names"),
        ("a,,c\n1,2,3\n4,5,6\n", "nameless_columns"),
        ("k,2011,\n,low,high\nx,1,2\ny,3,4\n", "several_header_rows"),
        ("a,b\n1,x\x00y\n2,z\n", "nul_characters"),
        ('a,b\n1,"x\n2,z\n', "quotes_repaired"),
        ("a,b\n", "no_rows"),
        ("a,b\nx,2\n", "one_row"),
    ],
)
def test_what_is_odd_about_a_table_is_said(text: str, note: str) -> None:
    assert note in notes_of(text)


def test_of_a_sound_table_nothing_is_said() -> None:
    assert notes_of(CHINESE) == ()


@pytest.mark.parametrize("quote", ['"', ""])
def test_a_person_may_say_that_nothing_quotes(quote: str) -> None:
    (batch,) = opened(b'a,b\n1,"x"\n2,"y"\n', Reading(quote=quote)).batches()
    assert batch.rows[0][1] == ('"x"' if not quote else "x")


def _columns_of_many(n: int) -> Iterator[str]:
    return (f"c{i}" for i in range(n))


def test_a_very_wide_table_is_read() -> None:
    names = ",".join(_columns_of_many(2_000))
    reader = opened((names + "\n" + (",".join("1" * 2_000) + "\n") * 3).encode())
    assert len(reader.columns) == 2_000


def test_a_file_without_any_line_end_is_refused_before_it_fills_the_memory() -> None:
    # fails if: a line may be as long as the file
    with pytest.raises(UserFacingError) as error:
        list(opened(b"x" * 33_000_000).batches())
    assert error.value.code == "table_line_too_long"
