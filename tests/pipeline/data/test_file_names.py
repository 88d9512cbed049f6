"""Names of files become text, whatever bytes they are."""

import os

import pytest

from pipeline.data.file_names import readable_name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("数据.csv", "数据.csv"),
        (os.fsdecode(b"\xc4\xe3\xba\xc3.csv"), "你好.csv"),
        (os.fsdecode(b"a\xff\xff.csv"), "a\ufffd\ufffd.csv"),
        ("half \ud83d.csv", "half ?.csv"),
    ],
)
def test_a_name_can_always_be_written_down(name: str, text: str) -> None:
    # fails if: a name that is not UTF-8 keeps its surrogates, which no database and no screen takes
    assert readable_name(name) == text
