"""All checks of a dataset, asked together."""

from pipeline.data.checks.contradicting_labels import ContradictingLabels
from pipeline.data.checks.duplicate_texts import DuplicateTexts
from pipeline.data.checks.empty_texts import EmptyTexts
from pipeline.data.checks.imbalance import Imbalance
from pipeline.data.checks.label_variants import LabelVariants
from pipeline.data.checks.long_texts import LongTexts
from pipeline.data.checks.rare_label import RareLabel
from pipeline.data.checks.set_aside_rows import SetAsideRows
from pipeline.data.checks.single_label import SingleLabel
from pipeline.data.checks.subject import Subject
from pipeline.data.checks.too_few_labels import TooFewLabels
from pipeline.data.checks.too_few_rows import TooFewRows
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Check, Finding, Severity

CHECKS: tuple[Check[Subject], ...] = (  # worst first
    TooFewRows(),
    SingleLabel(),
    TooFewLabels(),
    SetAsideRows(),
    EmptyTexts(),
    ContradictingLabels(),
    LabelVariants(),
    RareLabel(),
    Imbalance(),
    LongTexts(),
    DuplicateTexts(),
)


def look_at(subject: Subject) -> tuple[Finding, ...]:
    """Return what the checks noticed, issues before tips. A check that does not apply stays silent."""
    findings = [finding for check in CHECKS if (finding := _look(check, subject))]
    return tuple(sorted(findings, key=lambda finding: finding.severity is not Severity.ISSUE))


def _look(check: Check[Subject], subject: Subject) -> Finding | None:
    try:
        return check.look(subject)
    except NotApplicable:
        return None
