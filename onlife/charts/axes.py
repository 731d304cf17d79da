"""Axes, marks and places that figures share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from onlife.charts.theme import (
    FONT,
    LEAST_FONT,
    LINE,
    RULE,
    WIDE_FONT,
    WIDE_LINE,
    ChartRow,
)

BLANK = "\u200b"
"""A line that keeps its height: Vega trims spaces, and a browser gives a line without letters none."""
HALF_LINE = 2 * BLANK
"""The mark of a label that stands half a line lower."""
NARROW, WIDE = "width < 440", "width > 1100"
"""What is left beside the labels on a phone, and on the screen of a meeting room."""
LINE_HEIGHT = f"{WIDE} ? {WIDE_LINE} : {LINE}"
PLAIN_AXIS: Mapping[str, Any] = {
    "title": None,
    "labelFontSize": alt.ExprRef(f"{WIDE} ? {WIDE_FONT} : {FONT}"),
    "labelLimit": 0,
    "labelOverlap": False,
    "labelFlush": False,
    "ticks": False,
    "domain": False,
    "grid": False,
}
LINED_AXIS: Mapping[str, Any] = {**PLAIN_AXIS, "grid": True, "gridColor": RULE, "gridOpacity": 0.35}
SPLIT_LINES = "split(datum.label, '\\n')"
TURNING: Mapping[str, alt.ExprRef] = {
    "labelAngle": alt.ExprRef("width < 440 ? -90 : width < 720 ? -30 : 0"),
    "labelAlign": alt.ExprRef("width < 720 ? 'left' : 'center'"),
    "labelBaseline": alt.ExprRef("width < 440 ? 'middle' : 'bottom'"),
    "labelOffset": alt.ExprRef("width < 440 ? 0 : width < 720 ? -14 : 0"),
}
"""How heads turn where columns are narrow. One that leans over begins left of the middle of its column, or the last one
would reach beyond the picture."""


def chart(rows: Sequence[ChartRow]) -> alt.Chart:
    # Altair copies a list whole each time a chart is put into another, a tuple never. And a channel that is given as plain
    # text or a value it looks for among all its classes, 4 ms each time: `text=alt.Text("label:N")`, not `text="label:N"`.
    return alt.Chart(alt.InlineData(values=tuple(rows)))


def text_mark(
    rows: Sequence[ChartRow], size: int, weight: Literal["normal", "bold"] = "normal", field: str = "text", **mark: Any
) -> alt.Chart:
    """Text on marks, of a field or what `mark` says: larger where labels are, smaller where eight columns share what a
    phone leaves.
    """
    fitting = alt.ExprRef(f"{WIDE} ? {size + WIDE_FONT - FONT} : width < 200 ? {LEAST_FONT} : {size}")
    text: alt.Chart = chart(rows).mark_text(fontSize=fitting, fontWeight=weight, **{"baseline": "middle", **mark})
    return text if "text" in mark else text.encode(text=alt.Text(f"{field}:N"))


def circles(rows: Sequence[ChartRow], size: int, style: Sequence[str], rim: float = 1.5) -> alt.Chart:
    """Dots with the looks that the page lends."""
    dots: alt.Chart = chart(rows).mark_point(
        shape="circle", size=size, filled=True, opacity=1, strokeWidth=rim, style=style
    )
    return dots


def tip(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:N", title=title)


def own_colour(field: str, channel: type[alt.Color] | type[alt.Fill] | type[alt.Stroke] = alt.Color) -> Any:
    """The colour that the row itself names."""
    return channel(f"{field}:N", scale=None, legend=None)


def score_axis(field: str) -> alt.X:
    axis = alt.Axis(**LINED_AXIS, orient="top", values=[0, 25, 50, 75, 100])
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False, padding=14), axis=axis)


def row_axis(rows: Mapping[str, str], gap: bool = False) -> alt.Y:
    """Rows in the order given, with labels of several lines; `gap` sets the first row apart."""
    labels = list(rows.values())
    domain = [labels[0], " ", *labels[1:]] if gap else labels
    scale = alt.Scale(domain=domain, paddingInner=0.1, paddingOuter=0)
    return alt.Y("row:N", scale=scale, axis=_label_axis(labels, "datum.label"))


def _label_axis(labels: Sequence[str], label: str, **more: Any) -> alt.Axis:
    """Labels of several lines; `label`: the expression that gives the one of a row."""
    lines = max(text.count("\n") for text in labels)
    return alt.Axis(
        **PLAIN_AXIS,
        labelPadding=10,
        labelLineHeight=alt.ExprRef(LINE_HEIGHT),
        labelExpr=f"split({label}, '\\n')",
        labelOffset=alt.ExprRef(f"-{lines} * ({LINE_HEIGHT}) / 2"),
        labelBaseline={
            "condition": {"test": f"indexof({label}, '{HALF_LINE}') >= 0", "value": "top"},
            "value": "middle",
        },
        **more,
    )


def swarm(places: Sequence[float], apart: float = 2.6) -> list[float]:
    """A height 0, 1, -1, 2 ... for each of the sorted places, so that near dots do not cover each other."""
    heights: list[float] = []
    for at, place in enumerate(places):
        near = {heights[other] for other in range(at) if place - places[other] < apart}
        heights.append(next(h for h in _heights(at + 1) if h not in near))
    return heights


NAMED, NAME_STEP = 16, 22
"""As many dots as have room for their names beside them, and the pixels of height that each takes then."""


def stack(number: int) -> list[float]:
    """A height of its own for each of so many dots, from the top down, 1 apart and around the middle."""
    return [(number - 1) / 2 - at for at in range(number)]


def _heights(count: int) -> list[float]:
    return [(at + 1) // 2 * (1.0 if at % 2 else -1.0) for at in range(count)]


def free_row_axis(rows: Mapping[str, str]) -> alt.Y:
    """Rows as stretches of 1 on a scale from the top down, for marks that stand above or below the middle of a row.

    An offset inside a band would say the same, but Vega-Lite versions differ in where they then put the labels.
    """
    labels = list(rows.values())
    middles = [at + 0.5 for at in range(len(labels))]
    axis = _label_axis(labels, f"{json.dumps(labels)}[floor(datum.value)]", values=middles)
    return alt.Y("level:Q", scale=alt.Scale(domain=[len(labels), 0], nice=False, zero=False), axis=axis)


def lift(marks: Sequence[ChartRow], rows: Mapping[str, str], reach: float = 1.0) -> list[ChartRow]:
    """Marks whose `level` (-reach to reach, up is positive) inside their row becomes the place on `free_row_axis`."""
    order = {label: at for at, label in enumerate(rows.values())}
    return [{**mark, "level": order[mark["row"]] + 0.5 - 0.45 * mark["level"] / reach} for mark in marks]


def part_of_row(share: float) -> alt.ExprRef:
    """Pixels of this part of a row on `free_row_axis`, however high the picture is drawn."""
    return alt.ExprRef(f"{share} * (scale('y', 1) - scale('y', 0))")


def track_bars(rows: Mapping[str, str]) -> alt.Chart:
    tracks = [{"row": row, "place": 0, "to": 100, "level": 0} for row in rows.values()]
    bars: alt.Chart = chart(lift(tracks, rows)).mark_bar(size=part_of_row(0.9), opacity=1, style="track")
    return bars


def middle_of_rest(left: float = 0) -> Any:
    """Halfway between this share of the width and its end."""
    return alt.value(alt.ExprRef(f"width * {(1 + left) / 2}"))


def top_axis(**labels: Any) -> alt.Axis:
    return alt.Axis(
        **{**PLAIN_AXIS, "orient": "top", "labelPadding": 8, "labelLineHeight": alt.ExprRef(LINE_HEIGHT), **labels}
    )


def percent_axis() -> alt.Axis:
    return alt.Axis(**PLAIN_AXIS, orient="top", values=[0, 50, 100], labelExpr="datum.label + ' %'")
