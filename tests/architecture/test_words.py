"""Both languages say the same, and every code that can be met has words."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from tests.architecture.tree import ROOT, calls, literals, modules

PARTS = {"what", "why", "do"}
CATALOGUES = {"pipeline": ROOT / "pipeline/words", "dashboard": ROOT / "dashboard/i18n"}
ALWAYS_GIVEN = {"incident"}  # a failed run adds the number of its traceback


def words(part: str, language: str) -> Mapping[str, Any]:
    return tomllib.loads((CATALOGUES[part] / f"{language}.toml").read_text(encoding="utf-8"))


def sentences(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence by its dotted key; of a table of plural forms the one that every language has."""
    for key, value in table.items():
        if isinstance(value, Mapping) and "other" in value and set(value) <= {"one", "other"}:
            yield f"{prefix}{key}", str(value["other"])
        elif isinstance(value, Mapping):
            yield from sentences(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def error_calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where an error is raised, its code, and the facts it is given (None when they are not written out)."""
    for name, _, tree in modules():
        for call in (*calls(tree, "UserFacingError"), *calls(tree, "Failure")):
            keywords = {keyword.arg for keyword in call.keywords if keyword.arg}
            written_out = all(keyword.arg for keyword in call.keywords) and _name(call) == "UserFacingError"
            for code in literals(call.args[0] if call.args else None):
                yield f"{name}:{call.lineno}", code, keywords if written_out else None


def finding_codes() -> set[str]:
    found: set[str] = set()
    for _, _, tree in modules("pipeline"):
        for call in calls(tree, "Finding"):
            given = next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)
            found.update(literals(call.args[0] if call.args else given))
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "code":
                found.update(literals(node.value))
    return found


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


# fails if: one key is taken out of zh.toml, or {n} is renamed in one language
@pytest.mark.parametrize("part", CATALOGUES)
def test_both_languages_have_the_same_sentences_with_the_same_placeholders(part: str) -> None:
    english, chinese = (dict(sentences(words(part, language))) for language in ("en", "zh"))
    assert set(english) == set(chinese)
    assert {key: placeholders(text) for key, text in english.items()} == {
        key: placeholders(text) for key, text in chinese.items()
    }


@pytest.mark.parametrize("part", CATALOGUES)
def test_chinese_sentences_are_chinese_and_english_ones_are_not(part: str) -> None:
    characters = re.compile(r"[一-鿿]")
    english = [key for key, text in sentences(words(part, "en")) if characters.search(text)]
    chinese = [key for key, text in sentences(words(part, "zh")) if _prose(text) and not characters.search(text)]
    assert (english, chinese) == ([], [])


def _prose(sentence: str) -> bool:
    """True when more than a name or a number is left beside the placeholders: three English words."""
    return len(re.findall(r"[a-z]{2,}", re.sub(r"\{[^}]*\}", "", sentence))) > 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_error_and_finding_says_what_happened_why_and_what_to_do(language: str) -> None:
    found = words("pipeline", language)
    incomplete = {
        f"{kind}.{code}"
        for kind in ("errors", "findings")
        for code, parts in found.get(kind, {}).items()
        if set(parts) != PARTS or not all(parts.values())
    }
    assert incomplete == set()


# fails if: a UserFacingError("no_such_code") is raised anywhere in pipeline or dashboard
def test_every_error_code_that_can_be_raised_has_words() -> None:
    known = set(words("pipeline", "en")["errors"])
    assert {f"{place} {code}" for place, code, _ in error_calls() if code not in known} == set()


# fails if: the `folder` is left out where workspace_not_writable is raised
def test_every_error_is_given_the_facts_that_its_words_name() -> None:
    errors = words("pipeline", "en")["errors"]
    gaps = {
        f"{place} {code} lacks {name}"
        for place, code, given in error_calls()
        if given is not None and code in errors
        for name in set().union(*(placeholders(text) for text in errors[code].values())) - given - ALWAYS_GIVEN
    }
    assert gaps == set()


def test_every_finding_has_words_and_a_line_in_the_docs() -> None:
    codes = finding_codes()
    described = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
    assert codes - set(words("pipeline", "en").get("findings", {})) == set()
    assert {code for code in codes if f"`{code}`" not in described} == set()
