import logging
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.domain.attribution import Span
from pipeline.domain.dataset import Example
from pipeline.domain.project import Language
from pipeline.explanation.segments import text_parts, units, words

PIECES = st.sampled_from(
    [*"味道很好的就是送餐，。！ \n\t\u3000ab1'-.,😀👍\U0001f3fd\u200d\u0301龘", "don't", "T恤", "3.5", "नमस्ते"]
)
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=25).map("".join))


def shown(text: str, language: Language) -> list[str]:
    return [text[start:end] for start, end in words(text, language)]


def places(spans: list[Span]) -> list[int]:
    return [i for span in spans for i in range(*span)]


# fails if: jieba's pieces are placed by `str.find` instead of by their order, or joined pieces overlap
@settings(max_examples=200, deadline=None)
@given(text=TEXTS, language=st.sampled_from(Language))
def test_every_character_that_is_no_space_is_in_exactly_one_word(text: str, language: Language) -> None:
    covered = places(words(text, language))
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)


# fails if: spaces at the edges stay in a piece
@settings(max_examples=100, deadline=None)
@given(text=TEXTS, language=st.sampled_from(Language))
def test_no_word_holds_a_space(text: str, language: Language) -> None:
    assert not any(character.isspace() for word in shown(text, language) for character in word)


def test_chinese_words_are_those_of_a_dictionary() -> None:
    assert shown("味道很好，但是送餐太慢。。。", Language.CHINESE) == [
        "味道",
        "很",
        "好",
        "，",
        "但是",
        "送餐",
        "太慢",
        "。。。",
    ]


def test_english_words_keep_apostrophes_hyphens_and_decimals() -> None:
    expected = ["It's", "state-of-the-art", ":", "3.5", "stars", "..."]
    assert shown("It's state-of-the-art: 3.5 stars...", Language.ENGLISH) == expected


# fails if: marks, joiners and skin tones are words of their own
@pytest.mark.parametrize("language", Language)
def test_what_is_seen_as_one_sign_is_one_word(language: Language) -> None:
    text = "👩\u200d👩\u200d👧 👍\U0001f3fd e\u0301 ❤\ufe0f"
    assert shown(text, language) == text.split(" ")


def a_tokenization(text: str, borders: list[int]) -> list[Span]:
    inner = sorted({border for border in borders if 0 < border < len(text)})
    cut = [Span(a, b) for a, b in zip([0, *inner], [*inner, len(text)], strict=True)]
    return [Span(0, 0), *(Span(0, 0) if not text[a:b].strip() else Span(a, b) for a, b in cut), Span(0, 0)]


# fails if: a piece that crosses a word's border does not join the words on both sides
@settings(max_examples=200, deadline=None)
@given(text=TEXTS.filter(lambda text: bool(text.strip())), borders=st.lists(st.integers(1, 40)))
def test_a_unit_ends_where_a_word_and_a_token_end(text: str, borders: list[int]) -> None:
    word_spans, token_spans = words(text, Language.CHINESE), a_tokenization(text, borders)
    found = units(text, word_spans, token_spans)
    covered = places([unit.span for unit in found])
    assert covered == sorted(set(covered))
    for span in (*word_spans, *token_spans):
        inside = [unit for unit in found if unit.span.start < span.end and span.start < unit.span.end]
        assert len(inside) == (1 if text[slice(*span)].strip() else 0)


# fails if: a token in the middle stays in the row when its unit is taken out (spaces are tokens of their own in e5)
@settings(max_examples=100, deadline=None)
@given(text=TEXTS.filter(lambda text: bool(text.strip())), borders=st.lists(st.integers(1, 40)))
@example(text="味道 很好", borders=[2, 3])
def test_every_token_of_the_text_belongs_to_one_unit(text: str, borders: list[int]) -> None:
    token_spans = a_tokenization(text, borders)
    real = [i for i, span in enumerate(token_spans) if span.start < span.end]
    taken = [token for unit in units(text, words(text, Language.ENGLISH), token_spans) for token in unit.tokens]
    assert sorted(taken) == list(range(real[0], real[-1] + 1))


def test_what_the_model_did_not_read_has_no_unit() -> None:
    text = "味道很好送餐太慢"
    found = units(text, [Span(0, 2), Span(2, 4), Span(4, 6), Span(6, 8)], [Span(0, 2), Span(2, 4), Span(4, 5)])
    assert [unit.span for unit in found] == [Span(0, 2), Span(2, 4), Span(4, 5)]


def test_spans_are_shared_out_to_the_columns_they_lie_in() -> None:
    example = Example("e", ("ab cd", "ef"))
    first, second = text_parts(example, [Span(0, 2), Span(3, 5), Span(6, 8)], [1.0, 2.0, 3.0], ("title", "body"))
    assert (first.column, first.spans, first.scores) == ("title", (Span(0, 2), Span(3, 5)), (1.0, 2.0))
    assert (second.column, second.spans, second.scores) == ("body", (Span(0, 2),), (3.0,))


# fails if: jieba's own initialize() is used
def test_the_dictionary_is_loaded_without_a_word_and_without_a_shared_file(tmp_path: object) -> None:
    code = (
        "from pipeline.explanation.segments import words; from pipeline.domain.project import Language;"
        "print(len(words('味道很好', Language.CHINESE)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert (done.stdout.strip(), done.stderr) == ("3", "")
    assert not list(__import__("pathlib").Path(str(tmp_path)).iterdir())
    assert logging.getLogger("jieba").level in (logging.CRITICAL, logging.NOTSET)
