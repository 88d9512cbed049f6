"""Every labelled row has the same label: there is nothing to tell apart."""

from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Finding, Severity

N_ROWS = 4  # fewer labelled rows say nothing yet


class SingleLabel:
    code: ClassVar[str] = "single_label"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        n_labeled = sum(subject.label_counts.values())
        if n_labeled < N_ROWS:
            raise NotApplicable("too_few_labels")
        if len(subject.label_counts) > 1:
            return None
        (label,) = subject.label_counts
        return Finding(self.code, self.severity, {"label": label, "n": n_labeled})
