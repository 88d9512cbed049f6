"""Not enough labels to train on yet."""

from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.data.readiness import readiness
from pipeline.domain.finding import Finding, Severity


class TooFewLabels:
    code: ClassVar[str] = "too_few_labels"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        state = readiness(subject.label_counts)
        if state.ready:
            return None
        params = {
            "n_labeled": sum(subject.label_counts.values()),
            "n_labels": len(subject.label_counts),
            "n_missing": state.n_missing,
        }
        return Finding(self.code, self.severity, params)
