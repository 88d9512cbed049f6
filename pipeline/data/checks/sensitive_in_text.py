"""Values of a SENSITIVE column that stand in the texts as well."""

from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.data.privacy.tokens import TOKEN
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

FEWEST_ASCII, FEWEST_OTHER = 4, 2  # characters: shorter values stand in texts by chance
FEW = 0.005  # of the rows looked at, and at least FEWEST rows
FEWEST = 2


class SensitiveInText:
    code: ClassVar[str] = "sensitive_in_text"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        columns = [name for name in subject.role_of(ColumnRole.SENSITIVE) if name in subject.cells]
        if not columns:
            raise NotApplicable("no_sensitive_columns")
        sample = subject.sample
        concerned = np.zeros(len(sample), bool)
        found = []
        for name in columns:
            cells = subject.picked(name, sample.rows)
            within = np.array([_stands_in(cell, text) for cell, text in zip(cells, sample.texts, strict=True)], bool)
            if within.sum() >= max(FEWEST, FEW * len(sample)):
                found.append(name)
                concerned |= within
        if not found:
            return None
        rows = sample.rows[concerned]
        params = {"n": len(rows), "n_looked_at": len(sample), "columns": ", ".join(found), "repair": "masking"}
        return Finding(self.code, self.severity, params, subject.ids_at(rows))


def _stands_in(cell: str, text: str) -> bool:
    value = cell.strip()
    if TOKEN.fullmatch(value):
        return False  # masked in both places, as it should be
    return len(value) >= (FEWEST_ASCII if value.isascii() else FEWEST_OTHER) and value.casefold() in text.casefold()
