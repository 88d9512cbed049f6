"""Rows without a text."""

from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.domain.finding import Finding, Severity


class EmptyTexts:
    code: ClassVar[str] = "empty_texts"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        rows = np.flatnonzero(subject.keys == 0)
        if not len(rows):
            return None
        params = {"n": len(rows), "n_rows": subject.n_rows, "repair": "empty_rows"}
        return Finding(self.code, self.severity, params, subject.ids_at(rows))
