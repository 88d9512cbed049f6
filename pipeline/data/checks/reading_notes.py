"""What the reader of the file had to decide by itself, and a person should know."""

from typing import ClassVar

from pipeline.data.checks.subject import Subject
from pipeline.domain.finding import Finding, Severity


class _ReadingNote:
    """Fires where the reader left a note of this name."""

    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.TIP
    note: ClassVar[str]

    def look(self, subject: Subject) -> Finding | None:
        return Finding(self.code, self.severity, {}) if self.note in subject.notes else None


class NoRows(_ReadingNote):
    code: ClassVar[str] = "table_without_rows"
    severity: ClassVar[Severity] = Severity.ISSUE
    note: ClassVar[str] = "no_rows"


class UnreadableNames(_ReadingNote):
    code: ClassVar[str] = "unreadable_names"
    severity: ClassVar[Severity] = Severity.ISSUE
    note: ClassVar[str] = "unreadable_names"


class RepairedQuotes(_ReadingNote):
    code: ClassVar[str] = "repaired_quotes"
    note: ClassVar[str] = "quotes_repaired"


class DuplicateNames(_ReadingNote):
    code: ClassVar[str] = "duplicate_names"
    note: ClassVar[str] = "duplicate_names"


class NamelessColumns(_ReadingNote):
    code: ClassVar[str] = "nameless_columns"
    note: ClassVar[str] = "nameless_columns"


class JoinedHeader(_ReadingNote):
    code: ClassVar[str] = "joined_header"
    note: ClassVar[str] = "several_header_rows"


class NoHeader(_ReadingNote):
    code: ClassVar[str] = "no_header"
    note: ClassVar[str] = "no_header"


class NulCharacters(_ReadingNote):
    code: ClassVar[str] = "nul_characters"
    note: ClassVar[str] = "nul_characters"


NOTES: tuple[_ReadingNote, ...] = (
    NoRows(),
    UnreadableNames(),
    RepairedQuotes(),
    DuplicateNames(),
    NamelessColumns(),
    JoinedHeader(),
    NoHeader(),
    NulCharacters(),
)
