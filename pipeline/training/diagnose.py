"""From whatever went wrong to words for a person."""

import errno
import logging
import secrets
import traceback

from pipeline.domain.errors import UserFacingError
from pipeline.domain.run import Failure

logger = logging.getLogger(__name__)

_OUT_OF_MEMORY = ("can't allocate memory", "cannot allocate memory", "out of memory", "not enough memory")
_DISK_FULL = ("no space left", "database or disk is full", "os error 28", "unexpected pos")
_ENCODER_BROKEN = (
    "safetensorerror", "error while deserializing", "size mismatch", "ignore_mismatched_sizes", "unrecognized model",
    "does not appear to have a file named", "tokenizer class", "couldn't instantiate the backend tokenizer",
)  # fmt: skip


def diagnose(error: BaseException) -> Failure:
    """Return what a person is told; a fault not known here gets an incident id that its traceback is logged under."""
    chain = _chain(error)
    known = next((it for it in chain if isinstance(it, UserFacingError)), None)
    if known is not None:
        return Failure(known.code, dict(known.params))
    code = next((code for it in chain if (code := _code(it))), "unexpected")
    incident = secrets.token_hex(4)
    logger.error("incident %s: %s\n%s", incident, code, "".join(map(_frames, reversed(chain))))
    return Failure(code, {"incident": incident} if code == "unexpected" else {}, incident)


def _frames(error: BaseException) -> str:
    """Where it happened, without what the error says: that may quote the person's texts, and no log holds those."""
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{places}{type(error).__name__}\n"


def _code(error: BaseException) -> str:
    said = f"{type(error).__name__}: {error}".lower()
    if isinstance(error, MemoryError) or any(sign in said for sign in _OUT_OF_MEMORY):
        return "out_of_memory"
    if _errno(error) in (errno.ENOSPC, errno.EDQUOT) or any(sign in said for sign in _DISK_FULL):
        return "disk_full"
    return "encoder_broken" if any(sign in said for sign in _ENCODER_BROKEN) else ""


def _errno(error: BaseException) -> int | None:
    return error.errno if isinstance(error, OSError) else None


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or following.__context__
    return chain
