"""What an address names and this workspace has not: let go of, and told."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from dashboard import state
from pipeline.domain.errors import UserFacingError
from pipeline.workflow import home, results, runs


def let_go() -> UserFacingError | None:
    """Let go of a project, model or run that is not here; return what to tell of it, once.

    A project may also have been deleted elsewhere meanwhile. A model or run that only the session remembers goes
    without a word: the way back to another project leaves them behind.
    """
    named = frozenset(st.query_params)
    state.sync_url()
    ws, project_id = state.workspace(), state.project_id()
    if project_id is None:
        return None
    if not home.has_project(ws, project_id):
        state.choose_project(None)
        return UserFacingError("project_missing")
    return _model(ws, project_id, named) or _run(ws, project_id, named)


def _model(ws: Any, project_id: str, named: Collection[str]) -> UserFacingError | None:
    model_id = state.model_id()
    if model_id is None or any(model.id == model_id for model in results.models(ws, project_id)):
        return None
    state.choose_model(None)
    return UserFacingError("model_missing") if "model" in named else None


def _run(ws: Any, project_id: str, named: Collection[str]) -> UserFacingError | None:
    run_id = state.run_id()
    if run_id is None:
        return None
    try:
        if runs.run_card(ws, run_id).run.project_id == project_id:
            return None
    except UserFacingError:
        pass
    state.choose_run(None)
    return UserFacingError("run_missing", run=run_id) if "run" in named else None
