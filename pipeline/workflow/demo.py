"""A ready workspace: a project in each language, partly labelled, and a first model on its way."""

from pipeline.domain.training import Preset
from pipeline.store.workspace import Workspace
from pipeline.workflow import samples, train

SHOWN = ("maintenance", "messages")  # names in samples.toml, in the order of their training


def prepare(ws: Workspace, *, screen: str) -> None:
    """Fill an empty workspace once: opening the demo again leaves what was done in it alone."""
    if ws.settings.get("demo.prepared"):
        return
    known = {sample.name: sample for sample in samples.samples()}
    for name in SHOWN:
        if name in known:
            imported = samples.open_sample(ws, name)
            train.start(ws, imported.project.id, preset=Preset.QUICK)
    ws.settings.put("demo.prepared", screen)
