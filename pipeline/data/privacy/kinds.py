"""What counts as personal data, and one place in a text where it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """The kinds that are told apart; their names for people are under `[personal]` in the words."""

    PHONE = "phone"
    EMAIL = "email"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    IBAN = "iban"
    SSN = "ssn"
    PASSPORT = "passport"
    PLATE = "plate"
    IP = "ip"
    ACCOUNT = "account"  # WeChat and QQ
    ADDRESS = "address"
    NAME = "name"
    OTHER = "other"  # a cell of a SENSITIVE column that is none of the above; never found in a text by a rule


# A check digit or a shape of their own tells these; the others are told by the words around them.
FIXED = frozenset(
    {
        PersonalKind.PHONE,
        PersonalKind.EMAIL,
        PersonalKind.ID_CARD,
        PersonalKind.BANK_CARD,
        PersonalKind.IBAN,
        PersonalKind.SSN,
        PersonalKind.PLATE,
        PersonalKind.IP,
    }
)


@dataclass(frozen=True)
class Found:
    """One piece of personal data: `text[start:end]` in code points of the text as it was given, which is `value`."""

    start: int
    end: int
    kind: PersonalKind
    value: str


Spans = Iterable[tuple[int, int]]


class Need(StrEnum):
    """What a text must have for a rule to be tried: a cheap look that spares most rules."""

    NOTHING = "nothing"
    NUMBER = "number"
    LONG_NUMBER = "long_number"  # seven digits, near one another
    HAN = "han"
    CAPITAL = "capital"


@dataclass(frozen=True)
class Rule:
    """`search` yields ordered, disjoint spans of a folded text in which `BARRIER` covers what is already taken.

    A span never crosses a barrier, and what stands beyond one never decides (`before`, `after`): masking twice is
    masking once only because a rule cannot tell how long the barrier is.
    """

    kind: PersonalKind
    search: Callable[[str], Spans]
    need: Need = Need.NOTHING


BARRIER = "\x1a"


def before(text: str, start: int, n: int) -> str:
    """Return up to n characters before `start`, none from beyond a barrier."""
    return text[max(0, start - n) : start].rpartition(BARRIER)[2]


def after(text: str, end: int, n: int) -> str:
    """Return up to n characters from `end` on, none from beyond a barrier."""
    return text[end : end + n].partition(BARRIER)[0]
