"""Texts that are nearly, but not quite, the same."""

from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.data.similar import near_duplicates
from pipeline.domain.finding import Finding, Severity

FEW = 0.01  # of the rows looked at: a pair or two stands in every table
FEWEST = 4  # rows


class NearDuplicates:
    code: ClassVar[str] = "near_duplicates"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        sample = subject.sample
        rows = sample.rows[np.unique(near_duplicates(sample.texts))]
        if len(rows) < max(FEWEST, FEW * len(sample)):
            return None
        params = {"n": len(rows), "n_looked_at": len(sample), "repair": "near_duplicates"}
        return Finding(self.code, self.severity, params, subject.ids_at(rows))
