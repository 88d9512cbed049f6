"""The page that every visit starts from: language, navigation, frame."""

from collections.abc import Mapping

import streamlit as st

from dashboard import links, state, theme
from dashboard.components import bar
from dashboard.components.chosen import go_button
from dashboard.errors import error_card, guard
from dashboard.i18n.words import t
from pipeline.workflow import home
from pipeline.workflow.values import Mark, Step

_MARKS = {
    Mark.DONE: ":material/check_circle:",
    Mark.NOW: ":material/radio_button_checked:",
    Mark.TODO: ":material/radio_button_unchecked:",
}


def marks() -> Mapping[Step, Mark]:
    """Return how far the chosen project is: without a choice the latest one."""
    if state.project_id() is None and not state.starting_new_project():
        latest = home.project_cards(state.workspace())[:1]
        state.choose_project(latest[0].project.id if latest else None)
    return home.journey(state.workspace(), state.project_id()).marks


def pages(steps: Mapping[Step, Mark]) -> list[st.Page]:
    """Return the views in the journey's order; addresses stay the same in every language."""
    views = [st.Page("views/home.py", title=t("nav.home"), url_path="home", default=True)]
    for step in Step:
        views.append(
            st.Page(
                f"views/{step.value}.py", title=t(f"nav.{step.value}"), url_path=step.value, icon=_MARKS[steps[step]]
            )
        )
    views.append(st.Page("views/runs.py", title=t("nav.runs"), url_path="runs"))
    views.append(st.Page("views/settings.py", title=t("nav.settings"), url_path="settings", visibility="hidden"))
    return views


def main() -> None:
    icon = theme.assets_folder() / "icon.svg"
    st.set_page_config(page_icon=str(icon), layout="wide")
    theme.apply_stylesheet()
    place = bar.language_switch()
    with guard():
        missing = links.let_go()
        page = st.navigation(pages(marks()), position="top")
        st.logo(str(theme.assets_folder() / "logo.svg"), size="large")
        bar.settings_link(place)
        st.set_page_config(page_title=t("app.tab", view=page.title))
        if missing is not None:
            error_card(missing.code, missing.params)
        if missing is not None and missing.code == "project_missing" and page.url_path:
            go_button("home")  # another project below would pass for the one that was asked for
        else:
            page.run()


main()
