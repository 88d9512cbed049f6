"""Is what people really have read right, asked about or refused, and never silently wrong?

Reads the published nasty tables and the generated suite, beside pandas and duckdb. Run:
`python benchmarks/ugly_tables.py [--quick]` (`--quick` leaves the rivals out).
"""

import argparse
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tests' judge is ours too

from tests.pipeline.data.ugly.generated import cases
from tests.pipeline.data.ugly.judge import FOLDER, GOOD, Verdict, judge, published_verdicts

MOST_ASKED = 0.10
Shape = tuple[int, int]  # rows, columns


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="leave the rivals out")
    quick = words.parse_args().quick
    if FOLDER is None:
        print("skipped: the nasty tables (../shared/data/ugly_csv) are not here")
        return 0
    published = published_verdicts()
    generated = {case.name: judge(case.content, "table.csv", case.expectation) for case in cases()}
    for name, verdict in (published | generated).items():
        if verdict not in (Verdict.RIGHT, Verdict.REFUSED):
            print(f"{verdict}: {name}", flush=True)
    if not quick:
        for rival, read in RIVALS.items():
            print(f"{rival}: {right_shapes(read)}", flush=True)
    answer = told(published, generated)
    print(json.dumps(answer))
    return 0 if answer["holds"] else 1


def told(published: Mapping[str, Verdict], generated: Mapping[str, Verdict]) -> dict[str, Any]:
    n, counts = len(published), Counter(published.values())
    n_wrong = sum(verdict not in (*GOOD, Verdict.ARGUED) for verdict in published.values())
    n_good = sum(verdict in GOOD for verdict in generated.values())
    asked = counts[Verdict.ASKED] / n
    silent = counts[Verdict.SILENTLY_WRONG] + list(generated.values()).count(Verdict.SILENTLY_WRONG)
    figures = [
        figure("files as expected without a question", counts[Verdict.RIGHT] / n, "share"),
        figure("files asked about, the right answer offered", asked, "share", MOST_ASKED, holds=asked <= MOST_ASKED),
        figure("files refused rightly", counts[Verdict.REFUSED] / n, "share"),
        figure("files whose expectation is argued about in docs/tables.md", counts[Verdict.ARGUED], "files"),
        figure("files wrong, asked in vain or refused wrongly", n_wrong, "files", 0, holds=n_wrong == 0),
        figure("silently wrong, published and generated", silent, "files", 0, holds=silent == 0),
        figure("generated tables right", n_good / len(generated), "share", 1.0, holds=n_good == len(generated)),
        figure("generated tables", len(generated), "tables"),
    ]
    return {"name": "ugly_tables", "holds": all(f["holds"] for f in figures), "n": n, "figures": figures}


def figure(name: str, value: float, unit: str, goal: float | None = None, *, holds: bool = True) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "unit": unit, "goal": goal, "holds": holds}


def right_shapes(read: Callable[[Path], Shape]) -> str:
    """Count by rows and columns alone the files with a header that should load."""
    assert FOLDER is not None
    counts: Counter[str] = Counter()
    for expected in json.loads((FOLDER / "expected.json").read_text(encoding="utf-8")):
        wanted = expected["expect"]
        if expected["outcome"] == "refuse politely" or not expected["header"] or not {"rows", "cols"} <= wanted.keys():
            continue
        try:
            shape = read(FOLDER / expected["file"])
        except Exception:  # noqa: BLE001 - whatever a rival raises is its answer
            counts["an exception"] += 1
        else:
            counts["right" if shape == (wanted["rows"], wanted["cols"]) else "wrong"] += 1
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def by_lanhai(path: Path) -> Shape:
    from pipeline.data.tables import open_table

    with open_table(path, path.name) as reader:
        return sum(len(batch.rows) for batch in reader.batches()), len(reader.columns)


def by_pandas(path: Path) -> Shape:
    import pandas

    shape: Shape = pandas.read_csv(path).shape
    return shape


def by_pandas_guessing(path: Path) -> Shape:
    import pandas

    content = path.read_bytes()
    encoding = next(name for name in ("utf-8-sig", "gb18030", "cp1252", "latin-1") if _decodes(content, name))
    shape: Shape = pandas.read_csv(io.StringIO(content.decode(encoding)), sep=None, engine="python", dtype=str).shape
    return shape


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def by_duckdb(path: Path) -> Shape:
    import duckdb

    with duckdb.connect() as connection:
        relation = connection.read_csv(str(path))
        return len(relation.fetchall()), len(relation.columns)


RIVALS: dict[str, Callable[[Path], Shape]] = {
    "lanhai, shapes alone": by_lanhai,
    "pandas": by_pandas,
    "pandas that guesses separator and encoding": by_pandas_guessing,
    "duckdb": by_duckdb,
}


if __name__ == "__main__":
    sys.exit(main())
