"""A ready workspace: a project in each language, partly labelled, and a first model on its way."""

from pipeline.domain.training import Preset
from pipeline.store.workspace import Workspace
from pipeline.workflow import samples, train

SHOWN = ("maintenance", "messages")  # names in samples.toml, in the order of their training


def prepare(ws: Workspace) -> None:
    """Fill an empty workspace once: opening the demo again leaves what was done in it alone."""
    for name in SHOWN:
        if ws.settings.get(f"demo.{name}"):
            continue
        with ws.database.write():
            project = samples.open_sample(ws, name).project
            ws.settings.put(f"demo.{name}", project.id)
        train.start(ws, project.id, preset=Preset.QUICK)
