"""Embedding a table: the asked rows first, stoppable, and killed it goes on where it was."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.training import Progress
from pipeline.models.embedder import Embedder
from pipeline.runs.executors import embed_job
from pipeline.runs.executors.embed_job import embed
from pipeline.runs.executors.embedding_work import EmbedResult, EmbedWork
from pipeline.store.embeddings import EmbeddingFiles, Embeddings, embedding_name, read_embeddings
from pipeline.store.rows import Rows, RowsWriter
from tests.encoders import a_tiny_bert

N_ROWS = 40
TEXTS = [f"pump {i} leaks" for i in range(N_ROWS)]
IDS = [f"{(i * 7919) % 1000:03d}" for i in range(N_ROWS)]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EmbedWork:
    a_tiny_bert(tmp_path / "encoders" / "tiny", TEXTS)
    monkeypatch.setattr(embed_job, "N_AT_ONCE", 8)
    write_rows(tmp_path / "one", IDS, TEXTS)
    return EmbedWork(tmp_path / "one/rows.arrow", ("text",), (), "tiny", tmp_path / "encoders", tmp_path / "one")


def write_rows(folder: Path, ids: list[str], texts: list[str]) -> None:
    folder.mkdir()
    with closing(RowsWriter(folder / "rows.arrow", ["text"])) as writer:
        writer.write(ids, [(text,) for text in texts])


def run(work: EmbedWork, *, n_pieces: int = 10**6) -> EmbedResult:
    """Work until so many pieces are done."""
    told: list[Progress] = []
    return embed(work, emit=told.append, should_stop=lambda: len(told) > n_pieces)  # type: ignore[arg-type]


def found(work: EmbedWork, result: EmbedResult) -> Embeddings:
    answer = read_embeddings(EmbeddingFiles(work.output_folder, result.name))
    assert answer is not None
    return answer


def test_every_row_gets_the_vector_of_its_text(work: EmbedWork) -> None:
    # fails if: vectors are written in the order of the ids
    result = run(work)
    exact = Embedder.load(work.encoders_folder / "tiny", exact=True).embed(TEXTS)
    assert np.sum(found(work, result).of(np.arange(N_ROWS)) * exact, axis=1).min() > 0.98
    assert (result.n_rows, result.n_embedded) == (N_ROWS, N_ROWS)


def test_the_asked_ones_come_first_then_the_rest_by_id(work: EmbedWork) -> None:
    # fails if: `first` is sorted into the table's order, or rows follow as they stand in the table
    asked = [IDS[30], IDS[4], IDS[17]]
    result = run(replace(work, first=asked), n_pieces=1)
    rest = sorted(set(IDS) - set(asked))[:5]
    known = [example_id for example_id, is_known in zip(IDS, found(work, result).known, strict=True) if is_known]
    assert sorted(known) == sorted(asked + rest)


def test_what_is_done_is_not_done_again(work: EmbedWork) -> None:
    # fails if: a second run reads every row
    before = run(work, n_pieces=2)
    kept = found(work, before).vectors[:].copy()
    after = run(work)
    assert (before.n_embedded, after.n_embedded) == (16, N_ROWS - 16)
    done = np.any(kept, axis=1)
    assert np.array_equal(found(work, after).vectors[done], kept[done])
    assert run(work).n_embedded == 0


def test_a_killed_run_costs_one_piece_and_no_more(work: EmbedWork, tmp_path: Path) -> None:
    # fails if: marks are written at the end
    n = 4_000
    write_rows(tmp_path / "long", [f"{i:05d}" for i in range(n)], [f"pump {i} leaks" for i in range(n)])
    long = replace(work, rows_path=tmp_path / "long/rows.arrow", output_folder=tmp_path / "long")
    folders = [str(path) for path in (long.rows_path, long.encoders_folder, long.output_folder)]
    process = subprocess.Popen([sys.executable, "-c", _ENDLESS, *folders], stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(3):
        process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    name = embedding_name("tiny", long.columns, long.cleaning)
    kept = read_embeddings(EmbeddingFiles(long.output_folder, name))
    assert kept is not None
    assert kept.n_known >= 2 * 256
    assert run(long).n_embedded == n - kept.n_known
    assert np.all(np.any(kept.vectors[kept.known], axis=1))


_ENDLESS = """
import sys
from pathlib import Path
from pipeline.runs.executors.embed_job import embed
from pipeline.runs.executors.embedding_work import EmbedWork
rows, encoders, output = map(Path, sys.argv[1:])
work = EmbedWork(rows, ("text",), (), "tiny", encoders, output)
embed(work, emit=lambda progress: print(progress.fraction, flush=True), should_stop=lambda: False)
"""


def test_the_next_version_only_reads_what_is_new(work: EmbedWork, tmp_path: Path) -> None:
    # fails if: the version before is not looked at
    first = run(work)
    write_rows(tmp_path / "two", ["new", *reversed(IDS)], ["new pump", *reversed(TEXTS)])
    later = replace(
        work,
        rows_path=tmp_path / "two/rows.arrow",
        output_folder=tmp_path / "two",
        previous=(work.rows_path, work.output_folder),
    )
    result = run(later)
    assert (result.n_rows, result.n_embedded) == (N_ROWS + 1, 1)
    assert np.array_equal(found(later, result).vectors[1:], found(work, first).vectors[::-1])


def test_progress_only_grows_and_ends_at_one(work: EmbedWork) -> None:
    told: list[Progress] = []
    embed(work, emit=told.append, should_stop=lambda: False)  # type: ignore[arg-type]
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_texts_are_read_as_a_model_reads_them(work: EmbedWork, tmp_path: Path) -> None:
    # fails if: the cleaning is not applied
    write_rows(tmp_path / "odd", ["a", "b"], ["<p>pump 1 leaks</p>", "pump 1 leaks"])
    odd = replace(work, rows_path=tmp_path / "odd/rows.arrow", output_folder=tmp_path / "odd", cleaning=("markup",))
    vectors = found(odd, run(odd)).of(np.arange(2))
    assert vectors[0] == pytest.approx(vectors[1], abs=0.02)
    assert len(Rows(odd.rows_path)) == 2
