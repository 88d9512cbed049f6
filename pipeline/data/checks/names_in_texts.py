"""Many texts with names of people or places: of customers, or of film stars."""

from typing import ClassVar

from pipeline.data.checks.personal_scan import WEAK
from pipeline.data.checks.subject import Subject, require_rows
from pipeline.domain.finding import Finding, Severity

FEW = 0.01  # of the rows looked at: some names stand in every table
FEWEST = 3  # rows


class NamesInTexts:
    code: ClassVar[str] = "names_in_texts"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        scan = subject.personal
        if len(scan.weak) < max(FEWEST, FEW * scan.n_looked_at):
            return None
        params = {
            "n": len(scan.weak),
            "percent": max(1, round(100 * len(scan.weak) / scan.n_looked_at)),
            "n_looked_at": scan.n_looked_at,
            "counts": {kind.value: n for kind, n in scan.counts.items() if kind in WEAK},
            "repair": "masking",
        }
        return Finding(self.code, self.severity, params, subject.ids_at(scan.weak))
