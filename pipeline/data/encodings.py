"""Bytes to text: byte order mark, then strict UTF-8 over the whole file, then the legacy encodings by plausibility."""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pipeline.data.plausibility import READINGS, is_usual_text
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
DAMAGE = "\udcff"  # stands where bytes are no character; no text that decodes has it
_MARKED = ("utf-16", "utf-32")
_NO_ENCODINGS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape", "utf-7")
PLAUSIBLE = 0.7  # of the characters beyond ASCII: below this a reading is not offered
CLOSE = 0.12  # a second reading this near to the best is offered too
FEW_BYTES = ((8, 0.0), (20, 0.3))  # with so few bytes beyond ASCII nothing is sure: offer readings from here on
CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 400_000
_LATER_BYTES = 4_000  # of each later chunk, so that the sample speaks for the whole file
_BEYOND = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_CONTROL = re.compile(rb"[\x02-\x08\x0e-\x1a\x1c\x1d]")  # some separate cells by \x01, \x1e and \x1f


@dataclass(frozen=True)
class Encoding:
    """How a file is decoded, and the other encodings in which it would look as plausible."""

    name: str
    others: tuple[str, ...] = ()


def _marked(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return DAMAGE, error.end


codecs.register_error("lanhai.damage", _marked)


def find_encoding(file: BinaryIO, chosen: str | None = None) -> Encoding:
    """Read the whole file once, in chunks.

    Raises: UserFacingError table_empty, table_not_text {kind}, table_encoding_unknown {encoding}.
    """
    file.seek(0)
    head = file.read(SAMPLE_BYTES)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf") and _is_blank(file):
        raise UserFacingError("table_empty")
    if chosen is not None:
        return Encoding(_known(chosen))
    if mark := next((name for start, name in MARKS if head.startswith(start)), None):
        return Encoding(mark)
    if wide := _utf16_guess(head):
        return Encoding(wide)
    _refuse_other_kinds(head)
    is_utf8, sample = _verify_utf8(file)
    return Encoding("utf-8") if is_utf8 else _judge(sample, file)


def decoder_of(encoding: str, start: bytes) -> codecs.IncrementalDecoder:
    """Return a decoder that puts DAMAGE where bytes are no character; without its mark UTF-16 is little-endian."""
    name = codecs.lookup(encoding).name
    is_marked = any(start.startswith(mark) for mark, of in MARKS if of == name)
    return codecs.getincrementaldecoder(f"{name}-le" if name in _MARKED and not is_marked else name)("lanhai.damage")


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
        if found.name in _NO_ENCODINGS or not found._is_text_encoding or found.incrementaldecoder is None:
            raise LookupError
    except (LookupError, ValueError) as error:
        raise UserFacingError("table_encoding_unknown", encoding=encoding) from error
    return encoding


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def _is_blank(file: BinaryIO) -> bool:
    return not any(chunk.strip(b" \t\r\n\x00\xef\xbb\xbf") for chunk in _chunks(file))


def _refuse_other_kinds(head: bytes) -> None:
    kind = next((kind for start, kind in KINDS if head.startswith(start)), None)
    if kind is None and len(_CONTROL.findall(head)) > 0.05 * len(head):
        kind = "binary"
    if kind is None and head.count(0) > 0.3 * len(head):
        kind = "binary"
    if kind is not None:
        raise UserFacingError("table_not_text", kind=kind)


def _utf16_guess(head: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes on one side only, and usual text in lines when it is read so."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not max(even, odd) or min(even, odd) > 0.1 * max(even, odd) or head.startswith(b"PAR1"):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(name, errors="replace")
    dense = max(even, odd) >= 0.2 * (len(head) // 2)
    in_lines = "\n" in text or "\r" in text
    return name if (dense or in_lines) and is_usual_text(text) else None


def _verify_utf8(file: BinaryIO) -> tuple[bool, bytes]:
    """Tell whether the whole file is strict UTF-8; if not, return lines beyond ASCII from all over the file."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(file):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False, _lines_beyond_ascii(file)
    return True, b""


def _lines_beyond_ascii(file: BinaryIO) -> bytes:
    sample = bytearray()
    for chunk in _chunks(file):
        if chunk.isascii():
            continue
        room = max(SAMPLE_BYTES - len(sample), _LATER_BYTES)
        for line in _BEYOND.finditer(chunk):
            sample += line.group()[:room] + b"\n"
            room -= len(line.group())
            if room <= 0:
                break
    return bytes(sample)


def _judge(sample: bytes, file: BinaryIO) -> Encoding:
    """Return the best reading and the others that are nearly as good, by the share of usual characters."""
    if _broken_utf8_share(sample) < 0.1:
        return Encoding("utf-8")
    scores = {name: score(sample) for name, score in READINGS.items() if _decodes(sample, name)}
    ranked = sorted(scores, key=lambda name: -scores[name])  # the order of READINGS decides a tie
    if not ranked:
        return Encoding("cp1252")
    best = ranked[0]
    n_beyond = sum(byte > 0x7F for byte in sample)
    if scores[best] < PLAUSIBLE and n_beyond < 0.1 * file.seek(0, os.SEEK_END):  # odd characters in Western text
        return Encoding("cp1252", tuple(name for name in ranked if name != "cp1252" and scores[name] > 0.3))
    floor = next((low for n, low in FEW_BYTES if n_beyond < n), max(scores[best] - CLOSE, PLAUSIBLE))
    others = [name for name in ranked[1:] if scores[name] >= max(floor, 0.01)]
    if not floor and "cp1252" not in (best, *others):
        others.append("cp1252")  # odd characters may stand in any Western text
    return Encoding(best, tuple(others))


def _decodes(sample: bytes, encoding: str) -> bool:
    # One bad byte in a large file does not make the rest another language: such rows are set aside.
    return sample.decode(encoding, errors="replace").count("\ufffd") * 2_000 <= len(sample)


def _broken_utf8_share(sample: bytes) -> float:
    text = sample.decode("utf-8", errors="replace")
    beyond = [character for character in text if character > "\x7f"]
    return beyond.count("\ufffd") / len(beyond) if beyond else 0.0
