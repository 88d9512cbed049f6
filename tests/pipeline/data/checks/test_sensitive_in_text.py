"""The check sensitive_in_text."""

import pytest

from pipeline.data.checks.sensitive_in_text import SensitiveInText
from pipeline.data.privacy.masker import Masker
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import NotApplicable
from pipeline.domain.project import Language
from tests.pipeline.data.checks.subjects import different, subject_of, with_columns

NAMES = ["Ida Blum", "李小明", "Ida Blum", *[f"Person {i}" for i in range(7)]]
TEXTS = ["ida blum called again", "客户李小明来电", "no answer", *different(7)]


def test_it_fires_where_a_personal_value_stands_in_the_text_of_its_row() -> None:
    finding = SensitiveInText().look(with_columns(subject_of(TEXTS), {"name": NAMES}, ColumnRole.SENSITIVE))
    assert finding is not None
    assert finding.params == {"n": 2, "n_looked_at": 10, "columns": "name", "repair": "masking"}
    assert finding.example_ids == ("r0", "r1")


def test_no_value_of_a_personal_column_is_told() -> None:
    # fails if: params hold the cells
    finding = SensitiveInText().look(with_columns(subject_of(TEXTS), {"name": NAMES}, ColumnRole.SENSITIVE))
    assert finding is not None
    assert not any(name in str(finding.params) for name in NAMES)


def test_it_stays_silent_on_values_so_short_that_they_stand_there_by_chance() -> None:
    cells = ["text", "a", "1", "", *["no"] * 6]
    assert SensitiveInText().look(with_columns(subject_of(TEXTS), {"code": cells}, ColumnRole.SENSITIVE)) is None


def test_it_does_not_apply_without_a_personal_column() -> None:
    with pytest.raises(NotApplicable):
        SensitiveInText().look(with_columns(subject_of(TEXTS), {"name": NAMES}))


def test_tokens_in_a_masked_table_are_no_personal_data() -> None:
    # fails if: a cell is looked for whatever it holds
    token = Masker(b"key", Language.ENGLISH).mask_whole("Ann Miller")
    subject = with_columns(subject_of([f"{token} called"] * 9), {"who": [token] * 9}, ColumnRole.SENSITIVE)
    assert SensitiveInText().look(subject) is None
