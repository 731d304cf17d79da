"""Colours and letter sizes of figures, on the light and on the dark page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from onlife.domain.light import Light
from onlife.domain.scoring import Band

PAPER = "#EDE9E0"
INK, PRIMARY = "#1D2733", "#1F4E79"
RULE = "#8A8578"
"""Visible on the light and on the dark page."""
FONT, LINE, LABEL_WIDTH = 14, 17, 30
LEAST_FONT, WIDE_FONT, WIDE_LINE = 13, 17, 19
"""Letters in the least of columns; letters and lines of labels on a wide screen, read from the back row, which rows that are
high enough for LINE still hold.
"""
SCALE = (Light.RED.colour, "#F3EBD9", Light.GREEN.colour)
ChartRow = dict[str, Any]
BAND_LIGHT = {band: band.light for band in Band}
BAND_TINT = {Band.GREEN: "#CDE3D8", Band.MIXED: "#F4E1BF", Band.RED: "#F0CFCB"}


def _hatch(one: str, other: str, stripes: int = 40, slant: float = 0.05) -> Any:
    """Diagonal stripes of two colours: Vega has no patterns, but gradients with hard edges. `slant`: height over width."""
    stops = []
    reach = (1 + slant) / (1 + slant**2)
    for at in range(2 * stripes):
        colour = other if at % 2 else one
        stops += [{"offset": round(edge / (2 * stripes), 4), "color": colour} for edge in (at, at + 1)]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": reach, "y2": reach * slant, "stops": stops}


def _styles_of(
    *, track: str, words: str, dot: str, own: str, other: str, strip: str, green: str, red: str, hatch: tuple[str, str]
) -> Mapping[str, ChartRow]:
    """What the page lends to marks that ask for it by name (`style`): surfaces, the words on them, marks on a track.

    `own` and `other` carry white figures: 4.5:1 against white and 3:1 against the track.
    """
    return {
        "track": {"color": track},
        "hatch": {"color": _hatch(*hatch)},
        "words": {"color": words},
        "dot": {"color": dot, "stroke": dot},
        "open": {"color": track, "stroke": dot},
        "own": {"color": own, "stroke": own},
        "other": {"color": other},
        "open other": {"color": track, "stroke": other},
        "strip": {"color": strip},
        "red": {"color": red},
        "alone green": {"stroke": green},
        "alone red": {"stroke": red},
        "rimmed": {"stroke": track},
    }


LIGHT = _styles_of(
    track="#F1EEE7",
    words=INK,
    dot=PRIMARY,
    own=PRIMARY,
    other="#6B6F76",
    strip="#B4C7D9",
    green=Light.GREEN.colour,
    red=Light.RED.colour,
    hatch=("#E9E4D8", "#DDD7C9"),
)
DARK = _styles_of(
    track="#1F2833",
    words=PAPER,
    dot="#8FBCE8",
    own="#3676B2",
    other="#70757D",
    strip="#5B7A97",
    green="#4FB98F",
    red="#F07F74",
    hatch=("#242E3A", "#2E3946"),
)
"""Of the themes in `.streamlit/config.toml`."""


def mix(scale: Sequence[str], part: float) -> list[float]:
    """The colour at this part (0-1) of a scale of three."""
    low, high = (scale[0], scale[1]) if part < 0.5 else (scale[1], scale[2])
    share = 2 * part - (part >= 0.5)
    return [a + (b - a) * share for a, b in zip(rgb(low), rgb(high), strict=True)]


def hex_colour(rgb: Iterable[float]) -> str:
    return "#" + "".join(f"{round(255 * c):02X}" for c in rgb)


def score_fill(field: str) -> alt.Fill:
    scale = alt.Scale(domain=[0, 50, 100], range=list(SCALE), interpolate="rgb", clamp=True)
    return alt.Fill(f"{field}:Q", scale=scale, legend=None)


def ink_on(score: float) -> str:
    """White or ink, whichever reads better on the colour of this score."""
    mixed = mix(SCALE, score / 100)
    return "#FFFFFF" if contrast(mixed, rgb("#FFFFFF")) > contrast(mixed, rgb(INK)) else INK


def rgb(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def contrast(one: Iterable[float], other: Iterable[float]) -> float:
    """Contrast ratio of WCAG 2.2."""

    def luminance(rgb: Iterable[float]) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
