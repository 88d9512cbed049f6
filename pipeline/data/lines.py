"""A file of bytes to physical lines, a block at a time, whatever ends them."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.data.encodings import decoder_of
from pipeline.domain.errors import UserFacingError

BLOCK_BYTES = 1 << 17
LONGEST_LINE = 32_000_000  # characters: a line beyond this is no line of a table


class Lines:
    """The lines of a file with their ends; `\\n`, `\\r\\n` and `\\r` end one, NULs and a byte order mark are let go."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self.n_bytes = 0  # read so far
        self.n_nul = 0

    def blocks(self) -> Iterator[list[str]]:
        """Read from the start. Raises: UserFacingError table_line_too_long {limit}."""
        self._file.seek(0)
        decoder, rest = decoder_of(self._encoding, self._file.read(4)), ""
        self._file.seek(0)
        self.n_bytes = self.n_nul = 0
        while chunk := self._file.read(BLOCK_BYTES):
            first = self.n_bytes == 0
            self.n_bytes += len(chunk)
            text = rest + self._without_nul(decoder.decode(chunk))
            text = text.removeprefix("\ufeff") if first else text
            end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
            if end:
                yield split_lines(text[:end])
            rest = text[end:]
            if len(rest) > LONGEST_LINE:
                raise UserFacingError("table_line_too_long", limit=LONGEST_LINE // 1_000_000)
        rest += self._without_nul(decoder.decode(b"", final=True))
        if rest := rest.removeprefix("\ufeff"):
            yield split_lines(rest)

    def _without_nul(self, text: str) -> str:
        if "\x00" not in text:
            return text
        self.n_nul += text.count("\x00")
        return text.replace("\x00", "")


def split_lines(text: str) -> list[str]:
    """Split after line ends only: `str.splitlines` also splits at form feeds and at U+2028."""
    return list(io.StringIO(text, newline=""))
