"""Phone numbers, addresses of e-mail, ID cards and the like in the texts: what leads to one person."""

from typing import ClassVar

from pipeline.data.checks.personal_scan import WEAK
from pipeline.data.checks.subject import Subject, require_rows
from pipeline.domain.finding import Finding, Severity


class PersonalData:
    code: ClassVar[str] = "personal_data"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        scan = subject.personal
        if not len(scan.sure):
            return None
        counts = {kind.value: n for kind, n in scan.counts.items() if kind not in WEAK}
        params = {"n": len(scan.sure), "n_looked_at": scan.n_looked_at, "counts": counts, "repair": "masking"}
        return Finding(self.code, self.severity, params, subject.ids_at(scan.sure))
