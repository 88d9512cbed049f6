"""Bundled files, read once per process."""

from functools import cache
from pathlib import Path

from dashboard.theme import FRONTEND


@cache
def frontend(name: str) -> str:
    """Return a script or stylesheet of our own components."""
    return Path(FRONTEND / name).read_text(encoding="utf-8")
