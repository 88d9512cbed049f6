"""Web addresses among the words."""

from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_rows
from pipeline.data.cleaning.markup import drop_links
from pipeline.domain.finding import Finding, Severity

FEW = 0.02  # of the rows looked at
FEWEST = 3  # rows


class WebAddresses:
    code: ClassVar[str] = "web_addresses"
    severity: ClassVar[Severity] = Severity.TIP

    def look(self, subject: Subject) -> Finding | None:
        require_rows(subject)
        sample = subject.sample
        rows = sample.that(lambda text: drop_links(text) != text)
        if len(rows) < max(FEWEST, FEW * len(sample)):
            return None
        percent = max(1, round(100 * len(rows) / len(sample)))
        params = {"n": len(rows), "percent": percent, "n_looked_at": len(sample), "repair": "urls"}
        return Finding(self.code, self.severity, params, subject.ids_at(rows))
