"""Where the look lives: the folder of assets, in a checkout and in an installed wheel, and the one stylesheet."""

from pathlib import Path

import streamlit as st

from dashboard.i18n.words import t

HERE = Path(__file__).parent
_UPLOADER = {  # private test ids of Streamlit 1.67
    '[data-testid="stFileUploaderDropzone"] > span button p': "app.upload",
    '[data-testid="stFileUploaderDropzoneInstructions"] div > span': "app.upload_limit",
}
FRONTEND = HERE / "components" / "frontend"


def assets_folder() -> Path:
    """Return `dashboard/assets` of a wheel, or the repository's `assets`."""
    packaged = HERE / "assets"
    return packaged if packaged.is_dir() else HERE.parent / "assets"


def apply_stylesheet() -> None:
    """Add the stylesheet to the page, with our words where Streamlit has English ones only; it takes no room."""
    st.html(FRONTEND / "lanhai.css")
    st.html(f"<style>{''.join(_said(place, t(key)) for place, key in _UPLOADER.items())}</style>")


def _said(place: str, words: str) -> str:
    return f'{place} {{ font-size: 0; }} {place}::after {{ content: "{words}"; font-size: .875rem; }} '
