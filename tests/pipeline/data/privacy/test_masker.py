"""Masking: the same value gets the same token, masking twice is masking once, and nothing found is left."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data.privacy.folding import fold
from pipeline.data.privacy.kinds import FIXED, PersonalKind
from pipeline.data.privacy.masker import Masker, kind_of
from pipeline.data.privacy.search import find
from pipeline.data.privacy.tokens import TOKEN, normalised
from pipeline.domain.project import Language

KEY = b"a key of a test"
_LEAST = 8  # a shorter value may stand in a text by chance
SHARDS = [
    "13800271946", "+86 138 0027 1946", "１３８", "0571-87652310", "(415) 555-0137", "a.b@example.com",
    "li＠example.cn", "@", "at", "dot com", "110199198804123356", "4111 1111 1111 1111", "4111",
    "DE89370400440532013000", "219-45-6187", "护照E82714409", "京A8K372", "10.20.30.40", "IP 113.87.162.45",
    "2001:db8::8a2e:370", "微信haizi2046", "QQ：", "274410982", "客服", "张伟", "李娜", "欧阳雪", "姓名：", "先生",
    "老师", "Mr. ", "John", "Smith", "patient ", "Dear ", "朝阳区建国路88号院", "2号楼", "301室", "文三路478号",
    "742 Birchwood Avenue", "P.O. Box 12", "[PHONE-", "]", "[电话-ABCDE]", "[NAME-7QQQQ]", "㈱", "😀", "\u200b",
    " ", "，", ",", "-", "\n", "1", "一三八零零二七一九四六", "five five five oh one four two", "\x1a", "Ⅷ", "é",
    "İ",
]  # fmt: skip
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SHARDS), max_size=9).map("".join))
known = st.lists(
    st.one_of(st.sampled_from(["林思远", "Ashok", "13800271946", "PHONE", "号", "12"]), st.text(max_size=6)), max_size=3
)


def masker(language: Language = Language.ENGLISH, key: bytes = KEY) -> Masker:
    return Masker(key, language)


# fails if: `find_listed` looks at the text once only, or tokens are not covered by barriers
@settings(max_examples=3000, deadline=None)
@given(texts, known)
def test_masking_twice_is_masking_once(text: str, names: list[str]) -> None:
    once = masker().mask(text, names)
    assert masker().mask(once, names) == once


# fails if: `_take` does not sort its spans, or takes one that begins inside the one before
@settings(max_examples=3000, deadline=None)
@given(texts)
def test_what_is_found_is_ordered_disjoint_and_stands_where_it_is_said(text: str) -> None:
    found = find(text)
    assert all(text[each.start : each.end] == each.value and each.value for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


# fails if: `mask` leaves the last piece of the found as it is
@settings(max_examples=300, deadline=None)
@given(texts)
def test_nothing_that_was_found_by_its_shape_is_left_in_a_masked_text(text: str) -> None:
    masked = masker().mask(text)
    fixed = [each.value for each in find(text) if each.kind in FIXED]
    assert [value for value in fixed if stands_alone(fold(value), fold(TOKEN.sub("|", masked)))] == []
    assert find(masked) == []


def stands_alone(value: str, text: str) -> bool:
    """A long value that is no part of a longer number; a short one may stand in a text by chance."""
    edge = "[0-9A-Za-z.@-]"
    return len(value) > _LEAST and re.search(rf"(?<!{edge}){re.escape(value)}(?!{edge})", text) is not None


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "13800271946", "+86 138-0027-1946"),
        ("phone", "１３８００２７１９４６", "一三八零零二七一九四六"),
        ("phone", "020 7946 0817", "+44 20 7946 0817"),
        ("phone", "(415) 555-0137", "+1 415 555 0137"),
        ("phone", "1-503-555-0126", "503.555.0126"),
        ("email", "A.B@Example.com", "a.b＠example.com"),
        ("email", "lan2hai at example dot com", "lan2hai@example.com"),
        ("id_card", "11019919880412335x", "110199 19880412 335X"),
        ("bank_card", "4111 1111 1111 1111", "4111-1111-1111-1111"),
        ("plate", "京A·8K372", "京a8k372"),
        ("ip", "2001:db8:0:0:0:0:0:1", "2001:db8::1"),
        ("name", "John  Smith", "JOHN SMITH"),
        ("name", "张 伟", "张伟"),
    ],
)
def test_one_value_written_in_two_ways_is_one_value(kind: str, one: str, other: str) -> None:
    assert normalised(PersonalKind(kind), one) == normalised(PersonalKind(kind), other)


def test_a_mobile_number_is_not_taken_for_an_american_one() -> None:
    assert normalised(PersonalKind.PHONE, "15035550126") != normalised(PersonalKind.PHONE, "1-503-555-0126")


# fails if: the code also follows from the language, or does not follow from the key
def test_a_person_has_one_code_in_every_row_and_language_and_another_under_another_key() -> None:
    english, chinese = masker().mask("call 13800271946 now"), masker(Language.CHINESE).mask("打138-0027-1946")
    assert english.startswith("call [PHONE-")
    assert chinese.startswith("打[电话-")
    assert english[12:17] == chinese[-6:-1]
    assert masker(key=b"another").mask("call 13800271946 now") != english


def test_a_cell_and_the_same_value_in_a_text_give_the_same_token() -> None:
    for cell, text in [
        ("13800271946", "电话：138 0027 1946"),
        ("张伟", "客服张伟很好"),
        ("A@example.com", "to a@example.com"),
    ]:
        assert masker().mask_whole(cell) in masker().mask(text)


def test_a_rows_own_sensitive_cells_are_masked_in_its_texts() -> None:
    masked = masker().mask("thandiwe met 林思远; Thandiweson did not", ["Thandiwe", "林思远"])
    assert "Thandiweson" in masked
    assert TOKEN.sub("", masked) == " met ; Thandiweson did not"
    assert masker().mask_whole("Thandiwe") in masked


def test_cells_too_short_to_name_anybody_are_not_masked_in_texts() -> None:
    assert masker().mask("F is 34, 男", ["F", "34", "男"]) == "F is 34, 男"


def test_an_empty_cell_stays_empty_and_a_masked_cell_stays_what_it_is() -> None:
    token = masker().mask_whole("anything at all")
    assert TOKEN.fullmatch(token)
    assert [masker().mask_whole(cell) for cell in ("", "  ", token)] == ["", "  ", token]


def test_a_masker_counts_what_it_masked() -> None:
    one = masker()
    one.mask("call 13800271946 or mail a@example.com")
    one.mask_whole("13800271946")
    assert one.counts == {PersonalKind.PHONE: 2, PersonalKind.EMAIL: 1}


@pytest.mark.parametrize(
    ("cell", "kind"), [("李娜", "name"), ("John Smith", "name"), ("C-10023", "other"), ("34", "other")]
)
def test_a_cell_is_of_the_kind_that_it_holds_as_a_whole(cell: str, kind: str) -> None:
    assert kind_of(cell) == kind


# fails if: `_repeated` returns nothing
def test_a_number_found_once_is_masked_also_where_no_rule_would_find_it() -> None:
    assert masker().mask("call 138 0027 1946; order no. 138 0027 1946").count("[PHONE-") == 2
