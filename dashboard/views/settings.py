"""Settings: language, look, name, this workspace and this computer."""

import streamlit as st

from dashboard import state
from dashboard.components import encoders, page, theme_switch
from dashboard.components.bar import NAMES, keep_language
from dashboard.components.markup import html, show
from dashboard.errors import guard
from dashboard.i18n.words import KEY, LANGUAGES, language, size, t
from pipeline.workflow import home, settings, uploads
from pipeline.workflow.workspace import default_folder, machine

_CHOSEN = "settings_language"
GIGABYTE = 1e9


def render() -> None:
    page.header(t("settings.title"), facts=(t("home.private"),))
    _appearance()
    _person()
    encoders.draw()
    _files()
    _workspace()
    _machine()


def _appearance() -> None:
    page.section(t("settings.appearance"))
    with st.container(horizontal=True, gap="large", key="settings_appearance"):
        st.session_state[_CHOSEN] = language()
        st.segmented_control(
            t("app.language"),
            LANGUAGES,
            required=True,
            format_func=lambda code: NAMES[code],
            key=_CHOSEN,
            on_change=_choose_language,
        )
        theme_switch.draw()


def _choose_language() -> None:
    st.session_state[KEY] = st.session_state[_CHOSEN]
    keep_language()


def _person() -> None:
    page.section(t("settings.person"), t("settings.person_caption"))
    name = "" if state.annotator() == state.SOMEONE else state.annotator()
    given = st.text_input(t("settings.name"), value=name, max_chars=60, key="settings_name", width=360)
    with guard():
        if (given or "").strip() != name:
            state.name_annotator(given or "")


def _files() -> None:
    """The one limit for every way in, and the folders of this machine that tables may come from."""
    ws = state.workspace()
    page.section(t("settings.files"), t("settings.files_caption"))
    key = "settings_limit"
    st.session_state[key] = round(uploads.limit_bytes(ws) / GIGABYTE, 1)

    def changed() -> None:
        uploads.set_limit_bytes(ws, round(st.session_state[key] * GIGABYTE))

    st.number_input(
        t("settings.limit"), min_value=0.1, max_value=1000.0, step=0.5, key=key, on_change=changed, width=260
    )
    folders = [str(folder) for folder in uploads.server_folders(ws)]
    page.fact_list([(t("settings.folders"), t("common.list_sign").join(folders))])


def _workspace() -> None:
    ws = state.workspace()
    page.section(t("settings.workspace"), t("settings.workspace_caption"))
    page.fact_list(
        [
            (t("settings.folder"), str(default_folder())),
            (t("settings.size"), size(settings.workspace_size(ws))),
        ]
    )
    for project in home.deleted_projects(ws):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"deleted_{project.id}"
        ):
            show(f'<p class="lh-muted">{html(t("settings.deleted", name=project.name))}</p>')
            if st.button(t("settings.restore"), key=f"settings_restore_{project.id}"):
                with guard():
                    home.restore_project(ws, project.id)
                    st.rerun()


def _machine() -> None:
    here = machine()
    page.section(t("settings.machine"))
    page.fact_list(
        [
            (t("settings.gpu"), here.gpu or t("settings.no_gpu")),
            (t("settings.cores"), t("settings.n_cores", n=here.n_cores)),
            (
                t("settings.memory"),
                t("settings.free_of", free=size(here.free_memory_bytes), total=size(here.memory_bytes)),
            ),
            (t("settings.disk"), t("settings.free", free=size(here.free_disk_bytes))),
            (t("settings.system"), t("settings.system_value", system=here.system, python=here.python)),
        ]
    )


if __name__ == "__main__":
    render()
