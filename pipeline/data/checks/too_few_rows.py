"""A table too short ever to train on, while nothing in it is labelled."""

from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.data.readiness import N_ROWS
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity


class TooFewRows:
    code: ClassVar[str] = "too_few_rows"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        if subject.label_counts:
            raise NotApplicable("labels_are_counted_instead")
        if subject.n_rows >= N_ROWS:
            return None
        return Finding(self.code, self.severity, {"n_rows": subject.n_rows, "n_needed": N_ROWS}, tuple(subject.ids))
