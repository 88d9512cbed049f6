"""A scoring from a table in a file to a table with predictions."""

from pipeline.data.tables import read_table
from pipeline.domain.training import Progress
from pipeline.models.catalog import Catalog
from pipeline.models.device import choose_device
from pipeline.models.saved import load_model
from pipeline.reporting.tables import write_csv
from pipeline.runs.executors.executor import Emit, ScoreResult, ScoreWork, ShouldStop
from pipeline.scoring.score_table import score_table


def score(work: ScoreWork, *, emit: Emit, should_stop: ShouldStop) -> ScoreResult | None:
    """Write the scored table. Returns None when it was asked to stop: half a table is of no use."""
    emit(Progress(0.0, "prepare_encoder"))
    encoding, delimiter, header = work.reading
    table = read_table(
        work.table_path.read_bytes(), work.file_name, encoding=encoding, delimiter=delimiter, header=header
    )
    model = load_model(work.model_folder, Catalog(work.encoders_folder), device=choose_device())
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
