"""No bytes whatever break the reader: a table, or a refusal in words.

`LANHAI_FUZZ_EXAMPLES=20000 pytest tests/pipeline/data/test_fuzz_tables.py` looks longer.
"""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.dataset import FIND_OUT, Reading
from pipeline.domain.errors import UserFacingError
from tests.pipeline.data.ugly.generated import cases
from tests.pipeline.data.ugly.judge import load

N_EXAMPLES = int(os.environ.get("LANHAI_FUZZ_EXAMPLES", "150"))
LONG = settings(max_examples=N_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
SEEDS = [case.content for case in cases() if 0 < len(case.content) < 8_000]
PIECES = [
    b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x84\x31\x95\x33",
    b'"', b"'", b"\\", b"\r", b"\n", b",", b";",
    b"\t", b'""', b"\xed\xa0\x80", b"\xc3", b"\x81", b"\x1f", b"=1+1", b" " * 50, b",,,,,,", b"\xe2\x80\xa8", b"\x0c",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a real table with some bytes cut out, put in, moved, or those of another after them."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        content[start:end] = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(b"")))
    if draw(st.booleans()):
        content += draw(st.sampled_from(SEEDS))[draw(st.integers(0, 500)) :]
    return bytes(content[: draw(st.sampled_from([len(content), len(content) // 2, 300, 40]))])


READINGS = st.builds(
    Reading,
    encoding=st.sampled_from(
        [None, None, "utf-8", "gb18030", "utf-16", "utf-32", "cp1252", "shift_jis", "hz", "klingon"]
    ),
    delimiter=st.sampled_from([None, None, ",", "\t", "", " ", "\x1f", "字"]),
    quote=st.sampled_from([None, None, '"', "'", ""]),
    header=st.sampled_from([None, True, False]),
    skip_lines=st.sampled_from([None, None, 0, 1, 5, 10_000]),
)


@given(st.one_of(st.binary(max_size=400), mutated()), st.one_of(st.just(FIND_OUT), READINGS))
@LONG
def test_any_bytes_are_a_table_or_a_polite_refusal(content: bytes, reading: Reading) -> None:
    # fails if: csv.Error is not caught in read_chunks
    try:
        table = load(content, "table.csv", reading)
    except UserFacingError:
        return
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len(set(table.columns)) == len(table.columns)
    assert all(table.columns)
    "".join((*table.columns, *map("".join, table.rows), *(row.content for row in table.set_aside))).encode()
    assert [row.line for row in table.set_aside] == sorted(row.line for row in table.set_aside)
