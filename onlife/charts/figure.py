"""A finished figure: a chart to show, say and tabulate, on a screen and on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
from altair.utils import schemapi

from onlife.charts.axes import TURNING
from onlife.charts.theme import DARK, INK, LIGHT, LINE, PAPER, ChartRow
from onlife.translation import gettext as _

schemapi.disable_debug_mode()
"""Checking every piece of a chart as it is made is a third of its cost; the tests check the finished ones."""


@dataclass(frozen=True)
class Figure:
    """A chart to show, say and tabulate.

    `spec`: Vega-Lite with its data; `alt`: one Dutch sentence; `table`: Dutch headings; `name`: slug for
    files; `note`: how to read it, to be shown as text beside the chart, where a phone can wrap it; `heads`: so many of its
    first rows stand on every page that it is split over.
    """

    spec: dict[str, Any]
    alt: str
    table: pd.DataFrame
    title: str
    name: str
    note: str
    heads: int = 0

    @cached_property
    def datasets(self) -> dict[str, pa.Table]:
        """The data of the chart as a page sends it, made once: making it costs more than the rest of drawing."""
        return {name: pa.Table.from_pandas(pd.DataFrame(rows)) for name, rows in self.spec["datasets"].items()}


def on_screen(figure: Figure, *, dark: bool) -> dict[str, Any]:
    """The chart for a light or a dark page: its letters as dark (or light) as the text around it, for the back row.

    To a screen reader it is one picture with its sentence, and the table beside it; what Vega would say of every mark
    and axis is English and has no words for most of them.
    """
    ink = PAPER if dark else INK
    return {
        **figure.spec,
        "datasets": dict(figure.datasets),
        "config": {
            "aria": False,
            "mark": {"aria": False},
            "axis": {"labelColor": ink, "titleColor": ink},
            "style": _used_styles(figure.spec["layer"], DARK if dark else LIGHT),
        },
    }


def on_projector(figure: Figure, width: int, height: int, *, dark: bool) -> dict[str, Any]:
    """The chart in a picture of so many pixels, heads and axes included: whoever shows it makes it larger as a whole."""
    fit, edge = {"type": "fit", "contains": "padding"}, dict.fromkeys(("top", "right", "bottom", "left"), 2)
    spec = on_screen(figure, dark=dark)
    spec["config"]["axis"]["labelPadding"] = 6
    return {**spec, "width": width, "height": height, "padding": edge, "autosize": fit}


def on_paper(figure: Figure) -> dict[str, Any]:
    """The chart for a page of a report, whose width is known: Vega leaves no room for heads that turn by an expression."""
    paper = {"labelAngle": -30, "labelAlign": "left", "labelBaseline": "bottom", "labelOffset": -24}
    turned = {str(TURNING[name].expr): value for name, value in paper.items()}

    def settled(part: Any) -> Any:
        return turned.get(part.get("expr", ""), part) if isinstance(part, dict) else part

    return {**figure.spec, **_rewrite(figure, settled)}


def _rewrite(figure: Figure, settled: Callable[[Any], Any]) -> dict[str, Any]:
    """What is drawn of a figure, with what `settled` makes of its parts; of what that leaves, the parts in it."""

    def rewritten(part: Any) -> Any:
        if (other := settled(part)) is not part:
            return other
        if isinstance(part, dict):
            return {key: rewritten(value) for key, value in part.items()}
        return [rewritten(value) for value in part] if isinstance(part, list) else part

    return {part: rewritten(figure.spec[part]) for part in ("layer", "encoding")}


PAGE_ROWS, LEAST_ROW, LAST_ROWS = 840, 36, 4
"""Pixels of rows on one page of a report: with heads and headings they fill it, and letters stay as large as they are. A
row there is as low as the words in it allow; fewer rows than the last number are no page of their own."""


def for_pages(figure: Figure) -> list[Figure]:
    """The figure as pictures of which each fits on a page, partners in groups of rows; one where it fits."""
    rows = _row_labels(figure)
    if not rows:
        parts = [figure] if figure.spec["height"] <= PAGE_ROWS else _stretches(figure)
    else:
        row = max(LEAST_ROW, LINE * max(label.count("\n") + 1 for label in rows) + 4)
        figure = replace(figure, spec={**figure.spec, "height": min(len(rows) * row, figure.spec["height"])})
        head = rows[: rows.index(" ") + 1] if " " in rows else rows[: figure.heads]
        rest = rows[len(head) :]
        most = max(1, PAGE_ROWS // row - len(head))
        if 0 < len(rest) % most < LAST_ROWS:
            most = ceil(len(rest) / ceil(len(rest) / most))
        parts = [_with_rows(figure, head + rest[at : at + most]) for at in range(0, len(rest), most)]
    if len(parts) < 2:
        return [figure]
    return [
        replace(
            part,
            alt=_("{alt} Deel {at} van {number}.", alt=figure.alt, at=at, number=len(parts)),
            note=figure.note if at == len(parts) else "",
        )
        for at, part in enumerate(parts, 1)
    ]


def _row_labels(figure: Figure) -> list[str]:
    """The labels of the rows of a figure, ' ' for a gap between them; none where they stand on a scale of numbers."""
    places = [figure.spec["encoding"].get("y"), *(layer["encoding"].get("y") for layer in figure.spec["layer"])]
    scales = (place.get("scale") or {} for place in places if place and place.get("field") == "row")
    return next((scale["domain"] for scale in scales if "domain" in scale), [])


def _stretches(figure: Figure) -> list[Figure]:
    """A figure whose rows are stretches of 1 on a scale from the top down (`free_row_axis`), so many rows a page as it holds."""
    places = [figure.spec["encoding"].get("y"), *(layer["encoding"].get("y") for layer in figure.spec["layer"])]
    number = max(
        (place["scale"]["domain"][0] for place in places if place and place.get("field") == "level"), default=0
    )
    fitting = int(PAGE_ROWS * number / figure.spec["height"])
    if not fitting:
        return [figure]
    most = ceil(number / ceil(number / fitting))
    return [_stretch(figure, number, at, min(at + most, number)) for at in range(0, number, most)]


def _stretch(figure: Figure, number: int, top: int, bottom: int) -> Figure:
    ticks = [at + 0.5 for at in range(number)]

    def settled(part: Any) -> Any:
        return [bottom, top] if part == [number, 0] else ticks[top:bottom] if part == ticks else part

    return _part(figure, settled, lambda row: top <= row.get("level", top) <= bottom, bottom - top, number)


def _with_rows(figure: Figure, rows: Sequence[str]) -> Figure:
    """The figure with these of its rows."""
    every = _row_labels(figure)

    def settled(part: Any) -> Any:
        return list(rows) if part == every else part

    return _part(figure, settled, lambda row: row.get("row", rows[0]) in rows, len(rows), len(every))


def _part(
    figure: Figure, settled: Callable[[Any], Any], holds: Callable[[ChartRow], bool], rows: int, every: int
) -> Figure:
    """So many of all rows of a figure: what it draws as `settled`, and the data that the part `holds`."""
    data = {name: list(filter(holds, held)) for name, held in figure.spec["datasets"].items()}
    height = figure.spec["height"] * rows / every
    return replace(figure, spec={**figure.spec, **_rewrite(figure, settled), "datasets": data, "height": height})


def compose(
    layers: Sequence[Any],
    *,
    height: int,
    note: str,
    title: str,
    name: str,
    table: pd.DataFrame,
    sentence: str,
    heads: int = 0,
) -> Figure:
    # `height` is that of the rows alone; only the width is fitted, or headings would eat into the rows.
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart = alt.layer(*layers).properties(width="container", height=height, autosize=fit)
    spec = _share_places(chart.to_dict(validate=False))
    spec["datasets"] = {name: list(rows) for name, rows in spec["datasets"].items()}
    spec["config"]["style"] = _used_styles(spec["layer"], LIGHT)
    return Figure(spec, sentence, table, title, name, note, heads)


def _share_places(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart with what all layers say of a place said for all of them: half of its words, read at every run of a page.

    A layer with a place of its own that says more, or is no field of the data, keeps it.
    """
    layers, shared = spec["layer"], dict[str, Any]()
    for channel in ("x", "y"):
        told = [layer["encoding"].get(channel, {}) for layer in layers]
        common = min((place for place in told if "field" in place), key=len)
        if all(place and ("field" not in place or common.items() <= place.items()) for place in told):
            shared[channel] = common
    own = [
        {**layer, "encoding": {at: place for at, place in layer["encoding"].items() if shared.get(at) != place}}
        for layer in layers
    ]
    return {**spec, "layer": own, "encoding": shared}


def _used_styles(layers: Sequence[Any], styles: Mapping[str, ChartRow]) -> dict[str, ChartRow]:
    """The looks of a page that these layers ask for by name."""
    named = [layer["mark"].get("style", []) for layer in layers]
    asked = {name for style in named for name in ([style] if isinstance(style, str) else style)}
    return {name: look for name, look in styles.items() if name in asked}
