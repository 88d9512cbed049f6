"""The colours of every chart, light and dark. Ten in each list: with fewer, Streamlit's template breaks plotly's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """One theme's colours as "#RRGGBB". `accent` is primary as text and line, `rail` what a strip runs on."""

    accent: str
    background: str
    second: str
    text: str
    muted: str
    border: str
    hairline: str
    pro: str  # speaks for a label
    con: str  # speaks against it
    categorical: tuple[str, ...]
    sequential: tuple[str, ...]  # from nothing to all


def _ten(colours: str) -> tuple[str, ...]:
    return tuple(colours.split())


LIGHT = Palette(
    accent="#0F766E",
    background="#FFFFFF",
    second="#F4F7F6",
    text="#0F1B1A",
    muted="#50605D",
    border="#DBE4E2",
    hairline="#E8EEEC",
    pro="#B54F08",
    con="#2A64A8",
    categorical=_ten("#0F766E #C2570C #2F6DB5 #B8860B #8B4F9F #CC6677 #5AA9D6 #7A7F1E #882255 #71807D"),
    sequential=_ten("#F1F8F7 #DCEFEC #C0E2DD #9DD1CA #74BBB2 #4BA197 #2A877D #156E65 #0B544D #063B36"),
)

DARK = Palette(
    accent="#3DB8A8",
    background="#0E1514",
    second="#17211F",
    text="#E8F0EE",
    muted="#A3B3B0",
    border="#2B3836",
    hairline="#222E2C",
    pro="#F0954A",
    con="#7FB0EA",
    categorical=_ten("#3DB8A8 #F0954A #7FB0EA #D9B44A #C08FD3 #E895A3 #9AD0EE #B9BE62 #D073A0 #98A6A3"),
    sequential=_ten("#14211F #17302C #1A413C #1D554E #206B62 #288379 #3C9D92 #62B8AE #93D3CB #C9ECE7"),
)


def palette_for(theme: str | None) -> Palette:
    """Return the colours of "dark" or, for anything else, of light."""
    return DARK if theme == "dark" else LIGHT


def channels(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of "#RRGGBB", each 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def blend(scale: tuple[str, ...], share: float) -> str:
    """Return the colour at `share` (0 to 1, cut to it) of an evenly spaced scale, as plotly draws it."""
    place = min(max(share, 0.0), 1.0) * (len(scale) - 1)
    low = min(int(place), len(scale) - 2)
    pairs = zip(channels(scale[low]), channels(scale[low + 1]), strict=True)
    mixed = (round(255 * (one + (other - one) * (place - low))) for one, other in pairs)
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def readable_on(fill: str) -> str:
    """Return black or white, whichever stands out more on a fill: always 4.58 or more, which no softer pair reaches."""
    return max(("#000000", "#FFFFFF"), key=lambda text: contrast(fill, text))
