"""English names: behind a title, a field or a role, and a common given name with a surname."""

import re
from collections.abc import Iterator

from pipeline.data.privacy.kinds import Need, PersonalKind, Rule, before
from pipeline.data.privacy.lists import words

_LOW = "[a-zà-ÿĀ-ž]{1,30}"
_WORD = rf"(?:[A-ZÀ-Þ]'[A-Z]{_LOW}|[A-ZÀ-Þ]{_LOW}(?:[A-Z]{_LOW})?(?:['-][A-ZÀ-Þ]{_LOW})?)"
_NAME = re.compile(
    rf"(?:[A-Z]\. ?){{0,2}}{_WORD}(?: [A-Z]\.)?"
    rf"(?: (?:(?:van|de|der|den|da|di|la|von|bin|al|el) ){{0,2}}{_WORD}){{0,2}}(?![A-Za-zĀ-ž])"
)
_CAPITALISED = re.compile(rf"(?<![A-Za-z'-]){_WORD}")
_STRONG = words("en", "given")
_WEAK = words("en", "weak_given")
_ALL = _STRONG | _WEAK
_SURE = _STRONG - _WEAK
_STOP = words("en", "words")
_NOT_PEOPLE = words("en", "not_people", "|")
_ROLES = tuple(f"{role} " for role in words("en", "roles", "|") | {"dear", "hi", "hello", "hey"})
_TITLE = re.compile(
    r"(?<![A-Za-z])"
    r"(?:(?P<sure>Mrs?|Ms|Mx|Dr|Prof)(?:\.(?! )|\.?(?= ))"
    r"|Miss|Sir|Capt\.|Captain|Officer|Nurse|Professor|Madam|Doctor|Detective) ?(?=[A-ZÀ-Þ])"
)
_FIELD_LINK = re.compile(r" ?[:=] ?(?=[A-ZÀ-Þ])| is (?=[A-ZÀ-Þ])")
_FIELD = re.compile(
    r"(?<![a-z])(?:(?:(?:full|first|last|patient|customer|guest|contact|passenger|employee|client) )?name|attn"
    r"|attention|contact|customer|patient|passenger|guest|employee|client|agent|technician|operator|reviewer|signed)$"
)
_SIGN_LINK = re.compile(r"(?:,[ \n]{0,2}|\n)[- ]{0,2}(?=[A-ZÀ-Þ])")
_SIGNED = re.compile(r"(?<![a-z])(?:regards|best|thanks|thank you|sincerely|cheers|yours|best wishes|respectfully)$")
_SYLLABLE = (
    r"(?:(?:[zcs]h?|[bpmfdtnlgkhjqxrwy])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u|v))"
)
_PINYIN = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(sorted(words('en', 'pinyin_surnames')))}) "
    rf"(?P<given>(?=[A-Z])(?i:{_SYLLABLE}{{1,2}}))(?![A-Za-z'-])"
)
_MOST_CUE = 24
_LEAST_FIELD_WORDS = 2


def is_english_name(text: str) -> bool:
    """True when the whole text is one to three capitalised words, none of them a common word."""
    return _name(text, 0) == (0, len(text))


def _name(text: str, start: int) -> tuple[int, int] | None:
    """Return the name that starts here, cut before the first word that is no part of one."""
    match = _NAME.match(text, start)
    if match is None:
        return None
    end = start
    for word in re.finditer(r"\S+", match.group()):
        if word.group() in _STOP or (word.group() + "s") in _STOP:
            break
        if word.group()[0].isupper():
            end = start + word.end()
    return (start, end) if end > start else None


def _first(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]].split(" ")[0].split("-")[0]


def _n_words(text: str, span: tuple[int, int]) -> int:
    return text.count(" ", *span) + 1


def _is_person(text: str, span: tuple[int, int]) -> bool:
    return " ".join(text[span[0] : span[1]].split(" ")[:2]) not in _NOT_PEOPLE


def _after_titles(text: str) -> Iterator[tuple[int, int]]:
    for match in _TITLE.finditer(text):
        span = _name(text, match.end())
        if span and (match["sure"] or _first(text, span) in _ALL):
            yield span


def _after_fields(text: str) -> Iterator[tuple[int, int]]:
    for match in _FIELD_LINK.finditer(text):
        if not _FIELD.search(before(text, match.start(), _MOST_CUE).lower()):
            continue
        span = _name(text, match.end())
        if span and (_n_words(text, span) >= _LEAST_FIELD_WORDS or _first(text, span) in _ALL):
            yield span


def _signed(text: str) -> Iterator[tuple[int, int]]:
    for match in _SIGN_LINK.finditer(text):
        if not _SIGNED.search(before(text, match.start(), _MOST_CUE).lower()):
            continue
        span = _name(text, match.end())
        if span and (_first(text, span) in _ALL or text[span[1] : span[1] + 1] in ("", "\n")):
            yield span


def _given(text: str) -> Iterator[tuple[int, int]]:
    """A common given name behind a role or a greeting, or with a surname."""
    last = 0
    for match in _CAPITALISED.finditer(text):
        word = match.group().split("-")[0]
        if match.start() < last or word not in _ALL:
            continue
        span = _name(text, match.start())
        if span and _is_person(text, span) and (_has_role(text, span[0]) or _has_surname(text, span, word)):
            yield span
            last = span[1]


def _pinyin(text: str) -> Iterator[tuple[int, int]]:
    for match in _PINYIN.finditer(text):
        if match["given"] not in _STOP:
            yield match.span()


def _has_role(text: str, start: int) -> bool:
    return before(text, start, _MOST_CUE).lower().replace(", ", " ").endswith(_ROLES)


def _has_surname(text: str, span: tuple[int, int], given: str) -> bool:
    return given in _SURE and _n_words(text, span) >= _LEAST_FIELD_WORDS


NAME_RULES = tuple(
    Rule(PersonalKind.NAME, rule, Need.CAPITAL) for rule in (_after_titles, _after_fields, _signed, _given, _pinyin)
)
