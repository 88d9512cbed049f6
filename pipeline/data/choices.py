"""What a person chose of how a table is read, and whether it can be meant."""

from pipeline.domain.dataset import Reading
from pipeline.domain.errors import UserFacingError

_NO_SIGNS = "\r\n\x00\ufeff\ufdd0"  # line ends, and what is let go or means nothing in a text
_SHOWN = 20  # characters


def require_possible(reading: Reading) -> None:
    """Raises: UserFacingError table_sign_wrong {sign}, table_skip_lines_wrong {skip_lines}."""
    for sign in (reading.delimiter, reading.quote):
        if sign and not _is_sign(sign):
            raise UserFacingError("table_sign_wrong", sign=_shown(sign))
    if reading.delimiter and reading.delimiter == reading.quote:
        raise UserFacingError("table_sign_wrong", sign=_shown(reading.delimiter))
    if reading.skip_lines is not None and reading.skip_lines < 0:
        raise UserFacingError("table_skip_lines_wrong", skip_lines=reading.skip_lines)


def _is_sign(sign: str) -> bool:
    return len(sign) == 1 and sign not in _NO_SIGNS and not "\ud800" <= sign <= "\udfff"


def _shown(sign: str) -> str:
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in sign[:_SHOWN])
