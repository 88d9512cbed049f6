"""The same text more than once, but for case, width and space."""

from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.domain.finding import Finding, Severity

FEW = 0.005  # of the rows: a short sentence or two stands twice in every table


class DuplicateTexts:
    code: ClassVar[str] = "duplicate_texts"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        keys, places, counts = np.unique(subject.keys, return_inverse=True, return_counts=True)
        again = (counts > 1) & (keys != 0)
        rows = np.flatnonzero(again[places])
        if len(rows) < max(2, FEW * subject.n_rows):
            return None
        params = {
            "n": len(rows),
            "n_texts": int(again.sum()),
            "n_rows": subject.n_rows,
            "repair": "duplicates",
        }
        return Finding(self.code, self.severity, params, subject.ids_at(rows))
