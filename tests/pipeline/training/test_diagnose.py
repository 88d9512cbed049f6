"""Whatever goes wrong gets a code that has words."""

import errno
import logging

import pytest

from pipeline.domain.errors import UserFacingError
from pipeline.training.diagnose import diagnose
from pipeline.words.catalog import catalogue

CASES = [
    (MemoryError(), "out_of_memory"),
    (
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9"),
        "out_of_memory",
    ),
    (RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB"), "out_of_memory"),
    (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
    (RuntimeError("Error while serializing: I/O error: No space left on device (os error 28)"), "disk_full"),
    (RuntimeError("(sqlite3.OperationalError) database or disk is full"), "disk_full"),
    (RuntimeError("Error while deserializing header: header too large"), "encoder_broken"),
    (UserFacingError("loss_not_a_number"), "loss_not_a_number"),
    (ZeroDivisionError("division by zero"), "unexpected"),
]


@pytest.mark.parametrize(("error", "code"), CASES, ids=[f"{type(e).__name__}-{c}" for e, c in CASES])
def test_the_cause_is_named_and_has_words_in_both_languages(error: BaseException, code: str) -> None:
    assert diagnose(error).code == code
    assert all(code in catalogue(language)["errors"] for language in ("en", "zh"))


# fails if: only the outermost error is looked at
def test_a_cause_behind_another_error_is_found() -> None:
    outer = RuntimeError("training ended")
    outer.__cause__ = MemoryError()
    assert diagnose(outer).code == "out_of_memory"


def test_an_unknown_fault_is_logged_under_its_incident(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        failure = diagnose(ZeroDivisionError("division by zero"))
    assert failure.params["incident"] in caplog.text
    assert "ZeroDivisionError" in caplog.text
