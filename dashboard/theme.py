"""Where the look lives: the folder of assets, in a checkout and in an installed wheel, and the one stylesheet."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
FRONTEND = HERE / "components" / "frontend"


def assets_folder() -> Path:
    """Return `dashboard/assets` of a wheel, or the repository's `assets`."""
    packaged = HERE / "assets"
    return packaged if packaged.is_dir() else HERE.parent / "assets"


def apply_stylesheet() -> None:
    """Add the stylesheet to the page; it takes no room."""
    st.html(FRONTEND / "lanhai.css")
