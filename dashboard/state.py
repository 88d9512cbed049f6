"""Where the person is: workspace, project, model and run (in the URL, so that a link can be sent), and their name."""

from pathlib import Path
from typing import Any, Literal, NoReturn

import streamlit as st

from pipeline.workflow import settings
from pipeline.workflow.workspace import default_folder, open_workspace

_IN_URL = ("project", "model", "run", "new")
_ANNOTATOR = "annotator"
_NEW = "new"  # also in the URL: a reload while a table is brought must not land in another project
SOMEONE = "me"  # the annotator until a name is given


def workspace_folder() -> Path:
    return default_folder()


def workspace() -> Any:
    """Return the workspace that this server was started on, opened once per process."""
    return _open(str(default_folder()))


@st.cache_resource(show_spinner=False)
def _open(folder: str) -> Any:
    return open_workspace(Path(folder))


def sync_url() -> None:
    """Keep the choices through a change of page, which empties the URL."""
    for name in _IN_URL:
        if name in st.query_params:
            st.session_state[f"chosen_{name}"] = st.query_params[name]
        elif st.session_state.get(f"chosen_{name}"):
            st.query_params[name] = st.session_state[f"chosen_{name}"]


def _chosen(name: str) -> str | None:
    value = st.query_params.get(name) or st.session_state.get(f"chosen_{name}")
    return str(value) if value else None


def _choose(name: str, value: str | None) -> None:
    st.session_state[f"chosen_{name}"] = value
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def project_id() -> str | None:
    return _chosen("project")


def choose_project(chosen: str | None, *, starting_new: bool = False) -> None:
    """Choose a project; model and run of another one are forgotten. `starting_new`: none, until a table is brought."""
    if chosen != project_id():
        _choose("model", None)
        _choose("run", None)
    _choose("project", chosen)
    _choose(_NEW, "1" if starting_new else None)


def starting_new_project() -> bool:
    return _chosen(_NEW) is not None


def model_id() -> str | None:
    return _chosen("model")


def choose_model(chosen: str | None) -> None:
    _choose("model", chosen)


def run_id() -> str | None:
    return _chosen("run")


def choose_run(chosen: str | None) -> None:
    _choose("run", chosen)


def go(view: str) -> NoReturn:
    """Open another view, by the name of its file, on the same project."""
    st.switch_page(f"views/{view}.py", query_params={name: value for name in _IN_URL if (value := _chosen(name))})


def annotator() -> str:
    """Return the name under which decisions are stored: this visit's own. A first visit begins with the last one given.

    What somebody else on the same workspace calls themselves meanwhile changes nothing here.
    """
    if _ANNOTATOR not in st.session_state:
        st.session_state[_ANNOTATOR] = str(settings.get(workspace(), _ANNOTATOR, ""))
    return str(st.session_state[_ANNOTATOR]) or SOMEONE


def name_annotator(name: str) -> None:
    """Raises: UserFacingError("name_reserved", name)."""
    named = settings.own_name(name)
    st.session_state[_ANNOTATOR] = named
    settings.put(workspace(), _ANNOTATOR, named)


def theme_type() -> Literal["light", "dark"]:
    return "dark" if st.context.theme.type == "dark" else "light"
