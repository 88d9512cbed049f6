"""The nasty tables of the world, and as many of our own making: read right, asked about, or refused in words."""

from collections import Counter
from functools import cache

import pytest

from tests.pipeline.data.ugly.generated import Case, cases
from tests.pipeline.data.ugly.judge import FOLDER, GOOD, Verdict, argued_files, judge, published_verdicts

needs_files = pytest.mark.skipif(FOLDER is None, reason="the nasty tables (shared/data/ugly_csv) are not here")
MOST_ASKED = 0.1  # of the files
MAY_ASK = {"one_row gb18030 ';'"}  # ten characters of Chinese read as Korean too


@cache
def verdicts() -> dict[str, Verdict]:
    return published_verdicts()


@needs_files
def test_every_nasty_table_is_read_right_asked_about_or_refused() -> None:
    # fails if: the empty cell at the end of a shifted row is let go
    wrong = {name: verdict for name, verdict in verdicts().items() if verdict not in (*GOOD, Verdict.ARGUED)}
    assert wrong == {}


@needs_files
def test_few_nasty_tables_need_a_question() -> None:
    counts = Counter(verdicts().values())
    assert counts[Verdict.ASKED] <= MOST_ASKED * len(verdicts())


@needs_files
def test_only_expectations_that_are_not_met_are_argued_about() -> None:
    # fails if: docs/tables.md argues about a file that is read as expected
    assert argued_files() == {name for name, verdict in verdicts().items() if verdict is Verdict.ARGUED}


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_a_table_with_a_known_fault_is_what_was_written(case: Case) -> None:
    # fails if: the record that the end of the sample cuts is counted
    verdict = judge(case.content, "table.csv", case.expectation)
    assert verdict in ((*GOOD,) if case.name in MAY_ASK else (Verdict.RIGHT, Verdict.REFUSED))
