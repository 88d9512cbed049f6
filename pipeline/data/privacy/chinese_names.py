"""Chinese names: a surname behind a field or a role (客服张伟), or before a title (杨女士). Bare names are missed."""

import re
from collections.abc import Iterator

from pipeline.data.privacy.kinds import BARRIER, Need, PersonalKind, Rule, before
from pipeline.data.privacy.lists import characters, one_of, words

_SURNAMES = characters("surnames")
_STRONG = _SURNAMES - characters("weak_surnames")
_COMPOUND = words("zh", "compound_surnames")
_GIVEN = characters("given")
_NEVER = characters("never")
_PREDICATES = characters("predicates")
_PLAIN_GIVEN = _GIVEN - _NEVER
_WORDS = words("zh", "words")
_FIELD = re.compile(rf"(?:{one_of(words('zh', 'fields'))})(?:\([^()\n]{{0,8}}\))?(?P<link>[ :=是为]{{0,3}})(?=[一-龥])")
_ROLE = re.compile(rf"(?:{one_of(words('zh', 'roles'))})[ :]{{0,2}}(?=[一-龥])")
_TITLE = re.compile(rf"{one_of(words('zh', 'titles'))}|总(?![共是体部监经裁结计价额会之统数算台店行要能觉归理想分产])")
_NICKNAME = re.compile(
    r"(?<![一-龥])[小老阿](?P<surname>[一-龥])(?=师傅|老师|大姐|大哥|[哥姐])|[小老](?P<other>[一-龥])(?=师傅|大姐|大哥)"
)
_DOTTED = re.compile("[一-龥]{2,6}·[一-龥]{2,8}")
_NAME_THEN_BARRIER = re.compile(rf"(?<![一-龥])(?P<name>[一-龥]{{2,4}})[ ,:(、]{{0,2}}(?={BARRIER})")
_BARRIER_THEN_NAME = re.compile(rf"(?<={BARRIER})[ ,:)、]{{0,2}}(?P<name>[一-龥]{{2,4}})(?![一-龥])")
_MOST_GIVEN = 2
_LEAST_STRONG, _LEAST_WEAK = 2, 3  # characters of a name behind a role: "前台和大堂" is none


def is_chinese_name(text: str) -> bool:
    """True when the whole text reads as a full Chinese name."""
    return 2 <= len(text) <= 4 and _name_end(text, 0, lenient=True) == len(text)


def _is_han(character: str) -> bool:
    return "一" <= character <= "龥"


def _name_end(text: str, start: int, *, lenient: bool) -> int | None:
    """Return where a name that starts here ends; lenient: an unusual given name will do where a boundary follows."""
    first = _surname_end(text, start)
    if first is None:
        return None
    if lenient:
        run = _unusual_end(text, first)
        if run is not None:
            return run
    end = first
    while end < first + _MOST_GIVEN and text[end : end + 1] in _PLAIN_GIVEN and text[end : end + 2] not in _WORDS:
        end += 1
    if end <= first + 1 and _closes_name(text, end):
        return end + 1
    return end if end > first else None


def _surname_end(text: str, start: int) -> int | None:
    pair = text[start : start + 2]
    if pair in _COMPOUND:
        return start + 2
    return start + 1 if text[start] in _SURNAMES and pair not in _WORDS else None


def _unusual_end(text: str, first: int) -> int | None:
    """Return where one or two characters end that no list need have: nothing Chinese follows them."""
    run = first
    while run <= first + _MOST_GIVEN and run < len(text) and _is_han(text[run]) and text[run] not in _NEVER:
        run += 1
    bounded = run == len(text) or not _is_han(text[run])
    return run if first < run <= first + _MOST_GIVEN and bounded else None


def _closes_name(text: str, place: int) -> bool:
    """True for a last character that no list has, with a boundary behind it: half a name masked would tell the rest."""
    character = text[place : place + 1]
    alone = bool(character) and _is_han(character) and not _is_han(text[place + 1 : place + 2] or " ")
    return alone and character not in _NEVER and character not in _PREDICATES


def _after_fields(text: str) -> Iterator[tuple[int, int]]:
    for match in _FIELD.finditer(text):
        dotted = _DOTTED.match(text, match.end())
        end = dotted.end() if dotted else _name_end(text, match.end(), lenient=bool(match["link"]))
        if end:
            yield match.end(), end


def _after_roles(text: str) -> Iterator[tuple[int, int]]:
    for match in _ROLE.finditer(text):
        end = _name_end(text, match.end(), lenient=False)
        least = _LEAST_STRONG if text[match.end()] in _STRONG else _LEAST_WEAK
        if end and end - match.end() >= least:
            yield match.end(), end


def _nicknames_after_roles(text: str) -> Iterator[tuple[int, int]]:
    for match in _ROLE.finditer(text):
        if text[match.end()] in "小老阿" and text[match.end() + 1 : match.end() + 2] in _STRONG:
            pair = text[match.end() : match.end() + 2]
            if pair not in _WORDS and text[match.end() + 1 : match.end() + 3] not in _WORDS:
                yield match.end(), match.end() + 2


def _beside_numbers(text: str) -> Iterator[tuple[int, int]]:
    """A full name that alone stands beside what was found before, as in a list of contacts: 何秀兰，[a number]."""
    for pattern in (_NAME_THEN_BARRIER, _BARRIER_THEN_NAME):
        for match in pattern.finditer(text):
            if _is_full_name(match["name"]):
                yield match.span("name")


def _before_titles(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for match in _TITLE.finditer(text):
        span = _titled(text, match.start(), match.end())
        if span and span[0] >= last:
            yield span
            last = span[1]


def _titled(text: str, title: int, end: int) -> tuple[int, int] | None:
    """The full name before a title, else the surname with its title."""
    for length in (4, 3, 2):
        start = title - length
        if start >= 0 and _is_full_name(text[start:title]) and text[max(0, start - 1) : start + 1] not in _WORDS:
            return start, title
    start = title - 1
    if text[title:end] == "总" and start > 0 and _is_han(text[start - 1]):
        return None  # 场景总在, 支付总金额
    if start >= 0 and text[start] in _STRONG and _WORDS.isdisjoint((before(text, title, 2), text[start : start + 2])):
        return start, end
    return None


def _is_full_name(text: str) -> bool:
    surname = 2 if text[:2] in _COMPOUND else 1
    given = text[surname:]
    if surname == 1 and (text[0] not in _STRONG or text[:2] in _WORDS):
        return False
    usual = [each in _GIVEN for each in given]
    if _NEVER.isdisjoint(given) and all(map(_is_han, given)):
        return usual == [True] or (len(usual) == _MOST_GIVEN and usual[1])  # a rare character in the middle will do
    return False


def _nicknames(text: str) -> Iterator[tuple[int, int]]:
    for match in _NICKNAME.finditer(text):
        if (match["surname"] or match["other"]) in _STRONG:
            yield match.span()


NAME_RULES = tuple(
    Rule(PersonalKind.NAME, rule, Need.HAN)
    for rule in (_after_fields, _nicknames, _before_titles, _after_roles, _nicknames_after_roles, _beside_numbers)
)
