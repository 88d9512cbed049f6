"""The lines of a person's file that tell one encoding from another: plain ones look the same in each."""

from collections.abc import Sequence
from pathlib import Path

HEAD_BYTES = 1_000_000
SHOWN_LINES = 4
SHOWN_CHARACTERS = 60
_BEFORE = 12  # characters before the first one that differs
_PACKED = (b"PK", b"\x1f\x8b")  # zip, gz: no lines to be seen from outside


def telling_lines(content: bytes | Path, encodings: Sequence[str]) -> dict[str, list[str]]:
    """Return up to four lines in each encoding, those first in which the readings differ most; none when none does."""
    head = _head(content)
    if head.startswith(_PACKED) or any(encoding.startswith(("utf-16", "utf-32")) for encoding in encodings):
        return {}
    pieces = [line for line in head.splitlines() if not line.isascii()]
    found: list[tuple[str, ...]] = []
    for piece in pieces:
        try:
            told = tuple(piece.decode(encoding, "replace") for encoding in encodings)
        except LookupError:
            return {}
        if len(set(told)) > 1 and told not in found:
            found.append(told)
        if len(found) == SHOWN_LINES:
            break
    return {encoding: [_cut(told, i) for told in found] for i, encoding in enumerate(encodings)} if found else {}


def _cut(told: Sequence[str], i: int) -> str:
    """Begin shortly before the first character that the readings do not share."""
    first = next((at for at, signs in enumerate(zip(*told, strict=False)) if len(set(signs)) > 1), 0)
    start = max(0, first - _BEFORE)
    cut = told[i][start : start + SHOWN_CHARACTERS]
    return ("…" if start else "") + cut.strip() + ("…" if len(told[i]) > start + SHOWN_CHARACTERS else "")


def _head(content: bytes | Path) -> bytes:
    if isinstance(content, bytes):
        head = content[:HEAD_BYTES]
    else:
        with content.open("rb") as file:
            head = file.read(HEAD_BYTES)
    return head if len(head) < HEAD_BYTES else head[: head.rfind(b"\n") + 1 or None]
