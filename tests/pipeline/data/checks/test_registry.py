"""All checks together."""

from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from pipeline.data.checks.registry import CHECKS, look_at
from pipeline.data.checks.subject import Subject
from pipeline.domain.dataset import Column, ColumnRole
from pipeline.domain.finding import Severity
from pipeline.words.catalog import catalogue
from tests.pipeline.data.checks.subjects import subject_of, with_columns

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
    own = Path(__file__).with_name(f"test_{code}.py")
    shared = Path(__file__).with_name("test_reading_notes.py")
    assert own.exists() or f'"{code}"' in shared.read_text(encoding="utf-8")


def _odd() -> Subject:
    """A table in which nearly everything that can be noticed is there to notice."""
    pages = [f"<p>Dear customer service team, see www.example.com/{i} about order {i}</p>" for i in range(60)]
    chinese = [f"这家店第{i}次来，东西还是这么好吃" for i in range(30)]
    others = [f"這家店第{i}次來，東西還是這麼好吃" for i in range(30)]
    texts = [*pages, *chinese, *others, "请打13812345678找我", "on and on " * 1_000]
    labels = [["good", "bad", "unknown"][i % 3] for i in range(len(texts))]
    names = [text[:20] for text in texts]
    subject = with_columns(subject_of(texts, labels, zh=True), {"name": names}, ColumnRole.SENSITIVE)
    column = Column("verdict", ColumnRole.FEATURE)
    return replace(subject, columns=(*subject.columns, column), cells={**subject.cells, "verdict": labels})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_placeholder_of_a_finding_is_filled(language: str) -> None:
    # fails if: a params key of a check is renamed
    texts = ["same", "Same", "", "b " * 2_000, *(f"text {i}" for i in range(30))]
    many = look_at(subject_of(texts, ["x", "X", "x", "y", *("x" for _ in range(26)), *"yyyz"], n_set_aside=1))
    odd = look_at(_odd())
    few = look_at(subject_of(["a"])) + look_at(subject_of(["a"] * 5, ["x"] * 5))
    for finding in (*many, *odd, *few):
        words = catalogue(language)["findings"][finding.code]
        wanted = {name for part in words.values() for _, name, _, _ in Formatter().parse(part) if name}
        assert wanted <= set(finding.params), finding.code
    assert len({finding.code for finding in (*many, *odd, *few)}) >= 19
