"""settings."""

from dashboard.components import page
from dashboard.i18n.words import t


def render() -> None:
    page.header(t("nav.settings"))


if __name__ == "__main__":
    render()
