"""How much the rules find and miss, as measured on a labelled sample that they were not tuned on."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.data.privacy.kinds import PersonalKind
from pipeline.domain.project import Language


class Measured(NamedTuple):
    """Rates from 0 to 1; `precision` is None where nothing was found, `n` are the marked pieces."""

    precision: float | None
    recall: float
    n: int


@cache
def measured() -> Mapping[tuple[Language, PersonalKind], Measured]:
    """Return what `measured.toml` holds, which `benchmarks/privacy_found.py` writes."""
    tables = tomllib.loads(Path(__file__).with_name("measured.toml").read_text(encoding="utf-8"))
    return {
        (Language(language), PersonalKind(kind)): Measured(figures.get("precision"), figures["recall"], figures["n"])
        for language, kinds in tables.items()
        for kind, figures in kinds.items()
    }
