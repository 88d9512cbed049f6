"""How long a table takes to import and to look at, and in how much memory; beside pandas, polars and duckdb.

`python benchmarks/import_tables.py [--quick]`

The million rows are imported as the app does it: one process asks, a worker imports, and the memory of both is
watched. Without --quick a file of 1 GB is imported too.
"""

import argparse
import csv
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from pipeline.data.tables import read_table
from pipeline.domain.dataset import ColumnRole
from pipeline.domain.project import Language
from pipeline.domain.run import RunState
from pipeline.runs.executors.import_job import take_in
from pipeline.runs.imports import ImportConfig, Way, import_work, new_mask_key
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, label

ROOT = Path(__file__).parents[1]
MOST_MEMORY_MB, MOST_MS, MOST_READ_S, MOST_ALL_S = 1500.0, 300.0, 1.5, 5.0
WATCH_SECONDS = 0.05
ROUNDS = 5
WORDS_EN = (
    "the pump",
    "leaks again",
    "after the",
    "night shift",
    "oil filter",
    "was changed",
    "belt noise",
    "door stuck",
)
WORDS_ZH = ("水泵", "又漏油了", "夜班之后", "滤芯已更换", "皮带有异响", "门关不上", "温度过高", "已经停机")
RIVALS = {
    "pandas": "import pandas as pd; t = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)",
    "polars": "import polars as pl; t = pl.read_csv(sys.argv[1], infer_schema=False)",
    "duckdb": (
        "import duckdb; duckdb.sql(f\"COPY (SELECT * FROM read_csv('{sys.argv[1]}', all_varchar=true)) "
        "TO '{sys.argv[1]}.parquet'\")"
    ),
}
_RIVAL = """
import pathlib, sys, time
began = time.monotonic()
{body}
seconds = time.monotonic() - began
status = pathlib.Path("/proc/self/status").read_text()  # ru_maxrss would begin at what the parent had
print(seconds, int(status.split("VmHWM:")[1].split()[0]) / 1e3)
"""


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="without the file of 1 GB")
    quick = words.parse_args().quick
    with tempfile.TemporaryDirectory() as name:
        figures = measured(Path(name), quick=quick)
    holds = all(each["holds"] for each in figures)
    print(json.dumps({"name": "import_tables", "holds": holds, "n": 1_000_000, "figures": figures}))
    return 0 if holds else 1


def measured(folder: Path, *, quick: bool) -> list[dict[str, Any]]:
    small = write_table(folder / "small.csv", 20_000, n_words=10)
    million = write_table(folder / "million.csv", 1_000_000, n_words=10)
    figures = [*small_figures(folder, small), *large_figures(folder, million, "1,000,000 rows")]
    figures += rival_figures(small, million)
    if not quick:
        figures += large_figures(folder, write_table(folder / "gigabyte.csv", 1_000_000, n_words=107), "1 GB")
    return figures


def write_table(path: Path, n_rows: int, *, n_words: int) -> Path:
    """Write rows of both languages, of our own words, with a phone number or an e-mail now and then."""
    lots = random.Random(13)  # noqa: S311 - words, not secrets
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "team", "cost"])
        for i in range(n_rows):
            words = lots.choices(WORDS_EN if i % 2 else WORDS_ZH, k=n_words if i % 2 else n_words // 2)
            text = f"{' '.join(words)} {i}" if i % 2 else f"{'，'.join(words)}{i}"
            text += f" 电话{13_800_000_000 + i}" if i % 50 == 0 else f" mail{i}@example.com" if i % 50 == 1 else ""
            writer.writerow([f"{i:08d}", text, f"team {i % 7}", f"{i % 1000}.50"])
    print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB", flush=True)
    return path


def small_figures(folder: Path, path: Path) -> list[dict[str, Any]]:
    content = path.read_bytes()
    read = min_of(lambda: read_table(content, path.name))
    ws = Workspace(folder / "small")
    texts = {"text": ColumnRole.TEXT}

    def everything(key: bytes | None) -> None:
        config = ImportConfig(way=Way.NEW, file_name=path.name, roles=texts, mask=key is not None)
        work = import_work(ws, config, content, language=Language.CHINESE, key=key)
        take_in(work, emit=lambda _: None, should_stop=lambda: False)

    return [
        figure("20,000 rows read", read, "s", MOST_READ_S),
        figure("20,000 rows read and looked at", min_of(lambda: everything(None)), "s", None),
        figure("20,000 rows read, masked and looked at", min_of(lambda: everything(new_mask_key())), "s", MOST_ALL_S),
    ]


def large_figures(folder: Path, path: Path, told: str) -> list[dict[str, Any]]:
    """Import in the background as the app does, watching both processes; then look at the rows."""
    ws = Workspace(folder / f"large-{path.stem}")
    request = data.ProjectRequest("large", {"text": ColumnRole.TEXT}, Language.CHINESE)
    began = time.monotonic()
    with watched() as peak:
        data.preview(path, path.name)
        brought = data.bring(ws, path, path.name, request)
        assert brought.run is not None, "the table was not imported in the background"
        while not (run := ws.runs.get(brought.run.id)).finished:
            time.sleep(0.2)
        seconds = time.monotonic() - began
        assert run.state is RunState.SUCCEEDED, run.failure
        project_id = brought.project.id
        pages = timed(lambda i: data.page(ws, project_id, offset=(i * 99_991) % 990_000))
        searches = timed(lambda i: data.page(ws, project_id, search=("NIGHT shift", "温度过高", "999", "zebra")[i % 4]))
        queue = timed(lambda i: label.queue(ws, project_id, f"ana{i}"))
    size_mb = path.stat().st_size / 1e6
    return [
        figure(f"{told}: imported in the background ({size_mb:.0f} MB)", seconds, "s", None),
        figure(f"{told}: peak memory above idle, both processes", peak[0], "MB", MOST_MEMORY_MB),
        figure(f"{told}: a page, slowest of 20", max(pages), "ms", MOST_MS),
        figure(f"{told}: a search, slowest of 20", max(searches), "ms", MOST_MS),
        figure(f"{told}: the first labelling queue", queue[0], "ms", None),
        figure(f"{told}: a later labelling queue, median", statistics.median(queue[1:]), "ms", None),
    ]


def rival_figures(small: Path, million: Path) -> list[dict[str, Any]]:
    """Rivals read every cell as text, as Lanhai does; they look at nothing and store nothing (duckdb: Parquet)."""
    figures = []
    for name, body in RIVALS.items():
        for path, n_rows in ((small, "20,000"), (million, "1,000,000")):
            command = [sys.executable, "-c", _RIVAL.format(body=body), str(path)]
            run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
            if run.returncode:
                print(f"{name} is not installed here or failed: {run.stderr[-200:]}")
                continue
            seconds, memory_mb = map(float, run.stdout.split())
            figures.append(figure(f"{name}: {n_rows} rows read, its import included", seconds, "s", None))
            figures.append(figure(f"{name}: {n_rows} rows, peak memory", memory_mb, "MB", None))
    return figures


def min_of(work: Callable[[], object]) -> float:
    return min(timed(lambda _: work(), n=ROUNDS)) / 1e3


def timed(work: Callable[[int], object], *, n: int = 20) -> list[float]:
    """Return milliseconds of each call."""
    found = []
    for i in range(n):
        began = time.monotonic()
        work(i)
        found.append((time.monotonic() - began) * 1e3)
    return found


@contextmanager
def watched() -> Iterator[list[float]]:
    """Yield a cell that holds the peak memory in MB of this process and its workers, above what it was before."""
    own = psutil.Process()
    idle = own.memory_info().rss
    peak, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(WATCH_SECONDS):
            total = own.memory_info().rss - idle
            for process in workers():
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], total / 1e6)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()


def workers() -> list[psutil.Process]:
    """Workers are detached: they are found by what they run, not as children."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if "pipeline.runs.worker" in (process.info["cmdline"] or []):
            found.append(process)
    return found


def figure(name: str, value: float, unit: str, goal: float | None) -> dict[str, Any]:
    found = {"name": name, "value": round(value, 2), "unit": unit, "goal": goal, "holds": goal is None or value <= goal}
    print(found, flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
