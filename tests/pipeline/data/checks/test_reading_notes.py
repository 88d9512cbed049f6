"""What the reader decided by itself is said."""

from dataclasses import replace

import pytest

from pipeline.data.checks.reading_notes import NOTES
from pipeline.data.tables import open_table
from tests.pipeline.data.checks.subjects import subject_of

FILES = {
    "table_without_rows": b"text,label\n",
    "repaired_quotes": b'text,label\n"a "quoted" word",1\n"b",2\n"c",3\n"d",4\n',
    "duplicate_names": b"note,note,label\nthe pump leaks,b,1\nthe pump is broken,d,2\nthe pump fell,f,1\n",
    "nameless_columns": b"text,label,\nthe pump leaks,b,\nthe belt broke,d,x\n",
    "no_header": b"1,the pump leaks,5\n2,the belt is broken,6\n3,the door is stuck,7\n",
    "unreadable_names": "te?xt,标签\n水泵又漏油了,故障\n皮带有异响请检查,故障\n今天正常,正常\n".encode().replace(
        b"?", b"\xff"
    ),
    "nul_characters": b"text,label\na\x00,b\nc,d\n",
}


def codes_of(content: bytes) -> set[str]:
    with open_table(content, "t.csv") as reader:
        list(reader.batches())
        subject = replace(subject_of(["a"]), notes=reader.notes)
    return {note.code for note in NOTES if note.look(subject)}


@pytest.mark.parametrize("code", FILES)
def test_each_fires_on_a_file_that_has_it_and_only_there(code: str) -> None:
    # fails if: the reader leaves no note, or the check looks for another name
    assert code in codes_of(FILES[code])
    assert code not in codes_of(b"text,label\nthe pump leaks,b\nthe belt is broken,d\nanother one,b\n")


def test_names_joined_from_two_rows_are_told() -> None:
    content = b"k,2011,\n,low,high\nx,1,2\ny,3,4\n"
    assert "joined_header" in codes_of(content)
