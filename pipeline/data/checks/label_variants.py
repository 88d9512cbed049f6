"""Labels that differ only in case, width or space: probably one label."""

from collections import defaultdict
from typing import ClassVar

from pipeline.data.checks.subject import Subject, require_labels
from pipeline.data.splits import same_text
from pipeline.domain.finding import Finding, Severity

N_NAMED = 3  # groups of variants spelled out in the finding


class LabelVariants:
    code: ClassVar[str] = "label_variants"
    severity: ClassVar[Severity] = Severity.ISSUE

    def look(self, subject: Subject) -> Finding | None:
        require_labels(subject)
        spellings: dict[str, list[str]] = defaultdict(list)
        for label in subject.label_counts:
            spellings[same_text(label)].append(label)
        variants = [sorted(group) for group in spellings.values() if len(group) > 1]
        if not variants:
            return None
        concerned = {label for group in variants for label in group}
        ids = tuple(id_ for id_, label in zip(subject.ids, subject.labels, strict=True) if label in concerned)
        shown = "; ".join(" / ".join(f"“{label}”" for label in group) for group in sorted(variants)[:N_NAMED])
        return Finding(self.code, self.severity, {"n": len(variants), "variants": shown}, ids)
