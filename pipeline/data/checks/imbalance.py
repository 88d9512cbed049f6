"""One label that most rows have."""

from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.data.readiness import readiness
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

LARGE_SHARE = 0.75  # always answering this label would already be right so often


class Imbalance:
    code: ClassVar[str] = "imbalance"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        counts = subject.label_counts
        if not readiness(counts).ready:
            raise NotApplicable("too_few_labels")
        largest = max(counts, key=lambda label: (counts[label], label))
        share = counts[largest] / sum(counts.values())
        if share < LARGE_SHARE:
            return None
        return Finding(self.code, self.severity, {"label": largest, "percent": round(100 * share)})
