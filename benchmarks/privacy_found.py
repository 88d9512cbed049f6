"""How much personal data is found and how much of what is found is right, on the half of the sample not tuned on.

`python benchmarks/privacy_found.py [--half dev] [--show] [--write]`
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.data.privacy.kinds import FIXED, Found, PersonalKind
from pipeline.data.privacy.search import find

SAMPLE = Path(__file__).with_name("privacy_sample")
MEASURED = Path(__file__).parents[1] / "pipeline/data/privacy/measured.toml"
LANGUAGES = ("en", "zh")
MARK = re.compile(r"\{\{(\w+):(.*?)\}\}")
# An address has no sharp ends: four fifths of its characters will do. Everything else must be covered whole.
ENOUGH = {PersonalKind.ADDRESS: 0.8}
LEAST_PRECISION, LEAST_FIXED_RECALL = 0.95, 0.95
LEAST_NAME_RECALL, LEAST_ADDRESS_RECALL = 0.5, 0.5
N_TIMED, MOST_SECONDS = 20_000, 1.6


@dataclass(frozen=True)
class Line:
    """A line of the sample and what a person marked in it."""

    text: str
    marked: tuple[Found, ...]


@dataclass
class Count:
    n_marked: int = 0
    n_hit: int = 0  # of the marked, found with the right kind
    n_found: int = 0
    n_right: int = 0  # of the found, marked with this kind
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        return self.n_right / self.n_found if self.n_found else None

    @property
    def recall(self) -> float | None:
        return self.n_hit / self.n_marked if self.n_marked else None

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.n_marked + other.n_marked, self.n_hit + other.n_hit,
            self.n_found + other.n_found, self.n_right + other.n_right,
        )  # fmt: skip


def read_line(marked_up: str) -> Line:
    """Read `call {{phone:555-0100}} now`."""
    text, marked, last = "", [], 0
    for mark in MARK.finditer(marked_up):
        text += marked_up[last : mark.start()]
        start = len(text)
        text += mark[2]
        marked.append(Found(start, len(text), PersonalKind(mark[1]), mark[2]))
        last = mark.end()
    return Line(text + marked_up[last:], tuple(marked))


def read_half(language: str, half: str) -> list[Line]:
    lines = (SAMPLE / f"{language}_{half}.txt").read_text(encoding="utf-8").splitlines()
    return [read_line(line) for line in lines]


def measure(half: str = "held_out") -> dict[tuple[str, PersonalKind], Count]:
    """Count per language and kind."""
    counts: dict[tuple[str, PersonalKind], Count] = {}
    for language in LANGUAGES:
        for line in read_half(language, half):
            count_line(line, language, counts)
    return counts


def count_line(line: Line, language: str, counts: dict[tuple[str, PersonalKind], Count]) -> None:
    found = find(line.text)
    for each in line.marked:
        count = counts.setdefault((language, each.kind), Count())
        hit = covered(each, found) >= ENOUGH.get(each.kind, 1.0)
        count.n_marked += 1
        count.n_hit += hit
        count.missed += [] if hit else [f"{each.value} | {line.text}"]
    for each in found:
        count = counts.setdefault((language, each.kind), Count())
        right = covered(each, line.marked) >= ENOUGH.get(each.kind, 1.0)
        count.n_found += 1
        count.n_right += right
        count.false += [] if right else [f"{each.value} | {line.text}"]


def covered(span: Found, others: Iterator[Found] | tuple[Found, ...] | list[Found]) -> float:
    """Return the share of a span's characters that spans of its kind cover."""
    inside = sum(
        max(0, min(span.end, other.end) - max(span.start, other.start)) for other in others if other.kind is span.kind
    )
    return inside / (span.end - span.start)


def measured_toml(counts: Mapping[tuple[str, PersonalKind], Count]) -> str:
    """Return the figures as `measured.toml` keeps them: hundredths, and the marked pieces that they rest on."""
    lines = ["# Written by `python benchmarks/privacy_found.py --write`; a test measures again and compares."]
    for (language, kind), count in sorted(counts.items()):
        if count.n_marked:
            precision = f"precision = {count.precision:.2f}\n" if count.precision is not None else ""
            lines.append(f"\n[{language}.{kind}]\n{precision}recall = {count.recall:.2f}\nn = {count.n_marked}")
    return "\n".join(lines) + "\n"


def seconds_for_many(half: str) -> float:
    """Return the processor seconds for 20,000 lines of the sample, about 40 characters each, most with a find."""
    lines = [line.text for language in LANGUAGES for line in read_half(language, half)]
    texts = [lines[index % len(lines)] + f" {index}" for index in range(N_TIMED)]
    began = time.process_time()
    for text in texts:
        find(text)
    return time.process_time() - began


def told(counts: Mapping[tuple[str, PersonalKind], Count], seconds: float) -> dict[str, Any]:
    whole = sum(counts.values(), Count())
    fixed = sum((count for (_, kind), count in counts.items() if kind in FIXED), Count())
    figures = [
        figure("precision, all kinds", whole.precision, LEAST_PRECISION),
        figure("recall, all kinds", whole.recall, None),
        figure("recall, kinds with a check digit or a shape of their own", fixed.recall, LEAST_FIXED_RECALL),
    ]
    for (language, kind), count in sorted(counts.items()):
        goal = {PersonalKind.NAME: LEAST_NAME_RECALL, PersonalKind.ADDRESS: LEAST_ADDRESS_RECALL}.get(kind)
        figures.append(figure(f"precision {language} {kind}", count.precision, None))
        figures.append(figure(f"recall {language} {kind} (n = {count.n_marked})", count.recall, goal))
    figures.append(
        {"name": "20,000 lines of the sample", "value": round(seconds, 2), "unit": "s of processor time",
         "goal": MOST_SECONDS, "holds": seconds <= MOST_SECONDS}
    )  # fmt: skip
    holds = all(each["holds"] for each in figures)
    return {"name": "privacy_found", "holds": holds, "n": whole.n_marked, "figures": figures}


def figure(name: str, value: float | None, goal: float | None) -> dict[str, Any]:
    rounded = None if value is None else round(value, 3)
    holds = goal is None or (value is not None and value >= goal)
    return {"name": name, "value": rounded, "unit": "share", "goal": goal, "holds": holds}


def print_table(counts: Mapping[tuple[str, PersonalKind], Count]) -> None:
    print(f"{'':14}{'precision':>10}{'recall':>8}{'marked':>8}{'found':>7}")
    for (language, kind), count in sorted(counts.items()):
        precision = "-" if count.precision is None else f"{count.precision:.2f}"
        recall = "-" if count.recall is None else f"{count.recall:.2f}"
        print(f"{language} {kind:<11}{precision:>10}{recall:>8}{count.n_marked:>8}{count.n_found:>7}")


def print_errors(counts: Mapping[tuple[str, PersonalKind], Count]) -> None:
    for (language, kind), count in sorted(counts.items()):
        for verdict, lines in (("missed", count.missed), ("false", count.false)):
            for line in lines:
                print(f"{language} {kind} {verdict}: {line}")


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--half", choices=("dev", "held_out"), default="held_out")
    words.add_argument("--show", action="store_true", help="print what was missed and what was wrong")
    words.add_argument("--write", action="store_true", help="write measured.toml from the held-out half")
    words.add_argument("--quick", action="store_true", help="the same; it is quick as it is")
    chosen = words.parse_args()
    counts = measure(chosen.half)
    print_table(counts)
    if chosen.show:
        print_errors(counts)
    if chosen.write:
        MEASURED.write_text(measured_toml(measure()), encoding="utf-8")
    n_lines = Counter({language: len(read_half(language, chosen.half)) for language in LANGUAGES})
    print(f"lines: {dict(n_lines)}; half: {chosen.half}")
    answer = told(counts, seconds_for_many(chosen.half))
    print(json.dumps(answer, ensure_ascii=False))
    return 0 if answer["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
