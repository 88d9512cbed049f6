"""Bank cards and international account numbers, each proven by its check digits."""

import re
from collections.abc import Iterator

from pipeline.data.privacy.check_digits import IBAN_LENGTHS, is_bank_card, is_iban
from pipeline.data.privacy.kinds import Need, PersonalKind, Rule

_CARD = re.compile(
    r"(?<![0-9A-Za-z+])(?<![0-9][-.])(?:[0-9]{14,19}"
    r"|[0-9]{4}(?P<gap>[ -])[0-9]{4}(?:(?P=gap)[0-9]{4}){1,2}(?:(?P=gap)[0-9]{1,4})?"
    r"|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5}|[0-9]{6}[ -][0-9]{7,13})(?![0-9A-Za-z])(?![-.][0-9])"
)
_IBAN_HEAD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?=[ -]?[0-9A-Za-z])")
_IBAN_BODY = re.compile(r"(?:[ -]?[0-9A-Za-z]){11,30}")
_GAPS = re.compile("[ -]")


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for match in _CARD.finditer(text):
        if is_bank_card(_GAPS.sub("", match.group())):
            yield match.span()


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for head in _IBAN_HEAD.finditer(text):
        length = IBAN_LENGTHS.get(head.group()[:2].upper())
        if length is None or head.start() < last:
            continue
        end = _end_of(text, head.end(), length - 4)
        if end and is_iban(_GAPS.sub("", text[head.start() : end]).upper()):
            yield head.start(), end
            last = end


def _end_of(text: str, start: int, n: int) -> int | None:
    """Return where n letters and digits after `start` end, with one gap at most between them; words may follow."""
    body = _IBAN_BODY.match(text, start)
    if body is None:
        return None
    places = [start + index for index, character in enumerate(body.group()) if character not in " -"]
    if len(places) < n:
        return None
    end = places[n - 1] + 1
    return end if not text[end : end + 1].isascii() or not text[end : end + 1].isalnum() else None


CARD_RULES = (Rule(PersonalKind.BANK_CARD, _cards, Need.LONG_NUMBER),)
IBAN_RULES = (Rule(PersonalKind.IBAN, _ibans, Need.NUMBER),)
