"""All checks together."""

from pathlib import Path
from string import Formatter

import pytest

from pipeline.data.checks.registry import CHECKS, look_at
from pipeline.domain.finding import Severity
from pipeline.words.catalog import catalogue
from tests.pipeline.data.checks.subjects import subject_of

DOCS = Path(__file__).parents[4] / "docs" / "checks.md"


def test_issues_come_before_tips() -> None:
    found = look_at(subject_of(["a", "A", "", "b " * 2_000], ["x", "X", "x", "x"], n_set_aside=1))
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=lambda severity: severity is not Severity.ISSUE)
    assert {"contradicting_labels", "empty_texts", "set_aside_rows", "long_texts", "duplicate_texts"} <= {
        finding.code for finding in found
    }


def test_a_table_without_rows_breaks_no_check() -> None:
    assert look_at(subject_of([])) == ()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_is_documented_worded_and_tested(check: object) -> None:
    # fails if: a line is taken out of docs/checks.md
    code = check.code  # type: ignore[attr-defined]
    assert f"`{code}`" in DOCS.read_text(encoding="utf-8")
    assert all(code in catalogue(language)["findings"] for language in ("en", "zh"))
    assert Path(__file__).with_name(f"test_{code}.py").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_placeholder_of_a_finding_is_filled(language: str) -> None:
    # fails if: a params key of a check is renamed
    texts = ["same", "Same", "", "b " * 2_000, *(f"text {i}" for i in range(30))]
    many = look_at(subject_of(texts, ["x", "X", "x", "y", *("x" for _ in range(26)), *"yyyz"], n_set_aside=1))
    few = look_at(subject_of(["a"])) + look_at(subject_of(["a"] * 5, ["x"] * 5))
    for finding in (*many, *few):
        words = catalogue(language)["findings"][finding.code]
        wanted = {name for part in words.values() for _, name, _, _ in Formatter().parse(part) if name}
        assert wanted <= set(finding.params), finding.code
    assert len({finding.code for finding in (*many, *few)}) >= 9
