"""Home: where one left off, the projects, and what a stranger can do first."""

import streamlit as st

from dashboard import state
from dashboard.components import journey as steps
from dashboard.components import page, projects
from dashboard.components.markup import html, show, strong
from dashboard.errors import guard
from dashboard.i18n.words import LANGUAGES, duration, language, size, t
from pipeline.domain.run import RunKind
from pipeline.workflow import home, samples, settings
from pipeline.workflow.values import Journey, ProjectCard
from pipeline.workflow.workspace import machine

_WATCHED = {  # what runs: the view that shows it, and the words of its button
    "training": ("train", "home.go_watch"),
    "importing": ("data", "home.go_watch_import"),
}


def render() -> None:
    ws = state.workspace()
    cards = home.project_cards(ws)
    if cards and state.project_id() is None:
        state.choose_project(cards[0].project.id)
        st.rerun()
    if not cards:
        _welcome()
    else:
        _projects(cards)
    projects.undo_notice()
    _quiet_facts()


def _welcome() -> None:
    page.header(t("home.title_empty"), facts=(t("home.private"),), lead=t("home.lead_empty"))
    with st.container(key="home_welcome"):
        steps.draw(home.journey(state.workspace(), None))
    with st.container(horizontal=True, key="home_start"):
        if st.button(t("home.bring"), type="primary", icon=":material/upload:", key="home_new"):
            _new()
        _examples()


def _projects(cards: list[ProjectCard]) -> None:
    page.header(t("home.title"), facts=(t("home.private"),), lead=t("home.lead"), actions=_actions)
    chosen = next((card for card in cards if card.project.id == state.project_id()), cards[0])
    _left_off(chosen.journey)
    page.section(t("home.projects"))
    with st.container(gap=None, key="home_projects"):
        for card in cards:
            projects.row(card, chosen=card is chosen)


def _actions() -> None:
    _examples()
    if st.button(t("home.new"), key="home_new", icon=":material/add:"):
        _new()


def _new() -> None:
    state.choose_project(None, starting_new=True)
    state.go("data")


def _left_off(journey: Journey) -> None:
    if journey.project is None:
        return
    way = _way_on(journey)
    following = html(t(f"home.{way}_now")) if way in _WATCHED else _next_words(journey)
    with st.container(border=True, key="home_left_off"):
        steps.draw(journey, title=journey.project.name, note=t("home.left_off"))
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="home_next_row"
        ):
            show(f'<p class="lh-muted">{following}</p>')
            words = t(f"home.go_{way}") if way not in _WATCHED else t(_WATCHED[way][1])
            if st.button(words, type="primary", key="home_continue"):
                state.go(_WATCHED[way][0] if way in _WATCHED else way)


def _way_on(journey: Journey) -> str:
    """Return the step to go on with, or what there is to watch first."""
    run = journey.active_run
    if run is None:
        return journey.now.value
    return "importing" if run.kind is RunKind.IMPORT else "training"


def _next_words(journey: Journey) -> str:
    return f"{html(t('home.next'))} {strong(t(f'home.next_{journey.now.value}'))}"


def _examples() -> None:
    titles = {sample.name: sample.titles[language()] for sample in _sorted_samples()}
    name = st.menu_button(
        t("home.examples"),
        list(titles),
        format_func=lambda key: titles[key],
        icon=":material/science:",
        type="tertiary",
        key="home_example",
    )
    if name:
        with guard():
            imported = samples.open_sample(state.workspace(), name, screen=language())
            state.choose_project(imported.project.id)
            state.go("data")


def _sorted_samples() -> list[samples.Sample]:
    """Return the examples, those in the screen's language first."""
    order = [language(), *LANGUAGES]
    return sorted(samples.samples(), key=lambda sample: order.index(sample.language.value))


def _quiet_facts() -> None:
    ws = state.workspace()
    page.quiet_facts(
        [
            (t("home.running"), _running()),
            (t("home.computer"), _computer()),
            (t("home.safe"), t("home.safe_value", size=size(settings.workspace_size(ws)))),
        ]
    )


def _running() -> str:
    cards = home.running(state.workspace())
    if not cards:
        return t("home.running_none")
    first = cards[0]
    progress = first.run.progress
    if len(cards) == 1 and progress and progress.seconds_left is not None:
        return t("home.running_left", project=first.project_name, left=duration(progress.seconds_left))
    return t("home.running_some", project=first.project_name, n=len(cards))


def _computer() -> str:
    here = machine()
    n_encoders = sum(encoder.available for encoder in settings.encoders(state.workspace()))
    free = size(here.free_disk_bytes)
    if here.gpu:
        return t("home.computer_gpu", n=n_encoders, gpu=here.gpu, free=free)
    return t("home.computer_cpu", n=n_encoders, free=free)


if __name__ == "__main__":
    render()
