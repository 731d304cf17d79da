"""The picture of a screen: a figure of the pages, drawn for the projector.

It is drawn in pixels of a page, and the style sheet makes it as wide as its place: so the smallest letters on it are read
from the back row.
"""

from __future__ import annotations

import streamlit as st

from onlife import charts
from onlife.charts import Figure
from onlife.services import figures
from onlife.services.figures import NothingToShow, View

ACROSS, BESIDE = 960, 600
"""Pixels across a picture by itself (56 rem), and one with something beside it (35 rem)."""
LOW, HIGH = 290, 362
"""Pixels from top to bottom: half of the screen, with words below it; and with next to none."""
MOST_ROWS = 13
"""As many rows of a matrix as can be read from the back row."""


def find(kind: str, view: View) -> Figure | None:
    """A figure for the room; of a matrix that is too large for it only the dots. None where there is nothing to show."""
    try:
        found = figures.figure(kind, view)
    except NothingToShow:
        return None
    return find("verschillen", view) if kind == "elementen" and len(found.table) > MOST_ROWS else found


def draw(figure: Figure, *, across: int = ACROSS, high: int = LOW) -> None:
    """A figure as large as its place."""
    dark = st.context.theme.type == "dark"
    st.vega_lite_chart(
        spec=charts.on_projector(figure, across, high, dark=dark),
        alt=figure.alt,
        key=f"{figure.name} {across}",
        width="content",
    )
