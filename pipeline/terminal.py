"""How a terminal shows what the commands answer and how far a run is."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tqdm import tqdm

from pipeline.domain.run import Run
from pipeline.words.catalog import phrase
from pipeline.workflow.headless import Watch


def bar(language: str) -> Watch:
    """Return a progress bar for a terminal; silent where standard error is none."""
    shown = tqdm(total=100, disable=not sys.stderr.isatty(), bar_format="{desc} {bar} {n:.0f} % {postfix}")

    def watch(found: Run) -> None:
        progress = found.progress
        phase = progress.phase if progress else "waiting"
        with suppress(KeyError):
            shown.set_description_str(phrase(f"phases.{phase}", language))
        shown.n = 100 * (progress.fraction if progress else 0)
        if progress and progress.seconds_left is not None:
            shown.set_postfix_str(phrase("terminal.seconds_left", language, seconds=round(progress.seconds_left)))
        shown.refresh()
        if found.finished:
            shown.close()

    return watch


def told(answer: Mapping[str, Any], language: str) -> str:
    """Return an answer as lines for a person: a name, and its value indented below or beside it."""
    return "\n".join(_lines(answer, 0)) or phrase("terminal.nothing", language)


def _lines(value: Mapping[str, Any], depth: int) -> list[str]:
    lines: list[str] = []
    for key, each in value.items():
        pad = "  " * depth
        if isinstance(each, Mapping):
            lines += [f"{pad}{key}:", *_lines(each, depth + 1)]
        elif isinstance(each, list | tuple) and any(isinstance(item, Mapping) for item in each):
            lines.append(f"{pad}{key}:")
            for item in each:
                lines += [f"{pad}  -", *_lines(item, depth + 2)]
        else:
            lines.append(f"{pad}{key}: {', '.join(map(str, each)) if isinstance(each, list | tuple) else each}")
    return lines
