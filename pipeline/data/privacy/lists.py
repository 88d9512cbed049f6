"""The lists in `names.toml`, read once."""

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def _lists(language: str) -> dict[str, str]:
    path = Path(__file__).with_name("names.toml")
    tables: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return tables[language]


def words(language: str, name: str, separator: str | None = None) -> frozenset[str]:
    """Return the words of a list, parted by white space or by `separator`."""
    return frozenset(word.strip() for word in _lists(language)[name].split(separator) if word.strip())


def characters(name: str) -> frozenset[str]:
    """Return the characters of a Chinese list."""
    return frozenset(_lists("zh")[name]) - set(" \n")


def one_of(choices: frozenset[str]) -> str:
    """Return the choices as a pattern that prefers the longest; characters that mean something are escaped."""
    return "|".join(re.escape(word) for word in sorted(choices, key=lambda word: (-len(word), word)))
