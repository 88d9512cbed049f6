"""Telephone numbers: Chinese mobile and landline numbers, North American, British and international ones."""

import re
from collections.abc import Iterator

from pipeline.data.privacy.kinds import Need, PersonalKind, Rule, Spans, before

_EDGE = r"(?<![0-9])(?<![0-9][-./])(?<![A-Z_#])"
_END = r"(?![0-9])(?![-./][0-9])"
_MOBILE_HEAD = r"1(?:3[0-9]|4[014-9]|5[0-35-9]|6[25-7]|7[0-8]|8[0-9]|9[0-9])"
_GAP = r"(?: ?[-.·] ?| )?"
_CHINESE_MOBILE = re.compile(
    rf"{_EDGE}(?:\(?(?:\+|00)?86\)?{_GAP})?"
    rf"(?:{_MOBILE_HEAD}(?:{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}"
    rf"|[0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}|[0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{3}}"
    rf"|{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{4}}"
    rf"|{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{2}})|1(?:[ -][0-9]){{10}}){_END}"
)
_CHINESE_LANDLINE = re.compile(
    rf"{_EDGE}(?:\(0[0-9]{{2,3}}\)[ -]?|0(?:10|2[0-9]|[3-9][0-9]{{2}})(?: ?- ?| )|86[ -][1-9][0-9]{{1,2}}[ -])"
    rf"[2-9][0-9]{{2,3}}[ -]?[0-9]{{4}}(?:-[0-9]{{1,5}})?(?![0-9])"
)
_NORTH_AMERICAN = re.compile(
    rf"{_EDGE}(?:\+?1[-. ]{{0,2}})?(?:\([2-9][0-9]{{2}}\)[-. ]?[2-9][0-9]{{2}}[-. ]"
    rf"|[2-9][0-9]{{2}}(?P<gap>[-.])[2-9][0-9]{{2}}(?P=gap))[0-9]{{4}}{_END}"
    rf"|{_EDGE}(?<![0-9] )[2-9][0-9]{{2}} [2-9][0-9]{{2}} [0-9]{{4}}{_END}(?! [0-9])"
)
_BRITISH = re.compile(
    rf"{_EDGE}(?:0[ -]?7[0-9]{{3}}[ -]?[0-9]{{3}}[ -]?[0-9]{{3}}|\(?02[0-9]\)?[ -][0-9]{{4}}[ -]?[0-9]{{4}}"
    rf"|\(?01[0-9]{{2,3}}\)?[ -][0-9]{{3}}[ -]?[0-9]{{3,4}}){_END}"
)
_FRENCH = re.compile(rf"{_EDGE}0[1-9](?P<gap>[ .])[0-9]{{2}}(?:(?P=gap)[0-9]{{2}}){{3}}{_END}")
_INTERNATIONAL = re.compile(
    r"(?<![0-9A-Za-z_+])(?<![0-9] )(?:\+ ?|00)[1-9]"
    r"(?:[ ./-]{0,2}(?:\([0-9]{1,4}\)[ -]?)?[0-9]){7,14}(?![0-9])"
)
_SPELLED = re.compile("[幺一1](?:[ ·.-]?[0-9零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]){10}")
_NUMERALS = str.maketrans("零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "000123456789121" + "23456789")
_NUMERAL = re.compile("[零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]")
_ENGLISH_DIGITS = "zero|oh|o one two three four five six seven eight nine"
_WORDS = {word: str(digit) for digit, words in enumerate(_ENGLISH_DIGITS.split(" ")) for word in words.split("|")}
_ENGLISH_DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_SPELLED_ENGLISH = re.compile(
    rf"(?<![A-Za-z]){_ENGLISH_DIGIT}(?:[ ,-]{{1,2}}{_ENGLISH_DIGIT}){{6,13}}(?![A-Za-z])", re.IGNORECASE
)
_CUE = (
    r"(?<![A-Za-z])(?:tel|telephone|phone|mobile|cell|whatsapp|fax|call|ring|dial|text|call me (?:at|on)|"
    r"reach me (?:at|on)|text me (?:at|on)|(?:my|his|her|their|phone|cell|contact|mobile|callback|home|work) number)"
    r"(?: is| at| on| no\.?| number)?"
    r"|电话|手机|手机号|座机|固话|致电|联系方式|(?:我的|联系|本人)号码?|传真"
)
_AFTER_CUE = re.compile(
    rf"(?:{_CUE})[ :=#.是为号码()]{{0,4}}(?P<number>\+?[0-9](?:[ .()-]{{0,2}}[0-9]){{6,14}})(?![0-9])(?![-./:][0-9])",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:[0-2]?[0-9]|3[01])")
_HOTLINE = re.compile(r"(?:400|800)[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}|9[56][0-9]{3,4}|1[0-2][0-9]{3}")
_NO_PHONE_BEFORE = re.compile(
    r"(?:order|invoice|tracking|ticket|case|serial|isbn|sku|part|item|ref|订单号?|单号|运单|编号|货号|流水号?|发票号码)"
    r"(?: ?(?:no\.?|number|#))?[ :#]{0,3}$",
    re.IGNORECASE,
)
_RUN = re.compile("[0-9+(][0-9 .()/·+-]{6,}")  # no shape has another character; most texts have no such run
_LOOK_AHEAD = 3  # characters that a shape must see behind itself
_INNER_GAP = re.compile("(?<=[0-9])[^0-9]+(?=[0-9])")
_LEAST_DOTS = 2
_LETTERS_BEFORE = re.compile(r"[a-z]+$")
_WORDS_BEFORE = frozenset({"tel", "phone", "mobile", "cell", "call", "vx", "wx", "v", "p", "m", "t", "mob", "ph"})


def numeral_digits(text: str) -> str:
    """Return the digits of a number, also where they are spelled in Chinese or English."""
    words = re.findall("[a-z]+", text.lower())
    if words and all(word in _WORDS for word in words):
        return "".join(_WORDS[word] for word in words)
    return re.sub("[^0-9]", "", text.translate(_NUMERALS))


def _shaped(text: str) -> Spans:
    found = [
        match.span()
        for run in _RUN.finditer(text)
        for shape in (_CHINESE_MOBILE, _INTERNATIONAL, _CHINESE_LANDLINE, _NORTH_AMERICAN, _BRITISH, _FRENCH)
        for match in shape.finditer(text, run.start(), min(len(text), run.end() + _LOOK_AHEAD))
        if not _is_other_number(text, *match.span())
    ]
    return _disjoint(found)


def _is_other_number(text: str, start: int, end: int) -> bool:
    gaps = set(_INNER_GAP.findall(text[start:end]))
    if any("." in gap for gap in gaps) and (len(gaps) > 1 or text.count(".", start, end) < _LEAST_DOTS):
        return True  # 177550392.49 is an amount
    letters = _LETTERS_BEFORE.search(before(text, start, 12))
    if letters and letters.group() not in _WORDS_BEFORE:
        return True
    return bool(_HOTLINE.fullmatch(text, start, end) or _NO_PHONE_BEFORE.search(before(text, start, 24)))


def _disjoint(found: list[tuple[int, int]]) -> Spans:
    """The longer of two spans that begin together, the earlier of two that overlap."""
    last = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end


def _after_cue(text: str) -> Iterator[tuple[int, int]]:
    for match in _AFTER_CUE.finditer(text):
        number = match["number"]
        digits = numeral_digits(number)
        if _DATE.match(number) or _HOTLINE.fullmatch(number) or len(set(digits)) < 3:
            continue
        if not _NO_PHONE_BEFORE.search(before(text, match.start("number"), 24)):
            yield match.span("number")


def _spelled(text: str) -> Iterator[tuple[int, int]]:
    for match in _SPELLED.finditer(text):
        if _NUMERAL.search(match.group()) and re.fullmatch(rf"{_MOBILE_HEAD}[0-9]{{8}}", numeral_digits(match.group())):
            yield match.span()
    for match in _SPELLED_ENGLISH.finditer(text):
        digits = numeral_digits(match.group())
        if len(digits) in (7, 10, 11) and digits not in "01234567890123456789":
            yield match.span()


RULES = (
    Rule(PersonalKind.PHONE, _shaped, Need.LONG_NUMBER),
    Rule(PersonalKind.PHONE, _after_cue, Need.LONG_NUMBER),
    Rule(PersonalKind.PHONE, _spelled),
)
