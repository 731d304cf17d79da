"""What all figures share: letters, colours, axes, rows, and the finished figure."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import Any, Literal

import altair as alt
import pandas as pd
import pyarrow as pa
from altair.utils import schemapi

from onlife.domain.divergence import Verdict
from onlife.domain.light import Light
from onlife.domain.scoring import Band

schemapi.disable_debug_mode()
"""Checking every piece of a chart as it is made is a third of its cost; the tests check the finished ones."""

NETWORK = "NETWERK"
"""The row of the network, as a partner: also what a click on that row selects."""

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

Row = dict[str, Any]
_BAND_LIGHT = {band: band.light for band in Band}
_BAND_TINT = {Band.GREEN: "#CDE3D8", Band.MIXED: "#F4E1BF", Band.RED: "#F0CFCB"}
_JOINT = "(samen ingevuld)"
_BLANK = "\u200b"
"""A line that keeps its height: Vega trims spaces, and a browser gives a line without letters none."""
_SIGNS = {Verdict.DIFFERS: "≠", Verdict.CHANCE: "~", Verdict.ALIKE: "="}
"""Beside the words on the differences between partners."""
_SAID = {verdict: f"{sign} {verdict.value}" for verdict, sign in _SIGNS.items()}
_VERDICTS_NOTE = " · ".join(_SAID.values())
_SHORT = {Verdict.DIFFERS: "duidelijk\nanders", Verdict.CHANCE: "misschien\ntoeval", Verdict.ALIKE: "gelijk"}
_LOW = 2 * _BLANK
"""The mark of a label that stands half a line lower."""
_WHY_BAND = "bij minder dan 10 scans, en waar bijna iedereen hetzelfde koos"
_NO_BAND = "te weinig kleuren"


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
            "style": _styles(figure.spec["layer"], DARK if dark else LIGHT),
        },
    }


def on_paper(figure: Figure) -> dict[str, Any]:
    """The chart for a page of a report, whose width is known: Vega leaves no room for heads that turn by an expression."""
    turned = {
        str(_HEAD_ANGLE.expr): -30,
        str(_HEAD_ALIGN.expr): "left",
        str(_HEAD_BASE.expr): "bottom",
        str(_HEAD_SHIFT.expr): -24,
    }

    def settled(part: Any) -> Any:
        if isinstance(part, dict):
            return turned.get(part.get("expr", ""), {key: settled(value) for key, value in part.items()})
        return [settled(value) for value in part] if isinstance(part, list) else part

    return {**figure.spec, **{part: settled(figure.spec[part]) for part in ("layer", "encoding")}}


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
            alt=f"{figure.alt} Deel {at} van {len(parts)}.",
            note=figure.note if at == len(parts) else "",
        )
        for at, part in enumerate(parts, 1)
    ]


def _row_labels(figure: Figure) -> list[str]:
    """The labels of the rows of a figure, ' ' for a gap between them; none where they stand on a scale of numbers."""
    places = [figure.spec["encoding"].get("y"), *(layer["encoding"].get("y") for layer in figure.spec["layer"])]
    scales = (place.get("scale") or {} for place in places if place and place.get("field") == "rij")
    return next((scale["domain"] for scale in scales if "domain" in scale), [])


def _stretches(figure: Figure) -> list[Figure]:
    """A figure whose rows are stretches of 1 on a scale from the top down (`_floating`), so many rows a page as it holds."""
    places = [figure.spec["encoding"].get("y"), *(layer["encoding"].get("y") for layer in figure.spec["layer"])]
    number = max(
        (place["scale"]["domain"][0] for place in places if place and place.get("field") == "hoogte"), default=0
    )
    fitting = int(PAGE_ROWS * number / figure.spec["height"])
    if not fitting:
        return [figure]
    most = ceil(number / ceil(number / fitting))
    return [_stretch(figure, number, at, min(at + most, number)) for at in range(0, number, most)]


def _stretch(figure: Figure, number: int, top: int, bottom: int) -> Figure:
    ticks = [at + 0.5 for at in range(number)]

    def settled(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: settled(value) for key, value in part.items()}
        if part == [number, 0]:
            return [bottom, top]
        if part == ticks:
            return ticks[top:bottom]
        return [settled(value) for value in part] if isinstance(part, list) else part

    data = {
        name: [row for row in held if top <= row.get("hoogte", top) <= bottom]
        for name, held in figure.spec["datasets"].items()
    }
    drawn = {part: settled(figure.spec[part]) for part in ("layer", "encoding")}
    height = figure.spec["height"] * (bottom - top) / number
    return replace(figure, spec={**figure.spec, **drawn, "datasets": data, "height": height})


def _with_rows(figure: Figure, rows: Sequence[str]) -> Figure:
    """The figure with these of its rows."""
    every = _row_labels(figure)

    def settled(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: settled(value) for key, value in part.items()}
        if part == every:
            return list(rows)
        return [settled(value) for value in part] if isinstance(part, list) else part

    data = {
        name: [row for row in held if row.get("rij", rows[0]) in rows] for name, held in figure.spec["datasets"].items()
    }
    drawn = {part: settled(figure.spec[part]) for part in ("layer", "encoding")}
    height = figure.spec["height"] * len(rows) / len(every)
    return replace(figure, spec={**figure.spec, **drawn, "datasets": data, "height": height})


_NARROW, _WIDE = "width < 440", "width > 1100"
"""What is left beside the labels on a phone, and on the screen of a meeting room."""
_HIGH = f"{_WIDE} ? {WIDE_LINE} : {LINE}"
_PLAIN: Mapping[str, Any] = {
    "title": None,
    "labelFontSize": alt.ExprRef(f"{_WIDE} ? {WIDE_FONT} : {FONT}"),
    "labelLimit": 0,
    "labelOverlap": False,
    "labelFlush": False,
    "ticks": False,
    "domain": False,
    "grid": False,
}
_LINED: Mapping[str, Any] = {**_PLAIN, "grid": True, "gridColor": RULE, "gridOpacity": 0.35}
_LINES = "split(datum.label, '\\n')"
_HEAD_ANGLE = alt.ExprRef("width < 440 ? -90 : width < 720 ? -30 : 0")
_HEAD_ALIGN = alt.ExprRef("width < 720 ? 'left' : 'center'")
_HEAD_BASE = alt.ExprRef("width < 440 ? 'middle' : 'bottom'")
_HEAD_SHIFT = alt.ExprRef("width < 440 ? 0 : width < 720 ? -14 : 0")
"""A head that leans over begins left of the middle of its column, or the last one would reach beyond the picture."""


def _hatch(one: str, other: str, stripes: int = 40, slant: float = 0.05) -> Any:
    """Diagonal stripes of two colours: Vega has no patterns, but gradients with hard edges. `slant`: height over width."""
    stops = []
    reach = (1 + slant) / (1 + slant**2)
    for at in range(2 * stripes):
        colour = other if at % 2 else one
        stops += [{"offset": round(edge / (2 * stripes), 4), "color": colour} for edge in (at, at + 1)]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": reach, "y2": reach * slant, "stops": stops}


def _looks(
    *, track: str, words: str, dot: str, own: str, other: str, strip: str, green: str, red: str, hatch: tuple[str, str]
) -> Mapping[str, Row]:
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


LIGHT = _looks(
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
DARK = _looks(
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


def _chart(rows: Sequence[Row]) -> alt.Chart:
    # Altair copies a list whole each time a chart is put into another, a tuple never.
    return alt.Chart(alt.InlineData(values=tuple(rows)))


def _text(rows: Sequence[Row], size: int, weight: Literal["normal", "bold"] = "normal", **mark: Any) -> alt.Chart:
    """Text on marks: larger where labels are, smaller where eight columns share what a phone leaves."""
    fitting = alt.ExprRef(f"{_WIDE} ? {size + WIDE_FONT - FONT} : width < 200 ? {LEAST_FONT} : {size}")
    text: alt.Chart = _chart(rows).mark_text(fontSize=fitting, fontWeight=weight, **{"baseline": "middle", **mark})
    return text


def _tip(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:N", title=title)


def _own(field: str, channel: type[alt.Color] | type[alt.Fill] | type[alt.Stroke] = alt.Color) -> Any:
    """The colour that the row itself names."""
    return channel(f"{field}:N", scale=None, legend=None)


def _score_axis(field: str) -> alt.X:
    axis = alt.Axis(**_LINED, orient="top", values=[0, 25, 50, 75, 100])
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False, padding=14), axis=axis)


def _rows_axis(rows: Mapping[str, str], gap: bool = False) -> alt.Y:
    """Rows in the order given, with labels of several lines; `gap` sets the first row apart."""
    labels = list(rows.values())
    lines = max(label.count("\n") for label in labels)
    axis = alt.Axis(
        **_PLAIN,
        labelPadding=10,
        labelLineHeight=alt.ExprRef(_HIGH),
        labelExpr=_LINES,
        labelOffset=alt.ExprRef(f"-{lines} * ({_HIGH}) / 2"),
        labelBaseline={
            "condition": {"test": f"indexof(datum.label, '{_LOW}') >= 0", "value": "top"},
            "value": "middle",
        },
    )
    domain = [labels[0], " ", *labels[1:]] if gap else labels
    return alt.Y("rij:N", scale=alt.Scale(domain=domain, paddingInner=0.1, paddingOuter=0), axis=axis)


def _centred(labels: Mapping[str, list[str]]) -> dict[str, str]:
    """Labels of equal height around the middle of their rows.

    Vega hangs a label of several lines from its first one. All labels therefore start as high as the longest;
    shorter ones get empty lines above, and an invisible mark where half a line is left over.
    """
    most = max(len(lines) for lines in labels.values())
    padded = {}
    for key, lines in labels.items():
        above, half = divmod(most - len(lines), 2)
        padded[key] = [_BLANK] * above + lines + ["" for _ in range(most - len(lines) - above)]
        padded[key][-1] += _LOW * half
    return _distinct(padded)


def _distinct(labels: Mapping[str, list[str]]) -> dict[str, str]:
    """Lines joined; partners of the same name get a number, so that each keeps a row of its own."""
    seen: dict[str, int] = {}
    joined = {}
    for key, lines in labels.items():
        text = "\n".join(lines)
        seen[text] = seen.get(text, 0) + 1
        joined[key] = text if seen[text] == 1 else "\n".join([f"{lines[0]} ({seen[text]})", *lines[1:]])
    return joined


def _wrap(text: str, width: int = LABEL_WIDTH) -> list[str]:
    return textwrap.wrap(text.replace(_JOINT, _JOINT.replace(" ", "\u00a0")), width) or [" "]


def _short_lines(text: str, most: int = 2) -> list[str]:
    """A label of at most so many lines; what is cut off stands in the table and the tooltip."""
    lines = _wrap(text)
    if len(lines) <= most:
        return lines
    joint = text.endswith(_JOINT)
    kept = lines[: most - 1] if joint else lines[:most]
    kept[-1] = kept[-1][: LABEL_WIDTH - 1].rstrip() + "…"
    return [*kept, _JOINT] if joint else kept


def _height(rows: Mapping[str, str], least: int) -> int:
    """Height in pixels that gives every row its label or the least it needs."""
    lines = max(label.count("\n") + 1 for label in rows.values())
    return len(rows) * max(least, lines * LINE + 10)


def _word(verdict: Verdict) -> Row:
    """What is found of the differences between partners: in short (`kort`), as a sign, in full (`uitleg`), and whether it is
    firm.
    """
    return {
        "kort": _SHORT[verdict],
        "teken": _SIGNS[verdict],
        "uitleg": verdict.value,
        "vast": verdict is Verdict.DIFFERS,
    }


def _named(partner: Row) -> str:
    return f"{partner['name']} {_JOINT}" if partner["joint"] else str(partner["name"])


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _decimal(value: Any, decimals: int = 0) -> str:
    """A number as it is written in Dutch, '' where there is none."""
    return "" if _empty(value) else f"{value:.{decimals}f}".replace(".", ",")


def _empty(value: Any) -> bool:
    return bool(pd.isna(value))


def _partners(number: int) -> str:
    return f"{number} {'partner' if number == 1 else 'partners'}"


def _swarm(places: Sequence[float], apart: float = 2.6) -> list[float]:
    """A height 0, 1, -1, 2 ... for each of the sorted places, so that near dots do not cover each other."""
    heights: list[float] = []
    for at, place in enumerate(places):
        near = {heights[other] for other in range(at) if place - places[other] < apart}
        heights.append(next(h for h in _heights(at + 1) if h not in near))
    return heights


def _heights(count: int) -> list[float]:
    return [(at + 1) // 2 * (1.0 if at % 2 else -1.0) for at in range(count)]


def _floating(rows: Mapping[str, str]) -> alt.Y:
    """Rows as stretches of 1 on a scale from the top down, for marks that stand above or below the middle of a row.

    An offset inside a band would say the same, but Vega-Lite versions differ in where they then put the labels.
    """
    labels = list(rows.values())
    lines = max(label.count("\n") for label in labels)
    label = f"{json.dumps(labels)}[floor(datum.value)]"
    axis = alt.Axis(
        **_PLAIN,
        values=[at + 0.5 for at in range(len(labels))],
        labelPadding=10,
        labelLineHeight=alt.ExprRef(_HIGH),
        labelExpr=f"split({label}, '\\n')",
        labelOffset=alt.ExprRef(f"-{lines} * ({_HIGH}) / 2"),
        labelBaseline={
            "condition": {"test": f"indexof({label}, '{_LOW}') >= 0", "value": "top"},
            "value": "middle",
        },
    )
    return alt.Y("hoogte:Q", scale=alt.Scale(domain=[len(labels), 0], nice=False, zero=False), axis=axis)


def _lifted(marks: Sequence[Row], rows: Mapping[str, str], reach: float = 1.0) -> list[Row]:
    """Marks whose `hoogte` (-reach to reach, up is positive) inside their row becomes the place on `_floating`."""
    order = {label: at for at, label in enumerate(rows.values())}
    return [{**mark, "hoogte": order[mark["rij"]] + 0.5 - 0.45 * mark["hoogte"] / reach} for mark in marks]


def _tracks(rows: Mapping[str, str], thick: float) -> alt.Chart:
    tracks = [{"rij": row, "plaats": 0, "tot": 100, "hoogte": 0} for row in rows.values()]
    bars: alt.Chart = _chart(_lifted(tracks, rows)).mark_bar(size=thick, opacity=1, style="track")
    return bars


def _figure(
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
    spec = _said_once(chart.to_dict(validate=False))
    spec["datasets"] = {name: list(rows) for name, rows in spec["datasets"].items()}
    spec["config"]["style"] = _styles(spec["layer"], LIGHT)
    return Figure(spec, sentence, table, title, name, note, heads)


def _said_once(spec: dict[str, Any]) -> dict[str, Any]:
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


def _styles(layers: Sequence[Any], styles: Mapping[str, Row]) -> dict[str, Row]:
    """The looks of a page that these layers ask for by name."""
    named = [layer["mark"].get("style", []) for layer in layers]
    asked = {name for style in named for name in ([style] if isinstance(style, str) else style)}
    return {name: look for name, look in styles.items() if name in asked}
