"""train."""

from dashboard.components import page
from dashboard.i18n.words import t


def render() -> None:
    page.header(t("nav.train"))


if __name__ == "__main__":
    render()
