"""Rules: what they hit, how well they do, and that no pattern can hang the server."""

import re
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain.errors import UserFacingError
from pipeline.labeling.rules import Rule, RuleKind, apply, check_rule, conflicts, measure, proposals
from pipeline.words.catalog import LANGUAGES, render_error


def hits(rule: Rule, *texts: str) -> list[bool]:
    return apply([rule], texts)[:, 0].tolist()


def any_of(pattern: str, label: str = "a") -> Rule:
    return Rule(RuleKind.ANY, pattern, label)


def a_pattern(pattern: str, label: str = "a") -> Rule:
    return Rule(RuleKind.PATTERN, pattern, label)


@pytest.mark.parametrize(
    ("keyword", "text", "is_hit"),
    [
        ("cat", "The CAT sat", True),
        ("cat", "concatenate", False),
        ("cat", "cat", True),
        ("cat", "my_cat", False),
        ("漏水", "空调漏水了", True),
        ("phone", "新phone不错", True),  # Chinese characters are no part of a Latin word
        ("phone", "phones", False),
        ("caf", "café", False),
        ("C++", "we use C++ here", True),
        (".", "no dot", False),
        ("50%", "50% off", True),
        ("not good", "not \n good", True),
        ("not good", "notgood", False),
        ("насос", "Насос течёт", True),
        ("насос", "насосы", False),
        ("5", "15", False),
        ("5楼", "15楼", False),
        ("楼", "15楼", True),
    ],
)
def test_a_keyword_is_a_word_in_spaced_scripts_and_a_part_in_others(keyword: str, text: str, is_hit: bool) -> None:
    # fails if: the border is left out; \b is the border
    assert hits(any_of(keyword), text) == [is_hit]


def test_any_keyword_will_do_or_all_are_needed() -> None:
    texts = ("the pump leaks", "the pump runs", "oil leaks", "all well")
    assert hits(any_of("pump, leaks"), *texts) == [True, True, True, False]
    assert hits(Rule(RuleKind.ALL, "pump，leaks\n", "a"), *texts) == [True, False, False, False]


def test_a_pattern_is_searched_for_anywhere() -> None:
    assert hits(a_pattern(r"太(慢|咸)\d*"), "汤太咸了", "很慢") == [True, False]


LETTERS = st.text(st.sampled_from("ab1 -好_é"), max_size=12)


@given(word=st.text(st.sampled_from("ab1é"), min_size=1, max_size=3), texts=st.lists(LETTERS, max_size=6))
@settings(deadline=None, max_examples=150)
def test_whole_words_are_those_of_another_engine(word: str, texts: list[str]) -> None:
    # fails if: an accented letter ends a word
    border = re.compile(rf"(?<![ab1é_]){re.escape(word)}(?![ab1é_])")
    assert hits(any_of(word), *texts) == [bool(border.search(text)) for text in texts]


def test_batches_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.labeling.rules.BATCH_ROWS", 2)
    assert hits(any_of("x"), "x", "y", "x", "y", "x") == [True, False, True, False, True]
    assert apply([any_of("x"), any_of("y")], []).shape == (0, 2)


def test_precision_is_measured_on_what_people_said_only() -> None:
    rules = [any_of("good", "pos"), any_of("zebra", "neg")]
    texts = ["good one", "not good", "good enough", "good", "bad"]
    first, second = measure(rules, apply(rules, texts), ["pos", "neg", "pos", None, "neg"])
    assert (first.n_hits, first.coverage.value, first.wrong) == (4, 0.8, (1,))
    assert first.precision is not None
    assert (first.precision.n, first.precision.value) == (3, pytest.approx(2 / 3))
    assert first.precision.low < 2 / 3 < first.precision.high
    assert (second.n_hits, second.precision) == (0, None)


def test_where_texts_have_several_labels_one_of_them_is_right() -> None:
    rules = [any_of("fast", "speed")]
    (quality,) = measure(rules, apply(rules, ["fast and cheap", "fast"]), [frozenset({"speed", "price"}), frozenset()])
    assert quality.precision is not None
    assert quality.precision.value == 0.5


def test_rules_that_disagree_propose_nothing_and_are_named() -> None:
    rules = [any_of("good", "pos"), any_of("nice", "pos"), any_of("not", "neg")]
    votes = apply(rules, ["good and nice", "not good", "meh", "not"])
    assert proposals(rules, votes) == ["pos", None, None, "neg"]
    (conflict,) = conflicts(rules, votes)
    assert (conflict.one, conflict.other, conflict.n, conflict.rows) == (0, 2, 1, (1,))


def test_no_rules_propose_nothing() -> None:
    assert proposals([], np.zeros((2, 0), dtype=np.bool_)) == [None, None]


HOSTILE = ("(a+)+$", "(a|aa)+$", "(.*a){20}", "(a?){200}a{200}", "([a-z]+)*!", "(.*)(.*)(.*)(.*)x$", "[ab]*a[ab]{30}c")


# fails if: Python's re does the search (with the first of them it would outlast the universe)
@pytest.mark.parametrize("pattern", HOSTILE)
def test_hostile_patterns_are_through_a_megabyte_at_once(pattern: str) -> None:
    assert len(apply([a_pattern(pattern)], ["a" * 1_000_000 + "!", "ab" * 1000])) == 2


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (a_pattern("(a"), "rule_bracket_open"),
        (a_pattern("[a"), "rule_bracket_open"),
        (a_pattern("a)"), "rule_bracket_open"),
        (a_pattern("*a"), "rule_repetition"),
        (a_pattern("a{5000}"), "rule_repetition"),
        (a_pattern("(?=a)"), "rule_not_supported"),
        (a_pattern(r"(a)\1"), "rule_not_supported"),
        (a_pattern("[z-a]"), "rule_broken"),
        (a_pattern("\ud800"), "rule_broken"),
        (a_pattern("a\\"), "rule_broken"),
        (a_pattern(r"(\pL|\pN){900}x"), "rule_too_large"),
        (a_pattern("a" * 2000), "rule_too_large"),
        (a_pattern("  "), "rule_empty"),
        (any_of(" , ，"), "rule_empty"),
        (any_of(",".join(f"w{i}" for i in range(300))), "rule_too_large"),
    ],
)
def test_a_bad_rule_is_explained_in_both_languages(rule: Rule, code: str) -> None:
    with pytest.raises(UserFacingError) as error:
        check_rule(rule)
    assert error.value.code == code
    for language in LANGUAGES:
        rendered = str(render_error(error.value.code, error.value.params, language))
        assert "-" not in rendered.split("\n")[0].split(" ")


@given(st.text(max_size=12))
@settings(deadline=None, max_examples=200)
def test_any_pattern_is_applied_or_refused(pattern: str) -> None:
    # fails if: an error of the engine is not caught
    with suppress(UserFacingError):
        assert apply([a_pattern(pattern), any_of(pattern)], ["some text", "好"]).shape == (2, 2)


def test_half_a_surrogate_pair_in_a_text_hits_nothing() -> None:
    assert hits(any_of("好"), "\ud83d好", "\ud83d") == [True, False]
