"""Rows of the file that could not be read as rows of the table."""

from typing import ClassVar

from pipeline.data.checks.subject import Subject
from pipeline.domain.finding import Finding, Severity


class SetAsideRows:
    code: ClassVar[str] = "set_aside_rows"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        if not subject.n_set_aside:
            return None
        return Finding(self.code, self.severity, {"n": subject.n_set_aside, "n_rows": subject.n_rows})
