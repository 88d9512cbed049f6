"""What a person chooses for the whole workspace, and the encoders on this machine."""

from pathlib import Path
from typing import Any

from pipeline.domain.errors import UserFacingError
from pipeline.domain.labels import FILE_ANNOTATOR
from pipeline.models.catalog import Catalog
from pipeline.store.files import folder_size
from pipeline.store.workspace import Workspace
from pipeline.workflow.train import encoder_option
from pipeline.workflow.values import EncoderOption


def encoders(ws: Workspace) -> list[EncoderOption]:
    return [encoder_option(encoder) for encoder in Catalog(ws.encoders_folder()).all()]


def add_encoder(ws: Workspace, path: str) -> EncoderOption:
    """Copy a local folder in the Hugging Face format into the workspace.

    Raises: UserFacingError when it is no such folder, has no safetensors, or would need its own code to run.
    """
    return encoder_option(Catalog(ws.encoders_folder()).add_folder(Path(path.strip()).expanduser()))


def own_name(name: str) -> str:
    """Return a person's name as it stands beside their decisions.

    Raises: UserFacingError("name_reserved", name): labels that came with a table stand under it.
    """
    own = name.strip()
    if own.casefold() == FILE_ANNOTATOR:
        raise UserFacingError("name_reserved", name=own)
    return own


def workspace_size(ws: Workspace) -> int:
    """Return the bytes a workspace takes on the disk."""
    return folder_size(ws.folder)


def get(ws: Workspace, key: str, default: Any = None) -> Any:
    return ws.settings.get(f"choice.{key}", default)


def put(ws: Workspace, key: str, value: Any) -> None:
    ws.settings.put(f"choice.{key}", value)
