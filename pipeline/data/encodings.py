"""Bytes to text: byte order mark, then strict UTF-8, then the legacy encodings judged by plausibility."""

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.domain.errors import UserFacingError

MARKS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
KINDS = (  # first bytes of files that people take for a CSV
    (b"PK\x03\x04", "excel"),
    (b"\xd0\xcf\x11\xe0", "excel"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "database"),
)
PLAUSIBLE = 0.7  # of the characters beyond ASCII: below this a reading is not offered
CLOSE = 0.2  # a second reading this near to the best is offered too
FEW_BYTES = ((8, 0.0), (20, 0.3))  # with so few bytes beyond ASCII nothing is sure: offer readings from here on
SAMPLE_BYTES = 400_000
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_PUNCTUATION_1252 = (
    frozenset({0x80}) | frozenset(range(0x82, 0x8A)) | frozenset(range(0x91, 0x9A)) | frozenset(range(0xA0, 0xC0))
)


@dataclass(frozen=True)
class Decoded:
    """Text without its byte order mark. Where it is `damaged`, bytes that could not be read stand as U+FFFD."""

    text: str
    encoding: str
    other_encodings: tuple[str, ...] = ()
    damaged: bool = False


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """Raises: UserFacingError table_empty, table_is_excel, table_not_text {kind}, table_encoding_unknown {encoding}."""
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise UserFacingError("table_empty")
    if encoding is not None:
        return _as_chosen(content, encoding)
    mark = next((name for start, name in MARKS if content.startswith(start)), None)
    if mark is None:
        _refuse_other_kinds(content)
    name, others = (mark, ()) if mark else _guess(content)
    return _decoded(content, name, name, others)


def _as_chosen(content: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        return _decoded(content, name, encoding)
    except (LookupError, UnicodeError) as error:
        raise UserFacingError("table_encoding_unknown", encoding=encoding) from error


def _decoded(content: bytes, codec: str, encoding: str, others: tuple[str, ...] = ()) -> Decoded:
    try:
        text, damaged = content.decode(codec), False
    except UnicodeDecodeError:
        text, damaged = content.decode(codec, errors="replace"), True
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise UserFacingError("table_empty")
    return Decoded(text, encoding, others, damaged)


def _refuse_other_kinds(content: bytes) -> None:
    kind = next((kind for start, kind in KINDS if content.startswith(start)), None)
    sample = content[:SAMPLE_BYTES]
    if kind is None and len(_CONTROL.findall(sample)) > 0.05 * len(sample) and not _utf16_guess(sample):
        kind = "binary"
    if kind is not None:
        raise UserFacingError("table_is_excel" if kind == "excel" else "table_not_text", kind=kind)


def _utf16_guess(content: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes on one side only."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if max(even, odd) < 0.2 * (len(content) // 2) or min(even, odd) > 0.1 * max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _guess(content: bytes) -> tuple[str, tuple[str, ...]]:
    if wide := _utf16_guess(content):
        return wide, ()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _judge(content)
    return "utf-8", ()


def _judge(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the best reading and the others that are nearly as good, by the share of usual characters."""
    sample = content[:SAMPLE_BYTES]
    if _broken_utf8_share(sample) < 0.1:
        return "utf-8", ()
    scores = {name: score(sample) for name, score in READINGS.items() if _decodes(content, name)}
    ranked = sorted(scores, key=lambda name: -scores[name])  # the order of READINGS decides a tie
    if not ranked:
        return "cp1252", ()
    best = ranked[0]
    n_beyond = sum(byte > 0x7F for byte in sample)
    if scores[best] < PLAUSIBLE and n_beyond < 0.1 * len(sample):  # a few odd characters in Western text
        return "cp1252", tuple(name for name in ranked if name != "cp1252")
    floor = next((low for n, low in FEW_BYTES if n_beyond < n), max(scores[best] - CLOSE, PLAUSIBLE))
    return best, tuple(name for name in ranked[1:] if scores[name] >= floor)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        # One bad byte in a large file does not make the rest another language: such rows are set aside.
        return content.decode(encoding, errors="replace").count("\ufffd") * 2_000 < len(content)
    return True


def _broken_utf8_share(content: bytes) -> float:
    text = content.decode("utf-8", errors="replace")
    beyond = [character for character in text if character > "\x7f"]
    return beyond.count("\ufffd") / len(beyond) if beyond else 0.0


def _double_byte(encoding: str, usual: Callable[[int, int], bool]) -> Callable[[bytes], float]:
    """Score a double-byte encoding: the share of its characters that stand among the usual ones."""

    def score(sample: bytes) -> float:
        n = n_usual = 0
        for character, count in Counter(sample.decode(encoding, errors="replace")).items():
            if character <= "\x7f":
                continue
            n += count
            pair = character.encode(encoding, errors="replace")
            n_usual += count if len(pair) == 2 and usual(pair[0], pair[1]) else 0
        return n_usual / n if n else 0.0

    return score


def _usual_gb(lead: int, trail: int) -> bool:
    """GB2312's level 1 (3,755 everyday characters), its punctuation and its full-width forms."""
    return trail >= 0xA1 and (0xB0 <= lead <= 0xD7 or lead in (0xA1, 0xA3))


def _usual_big5(lead: int, trail: int) -> bool:  # noqa: ARG001 - one signature for all
    """Big5's frequent characters and its punctuation."""
    return 0xA4 <= lead <= 0xC6 or lead == 0xA1


def _usual_sjis(lead: int, trail: int) -> bool:
    """Kana and punctuation, and level 1 of JIS; full text has at least a few kana."""
    return lead in (0x81, 0x82, 0x83) or (0x88 <= lead <= 0x97 and trail >= 0x40)


def _kana_share(sample: bytes) -> float:
    text = sample.decode("shift_jis", errors="replace")
    beyond = [character for character in text if character > "\x7f"]
    return sum("\u3040" <= character <= "\u30ff" for character in beyond) / len(beyond) if beyond else 0.0


def _score_sjis(sample: bytes) -> float:
    return _double_byte("shift_jis", _usual_sjis)(sample) if _kana_share(sample) >= 0.1 else 0.0


def _score_1252(sample: bytes) -> float:
    """Accented letters stand alone between letters; Chinese read as cp1252 stands in long runs."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    n = sum(map(len, runs))
    alone = sum(len(run) for run in runs if sum(byte not in _PUNCTUATION_1252 for byte in run) <= 1)
    return 0.98 * alone / n if n else 0.0


READINGS: dict[str, Callable[[bytes], float]] = {
    "gb18030": _double_byte("gb18030", _usual_gb),
    "big5": _double_byte("big5", _usual_big5),
    "shift_jis": _score_sjis,
    "cp1252": _score_1252,
}
