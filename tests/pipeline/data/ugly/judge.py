"""How a reading of a nasty table is judged; the tests and `benchmarks/ugly_tables.py` share it."""

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.data.tables import open_table
from pipeline.domain.dataset import FIND_OUT, Question, Reading, SetAsideRow, TableSource
from pipeline.domain.errors import UserFacingError

ROOT = Path(__file__).resolve().parents[4]
FOLDER = next((path for parent in ROOT.parents if (path := parent / "shared/data/ugly_csv").is_dir()), None)
ARGUED = ROOT / "docs" / "tables.md"
_TOP = ("above_header", "repeated_header", "second_table")  # what is set aside and is no row of the table


class Verdict(StrEnum):
    RIGHT = "right"
    ASKED = "asked"  # and an answer leads to what is right
    REFUSED = "refused rightly"
    ARGUED = "argued"  # the expectation is held to be wrong in docs/tables.md
    REFUSED_WRONGLY = "refused wrongly"
    ASKED_IN_VAIN = "asked in vain"
    SILENTLY_WRONG = "silently wrong"


GOOD = (Verdict.RIGHT, Verdict.ASKED, Verdict.REFUSED)


@dataclass(frozen=True)
class Loaded:
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    set_aside: list[SetAsideRow]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    source: TableSource

    @property
    def n_lost(self) -> int:
        """Rows of the table that were set aside."""
        return sum(row.reason not in _TOP for row in self.set_aside)


def load(content: bytes, file_name: str, reading: Reading = FIND_OUT) -> Loaded:
    """Raises: UserFacingError."""
    with open_table(content, file_name, reading) as reader:
        batches = list(reader.batches())
        notes = getattr(reader, "notes", ())
        rows = [row for batch in batches for row in batch.rows]
        set_aside = [row for batch in batches for row in batch.set_aside]
        return Loaded(reader.columns, rows, set_aside, notes, reader.questions, reader.source)


def judge(content: bytes, file_name: str, is_right: Callable[[Loaded], bool] | None) -> Verdict:
    """Read as a person would.

    Args:
        is_right: None where the file should be refused.
    """
    try:
        loaded = load(content, file_name)
    except UserFacingError:
        return Verdict.REFUSED if is_right is None else Verdict.REFUSED_WRONGLY
    if is_right is None:
        return Verdict.SILENTLY_WRONG
    if not loaded.questions:
        return Verdict.RIGHT if is_right(loaded) else Verdict.SILENTLY_WRONG
    answered = (is_right(again) for again in _answers(content, file_name, loaded.questions))
    return Verdict.ASKED if any(answered) else Verdict.ASKED_IN_VAIN


def _answers(content: bytes, file_name: str, questions: Sequence[Question]) -> Iterator[Loaded]:
    for answers in itertools.product(*(question.candidates for question in questions)):
        options: dict[str, Any] = {question.option: a for question, a in zip(questions, answers, strict=True)}
        if "header" in options:
            options["header"] = options["header"] == "yes"
        try:
            yield load(content, file_name, Reading(**options))
        except UserFacingError:
            continue


def expectation(expected: dict[str, Any]) -> Callable[[Loaded], bool] | None:
    """Return what makes a reading of a published file right; None where it should be refused."""
    if expected["outcome"] == "refuse politely":
        return None
    wanted, warns = expected["expect"], expected["outcome"] == "load with warning"

    def is_right(loaded: Loaded) -> bool:
        n_rows = len(loaded.rows)
        if wanted.get("cols") not in (None, len(loaded.columns)):
            return False
        if warns:
            told = bool(loaded.set_aside or loaded.notes)
            return told and wanted.get("rows") in (None, n_rows, n_rows + loaded.n_lost)
        if wanted.get("rows") not in (None, n_rows) or loaded.n_lost:
            return False
        return _has_names(loaded, expected) and _has_records(loaded, wanted.get("records"))

    return is_right


def _has_names(loaded: Loaded, expected: dict[str, Any]) -> bool:
    names = [name.strip().strip('"') for name in (expected.get("reference_reading") or {}).get("columns") or ()]
    usable = expected["header"] and all(names) and len(set(names)) == len(names) and "".join(names).isascii()
    return not usable or len(names) != len(loaded.columns) or tuple(names) == loaded.columns


def _has_records(loaded: Loaded, records: list[Any] | None) -> bool:
    if not records:
        return True
    if isinstance(records[0], dict):
        found: list[Any] = [dict(zip(loaded.columns, map(_lf, row), strict=True)) for row in loaded.rows]
        return found == [{key: _lf(value) for key, value in record.items()} for record in records]
    return [list(map(_lf, row)) for row in loaded.rows] == [list(map(_lf, record)) for record in records]


def _lf(cell: str) -> str:
    return cell.replace("\r\n", "\n")


def argued_files() -> set[str]:
    """The files whose expectation docs/tables.md holds to be wrong: the first cell of each row of its table."""
    section = ARGUED.read_text(encoding="utf-8").partition("## Expectations held to be wrong")[2]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def published_verdicts() -> dict[str, Verdict]:
    """Judge every published file; of byte-identical ones with different expectations either counts."""
    assert FOLDER is not None
    files = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    verdicts: dict[str, Verdict] = {}
    by_content: dict[str, list[str]] = {}
    for expected in files:
        content = (FOLDER / expected["file"]).read_bytes()
        by_content.setdefault(hashlib.sha256(content).hexdigest(), []).append(expected["file"])
        verdicts[expected["file"]] = judge(content, Path(expected["file"]).name, expectation(expected))
    for twins in by_content.values():
        best = next((verdicts[name] for name in twins if verdicts[name] in GOOD), None)
        if best is not None:
            verdicts.update(dict.fromkeys(twins, best))
    argued = argued_files()
    return {
        name: Verdict.ARGUED if name in argued and verdict not in GOOD else verdict
        for name, verdict in verdicts.items()
    }
