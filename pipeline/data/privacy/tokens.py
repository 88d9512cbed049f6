"""Tokens: what stands for a value once it is masked, the same for the same value however it is written."""

import hmac
import re
from base64 import b32encode
from functools import cache
from ipaddress import ip_address

from pipeline.data.privacy.folding import fold
from pipeline.data.privacy.kinds import PersonalKind
from pipeline.data.privacy.phones import numeral_digits
from pipeline.domain.project import Language
from pipeline.words.catalog import phrase

_N_CODE = 5  # 33 million codes: among 10,000 people some 1.5 pairs share one
_COUNTRY_CODES = (
    "212 213 216 218 234 254 351 352 353 354 358 359 370 371 372 380 420 421 852 853 886 971 972"
    " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86"
    " 90 91 92 93 94 95 98 1 7"
)  # no code begins another: the order is for people
_AMERICAN = re.compile(r"1[-. (]{1,2}[2-9][0-9]{2}[-. )]")
_N_CHINESE_WITH_COUNTRY = 13


@cache
def word(kind: PersonalKind, language: Language) -> str:
    return phrase(f"personal.{kind}.token", language)


TOKEN = re.compile(
    rf"\[(?:{'|'.join(re.escape(word(kind, language)) for language in Language for kind in PersonalKind)})"
    rf"-[A-Z2-7]{{{_N_CODE}}}\]"
)


def token(key: bytes, kind: PersonalKind, value: str, language: Language) -> str:
    """Return such as [PHONE-7F3KQ]: the code follows from key, kind and value, the word from the language."""
    digest = hmac.digest(key, f"{kind}\0{normalised(kind, value)}".encode("utf-8", "surrogatepass"), "sha256")
    return f"[{word(kind, language)}-{b32encode(digest).decode()[:_N_CODE]}]"


def normalised(kind: PersonalKind, value: str) -> str:
    """Return what is the same in every way of writing the value."""
    plain = fold(value).strip()
    if kind is PersonalKind.PHONE:
        return _national(plain)
    if kind is PersonalKind.EMAIL:
        return _mail(plain.casefold())
    if kind is PersonalKind.IP:
        return _ip(plain)
    if kind in (PersonalKind.NAME, PersonalKind.OTHER):
        return _name(plain.casefold())
    return re.sub(r"[\W_]", "", plain).casefold()


def _national(number: str) -> str:
    """Return the digits without the country's code and the leading zeros."""
    digits = numeral_digits(number)
    if number.startswith(("+", "00")):
        digits = digits.lstrip("0")
        country = next((code for code in _COUNTRY_CODES.split(" ") if digits.startswith(code)), "")
        digits = digits.removeprefix(country)
    elif _AMERICAN.match(number) or (digits.startswith("86") and len(digits) == _N_CHINESE_WITH_COUNTRY):
        digits = digits[1:] if number.startswith("1") else digits[2:]
    return digits.lstrip("0") or number


def _mail(address: str) -> str:
    spelled = re.sub(r" ?[(\[{<] ?(?:at|@) ?[)\]}>] ?| at ", "@", address)
    return re.sub(r" ?[(\[]dot[)\]] ?| dot ", ".", spelled).replace(" ", "")


def _ip(address: str) -> str:
    try:
        return ip_address(address).compressed
    except ValueError:
        return address


def _name(name: str) -> str:
    spaced = " ".join(name.split())
    return spaced if spaced.isascii() else spaced.replace(" ", "")
