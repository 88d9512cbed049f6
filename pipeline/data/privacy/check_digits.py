"""Check digits and the other marks by which a number shows what it is."""

from datetime import date, datetime

_PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FIRST_YEAR = 1900
# Luhn alone accepts every tenth number; with the issuer's prefix and length, one in a thousand order numbers.
_CARDS = (
    (4, 4, (16, 19)),  # Visa
    (51, 55, (16,)), (2221, 2720, (16,)),  # Mastercard
    (34, 34, (15,)), (37, 37, (15,)),  # American Express
    (300, 305, (14,)), (36, 36, (14,)), (38, 39, (14,)),  # Diners
    (6011, 6011, (16, 19)), (644, 659, (16, 19)),  # Discover
    (3528, 3589, (16, 19)),  # JCB
    (62, 62, (16, 17, 18, 19)), (9558, 9558, (19,)),  # UnionPay
)  # fmt: skip
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18,
    "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22,
}  # fmt: skip


def passes_luhn(digits: str) -> bool:
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def is_bank_card(digits: str) -> bool:
    """True when prefix and length are an issuer's and the check digit fits; all the same digit is none."""
    known = any(len(digits) in lengths and low <= int(digits[: len(str(low))]) <= high for low, high, lengths in _CARDS)
    return known and len(set(digits)) > 1 and passes_luhn(digits)


def is_resident_id(number: str) -> bool:
    """True for 18 characters with a Chinese province, a day of birth and the check digit of GB 11643.

    County codes are not looked up: lists of them lack the abolished ones, and reject almost half of valid numbers.
    """
    if not _is_province(number[:2]) or not _is_birthday(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17].upper()


def is_old_resident_id(number: str) -> bool:
    """True for 15 digits with a province and a day of birth in the 20th century; they have no check digit."""
    return _is_province(number[:2]) and _is_birthday("19" + number[6:12])


def _is_province(code: str) -> bool:
    return code in _PROVINCES.split(" ")


def _is_birthday(text: str) -> bool:
    try:
        day = datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return False
    return day.year >= _FIRST_YEAR and day <= date.today()


def is_iban(number: str) -> bool:
    """True when the upper-case number has its country's length and its remainder by 97 is 1 (ISO 13616)."""
    if len(number) != IBAN_LENGTHS.get(number[:2]):
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1
