"""The docs speak of the program as it is."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.command import parser
from tests.architecture.tree import ROOT, own_files

COMMANDS = [
    "python -m pip install . && lanhai demo",
    'python -m pip install ".[test]" && python -m pytest',
]
LANGUAGES = ["en", "zh"]


def subparsers(whole: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: sub
        for action in whole._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, sub in action.choices.items()
    }


def options(words: argparse.ArgumentParser) -> Iterator[str]:
    for action in words._actions:
        yield from (option for option in action.option_strings if option.startswith("--"))


def guide(language: str) -> str:
    return (ROOT / f"docs/guide/{language}/command-line.md").read_text(encoding="utf-8")


def documents() -> list[Path]:
    return [path for path in own_files() if path.suffix == ".md"]


def test_the_readme_shows_its_two_commands_each_on_a_line_of_its_own() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    shown = [line.strip() for line in lines if re.match(r"^\s*python3? -m pip install .*&&", line)]
    assert shown == COMMANDS


# fails if: an option is added to pipeline/cli.py, or a command renamed, and the guide is left alone
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_option_is_in_the_guide(language: str) -> None:
    text, whole = guide(language), parser()
    commands = subparsers(whole)
    missing = {f"lanhai {name}" for name in commands if f"lanhai {name}" not in text}
    missing |= {
        option for words in (whole, *commands.values()) for option in options(words) if f"`{option}" not in text
    }
    assert missing - {"--help"} == set()


# fails if: the guide mentions an option, say `--epochs`, that no command has
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_in_the_guide_exists(language: str) -> None:
    whole = parser()
    known = {option for words in (whole, *subparsers(whole).values()) for option in options(words)}
    assert set(re.findall(r"`(--[a-z-]+)", guide(language))) - known == set()


def test_both_guides_have_the_same_pages() -> None:
    english, chinese = ({path.name for path in (ROOT / "docs/guide" / language).glob("*.md")} for language in LANGUAGES)
    assert english == chinese


# fails if: a link is given a file name that does not exist
@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_resolves(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    broken = [target for target in targets if "://" not in target and not (document.parent / target).exists()]
    assert broken == []


def test_every_decision_names_the_test_that_confirms_it_and_that_test_exists() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("0*.md"))
    assert len(decisions) >= 7
    for decision in decisions:
        confirmed = decision.read_text(encoding="utf-8").split("## Confirmed by")[1]
        named = re.findall(r"`((?:tests|benchmarks)/[^`:]+)", confirmed)
        assert named, decision.name
        assert [name for name in named if not (ROOT / name).exists()] == []
