"""The work of an EMBED run and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class EmbedWork:
    """Texts of a dataset version to be read by a frozen encoder, once; what is there already is not read again."""

    rows_path: Path
    columns: tuple[str, ...]  # TEXT columns
    cleaning: tuple[str, ...]
    encoder: str  # a name of the catalogue
    encoders_folder: Path
    output_folder: Path  # the version's; filled piece by piece and read meanwhile
    first: Sequence[str] = ()  # ids of the examples that are needed soonest; the others come in the order of their ids
    previous: tuple[Path, Path] | None = None  # rows and folder of the version before: what it has is taken over


@dataclass(frozen=True)
class EmbedResult:
    n_rows: int  # with an embedding now
    n_embedded: int  # of them by this run
    name: str  # store.embeddings.embedding_name
    seconds: float
