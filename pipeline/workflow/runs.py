"""Background work as a person sees it."""

from pipeline.domain.errors import UserFacingError
from pipeline.domain.run import Run, RunKind
from pipeline.runs import supervisor
from pipeline.runs.brought import forget_brought, hand_on
from pipeline.store.clock import new_id
from pipeline.store.workspace import Workspace
from pipeline.workflow.values import RunCard


def tick(ws: Workspace) -> None:
    """Bury the dead and start the next; every page calls it."""
    supervisor.tick(ws)


def run_cards(ws: Workspace, project_id: str | None = None) -> list[RunCard]:
    """Return runs, newest first, that were not cleared away."""
    return [card_of(ws, run) for run in ws.runs.all(project_id, cleared=False)]


def run_card(ws: Workspace, run_id: str) -> RunCard:
    """Raises: UserFacingError("run_missing")."""
    return card_of(ws, ws.runs.get(run_id))


def stop(ws: Workspace, run_id: str) -> Run:
    """Ask a run to stop; a training keeps the best model so far. A finished run stays as it is."""
    ws.runs.ask_to_stop(run_id)
    run = ws.runs.get(run_id)
    if run.finished:  # stopped before a worker took it
        forget_brought(ws, run)
    return run


def restart(ws: Workspace, run_id: str) -> Run:
    """Queue the same work again as a new run that names this one as its parent.

    Raises: UserFacingError("run_not_finished") while it still works.
    """
    run = ws.runs.get(run_id)
    if not run.finished:
        raise UserFacingError("run_not_finished")
    fresh_id = new_id()
    hand_on(ws, run, fresh_id)
    fresh = ws.runs.queue(run.kind, run.project_id, run.config, parent_id=run.id, run_id=fresh_id)
    tick(ws)
    return fresh


def log(ws: Workspace, run_id: str, *, n_lines: int = 200) -> str:
    """Return the end of a run's log: for those who look after Lanhai; it holds no text of the data."""
    path = ws.log_file(ws.runs.get(run_id).id)
    if not path.exists():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-n_lines:])


def clear_finished(ws: Workspace) -> None:
    """Take finished runs off the list; models and results stay."""
    ws.runs.clear_finished()


def card_of(ws: Workspace, run: Run) -> RunCard:
    model_id = run.result.get("model_id") if run.kind is RunKind.TRAIN else None
    return RunCard(
        run=run,
        project_name=ws.projects.name_of(run.project_id),
        queue_position=supervisor.queue_position(ws, run),
        model=ws.evaluations.model(model_id) if model_id else None,
        evaluation=ws.evaluations.get(model_id) if model_id else None,
    )
