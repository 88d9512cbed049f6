"""Where projects stand: the first page and the marks of the journey."""

from collections.abc import Mapping

from pipeline.data.readiness import readiness
from pipeline.domain.errors import UserFacingError
from pipeline.domain.project import Project
from pipeline.domain.run import ALIVE, Run, RunKind, RunState
from pipeline.store.workspace import Workspace
from pipeline.workflow.runs import card_of
from pipeline.workflow.values import Journey, Mark, ProjectCard, RunCard, Step

_NOTHING_YET = Journey(None, {step: Mark.NOW if step is Step.DATA else Mark.TODO for step in Step})


def project_cards(ws: Workspace) -> list[ProjectCard]:
    """Return every project with its journey, the one that changed last first."""
    cards = [_card(ws, project) for project in ws.projects.all()]
    return sorted(cards, key=lambda card: card.updated_at, reverse=True)


def journey(ws: Workspace, project_id: str | None) -> Journey:
    """Return where a project stands; no project, or one that is gone, has everything to do."""
    if project_id is None:
        return _NOTHING_YET
    try:
        return _journey(ws, ws.projects.get(project_id))
    except UserFacingError:
        return _NOTHING_YET


def has_project(ws: Workspace, project_id: str) -> bool:
    """Whether there is such a project, and it was not deleted."""
    try:
        ws.projects.get(project_id)
    except UserFacingError:
        return False
    return True


def running(ws: Workspace) -> list[RunCard]:
    """Return what waits or runs now, in the order of the queue."""
    return [card_of(ws, run) for run in ws.runs.in_states(RunState.QUEUED, *ALIVE)]


def rename_project(ws: Workspace, project_id: str, name: str) -> None:
    """Raises: UserFacingError("name_empty")."""
    if not name.strip():
        raise UserFacingError("name_empty")
    ws.projects.rename(project_id, name.strip())


def delete_project(ws: Workspace, project_id: str) -> None:
    """Take a project from the list; its runs stop. `restore_project` brings it back with everything."""
    for run in ws.runs.all(project_id):
        ws.runs.ask_to_stop(run.id)
    ws.projects.delete(project_id)


def restore_project(ws: Workspace, project_id: str) -> None:
    ws.projects.restore(project_id)


def deleted_projects(ws: Workspace) -> list[Project]:
    return ws.projects.all(deleted=True)


def _journey(ws: Workspace, project: Project) -> Journey:
    dataset = ws.datasets.latest(project.id)
    models = ws.evaluations.models(project.id)
    runs = ws.runs.all(project.id)
    n_scored = sum(run.kind is RunKind.SCORE and run.state is RunState.SUCCEEDED for run in runs)
    counts = ws.labels.counts(project.id)
    active = next((run for run in runs if run.kind in (RunKind.TRAIN, RunKind.IMPORT) and not run.finished), None)
    done = {
        Step.DATA: dataset is not None,
        Step.LABEL: bool(models) or readiness(counts).ready,
        Step.TRAIN: bool(models),
        Step.RESULTS: bool(models) and _seen(ws, models[0].id, Step.RESULTS),
        Step.EXPLAIN: bool(models) and _seen(ws, models[0].id, Step.EXPLAIN),
        Step.SCORE: n_scored > 0,
    }
    return Journey(
        project=project,
        marks=_marks(done),
        n_rows=dataset.n_rows if dataset else 0,
        n_labeled=counts.total(),
        model=models[0] if models else None,
        evaluation=ws.evaluations.get(models[0].id) if models else None,
        active_run=active,
        n_scored=n_scored,
    )


def mark_seen(ws: Workspace, model_id: str, step: Step) -> None:
    """Remember that a model's results or explanations were looked at, so that the journey goes on."""
    if not _seen(ws, model_id, step):
        ws.settings.put(f"seen.{step.value}.{model_id}", True)


def _seen(ws: Workspace, model_id: str, step: Step) -> bool:
    return bool(ws.settings.get(f"seen.{step.value}.{model_id}", False))


def _marks(done: Mapping[Step, bool]) -> dict[Step, Mark]:
    """The first step that is not done is NOW; when all are done, the last one stays NOW: there are always new rows."""
    now = next((step for step in Step if not done[step]), Step.SCORE)
    return {step: Mark.NOW if step is now else Mark.DONE if done[step] else Mark.TODO for step in Step}


def _card(ws: Workspace, project: Project) -> ProjectCard:
    runs: list[Run] = ws.runs.all(project.id)
    stood = _journey(ws, project)
    moments = [project.created_at, *(run.created_at for run in runs[:1])]
    dataset = ws.datasets.latest(project.id)
    moments += filter(None, [ws.annotations.last_at(project.id), dataset.created_at if dataset else None])
    failed = bool(runs) and runs[0].state in (RunState.FAILED, RunState.LOST)
    return ProjectCard(project, stood, failed, max(moments))
