"""runs."""

from dashboard.components import page
from dashboard.i18n.words import t


def render() -> None:
    page.header(t("nav.runs"))


if __name__ == "__main__":
    render()
