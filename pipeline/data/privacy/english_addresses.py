"""English addresses: number, street and street word, with unit, town and postcode where they follow; post boxes."""

import re
from collections.abc import Iterator

from pipeline.data.privacy.kinds import Need, PersonalKind, Rule, after

_TYPES = (
    "Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Terrace|Square|Sq|Close"
    "|Crescent|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Trail|Trl|Alley|Row|Mews|Grove"
)
_UNIT = (
    r"(?:(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|Floor|Fl)\.? ?[0-9A-Z][0-9A-Za-z-]{0,5}"
    r"|# ?[0-9A-Z][0-9A-Za-z-]{0,5})"
)
_ZIP = r"(?:[A-Z]{2} [0-9]{5}(?:-[0-9]{4})?|[A-Z]{2,3} [0-9]{4}(?![0-9])|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2})"
_CITY = r"[A-Z][a-z]{1,20}(?:[ -][A-Z][a-z]{1,20}){0,2}"
_PLACE = rf"(?:,? {_CITY},? {_ZIP}|,? {_ZIP}|, {_CITY}, [A-Z]{{2}}(?![A-Za-z]))"
_STREET = re.compile(
    rf"(?<![0-9A-Za-z.,/:$£€-])(?:{_UNIT},? )?[0-9]{{1,5}}[A-Za-z]?(?:-[0-9]{{1,5}})? "
    rf"(?:(?:[NSEW]|NE|NW|SE|SW)\.? )?(?:[A-Z0-9][A-Za-z0-9'.-]{{0,20}} ){{1,4}}?(?:{_TYPES})(?![A-Za-z])\.?"
    rf"(?: (?:NE|NW|SE|SW|[NSEW])(?![A-Za-z]))?(?P<more>(?:,? {_UNIT})?{_PLACE}?)"
)
_EUROPEAN = re.compile(
    rf"(?<![A-Za-z])(?:[A-ZÄÖÜ][a-zäöüß]{{2,20}}(?:strasse|straße|str\.|weg|platz|allee|gasse) [0-9]{{1,4}}[a-z]?"
    rf"|[0-9]{{1,4}},? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace) (?:(?:de|des|du|la|le) ){{1,2}}"
    rf"[A-ZÀ-Þ][a-zà-ÿ]{{2,20}})"
    rf"(?:, [0-9]{{4,5}} {_CITY})?"
)
_BOX = re.compile(rf"(?<![A-Za-z])P\.? ?O\.? ?Box [0-9]{{1,6}}{_PLACE}?", re.IGNORECASE)
# A small word that is none of these goes on with a name: 7 Eleven Street food.
_GOES_ON = re.compile(
    r" (?!(?:and|in|is|was|near|on|at|by|for|last|with|the|to|or|but|has|had|before|after|where|next|who|when|since"
    r"|because|from|if|instead|please|today|tomorrow|yesterday|between|across|opposite|behind|not|so|as|until|apt|are"
    r"|were|a|an|my|our|this|now|again|yet|still|left|just|only|though|while|during|around|down|up|off|since|without|near|via)(?![a-z]))[a-z]"
)
_VENUE = re.compile(" (?:Hotel|Inn|Resort|Cafe|Mall|Show|Band|Festival|Theat(?:re|er)|Records|Hospital|School)")


def _streets(text: str) -> Iterator[tuple[int, int]]:
    for match in _STREET.finditer(text):
        following = after(text, match.end(), 20)
        if match["more"] or not (_GOES_ON.match(following) or _VENUE.match(following)):
            yield match.span()


def _european(text: str) -> Iterator[tuple[int, int]]:
    for match in _EUROPEAN.finditer(text):
        yield match.span()


def _boxes(text: str) -> Iterator[tuple[int, int]]:
    for match in _BOX.finditer(text):
        yield match.span()


RULES = tuple(Rule(PersonalKind.ADDRESS, rule, Need.NUMBER) for rule in (_streets, _european, _boxes))
