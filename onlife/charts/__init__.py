"""Figures: what may be shown -> a finished Vega-Lite chart, one sentence that says it, the table behind it.

The only home of `import altair`. Every chart is one layered view, because only those follow the width of a
phone. Text stands on axes and in the title, where the light or dark theme colours it, or on a coloured cell
that brings its own ink. Scales that are compared are fixed at 0-100. Where there is nothing to draw a
function returns None.
"""

from __future__ import annotations

from onlife.charts.axes import NAMED
from onlife.charts.bars import block_bars, element_rows, stacked_bars
from onlife.charts.dots import agreement_dots, beside_others
from onlife.charts.element_matrix import element_matrix
from onlife.charts.figure import Figure, for_pages, on_paper, on_projector, on_screen
from onlife.charts.heat_map import heat_map
from onlife.charts.pairs import dumbbell, groups_dumbbell
from onlife.charts.peer import strips
from onlife.charts.response import activity_bars, response_bars
from onlife.charts.stars import block_stars, importance, stars_dots
from onlife.charts.timeline import timeline
from onlife.charts.trend import trend

__all__ = [
    "NAMED",
    "Figure",
    "activity_bars",
    "agreement_dots",
    "beside_others",
    "block_bars",
    "block_stars",
    "dumbbell",
    "element_matrix",
    "element_rows",
    "for_pages",
    "groups_dumbbell",
    "heat_map",
    "importance",
    "on_paper",
    "on_projector",
    "on_screen",
    "response_bars",
    "stacked_bars",
    "stars_dots",
    "strips",
    "timeline",
    "trend",
]
