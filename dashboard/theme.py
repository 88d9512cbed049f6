"""Where the look lives: the folder of assets, in a checkout and in an installed wheel, and the one stylesheet."""

from pathlib import Path

import streamlit as st

from dashboard.i18n.words import language, t

HERE = Path(__file__).parent
_UPLOADER = {  # private test ids of Streamlit 1.67
    '[data-testid="stFileUploaderDropzone"] > span button p': "app.upload",
    '[data-testid="stFileUploaderDropzoneInstructions"] div > span': "app.upload_limit",
}
FRONTEND = HERE / "components" / "frontend"
# Curly quotes are the same signs in both languages, wide in Chinese type and narrow in English. `theme.font` begins
# with this family, which only English pages have: so Streamlit's widgets get the quotes of the page's language.
_ENGLISH_QUOTES = (
    "@font-face { font-family: 'English Quotes'; src: url('/assets/fonts/inter-latin.woff2') format('woff2'); "
    "font-weight: 100 900; unicode-range: U+2018-2019, U+201C-201D; }"
)


def assets_folder() -> Path:
    """Return `dashboard/assets` of a wheel, or the repository's `assets`."""
    packaged = HERE / "assets"
    return packaged if packaged.is_dir() else HERE.parent / "assets"


def apply_stylesheet() -> None:
    """Add the stylesheet to the page, with our words where Streamlit has English ones only; it takes no room."""
    st.html(FRONTEND / "lanhai.css")
    rules = [_said(place, t(key)) for place, key in _UPLOADER.items()]
    if language() == "en":
        rules.append(_ENGLISH_QUOTES)
    st.html(f"<style>{''.join(rules)}</style>")


def _said(place: str, words: str) -> str:
    return f'{place} {{ font-size: 0; }} {place}::after {{ content: "{words}"; font-size: .875rem; }} '
