"""Reading a dataset version's texts with a frozen encoder, the most useful ones first; killed, it goes on later."""

import time
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.data.clean import clean
from pipeline.domain.dataset import Example
from pipeline.domain.training import Progress
from pipeline.models.catalog import Catalog, Encoder
from pipeline.models.device import choose_device
from pipeline.models.embedder import Embedder
from pipeline.runs.executors.embedding_work import EmbedResult, EmbedWork
from pipeline.runs.executors.executor import Emit, ShouldStop
from pipeline.store.embeddings import EmbeddingFiles, EmbeddingWriter, embedding_name, read_embeddings
from pipeline.store.rows import Rows

N_AT_ONCE = 256  # texts between two looks at what is wished; all that a kill can cost
N_READ = 4_096  # rows read from the table at once


def embed(work: EmbedWork, *, emit: Emit, should_stop: ShouldStop) -> EmbedResult:
    """Fill the version's embeddings. Stopped, it returns with what is there by then, which is fit for use."""
    began = time.monotonic()
    emit(Progress(0.0, "prepare_encoder"))
    catalog = Catalog(work.encoders_folder)
    encoder = catalog.get(work.encoder)
    rows = Rows(work.rows_path)
    name = embedding_name(encoder.name, work.columns, work.cleaning)
    writer = EmbeddingWriter(EmbeddingFiles(work.output_folder, name), len(rows), encoder.hidden)
    _take_over(work, name, writer, rows.ids)
    waiting = _order(rows, work.first, writer.known)
    n_embedded = 0
    if len(waiting) and not should_stop():
        n_embedded = _fill(work, _load(catalog, encoder), writer, waiting, (emit, should_stop))
    return EmbedResult(int(writer.known.sum()), n_embedded, name, time.monotonic() - began)


def _fill(
    work: EmbedWork,
    embedder: Embedder,
    writer: EmbeddingWriter,
    waiting: NDArray[np.intp],
    ask: tuple[Emit, ShouldStop],
) -> int:
    emit, should_stop = ask
    n_rows, began, n_embedded = len(writer.known), time.monotonic(), 0
    for piece, texts in _pieces(work, waiting):
        if should_stop():
            break
        writer.write(piece, embedder.embed(texts))
        n_embedded += len(piece)
        pace = (time.monotonic() - began) / n_embedded
        emit(Progress(float(writer.known.sum()) / n_rows, "embed", pace * (len(waiting) - n_embedded)))
    return n_embedded


def _pieces(work: EmbedWork, waiting: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], list[str]]]:
    """Yield rows with their cleaned texts, read as a model reads them."""
    rows = Rows(work.rows_path)
    for start in range(0, len(waiting), N_READ):
        some = waiting[start : start + N_READ]
        cells = rows.take(some.tolist(), work.columns)
        for first in range(0, len(some), N_AT_ONCE):
            texts = [_text(row, work.cleaning) for row in cells[first : first + N_AT_ONCE]]
            yield some[first : first + N_AT_ONCE], texts


def _text(cells: Sequence[str], cleaning: Sequence[str]) -> str:
    return Example("", tuple(clean(cell, cleaning) for cell in cells)).text


def _order(rows: Rows, first: Sequence[str], known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the rows that have no embedding yet: the asked ones, then by id, which is an order of chance."""
    soonest = rows.positions(first)
    places = {example_id: place for place, example_id in enumerate(first)}
    front = sorted(soonest.values(), key=lambda row: places[rows.ids[row]])
    order = np.argsort(np.array(rows.ids, dtype=np.str_), kind="stable")
    ranked = np.array(list(dict.fromkeys([*front, *order.tolist()])), dtype=np.intp)
    return ranked[~known[ranked]]


def _take_over(work: EmbedWork, name: str, writer: EmbeddingWriter, ids: Sequence[str]) -> None:
    if work.previous is None or writer.known.all():
        return
    rows_path, folder = work.previous
    previous = read_embeddings(EmbeddingFiles(folder, name))
    if previous is not None:
        writer.carry_over(ids, previous, Rows(rows_path).ids)


def _load(catalog: Catalog, encoder: Encoder) -> Embedder:
    return Embedder.load(catalog.materialize(encoder), prefix=encoder.prefix, device=choose_device())
