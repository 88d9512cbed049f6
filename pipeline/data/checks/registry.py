"""All checks of a dataset, asked together."""

from collections.abc import Callable

from pipeline.data.checks.boilerplate import Boilerplate
from pipeline.data.checks.contradicting_labels import ContradictingLabels
from pipeline.data.checks.duplicate_texts import DuplicateTexts
from pipeline.data.checks.empty_texts import EmptyTexts
from pipeline.data.checks.imbalance import Imbalance
from pipeline.data.checks.label_variants import LabelVariants
from pipeline.data.checks.leaking_column import LeakingColumn
from pipeline.data.checks.long_texts import LongTexts
from pipeline.data.checks.markup import Markup
from pipeline.data.checks.mixed_chinese import MixedChinese
from pipeline.data.checks.mixed_languages import MixedLanguages
from pipeline.data.checks.names_in_texts import NamesInTexts
from pipeline.data.checks.near_duplicates import NearDuplicates
from pipeline.data.checks.outliers import OutlierTexts
from pipeline.data.checks.personal_data import PersonalData
from pipeline.data.checks.rare_label import RareLabel
from pipeline.data.checks.reading_notes import NOTES
from pipeline.data.checks.sensitive_in_text import SensitiveInText
from pipeline.data.checks.set_aside_rows import SetAsideRows
from pipeline.data.checks.single_label import SingleLabel
from pipeline.data.checks.subject import Subject
from pipeline.data.checks.suspicious_label import SuspiciousLabel
from pipeline.data.checks.too_few_labels import TooFewLabels
from pipeline.data.checks.too_few_rows import TooFewRows
from pipeline.data.checks.web_addresses import WebAddresses
from pipeline.domain.errors import NotApplicable
from pipeline.domain.finding import Check, Finding, Severity

CHECKS: tuple[Check[Subject], ...] = (  # worst first
    TooFewRows(),
    SingleLabel(),
    TooFewLabels(),
    LeakingColumn(),
    SensitiveInText(),
    PersonalData(),
    SetAsideRows(),
    EmptyTexts(),
    ContradictingLabels(),
    LabelVariants(),
    SuspiciousLabel(),
    RareLabel(),
    Imbalance(),
    NamesInTexts(),
    MixedLanguages(),
    MixedChinese(),
    Boilerplate(),
    Markup(),
    WebAddresses(),
    LongTexts(),
    NearDuplicates(),
    DuplicateTexts(),
    OutlierTexts(),
    *NOTES,
)


def look_at(subject: Subject, *, tell: Callable[[float], None] = lambda _: None) -> tuple[Finding, ...]:
    """Return what the checks noticed, issues before tips. A check that does not apply stays silent.

    Args:
        tell: hears before each check which share of them is done; what it raises comes out.
    """
    findings = []
    for i, check in enumerate(CHECKS):
        tell(i / len(CHECKS))
        if finding := _look(check, subject):
            findings.append(finding)
    return tuple(sorted(findings, key=lambda finding: finding.severity is not Severity.ISSUE))


def _look(check: Check[Subject], subject: Subject) -> Finding | None:
    try:
        return check.look(subject)
    except NotApplicable:
        return None
