"""Traditional into simplified."""

import subprocess
import sys

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data.cleaning.chinese import _tables, simplify


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("漢語繁體，這麼說", "汉语繁体，这么说"),
        ("乾清宮很乾淨", "乾清宫很干净"),  # one character, two answers: the word decides
        ("乾清宫", "乾清宫"),
        ("找藉口，瞭解，瞭望", "找借口，了解，瞭望"),
        ("already simple: 简体字 abc", "already simple: 简体字 abc"),
    ],
)
def test_words_decide_before_characters(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


def test_it_agrees_with_opencc_on_every_character_and_word_of_its_tables() -> None:
    # fails if: the second choice of an entry is taken
    converter = opencc.OpenCC("t2s")
    entries = [*_tables().words, *map(chr, _tables().letters)]
    differs = {entry for entry in entries if simplify(entry) != converter.convert(entry)}
    settled = {word for word, new in _tables().words.items() if word == new}
    assert differs - settled == {"薴"}  # 苧, which OpenCC would write 苎 the next time


WORDS = st.sampled_from([*_tables().words, *map(chr, list(_tables().letters)[::40]), *"清宮乾的了a，"])


@given(st.lists(WORDS, max_size=8).map("".join))
def test_simplified_twice_is_simplified_once(text: str) -> None:
    # fails if: the outcomes of words are no words themselves
    assert simplify(simplify(text)) == simplify(text)


def test_the_tables_are_read_when_they_are_needed() -> None:
    # fails if: _tables() is called at the top of the module
    code = (
        "import sys; from pipeline.data.clean import clean; from pipeline.data.cleaning import chinese; clean('a 好');"
        "assert chinese._tables.cache_info().currsize == 0; chinese.simplify('漢');"
        "assert chinese._tables.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
