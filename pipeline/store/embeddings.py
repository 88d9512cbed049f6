"""Embeddings of a dataset version's rows, beside them: written piece by piece, read while they are written."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.store.files import write_atomic

_DONE = np.uint8(1)


@dataclass(frozen=True)
class EmbeddingFiles:
    """Where the vectors of one encoder lie. Another encoder, cleaning or choice of columns has files of its own."""

    folder: Path
    name: str  # of `embedding_name`

    @property
    def about(self) -> Path:
        return self.folder / f"embeddings-{self.name}.json"

    @property
    def vectors(self) -> Path:
        return self.folder / f"embeddings-{self.name}.f16"

    @property
    def done(self) -> Path:
        return self.folder / f"embeddings-{self.name}.done"

    @property
    def size_bytes(self) -> int:
        return sum(path.stat().st_size for path in (self.about, self.vectors, self.done) if path.exists())


def embedding_name(encoder: str, columns: Sequence[str], cleaning: Sequence[str]) -> str:
    """Return what tells embeddings of the same rows apart: who read, and what was read of each row."""
    content = json.dumps([encoder, list(columns), list(cleaning)], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Embeddings:
    """A look at the vectors; rows that are done stay as they are, others may be done at a later look."""

    def __init__(self, vectors: NDArray[np.float16], known: NDArray[np.bool_]) -> None:
        self.vectors = vectors  # (n, d), of unit length; zeros where not known
        self.known = known  # (n,)

    @property
    def n_known(self) -> int:
        return int(self.known.sum())

    def of(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return (len(rows), d), in memory; zeros where a row is not known yet."""
        return np.asarray(self.vectors[rows], dtype=np.float32)


def read_embeddings(files: EmbeddingFiles) -> Embeddings | None:
    """Open what is there by now without reading it all; None when nothing is."""
    try:
        shape = _shape(files)
        known = np.fromfile(files.done, dtype=np.uint8) == _DONE  # before the vectors: what is marked was written
        if not shape[0]:
            return Embeddings(np.zeros(shape, dtype=np.float16), known)
        return Embeddings(np.memmap(files.vectors, dtype="<f2", mode="r", shape=shape), known)
    except (FileNotFoundError, ValueError):
        return None


class EmbeddingWriter:
    """Fills the files; one writer at a time. What it was killed over is done again, what it marked stays.

    It writes by place and not through mapped memory: a full disk is then an error and not the end of the process.
    """

    def __init__(self, files: EmbeddingFiles, n_rows: int, width: int) -> None:
        if not _fits(files, (n_rows, width)):
            _create(files, n_rows, width)
        self._files = files
        self._width = width
        self.known = np.fromfile(files.done, dtype=np.uint8) == _DONE  # (n,)

    def write(self, rows: Sequence[int] | NDArray[np.intp], vectors: NDArray[np.floating]) -> None:
        """Put vectors (m, d) on the disk, then mark their rows: a mark never stands before its vector.

        Raises: OSError, of a full disk say; what was marked before stays.
        """
        if vectors.shape != (len(rows), self._width):
            raise ValueError(f"{vectors.shape} are not {len(rows)} vectors of {self._width}")
        _put(self._files.vectors, rows, vectors.astype("<f2"))
        _put(self._files.done, rows, np.full((len(rows), 1), _DONE))
        self.known[np.asarray(rows, dtype=np.intp)] = True

    def carry_over(self, ids: Sequence[str], previous: Embeddings, previous_ids: Sequence[str]) -> int:
        """Take the vectors of examples that an earlier version of the dataset had; returns how many there were."""
        place = {example_id: i for i, example_id in enumerate(previous_ids) if previous.known[i]}
        pairs = [(i, place[example_id]) for i, example_id in enumerate(ids) if example_id in place]
        if pairs and previous.vectors.shape[1] == self._width:
            here, there = np.array(pairs, dtype=np.intp).T
            self.write(here, previous.of(there))
            return len(pairs)
        return 0


def _put(path: Path, rows: Sequence[int] | NDArray[np.intp], pieces: NDArray[np.generic]) -> None:
    """Write one piece for each row at its place in a file of equal pieces, and wait until the disk has them."""
    size_bytes = pieces.shape[1] * pieces.itemsize
    with path.open("r+b", buffering=0) as file:
        for row, piece in zip(rows, pieces, strict=True):
            os.pwrite(file.fileno(), piece.tobytes(), int(row) * size_bytes)
        os.fsync(file.fileno())


def _shape(files: EmbeddingFiles) -> tuple[int, int]:
    about = json.loads(files.about.read_text(encoding="utf-8"))
    return int(about["n_rows"]), int(about["width"])


def _fits(files: EmbeddingFiles, shape: tuple[int, int]) -> bool:
    try:
        sizes = files.vectors.stat().st_size, files.done.stat().st_size
        return _shape(files) == shape and sizes == (shape[0] * shape[1] * 2, shape[0])
    except (FileNotFoundError, ValueError, KeyError):
        return False


def _create(files: EmbeddingFiles, n_rows: int, width: int) -> None:
    """Make files full of nothing; the description comes last, so that half a start is started again."""
    files.folder.mkdir(parents=True, exist_ok=True)
    files.about.unlink(missing_ok=True)
    for path, size_bytes in ((files.done, n_rows), (files.vectors, n_rows * width * 2)):
        path.unlink(missing_ok=True)
        with path.open("wb") as file:
            file.truncate(size_bytes)
    write_atomic(files.about, json.dumps({"n_rows": n_rows, "width": width}).encode())
