"""A scoring from a table in a file to a table with predictions."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.data.masked_rows import RowMasker
from pipeline.data.privacy.masker import Masker
from pipeline.data.tables import Table, read_table
from pipeline.domain.dataset import Column, ColumnRole
from pipeline.domain.training import Progress
from pipeline.models.catalog import Catalog
from pipeline.models.device import choose_device
from pipeline.models.saved import load_model
from pipeline.reporting.tables import write_csv
from pipeline.runs.executors.executor import Emit, ScoreResult, ScoreWork, ShouldStop
from pipeline.scoring.score_table import score_table, without_columns


def score(work: ScoreWork, *, emit: Emit, should_stop: ShouldStop) -> ScoreResult | None:
    """Write the scored table. Returns None when it was asked to stop: half a table is of no use."""
    emit(Progress(0.0, "prepare_encoder"))
    table = read_table(work.table_path, work.file_name, work.reading)
    model = load_model(work.model_folder, Catalog(work.encoders_folder), device=choose_device())
    if work.mask_key is not None:
        table = _masked(table, model.columns, work.sensitive, Masker(work.mask_key, model.language))
    if not work.keep_sensitive:
        table = without_columns(table, work.sensitive)
    scored = score_table(table, model, threshold=work.threshold, emit=emit, should_stop=should_stop)
    if scored is None:
        return None
    write_csv(work.output_path, scored.columns, scored.rows)
    return ScoreResult(
        n_rows=len(scored.rows),
        n_check_me=scored.n_check_me,
        per_label=dict(scored.per_label),
        n_set_aside=len(table.set_aside),
    )


def _masked(table: Table, texts: Sequence[str], sensitive: Collection[str], masker: Masker) -> Table:
    """Mask a table as the model's own was masked: it reads what it has learned, and nothing else is kept."""
    roles = {name: ColumnRole.SENSITIVE for name in sensitive} | {name: ColumnRole.TEXT for name in texts}
    rows = RowMasker(masker, [Column(name, roles.get(name, ColumnRole.IGNORED)) for name in table.columns])
    return replace(table, rows=tuple(rows.mask(row) for row in table.rows))
