"""Numbers of papers: resident identity cards, passports, US social security numbers, Chinese licence plates."""

import re
from collections.abc import Iterator

from pipeline.data.privacy.check_digits import is_old_resident_id, is_resident_id
from pipeline.data.privacy.kinds import Need, PersonalKind, Rule, after, before

_ID = re.compile(
    r"(?<![0-9])(?<![0-9]-)([1-9][0-9]{5})[ -]?((?:19|20)[0-9]{2})[ -]?([01][0-9][0-3][0-9])"
    r"[ -]?([0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
)
_OLD_ID = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{14}(?![0-9A-Za-z])")
_ID_CUE = re.compile(r"身份证|证件|证号|老证|一代证|[Ii][Dd] ?(?:card|number|no)")
_SSN = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9A-Za-z]-)(?!000|666|9)[0-9]{3}(?P<gap>[ -]?)(?!00)[0-9]{2}(?P=gap)(?!0000)[0-9]{4}"
    r"(?![0-9A-Za-z])(?!-[0-9])"
)
_SSN_CUE = re.compile(r"(?<![A-Za-z])(?:ssn|social(?: security)?)(?![A-Za-z])", re.IGNORECASE)
_NO_SSN_CUE = re.compile(
    r"(?:part|sku|p/n|item|order|serial|model|lot)(?: ?(?:no\.?|number|#))?[ :#]{0,3}$", re.IGNORECASE
)
_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Za-z]{1,2} ?[0-9]{7,8}|[0-9]{9}|[A-Z][0-9]{2}[A-Z0-9][0-9]{4,5})(?![0-9A-Za-z])"
)
_PASSPORT_CUE = re.compile(r"护照|passport|travel document", re.IGNORECASE)
_OTHER_DOCUMENT = re.compile(r"order|ticket|订单|票号|航班", re.IGNORECASE)
_PLATE = re.compile(
    r"(?<![0-9A-Za-z])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-Za-z] ?[·.-]? ?"
    r"(?:[0-9A-HJ-NP-Za-hj-np-z]{5,6}|[0-9A-HJ-NP-Za-hj-np-z]{4}[挂学警港澳领])(?![0-9A-Za-z])"
)


def _ids(text: str) -> Iterator[tuple[int, int]]:
    for match in _ID.finditer(text):
        if is_resident_id("".join(match.groups())):
            yield match.span()


def _old_ids(text: str) -> Iterator[tuple[int, int]]:
    for match in _OLD_ID.finditer(text):
        if is_old_resident_id(match.group()) and _ID_CUE.search(before(text, match.start(), 16)):
            yield match.span()


def _ssns(text: str) -> Iterator[tuple[int, int]]:
    for match in _SSN.finditer(text):
        context = before(text, match.start(), 32)
        dashed = match["gap"] == "-" and not _NO_SSN_CUE.search(context)
        if dashed or _SSN_CUE.search(context) or _SSN_CUE.search(after(text, match.end(), 14)):
            yield match.span()


def _passports(text: str) -> Iterator[tuple[int, int]]:
    for match in _PASSPORT.finditer(text):
        context = before(text, match.start(), 20)
        cue = _PASSPORT_CUE.search(context)
        if not cue and not match.group()[0].isdigit():
            cue = _PASSPORT_CUE.search(after(text, match.end(), 14))
        if cue and not _OTHER_DOCUMENT.search(context):
            yield match.span()


def _plates(text: str) -> Iterator[tuple[int, int]]:
    for match in _PLATE.finditer(text):
        if sum(character.isdigit() for character in match.group()) >= 2:
            yield match.span()


ID_RULES = (Rule(PersonalKind.ID_CARD, _ids, Need.LONG_NUMBER), Rule(PersonalKind.ID_CARD, _old_ids, Need.LONG_NUMBER))
PAPER_RULES = (
    Rule(PersonalKind.SSN, _ssns, Need.LONG_NUMBER),
    Rule(PersonalKind.PASSPORT, _passports, Need.LONG_NUMBER),
    Rule(PersonalKind.PLATE, _plates, Need.HAN),
)
