"""The nasty tables of the world: read, or refused in words."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.data.tables import read_table
from pipeline.domain.errors import UserFacingError

FOLDER = next((path for parent in Path(__file__).parents if (path := parent / "shared/data/ugly_csv").is_dir()), None)
pytestmark = pytest.mark.skipif(FOLDER is None, reason="the nasty tables (shared/data/ugly_csv) are not here")

RIGHT_AT_LEAST = 113  # of 159 files; a ratchet, to be raised with every improvement


def _is_right(expected: dict[str, Any]) -> bool:
    assert FOLDER is not None
    path = FOLDER / expected["file"]
    try:
        table = read_table(path.read_bytes(), path.name)
    except UserFacingError:
        return expected["outcome"] == "refuse politely"
    n_rows, n_columns = expected["expect"].get("rows"), expected["expect"].get("cols")
    return n_rows in (None, len(table)) and n_columns in (None, len(table.columns))


def test_most_nasty_tables_have_the_expected_shape_and_none_breaks_the_reader() -> None:
    assert FOLDER is not None
    files = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    wrong = [expected["file"] for expected in files if not _is_right(expected)]
    assert len(files) - len(wrong) >= RIGHT_AT_LEAST, wrong
