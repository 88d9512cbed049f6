"""Embeddings beside the rows: written piece by piece, read meanwhile, taken over by the next version."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.store.embeddings import (
    EmbeddingFiles,
    Embeddings,
    EmbeddingWriter,
    embedding_name,
    read_embeddings,
)


def files_in(folder: Path) -> EmbeddingFiles:
    return EmbeddingFiles(folder, "a")


def vectors(n: int, width: int = 4, *, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, width)).astype(np.float32)


def read(files: EmbeddingFiles) -> Embeddings:
    found = read_embeddings(files)
    assert found is not None
    return found


def test_nothing_is_there_before_it_is_written(tmp_path: Path) -> None:
    assert read_embeddings(files_in(tmp_path)) is None


def test_what_is_written_is_read_at_once_and_the_rest_is_not_known(tmp_path: Path) -> None:
    # fails if: a row is written at its number among the written ones
    some = vectors(2)
    EmbeddingWriter(files_in(tmp_path), 6, 4).write([5, 2], some)
    found = read(files_in(tmp_path))
    assert found.known.tolist() == [False, False, True, False, False, True]
    assert found.of(np.array([2, 5])) == pytest.approx(some[::-1], abs=0.01)


def test_a_second_writer_goes_on_where_the_first_was_killed(tmp_path: Path) -> None:
    # fails if: a writer begins anew
    EmbeddingWriter(files_in(tmp_path), 6, 4).write([1], vectors(1))
    writer = EmbeddingWriter(files_in(tmp_path), 6, 4)
    assert writer.known.tolist() == [False, True, False, False, False, False]
    writer.write([0], vectors(1, seed=2))
    assert read(files_in(tmp_path)).n_known == 2


def test_a_vector_without_its_mark_is_not_known(tmp_path: Path) -> None:
    # fails if: marks are written before their vectors, or a vector counts as its own mark
    files = files_in(tmp_path)
    writer = EmbeddingWriter(files, 3, 4)
    done = files.done.read_bytes()
    writer.write([0, 1], vectors(2))
    files.done.write_bytes(done)  # killed between the two
    assert read(files).n_known == 0


def test_half_a_start_is_started_again(tmp_path: Path) -> None:
    # fails if: the sizes are not looked at
    files = files_in(tmp_path)
    EmbeddingWriter(files, 3, 4)
    with files.vectors.open("r+b") as file:
        file.truncate(5)
    EmbeddingWriter(files, 3, 4).write([0], vectors(1))
    assert read(files).n_known == 1


def test_vectors_of_another_width_are_refused(tmp_path: Path) -> None:
    writer = EmbeddingWriter(files_in(tmp_path), 3, 4)
    with pytest.raises(ValueError, match="vectors of 4"):
        writer.write([0], vectors(1, width=5))


def test_a_table_without_rows_has_no_vectors(tmp_path: Path) -> None:
    EmbeddingWriter(files_in(tmp_path), 0, 4)
    assert read(files_in(tmp_path)).vectors.shape == (0, 4)


@given(st.lists(st.text("abcdef", min_size=1, max_size=2), unique=True, max_size=12), st.data())
@settings(deadline=None, max_examples=40)
def test_the_next_version_takes_over_by_id(ids: list[str], data: st.DataObject) -> None:
    # fails if: vectors are taken over by row
    later = data.draw(st.permutations([*ids, "new"]))
    done = np.array(data.draw(st.lists(st.booleans(), min_size=len(ids), max_size=len(ids))), dtype=np.bool_)
    previous = Embeddings(vectors(len(ids)).astype(np.float16), done)
    with tempfile.TemporaryDirectory() as folder:
        writer = EmbeddingWriter(files_in(Path(folder)), len(later), 4)
        assert writer.carry_over(later, previous, ids) == done.sum()
        found = read(files_in(Path(folder)))
    for row, example_id in enumerate(later):
        was = ids.index(example_id) if example_id in ids else None
        assert found.known[row] == (was is not None and done[was])
        if found.known[row]:
            assert np.array_equal(found.vectors[row], previous.vectors[was])


def test_each_reader_of_each_content_has_files_of_its_own() -> None:
    # fails if: the cleaning is not part of the name
    names = {
        embedding_name("e", ["text"], ["spaces"]),
        embedding_name("f", ["text"], ["spaces"]),
        embedding_name("e", ["other"], ["spaces"]),
        embedding_name("e", ["text"], []),
        embedding_name("e", ["text", "spaces"], []),
    }
    assert len(names) == 5
