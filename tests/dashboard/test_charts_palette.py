"""The palette can be read by everyone: contrast, and colours that stay apart for colour-blind eyes."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from dashboard.charts.palette import (
    DARK,
    LIGHT,
    Palette,
    blend,
    channels,
    contrast,
    luminance,
    palette_for,
    readable_on,
)

# Machado, Oliveira & Fernandes 2009, table 1, severity 1.0, on linear RGB
EYES = {
    "all three cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
THEMES = {"light": LIGHT, "dark": DARK}
CLEARLY_APART = 15.0  # CIE 1976; 2.3 is just noticeable


def lab(colour: str, eye: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIE L*a*b* (D65) as an eye sees a colour."""
    rgb = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)])
    seen = np.clip(eye @ rgb, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (to_xyz @ seen) / (0.9505, 1.0, 1.089)
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


def distance(one: str, other: str, eye: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(lab(one, eye) - lab(other, eye)))


def pairs_that_meet(palette: Palette) -> dict[str, tuple[str, str]]:
    """Colours that stand side by side and mean different things.

    Model and rival are not among them: teal and grey are one colour to a red-green blind eye, so the two are told
    apart by their shapes (a solid line and a dashed one, a band with a tick and a diamond).
    """
    return {
        "for and against": (palette.pro, palette.con),
        "checking and learning": (palette.categorical[1], palette.muted),
        "model and page": (palette.accent, palette.background),
        "none and all": (palette.sequential[0], palette.sequential[-1]),
    }


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_colours_that_meet_stay_apart_for_every_eye(theme: str, eye: str) -> None:
    # fails if: against is drawn in "#8A5A10", which protanopia cannot tell from for
    apart = {name: distance(*pair, EYES[eye]) for name, pair in pairs_that_meet(THEMES[theme]).items()}
    assert {name: far for name, far in apart.items() if far < CLEARLY_APART} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_words_in_every_text_colour_can_be_read(theme: str) -> None:
    # fails if: muted is "#8A9A97"
    palette = THEMES[theme]
    inks = (palette.text, palette.muted, palette.accent, palette.pro, palette.con)
    grounds = (palette.background, palette.second)
    assert min(contrast(ink, ground) for ink in inks for ground in grounds) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_numbers_in_squares_can_be_read_on_every_shade(theme: str) -> None:
    # fails if: readable_on always answers "#FFFFFF"
    shades = [blend(THEMES[theme].sequential, share / 100) for share in range(101)]
    assert min(contrast(shade, readable_on(shade)) for shade in shades) >= 4.5


@pytest.mark.parametrize(("theme", "direction"), [("light", -1), ("dark", 1)])
def test_more_is_always_further_from_the_page(theme: str, direction: int) -> None:
    # fails if: two shades of a sequential scale are exchanged
    lights = [luminance(colour) for colour in THEMES[theme].sequential]
    assert all(direction * (later - earlier) > 0 for earlier, later in pairwise(lights))


def test_a_blend_meets_the_scale_at_its_steps_and_stays_on_it() -> None:
    assert [blend(LIGHT.sequential, i / 9) for i in range(10)] == list(LIGHT.sequential)
    assert blend(LIGHT.sequential, -3.0) == LIGHT.sequential[0]
    assert blend(LIGHT.sequential, 7.0) == LIGHT.sequential[-1]


def test_each_list_has_exactly_ten() -> None:
    for palette in THEMES.values():
        assert [len(each) for each in (palette.categorical, palette.sequential)] == [10, 10]


def test_an_unknown_theme_is_light() -> None:
    assert palette_for("dark") is DARK
    assert palette_for(None) is LIGHT


def test_contrast_is_that_of_the_standard() -> None:
    # source = WCAG 2.2: black on white is 21; #767676 on white is the well-known lightest grey that passes, 4.54
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
