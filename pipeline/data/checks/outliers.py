"""A few texts unlike all others."""

from typing import ClassVar

import numpy as np

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.data.cleaning.outliers import FEWEST, find_outliers
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

FEWEST_ROWS = 3  # a single short text is no news, a single endless one is


class OutlierTexts:
    code: ClassVar[str] = "outliers"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        if subject.n_rows < FEWEST:
            raise NotApplicable("too_few_rows")
        sample = subject.sample
        found = find_outliers(sample.texts)
        rows = sample.rows[found.any]
        if len(rows) < FEWEST_ROWS and not (found.long.any() or found.garbled.any()):
            return None
        params = {
            "n": len(rows),
            "n_long": int(np.sum(found.long)),
            "n_short": int(np.sum(found.short)),
            "n_no_letters": int(np.sum(found.no_letters)),
            "n_garbled": int(np.sum(found.garbled)),
            "n_looked_at": len(sample),
            "repair": "outliers",
        }
        return Finding(self.code, self.severity, params, subject.ids_at(rows))
