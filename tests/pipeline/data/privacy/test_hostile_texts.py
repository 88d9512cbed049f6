"""No text makes the rules slow: every quantifier is bounded, and long hostile texts come to an end."""

import re
from itertools import pairwise
from types import ModuleType

import pytest

from pipeline.data.privacy import (
    cards,
    chinese_addresses,
    chinese_names,
    documents,
    english_addresses,
    english_names,
    online,
    phones,
    search,
    tokens,
)
from pipeline.data.privacy.search import find

MODULES = [
    cards, chinese_addresses, chinese_names, documents, english_addresses, english_names, online, phones, search,
    tokens,
]  # fmt: skip
ONE_CLASS = re.compile(r"\[[^\]]*\](?:[+*]|\{\d*,\})|(?:\[[^\]]*\]){1,2}\{\d*,\}")
UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")
SIZE = 200_000
HOSTILE = [
    "1", "1 ", "a@", "@a.", "区", "省市区县", "路1号", "小区1栋", "客服张", "John Smith ", "4111 ", "1:", "[PHONE-",
    "李娜，13800138000",
]  # fmt: skip


# fails if: `[0-9]{4,5}` in the pattern of cards becomes `(?:[0-9]+)*`
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_pattern_repeats_without_a_bound_but_a_single_class_of_characters(module: ModuleType) -> None:
    patterns = {name: value.pattern for name, value in vars(module).items() if isinstance(value, re.Pattern)}
    assert {name: pattern for name, pattern in patterns.items() if UNBOUNDED.search(bare(pattern))} == {}


def bare(pattern: str) -> str:
    """The pattern without escapes and character classes; a class that alone repeats goes with its quantifier."""
    plain = re.sub(r"\\.", "x", pattern)
    plain = plain if len(ONE_CLASS.findall(plain)) != 1 else ONE_CLASS.sub("", plain)
    return re.sub(r"\[[^\]]*\]", "c", plain)


# fails if: a found piece rebuilds the whole text by itself (it then takes minutes, and the test runs into its limit)
@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_long_hostile_text_comes_to_an_end(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    found = find(text)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.timeout(120)
def test_a_million_characters_come_to_an_end() -> None:
    assert find("区" * 1_000_000) == []
