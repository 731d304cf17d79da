"""Figures: what may be shown -> a finished Vega-Lite chart, one sentence that says it, the table behind it.

The only home of `import altair`. Every chart is one layered view, because only those follow the width of a
phone. Text stands on axes and in the title, where the light or dark theme colours it, or on a coloured cell
that brings its own ink. Scales that are compared are fixed at 0-100. Where there is nothing to draw a
function returns None.
"""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import altair as alt
import pandas as pd
import pyarrow as pa

from onlife.across import Strip
from onlife.findings import moved, spread
from onlife.lights import COLOURS, Light
from onlife.plan import LATE, PlanAction, Term, urgency
from onlife.priorities import HIGH, STARS, Priority
from onlife.privacy import (
    GROUPS,
    HELD,
    Shown,
    Visibility,
    alone,
    in_both,
    network_blocks,
    network_elements,
    positions,
)
from onlife.questionnaire import Block, Questionnaire
from onlife.scoring import LIGHTS, Band

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
_LIGHTS = (*COLOURS, Light.NOT_APPLICABLE)
_SYMBOLS = [light.symbol for light in _LIGHTS]
_BAND_LIGHT = {band: band.light for band in Band}
_BAND_TINT = {Band.GREEN: "#CDE3D8", Band.MIXED: "#F4E1BF", Band.RED: "#F0CFCB"}
_GROUP_WORDS = dict(zip(GROUPS, ("leidinggevenden", "praktijkwerkers"), strict=True))
_JOINT = "(samen ingevuld)"
_BLANK = "\u200b"
"""A line that keeps its height: Vega trims spaces, and a browser gives a line without letters none."""
_LOW = 2 * _BLANK
"""The mark of a label that stands half a line lower."""
_MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
_LIGHTS_NOTE = "Aantal antwoorden: " + " · ".join(light.label for light in COLOURS) + " · n.v.t. in grijs"
_HELD_NOTE = "; lichte balken: hoe vaak een element die hoofdkleur heeft"
_WHY_BAND = "bij minder dan 10 scans, en waar bijna iedereen hetzelfde koos"
_BANDED_NOTE = f"{_WHY_BAND.capitalize()}, toont een element enkel zijn hoofdkleur"
_NO_BAND = "te weinig kleuren"
_BANDS_NOTE = " · ".join(f"{_BAND_LIGHT[band].symbol} {band.word}" for band in Band)


@dataclass(frozen=True)
class Figure:
    """A chart to show, say and tabulate.

    `spec`: Vega-Lite with its data; `alt`: one Dutch sentence; `table`: Dutch headings; `name`: slug for
    files; `note`: how to read it, to be shown as text beside the chart, where a phone can wrap it.
    """

    spec: dict[str, Any]
    alt: str
    table: pd.DataFrame
    title: str
    name: str
    note: str

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
    turned = {str(_HEAD_ANGLE.expr): -30, str(_HEAD_ALIGN.expr): "left", str(_HEAD_BASE.expr): "bottom"}

    def settled(part: Any) -> Any:
        if isinstance(part, dict):
            return turned.get(part.get("expr", ""), {key: settled(value) for key, value in part.items()})
        return [settled(value) for value in part] if isinstance(part, list) else part

    return {**figure.spec, **{part: settled(figure.spec[part]) for part in ("layer", "encoding")}}


def heat_map(shown: Shown, questionnaire: Questionnaire, order: Literal["naam", "sector"] = "naam") -> Figure | None:
    """Partners x blocks, the network on top; None without partners.

    The point selection `cel` gives `partner` (id, or NETWERK) and `block` of the cell that is clicked.
    """
    if shown.partners.empty:
        return None
    network = network_blocks(shown)
    partners = shown.partners.sort_values(["sector", "name"] if order == "sector" else "name")
    labels = {NETWORK: ["Netwerk"]} if len(network) else {}
    labels |= {
        p["partner"]: _named_lines(p) + ([f"({p['sector']})"] if order == "sector" else []) for p in _rows(partners)
    }
    rows = _centred(labels)
    shorts = {block.id: block.short for block in questionnaire.blocks}
    values = [{"partner": NETWORK, **row} for row in _rows(network)] + _rows(shown.blocks)
    scored = [
        {
            **_keyed(row, rows, shorts),
            "score": round(row["score"]),
            "tekst": _decimal(row["score"]),
            "inkt": _ink(row["score"]),
        }
        for row in values
        if not _empty(row["score"])
    ]
    empty = [{**_keyed(row, rows, shorts), "score": None, "tekst": "–"} for row in values if _empty(row["score"])]
    hidden = [p for p in _rows(partners) if p["visibility"] != Visibility.SHOWN]
    heads = list(shorts.values())
    hatched = [{"rij": rows[p["partner"]], "kolom": heads[0], "tot": heads[-1]} for p in hidden]
    closed = [
        {
            **_keyed({"partner": p["partner"], "block": block}, rows, shorts),
            "wie": p["name"],
            "tekst": p["visibility"],
        }
        for p in hidden
        for block in shorts
    ]
    names = {NETWORK: "Netwerk"} | dict(zip(partners["partner"], partners["name"], strict=True))
    sizes = {row["partner"]: row["n"] for row in values}
    cells = [
        {**cell, "wie": names[cell["partner"]], "scans": f"{sizes[cell['partner']]}"} for cell in [*scored, *empty]
    ]
    size_cells = [{"rij": rows[who], "kolom": "n", "tekst": f"{n}"} for who, n in sizes.items()]
    reasons = [{"rij": rows[p["partner"]], "tekst": p["visibility"]} for p in hidden]
    x = alt.X(
        "kolom:N",
        scale=alt.Scale(domain=["n", *shorts.values()], paddingInner=0.04, paddingOuter=0),
        axis=_top_axis(
            labelAngle=_HEAD_ANGLE,
            labelAlign=_HEAD_ALIGN,
            labelBaseline=_HEAD_BASE,
        ),
    )
    y = _rows_axis(rows, gap=bool(len(network)))
    cell = alt.selection_point(name="cel", fields=["partner", "block"], clear="dblclick")
    tooltip = [
        _tip("wie", "Partner"),
        _tip("kolom", "Bouwsteen"),
        _tip("tekst", "Score"),
        _tip("scans", "Ingevulde scans"),
    ]
    layers = [
        _chart(cells).mark_rect(cornerRadius=4).encode(x, y, fill=_score_fill("score")),
        _chart([*size_cells, *empty]).mark_rect(cornerRadius=4, style="track").encode(x, y),
        _chart(hatched).mark_rect(style="hatch").encode(x.bandPosition(0), y, x2=alt.X2("tot:N", bandPosition=1)),
        _text(scored, 16, "bold").encode(x, y, text="tekst:N", color=_own("inkt")),
        _text(empty, 16, "bold", style="words").encode(x, y, text="tekst:N"),
        _text(size_cells, FONT, style="words").encode(x, y, text="tekst:N"),
        _text(reasons, 15, "bold", style="words").encode(y, x=_middle(1 / (len(heads) + 1)), text="tekst:N"),
        # On top of the numbers, so that a click on a number is a click on its cell.
        _chart([*cells, *closed]).mark_rect(opacity=0, cursor="pointer").encode(x, y, tooltip=tooltip).add_params(cell),
    ]
    table = pd.DataFrame(
        [
            {
                "Partnerorganisatie": names[who],
                "Ingevulde scans": sizes.get(who, pd.NA),
                **{
                    short: next((c["tekst"] for c in cells if (c["partner"], c["block"]) == (who, block)), "")
                    for block, short in shorts.items()
                },
                "Toestand": next((p["visibility"] for p in hidden if p["partner"] == who), "getoond"),
            }
            for who in rows
        ]
    )
    return _figure(
        layers,
        height=_height(rows, least=38) + (20 if len(network) else 0),
        note=f"0 = alles rood, 100 = alles groen; n = ingevulde scans; {_WHY_BAND}, telt de hoofdkleur van het element",
        title="Partners en bouwstenen",
        name=f"overzicht-per-{order}",
        table=table,
        sentence=f"Score per bouwsteen van {_partners(len(set(sizes) - {NETWORK}))}"
        + (f", {len(hidden)} nog zonder resultaat" if hidden else "")
        + (f"; netwerk: {_listed(network, shorts)}." if len(network) else "."),
    )


def stacked_bars(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Counts of one block per partner as bars of 100 %, the network on top; None without results."""
    values = shown.blocks[shown.blocks["block"] == block].set_index("partner")
    network = network_blocks(shown)
    if values.empty:
        return None
    title = questionnaire.block(block).short
    total = _rows(network[network["block"] == block])[0]
    partners = _rows(shown.partners.sort_values("name"))
    told = values[values[_COUNTED].sum(axis=1) > 0]
    bars = [("Netwerk", total, None)] + [
        (
            _named(p),
            dict(told.loc[p["partner"]]) if p["partner"] in told.index else None,
            _NO_BAND if p["partner"] in values.index else p["visibility"],
        )
        for p in partners
    ]
    return _stacks(
        bars,
        gap=True,
        heading="Partnerorganisatie",
        title=f"{title}: antwoorden per partner",
        name=f"bouwsteen-{block}-antwoorden",
        sentence=f"Antwoorden op {title} per partner; in het hele netwerk {_counted(total)}.",
    )


def block_bars(shown: Shown, questionnaire: Questionnaire, partner: str) -> Figure | None:
    """One partner's own counts per block; None if its result is not shown."""
    values = _rows(shown.blocks[shown.blocks["partner"] == partner])
    if not values:
        return None
    names = {block.id: block.name for block in questionnaire.blocks}
    total = dict(shown.blocks[shown.blocks["partner"] == partner][_COUNTED].sum(skipna=False))
    return _stacks(
        [(f"{row['block']} {names[row['block']]}", {**row, "n": None}, None) for row in values],
        heading="Bouwsteen",
        title="Antwoorden per bouwsteen",
        name="antwoorden-per-bouwsteen",
        sentence=f"Antwoorden per bouwsteen: {_counted(total)} in {_scans(values[0]['n'])}.",
    )


def element_rows(shown: Shown, questionnaire: Questionnaire, partner: str, block: str | None = None) -> Figure | None:
    """One partner's elements: counts where they may be shown, otherwise the band; None if hidden."""
    values = _rows(shown.elements[shown.elements["partner"] == partner])
    values = [row for row in values if block in (None, row["block"])]
    if not values:
        return None
    held = [row["band"] for row in values]
    counted = ", ".join(f"{held.count(band.value)} {band.word}" for band in Band)
    bars = [
        (
            f"{row['element']} {questionnaire.element(row['element']).title}",
            None if _empty(row["green"]) else {**row, "n": None},
            _NO_BAND if _empty(row["band"]) else row["band"],
        )
        for row in values
    ]
    where = questionnaire.block(block).short if block else "Alle bouwstenen"
    return _stacks(
        bars,
        heading="Element",
        title=f"{where}: elementen",
        name=f"elementen-bouwsteen-{block}" if block else "elementen",
        sentence=f"{where}, {_scans(values[0]['n'])}: {counted}.",
    )


def element_matrix(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Partners x elements of one block, the network on top: score or band; None without results."""
    values = _rows(shown.elements[shown.elements["block"] == block])
    if not values:
        return None
    network = network_elements(shown)
    values = [{**row, "partner": NETWORK} for row in _rows(network[network["block"] == block])] + values
    elements = questionnaire.block(block).elements
    titles = {e.id: f"{e.id} {e.title}" for e in elements}
    partners = _rows(shown.partners.sort_values("name"))
    names = {NETWORK: "Netwerk"} | {p["partner"]: _named(p) for p in partners}
    rows = _centred({NETWORK: ["Netwerk"]} | {p["partner"]: _named_lines(p) for p in partners})
    heads = {e.id: _wrap(titles[e.id]) for e in elements}
    lines = max(map(len, heads.values()))
    columns = {id: "\n".join([_BLANK] * (lines - len(head)) + head) for id, head in heads.items()}
    cells = [
        _matrix_cell(row, rows, columns) | {"wie": names[row["partner"]], "wat": titles[row["element"]]}
        for row in values
    ]
    hidden = [p for p in partners if p["visibility"] != Visibility.SHOWN]
    order = list(columns.values())
    hatched = [{"rij": rows[p["partner"]], "kolom": order[0], "tot": order[-1]} for p in hidden]
    reasons = [{"rij": rows[p["partner"]], "tekst": p["visibility"]} for p in hidden]
    x = alt.X(
        "kolom:N",
        scale=alt.Scale(domain=order, paddingInner=0.06, paddingOuter=0),
        # Tilted by 60 degrees, a next line steps to the right and half its height down: all labels end on the last one.
        axis=_top_axis(
            labelAngle=-60,
            labelAlign="left",
            labelBaseline="middle",
            labelPadding=alt.ExprRef(f"{_NARROW} ? 8 : 8 + {lines - 1} * ({_HIGH}) / 2"),
            labelOffset=alt.ExprRef(f"{_NARROW} ? 0 : {1 - lines} * ({_HIGH}) / 2"),
            labelExpr=f"{_NARROW} ? split(peek(split(datum.label, '{_BLANK}\\n')), ' ')[0] : {_LINES}",
        ),
    )
    y = _rows_axis(rows, gap=True)
    tooltip = [_tip("wie", "Partner"), _tip("wat", "Element"), _tip("uitleg", "Resultaat")]
    exact = [c for c in cells if c["score"] is not None]
    banded = [c for c in cells if c["woord"]]
    untold = [c for c in cells if c["score"] is None and not c["woord"]]
    wide = f"width / {len(order)} > 58"
    layers = [
        _chart(exact).mark_rect(cornerRadius=4).encode(x, y, fill=_score_fill("score"), tooltip=tooltip),
        # A layer per tint: one chart cannot hold a scale of scores and colours of the rows themselves.
        *(
            _chart([c for c in banded if c["vlak"] == tint])
            .mark_rect(cornerRadius=4, stroke=RULE, strokeWidth=1, fill=tint)
            .encode(x, y, tooltip=tooltip)
            for tint in _BAND_TINT.values()
        ),
        _chart(untold).mark_rect(cornerRadius=4, stroke=RULE, style="track").encode(x, y, tooltip=tooltip),
        _chart(hatched).mark_rect(style="hatch").encode(x.bandPosition(0), y, x2=alt.X2("tot:N", bandPosition=1)),
        _text(exact, 16, "bold").encode(x, y, text="tekst:N", color=_own("inkt")),
        _text(untold, 16, "bold", style="words").encode(x, y, text="tekst:N"),
        # In narrow columns the symbol alone, in wide ones the word below it.
        _text(banded, 15, "bold", dy=alt.ExprRef(f"{wide} ? -9 : 0")).encode(x, y, text="tekst:N", color=_own("inkt")),
        _text(banded, 13, opacity=alt.ExprRef(f"{wide} ? 1 : 0"), dy=8).encode(
            x, y, text="woord:N", color=_own("inkt")
        ),
        _text(reasons, 15, "bold", style="words").encode(y, x=_middle(), text="tekst:N"),
    ]
    said = {(row["element"], row["partner"]): cell["uitleg"] for row, cell in zip(values, cells, strict=True)}
    said |= {(e.id, p["partner"]): p["visibility"] for p in hidden for e in elements}
    table = pd.DataFrame(
        [
            {"Partnerorganisatie": names[who]} | {titles[e.id]: said.get((e.id, who), "") for e in elements}
            for who in names
        ]
    )
    name = questionnaire.block(block).short
    bands = [row["band"] for row in values if row["partner"] == NETWORK]
    counted = ", ".join(f"{bands.count(band.value)} {band.word}" for band in Band)
    return _figure(
        layers,
        height=_height(rows, least=40) + 20,
        note=f"Getal = score van 0 tot 100; {_WHY_BAND}, enkel de hoofdkleur: {_BANDS_NOTE}",
        title=f"{name}: element per element",
        name=f"bouwsteen-{block}-elementen",
        table=table,
        sentence=f"{len(elements)} elementen van {name} bij {_partners(len(partners))}; over het netwerk: {counted}.",
    )


def agreement_dots(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Where every partner stands on each element of a block, most disagreement first; None without any."""
    found = _ranked(shown, block)
    places = positions(shown)
    places = places[places["block"] == block]
    if not found or places.empty:
        return None
    titles = {e.id: e.title for e in questionnaire.block(block).elements}
    names = {p["partner"]: _named(p) for p in _rows(shown.partners)}
    apart = {(row["element"], row["partner"]): row["band"] for row in _rows(alone(shown))}
    rows = _centred(
        {
            row["element"]: [
                *_wrap(f"{row['element']} {titles[row['element']]}"),
                *(
                    line
                    for (element, who), band in apart.items()
                    if element == row["element"]
                    for line in _wrap(f"{_BAND_LIGHT[Band(band)].symbol} alleen {names[who]}")
                ),
                f"eensgezindheid {_decimal(row['agreement'], 2)}",
            ]
            for row in found
        }
    )
    dots: list[Row] = []
    middles: list[Row] = []
    for element, label in rows.items():
        held = _rows(places[places["element"] == element].sort_values(["position", "partner"]))
        for row, height in zip(held, _swarm([row["position"] for row in held]), strict=True):
            single = apart.get((element, row["partner"]))
            dots.append(
                {
                    "rij": label,
                    "plaats": round(row["position"], 1),
                    "hoogte": height,
                    "soort": "dot" if row["exact"] else "open",
                    "rand": f"alone {_BAND_LIGHT[Band(single)].value}" if single else "",
                    "wie": names[row["partner"]],
                    "uitleg": f"score {_decimal(row['position'])}" if row["exact"] else row["band"],
                }
            )
        middle = float(pd.Series([row["position"] for row in held]).median())
        middles.append({"rij": label, "plaats": round(middle, 1), "hoogte": 0})
    reach = max(abs(dot["hoogte"]) for dot in dots)
    total = _height(rows, least=int(2 * reach + 1) * 17 + 16)
    thick = 0.9 * total / len(rows)
    x, y = _score_axis("plaats"), _floating(rows)
    middles, dots = _lifted(middles, rows), _lifted(dots, rows, reach + 0.7)
    tooltip = [_tip("wie", "Partner"), _tip("uitleg", "Resultaat")]
    layers = [
        _tracks(rows, thick).encode(x, y, x2="tot:Q"),
        _chart(middles).mark_tick(color=Light.ORANGE.colour, thickness=4, size=thick, opacity=1).encode(x, y),
        *(
            _chart([dot for dot in dots if (dot["soort"], dot["rand"]) == style])
            .mark_point(
                size=150, shape="circle", filled=True, strokeWidth=3, opacity=1, style=list(filter(None, style))
            )
            .encode(x, y, tooltip=tooltip)
            for style in sorted({(dot["soort"], dot["rand"]) for dot in dots})
        ),
    ]
    place = {(dot["rij"], dot["wie"]): dot["uitleg"] for dot in dots}
    table = pd.DataFrame(
        [
            {
                "Element": f"{row['element']} {titles[row['element']]}",
                "Eensgezindheid": _decimal(row["agreement"], 2),
                **{f"Partners {band.word}": row[column] for band, column in HELD.items()},
                **{who: place.get((rows[row["element"]], who), "") for who in names.values()},
            }
            for row in found
        ]
    )
    name = questionnaire.block(block).short
    return _figure(
        layers,
        height=total,
        note="Vol bolletje = score, open bolletje = enkel de hoofdkleur, groene of rode rand = staat daar alleen, oranje "
        "streep = mediaan; bovenaan verschillen partners het meest",
        title=f"{name}: waar staat elke partner?",
        name=f"bouwsteen-{block}-eensgezindheid",
        table=table,
        sentence=f"Plaats van elke partner op {name}; het meeste verschil bij {found[0]['element']} "
        f"{titles[found[0]['element']]} (eensgezindheid {_decimal(found[0]['agreement'], 2)}).",
    )


def disagreement_ranking(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Elements of a block ranked on difference between partners, beside their reds; None without results."""
    found = _ranked(shown, block)
    if not found:
        return None
    titles = {e.id: f"{e.id} {e.title}" for e in questionnaire.block(block).elements}
    rows = _centred({row["element"]: _wrap(titles[row["element"]]) for row in found})
    differ = {row["element"]: 0.0 if _empty(row["agreement"]) else 1 - row["agreement"] for row in found}
    tracks: list[Row] = []
    bars: list[Row] = []
    for row in found:
        holders = row["greens"] + row["mixed"] + row["reds"]
        words = "" if _empty(row["agreement"]) else _decimal(differ[row["element"]], 2)
        for start, value, tekst in (
            (0.0, differ[row["element"]], words),
            (_SECOND, row["reds"] / holders, f"{row['reds']} / {holders}"),
        ):
            at: Row = {"rij": rows[row["element"]], "van": start, "tekst": tekst}
            tracks.append({**at, "eind": start + 1.26})
            bars.append({**at, "tot": start + value})
    domain = alt.Scale(domain=[0, _SECOND + 1.26], nice=False)
    heads = alt.Axis(
        **_PLAIN,
        orient="top",
        values=[0, _SECOND],
        labelAlign="left",
        labelExpr=" : ".join(f"datum.value < {until} ? (width < 300 ? {few} : {all})" for until, few, all in _HEADS)
        + " : ''",
        labelLineHeight=alt.ExprRef(_HIGH),
        labelPadding=26,
    )
    y = _rows_axis(rows)
    x = alt.X("van:Q", scale=domain, axis=heads)
    layers = [
        _chart(tracks).mark_rect(cornerRadius=4, style="track").encode(x, y, x2="eind:Q"),
        *(
            _chart([bar for bar in bars if bar["van"] == start])
            .mark_rect(cornerRadius=4, style=style)
            .encode(x, y, x2="tot:Q")
            for start, style in ((0.0, "own"), (_SECOND, "red"))
        ),
        _text(
            [{**track, "van": track["van"] + 1.22} for track in tracks], 15, "bold", align="right", style="words"
        ).encode(x, y, text="tekst:N"),
    ]
    table = pd.DataFrame(
        [
            {
                "Element": titles[row["element"]],
                "Verschil tussen partners": "" if _empty(row["agreement"]) else _decimal(differ[row["element"]], 2),
                "Partners overwegend rood": row["reds"],
                "Partners met een kleur": row["greens"] + row["mixed"] + row["reds"],
            }
            for row in found
        ]
    )
    name = questionnaire.block(block).short
    reddest = max(found, key=lambda row: row["reds"])
    return _figure(
        layers,
        height=_height(rows, least=44),
        note="Verschil: 0 = alle partners gelijk, 1 = half aan elk uiteinde",
        title=f"{name}: waarover verschillen we?",
        name=f"bouwsteen-{block}-verschil",
        table=table,
        sentence=f"Partners verschillen het meest over {titles[found[0]['element']]}; "
        f"het vaakst overwegend rood is {titles[reddest['element']]} ({reddest['reds']} partners).",
    )


def dumbbell(
    before: Shown,
    after: Shown,
    questionnaire: Questionnaire,
    names: tuple[str, str],
    block: str | None = None,
) -> Figure | None:
    """The network in two rounds, per block or per element of one block; None if no partner is shown in both.

    Only partners shown in both rounds count, and per row those that answered it in both. An element compares mean
    positions (100/50/0 for a band) unless every partner shows an exact score in both rounds, when that is the same as
    mean scores.
    """
    pair = in_both(before, after)
    if pair[0].blocks.empty:
        return None
    sides = _means(before, after, questionnaire, block)
    count = pair[0].blocks["partner"].nunique()
    scans = [int(shown.partners["n"].sum()) for shown in pair]
    where = questionnaire.block(block).short if block else "Bouwstenen"
    return _pairs(
        sides,
        names,
        _titles(questionnaire, block),
        note=f"{_partners(count)} met een resultaat in beide rondes; "
        + ", ".join(f"{name}: {n} scans" for name, n in zip(names, scans, strict=True)),
        title=f"{where}: {names[0]} en {names[1]}",
        name=f"evolutie-bouwsteen-{block}" if block else "evolutie",
    )


def strips(own: Mapping[str, float], others: Mapping[str, Strip], questionnaire: Questionnaire) -> Figure | None:
    """The network's own score per block, in whole points, beside the strip where the middle half of the networks lies;
    None where no block has both.
    """
    blocks = [block for block in questionnaire.blocks if block.id in own and block.id in others]
    if not blocks:
        return None
    rows = _centred(
        {b.id: [f"{b.id} {b.short}", f"midden: {others[b.id].low} tot {others[b.id].high}"] for b in blocks}
    )
    bars: list[Row] = [
        {"rij": rows[b.id], "plaats": others[b.id].low, "tot": others[b.id].high, "hoogte": 0} for b in blocks
    ]
    dots: list[Row] = [
        {
            "rij": rows[b.id],
            "plaats": own[b.id],
            "hoogte": 0,
            "tekst": _decimal(own[b.id]),
            "wat": b.name,
            "uitleg": others[b.id].told,
        }
        for b in blocks
    ]
    height = _height(rows, least=52)
    thick = 0.9 * height / len(rows)
    x, y = _score_axis("plaats"), _floating(rows)
    tooltip = [_tip("wat", "Bouwsteen"), _tip("tekst", "Jullie score"), _tip("uitleg", "Andere netwerken")]
    layers = [
        _tracks(rows, thick).encode(x, y, x2="tot:Q"),
        _chart(_lifted(bars, rows)).mark_bar(size=0.7 * thick, opacity=1, style="strip").encode(x, y, x2="tot:Q"),
        _chart(_lifted(dots, rows))
        .mark_point(shape="circle", size=620, filled=True, opacity=1, strokeWidth=1.5, style=["own", "rimmed"])
        .encode(x, y, tooltip=tooltip),
        _text(_lifted(dots, rows), FONT, "bold").encode(x, y, text="tekst:N", color=alt.value("#FFFFFF")),
    ]
    places = {b.id: others[b.id].place(own[b.id]) for b in blocks}
    apart = [f"{b.short} {places[b.id]}" for b in blocks if not places[b.id].startswith("in ")]
    return _figure(
        layers,
        height=height,
        note="Balk: waar de middelste helft van de netwerken ligt, in stappen van tien; stip: jullie score van 0 tot 100",
        title="Jullie score en het midden van de netwerken",
        name="andere-netwerken",
        table=pd.DataFrame(
            [
                {
                    "Bouwsteen": f"{b.id} {b.name}",
                    "Jullie score": _decimal(own[b.id]),
                    "Jullie staan": places[b.id],
                    "Andere netwerken": others[b.id].told,
                }
                for b in blocks
            ]
        ),
        sentence="Jullie score naast de middelste helft van de netwerken: "
        + (f"{', '.join(apart)}; de rest in het midden." if apart else "overal in het midden."),
    )


def groups_dumbbell(
    shown: Shown, questionnaire: Questionnaire, block: str | None = None, partner: str | None = None
) -> Figure | None:
    """Leaders against practitioners, per block or per element of one block; None where no split may be shown.

    Only partners of which both groups are shown count, on the elements that may be shown.
    """
    splits = shown.splits if partner is None else shown.splits[shown.splits["partner"] == partner]
    both = splits.groupby("partner")["group"].transform("nunique") == len(GROUPS)
    splits = splits[both]
    if splits.empty:
        return None
    rows = splits[
        (splits["element"] == "") if block is None else (splits["element"] != "") & (splits["block"] == block)
    ]
    key = "block" if block is None else "element"
    sides = [_mean(rows[rows["group"] == group].dropna(subset="score"), key, "score") for group in GROUPS]
    sizes = splits.drop_duplicates(["partner", "group"]).groupby("group")["n"].sum()
    where = questionnaire.block(block).short if block else "Bouwstenen"
    return _pairs(
        sides,
        (_GROUP_WORDS[GROUPS[0]], _GROUP_WORDS[GROUPS[1]]),
        _titles(questionnaire, block),
        note=f"{_partners(splits['partner'].nunique())} waar beide groepen groot genoeg zijn; "
        + ", ".join(f"{sizes[group]} {_GROUP_WORDS[group]}" for group in GROUPS)
        + "; waar een groep bijna eensgezind is, staat er niets",
        title=f"{where}: leidinggevenden en praktijkwerkers",
        name=f"functiegroepen-bouwsteen-{block}" if block else "functiegroepen",
    )


def stars_dots(
    chosen: Mapping[str, Mapping[str, Priority]],
    agreed: Mapping[str, Priority],
    shown: Shown,
    questionnaire: Questionnaire,
) -> Figure | None:
    """The stars that partners (by name) gave each block, with those that were agreed; None without any."""
    given = [priority for own in chosen.values() for priority in own.values()]
    stars = {block.id: spread(block.id, given).stars for block in questionnaire.blocks}
    settled = {id: priority.stars for id, priority in agreed.items() if priority.stars}
    if not any(stars.values()) and not settled:
        return None
    scores = {row["block"]: row["score"] for row in _rows(network_blocks(shown))}
    rows = _centred({block.id: _stars_label(block, given, scores) for block in questionnaire.blocks})
    dots: list[Row] = []
    for block, label in rows.items():
        named = sorted((own[block].stars, who) for who, own in chosen.items() if block in own and own[block].stars)
        heights = _swarm([float(star) for star, _ in named], apart=0.5)
        dots += [
            {"rij": label, "plaats": star, "hoogte": height, "wie": who, "uitleg": _star_words(star)}
            for (star, who), height in zip(named, heights, strict=True)
        ]
    marks: list[Row] = [
        {"rij": rows[id], "plaats": star, "hoogte": 0, "wie": "Afgesproken", "uitleg": _star_words(star)}
        for id, star in settled.items()
        if id in rows
    ]
    reach = max([1.0, *(abs(dot["hoogte"]) for dot in dots)])
    height = _height(rows, least=int(2 * reach + 1) * 17 + 16)
    tracks: list[Row] = [{"rij": label, "plaats": 0.5, "tot": 5.5, "hoogte": 0} for label in rows.values()]
    axis = alt.Axis(**_LINED, orient="top", values=list(STARS), labelExpr="datum.value + ' ★'")
    x = alt.X("plaats:Q", scale=alt.Scale(domain=[0.5, 5.5], nice=False), axis=axis)
    y = _floating(rows)
    tooltip = [_tip("wie", "Wie"), _tip("uitleg", "Sterren")]
    layers = [
        _chart(_lifted(tracks, rows)).mark_bar(size=0.9 * height / len(rows), style="track").encode(x, y, x2="tot:Q"),
        _chart(_lifted(marks, rows))
        .mark_point(shape=_STAR, size=900, filled=True, opacity=1, color=Light.ORANGE.colour)
        .encode(x, y, tooltip=tooltip),
        _chart(_lifted(dots, rows, reach + 0.7))
        .mark_point(shape="circle", size=150, filled=True, opacity=1, strokeWidth=1, style=["dot", "rimmed"])
        .encode(x, y, tooltip=tooltip),
    ]
    table = pd.DataFrame(
        [
            {
                "Bouwsteen": f"{block.id} {block.short}",
                "Netwerkscore": _decimal(scores.get(block.id)),
                "Eensgezindheid over sterren": _decimal(spread(block.id, given).consensus, 2),
                "Afgesproken": settled.get(block.id, pd.NA),
                **{
                    who: own[block.id].stars if block.id in own and own[block.id].stars else pd.NA
                    for who, own in chosen.items()
                },
            }
            for block in questionnaire.blocks
        ]
    )
    highest = max(questionnaire.blocks, key=lambda block: sum(star >= HIGH for star in stars[block.id]))
    count = sum(star >= HIGH for star in stars[highest.id])
    return _figure(
        layers,
        height=height,
        note="Elk bolletje is een partner, de oranje ster is wat het netwerk afsprak; 1 ster = lage prioriteit, 5 = hoge; "
        "eens = eensgezindheid over de sterren, van 0 tot 1",
        title="Waar willen we op inzetten?",
        name="keuzehulp-sterren",
        table=table,
        sentence=f"Sterren van {_partners(len(chosen))} per bouwsteen; {_partners(count)} zetten {highest.short} hoog "
        f"(minstens {HIGH} sterren).",
    )


def _stars_label(block: Block, given: Sequence[Priority], scores: Mapping[str, Any]) -> list[str]:
    consensus = spread(block.id, given).consensus
    facts = [] if _empty(scores.get(block.id)) else [f"score {_decimal(scores[block.id])}"]
    facts += [] if consensus is None else [f"eens {_decimal(consensus, 2)}"]
    return [f"{block.id} {block.short}", *([" · ".join(facts)] if facts else [])]


def _star_words(number: int) -> str:
    return "1 ster" if number == 1 else f"{number} sterren"


def timeline(
    actions: Sequence[PlanAction], names: Mapping[str, str], blocks: Mapping[str, str], today: date
) -> Figure | None:
    """Actions as bars from start to end, in the order given, with today as a line; None if none has an end.

    `names`: partner id -> name; `blocks`: action id -> short name of its block. An action without a start begins on the day it entered the plan.
    """
    dated = [action for action in actions if action.end]
    if not dated:
        return None
    stands = {action.id: urgency(action, today) or action.status.word for action in dated}
    rows = _centred({action.id: [*_wrap(action.what), stands[action.id]] for action in dated})
    bars: list[Row] = []
    for action in dated:
        start, end = action.start or action.begun, action.end
        assert end is not None
        bars.append(
            {
                "rij": rows[action.id],
                "van": f"{min(start, end):%Y-%m-%d}",
                "tot": f"{end + timedelta(days=1):%Y-%m-%d}",
                "wat": action.what,
                "wie": names.get(action.lead, "nog geen trekker"),
                "stand": stands[action.id],
                "tekst": f"{_day(start)} – {_day(end)}",
                "vlak": Light.RED.colour if stands[action.id] == LATE else _TERM_COLOURS[action.term],
                "dof": 0.45 if action.status.ended else 1,
            }
        )
    first, last = min(bar["van"] for bar in bars), max(bar["tot"] for bar in bars)
    first, last = min(first, f"{today:%Y-%m-%d}"), max(last, f"{today:%Y-%m-%d}")
    axis = alt.Axis(
        **{**_LINED, "labelOverlap": "greedy"},
        orient="top",
        tickCount=5,
        labelSeparation=12,
        labelExpr=f"{_MONTHS}[month(datum.value)] + ' ' + year(datum.value)",
    )
    x = alt.X("van:T", scale=alt.Scale(domain=[first, last]), axis=axis)
    y = _rows_axis(rows)
    tooltip = [_tip("wat", "Actie"), _tip("wie", "Trekker"), _tip("stand", "Stand"), _tip("tekst", "Wanneer")]
    layers = [
        _chart(bars)
        .mark_rect(cornerRadius=4, stroke=RULE)
        .encode(
            x, y, x2="tot:T", fill=_own("vlak", alt.Fill), opacity=alt.Opacity("dof:Q", scale=None), tooltip=tooltip
        ),
        _chart([{"van": f"{today:%Y-%m-%d}"}]).mark_rule(color=Light.ORANGE.colour, strokeWidth=3).encode(x),
    ]
    table = pd.DataFrame(
        [
            {
                "Bouwsteen": blocks[action.id],
                "Actie": action.what,
                "Termijn": action.term.word,
                "Wanneer": bar["tekst"],
                "Trekker": bar["wie"],
                "Stand": bar["stand"],
            }
            for action, bar in zip(dated, bars, strict=True)
        ]
    )
    late = sum(bar["stand"] == LATE for bar in bars)
    return _figure(
        layers,
        height=_height(rows, least=38),
        note="Licht = korte termijn, donker = lange termijn, rood = te laat, bleek = afgerond; oranje streep = vandaag",
        title="Het plan in de tijd",
        name="plan-tijdlijn",
        table=table,
        sentence=f"{len(dated)} acties van {first[:4]} tot {last[:4]}, {late} te laat.",
    )


def response_bars(response: pd.DataFrame) -> Figure | None:
    """Answered against expected from rows of name, answered, expected (people), in the order given."""
    if response.empty:
        return None
    found = _rows(response)
    rows = _centred(
        {f"{at}": [*_wrap(row["name"]), f"{row['answered']} van {row['expected']}"] for at, row in enumerate(found)}
    )
    bars: list[Row] = [
        {
            "rij": label,
            "van": 0,
            "tot": 100 * min(row["answered"] / row["expected"], 1) if row["expected"] else 0,
            "vol": 100,
            "wie": row["name"],
            "tekst": f"{row['answered']} van {row['expected']}",
        }
        for label, row in zip(rows.values(), found, strict=True)
    ]
    y = _rows_axis(rows)
    x = alt.X("van:Q", scale=alt.Scale(domain=[0, 100]), axis=_percent_axis())
    tooltip = [_tip("wie", "Partner"), _tip("tekst", "Ingevuld")]
    answered, expected = int(response["answered"].sum()), int(response["expected"].sum())
    return _figure(
        [
            _chart(bars)
            .mark_rect(fill=RULE, fillOpacity=0.15, stroke=RULE, cornerRadius=4)
            .encode(x, y, x2="vol:Q", tooltip=tooltip),
            _chart(bars).mark_rect(stroke=RULE, cornerRadius=4, style="own").encode(x, y, x2="tot:Q", tooltip=tooltip),
        ],
        height=_height(rows, least=40),
        note="Hoeveel van de verwachte scans er zijn",
        title="Ingevulde scans per partner",
        name="deelname",
        table=response.rename(
            columns={"name": "Partnerorganisatie", "answered": "Ingevuld", "expected": "Verwacht"}
        ).reset_index(drop=True),
        sentence=f"Deelname van {_partners(len(found))}: {answered} van {expected} verwachte scans zijn ingevuld.",
    )


def activity_bars(activity: pd.DataFrame) -> Figure | None:
    """Submitted scans per day from rows of day (date) and answered; days without a row count as zero."""
    if activity.empty:
        return None
    days = pd.to_datetime(activity["day"]).dt.date
    per_day: Counter[date] = Counter()
    for day, answered in zip(days, activity["answered"], strict=True):
        per_day[day] += int(answered)
    first, last = min(per_day), max(per_day)
    every = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    bars: list[Row] = [{"dag": f"{day:%Y-%m-%d}", "aantal": per_day[day]} for day in every]
    top = max(bar["aantal"] for bar in bars)
    x = alt.X(
        "dag:O",
        scale=alt.Scale(domain=[bar["dag"] for bar in bars], paddingInner=0.2),
        axis=alt.Axis(
            **{**_PLAIN, "labelOverlap": "greedy"},
            labelAngle=0,
            labelPadding=8,
            labelSeparation=8,
            labelExpr=f"toNumber(slice(datum.label, 8)) + ' ' + {_MONTHS}[slice(datum.label, 5, 7) - 1]",
        ),
    )
    ticks = list(range(0, top + 1, max(1, -(-top // 4))))
    y = alt.Y(
        "aantal:Q",
        scale=alt.Scale(domain=[0, max(top, 1)], nice=False),
        axis=alt.Axis(**_LINED, labelPadding=8, values=ticks),
    )
    busiest = max(bars, key=lambda bar: bar["aantal"])
    table = pd.DataFrame({"Dag": [_day(day) for day in every], "Ingevulde scans": [bar["aantal"] for bar in bars]})
    return _figure(
        [
            _chart([bar for bar in bars if bar["aantal"]])
            .mark_bar(stroke=RULE, cornerRadius=2, style="own")
            .encode(x, y, tooltip=[_tip("dag", "Dag"), _tip("aantal", "Ingevulde scans")])
        ],
        height=220,
        note="Ingevulde scans per dag",
        title="Verloop van de deelname",
        name="verloop",
        table=table,
        sentence=f"{sum(bar['aantal'] for bar in bars)} ingevulde scans van {_day(first)} tot {_day(last)}; "
        f"het drukst was {_day(every[bars.index(busiest)])} met {busiest['aantal']}.",
    )


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
_SECOND = 1.4
_TERM_COLOURS = {Term.SHORT: "#7FA6CC", Term.MIDDLE: "#3F74A8", Term.LONG: PRIMARY}
_STAR = "M0,.5L.6,.8L.5,.1L1,-.3L.3,-.4L0,-1L-.3,-.4L-1,-.3L-.5,.1L-.6,.8Z"
_HEADS = (
    (1, ["Verschil"], ["Verschil tussen", "partners"]),
    (2, ["Rood bij"], ["Partners", "overwegend rood"]),
)
"""Where each column ends, and what stands above it on a narrow screen and on a wide one."""
_COUNTED = [*LIGHTS, *HELD.values()]


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
    return alt.Chart(alt.InlineData(values=list(rows)))


def _text(rows: Sequence[Row], size: int, weight: Literal["normal", "bold"] = "normal", **mark: Any) -> alt.Chart:
    """Text on marks: larger where labels are, smaller where eight columns share what a phone leaves."""
    fitting = alt.ExprRef(f"{_WIDE} ? {size + WIDE_FONT - FONT} : width < 200 ? {LEAST_FONT} : {size}")
    text: alt.Chart = _chart(rows).mark_text(fontSize=fitting, fontWeight=weight, **{"baseline": "middle", **mark})
    return text


def _tip(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:N", title=title)


def _own(field: str, channel: type[alt.Color] | type[alt.Fill] = alt.Color) -> Any:
    """The colour that the row itself names."""
    return channel(f"{field}:N", scale=None, legend=None)


def _middle(left: float = 0) -> Any:
    """Halfway between this share of the width and its end."""
    return alt.value(alt.ExprRef(f"width * {(1 + left) / 2}"))


def _score_fill(field: str) -> alt.Fill:
    scale = alt.Scale(domain=[0, 50, 100], range=list(SCALE), interpolate="rgb", clamp=True)
    return alt.Fill(f"{field}:Q", scale=scale, legend=None)


def _score_axis(field: str) -> alt.X:
    axis = alt.Axis(**_LINED, orient="top", values=[0, 25, 50, 75, 100])
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False, padding=14), axis=axis)


def _percent_axis() -> alt.Axis:
    return alt.Axis(**_PLAIN, orient="top", values=[0, 50, 100], labelExpr="datum.label + ' %'")


def _top_axis(**labels: Any) -> alt.Axis:
    return alt.Axis(**{**_PLAIN, "orient": "top", "labelPadding": 8, "labelLineHeight": alt.ExprRef(_HIGH), **labels})


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


def _height(rows: Mapping[str, str], least: int) -> int:
    """Height in pixels that gives every row its label or the least it needs."""
    lines = max(label.count("\n") + 1 for label in rows.values())
    return len(rows) * max(least, lines * LINE + 10)


def _keyed(row: Row, rows: Mapping[str, str], columns: Mapping[str, str]) -> Row:
    partner, block = row["partner"], row["block"]
    return {"partner": partner, "block": block, "rij": rows[partner], "kolom": columns[block]}


def _named(partner: Row) -> str:
    return f"{partner['name']} {_JOINT}" if partner["joint"] else str(partner["name"])


def _named_lines(partner: Row) -> list[str]:
    return [*_wrap(partner["name"]), *([_JOINT] if partner["joint"] else [])]


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _decimal(value: Any, decimals: int = 0) -> str:
    """A number as it is written in Dutch, '' where there is none."""
    return "" if _empty(value) else f"{value:.{decimals}f}".replace(".", ",")


def _empty(value: Any) -> bool:
    return bool(pd.isna(value))


def _partners(number: int) -> str:
    return f"{number} {'partner' if number == 1 else 'partners'}"


def _scans(number: int) -> str:
    return f"{number} ingevulde {'scan' if number == 1 else 'scans'}"


def _day(day: Any) -> str:
    return f"{day.day} {_LONG_MONTHS[day.month - 1]} {day.year}"


_LONG_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def _listed(network: pd.DataFrame, shorts: Mapping[str, str]) -> str:
    return ", ".join(f"{shorts[row['block']]} {_decimal(row['score'])}" for row in _rows(network))


def _counted(counts: Mapping[Any, Any]) -> str:
    """Answers per colour, or where those are hidden elements per band, in words."""
    if _empty(counts["green"]):
        return ", ".join(f"{counts[column]} keer {band.word}" for band, column in HELD.items())
    return ", ".join(f"{counts[light.value]} {light.word}" for light in _LIGHTS)


def _ink(score: float) -> str:
    """White or ink, whichever reads better on the colour of this score."""
    low, high = (SCALE[0], SCALE[1]) if score < 50 else (SCALE[1], SCALE[2])
    part = (score if score < 50 else score - 50) / 50
    mixed = [a + (b - a) * part for a, b in zip(_rgb(low), _rgb(high), strict=True)]
    return "#FFFFFF" if _contrast(mixed, _rgb("#FFFFFF")) > _contrast(mixed, _rgb(INK)) else INK


def _rgb(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _contrast(one: Iterable[float], other: Iterable[float]) -> float:
    """Contrast ratio of WCAG 2.2."""

    def luminance(rgb: Iterable[float]) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _matrix_cell(row: Row, rows: Mapping[str, str], columns: Mapping[str, str]) -> Row:
    exact, answered = bool(pd.notna(row["score"])), bool(pd.notna(row["band"]))
    cell: Row = {
        "rij": rows[row["partner"]],
        "kolom": columns[row["element"]],
        "score": round(row["score"]) if exact else None,
        "inkt": _ink(row["score"]) if exact else INK,
        "tekst": _decimal(row["score"]) if exact else "–",
        "woord": "",
        "uitleg": _decimal(row["score"]) if exact else _NO_BAND,
    }
    if answered and not exact:
        band = Band(row["band"])
        word = band.word.removeprefix("overwegend ")
        cell |= {
            "vlak": _BAND_TINT[band],
            "tekst": _BAND_LIGHT[band].symbol,
            "woord": word,
            "uitleg": band.word,
        }
    return cell


def _ranked(shown: Shown, block: str) -> list[Row]:
    """Network rows of the block's elements that somebody answered, least agreement first."""
    found = network_elements(shown)
    found = found[(found["block"] == block) & found["band"].notna()]
    return _rows(found.sort_values("agreement", kind="stable", na_position="last"))


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


def _stacks(
    bars: Sequence[tuple[str, Row | None, str | None]],
    *,
    heading: str,
    title: str,
    name: str,
    sentence: str,
    gap: bool = False,
) -> Figure:
    """Bars of 100 %: a name with its counts (and n if it has one), or the words that stand instead.

    Where counts are hidden the bar tells in lighter colours how many elements hold each band.
    """
    rows = _centred(
        {
            f"{at}": [*_wrap(label), *([f"n = {counts['n']}"] if counts and counts["n"] is not None else [])]
            for at, (label, counts, _) in enumerate(bars)
        }
    )
    parts: list[Row] = []
    whole: list[Row] = []
    table: list[Row] = []
    for label, (what, counts, words) in zip(rows.values(), bars, strict=True):
        table.append({heading: what})
        if counts is None:
            band = Band(words) if words in set(Band) else None
            tekst = f"{_BAND_LIGHT[band].symbol} {band.word}" if band else words
            whole.append({"rij": label, "van": 0, "tot": 100, "midden": 50, "tekst": tekst, "band": band})
            table[-1] |= {light.word.capitalize(): pd.NA for light in _LIGHTS} | {"Toestand": words}
            continue
        table[-1] |= {light.word.capitalize(): counts[light.value] for light in _LIGHTS}
        table[-1] |= {"Toestand": _counted(counts) if _empty(counts["green"]) else "getoond"}
        segments = _segments(counts)
        total = sum(segment["aantal"] for segment in segments)
        start = 0.0
        for symbol, segment in zip(_SYMBOLS, segments, strict=False):
            number, share = segment["aantal"], 100 * segment["aantal"] / total if total else 0.0
            tekst = f"{symbol} {number}" if share >= 10 else f"{number}" if share >= 3 else ""
            place = {"van": start, "tot": start + share, "midden": start + share / 2, "tekst": tekst}
            parts.append({"rij": label, "wie": what, **segment, **place})
            start += share
    y = _rows_axis(rows, gap=gap)
    x = alt.X("van:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None)
    middle = alt.X("midden:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None)
    tooltip = [_tip("wie", heading), _tip("kleur", "Kleur"), _tip("geteld", "Aantal")]
    held = any(part["geteld"].endswith("elementen") for part in parts)
    drawn = [part for part in parts if part["aantal"]]
    banded = [{**row, "vlak": _BAND_TINT[row["band"]]} for row in whole if row["band"]]
    untold = [row for row in whole if not row["band"]]
    layers: list[Any] = [
        _chart(drawn)
        .mark_rect(stroke="#FFFFFF", strokeWidth=1)
        .encode(x, y, x2="tot:Q", fill=_own("vlak", alt.Fill), tooltip=tooltip),
        _chart(untold).mark_rect(style="hatch").encode(x, y, x2="tot:Q"),
        _chart(banded).mark_rect(stroke=RULE).encode(x, y, x2="tot:Q", fill=_own("vlak", alt.Fill)),
        _text([part for part in drawn if part["tekst"]], FONT, "bold").encode(
            middle, y, text="tekst:N", color=_own("inkt")
        ),
        _text(banded, FONT, "bold").encode(middle, y, text="tekst:N", color=alt.value(INK)),
        _text(untold, FONT, "bold", style="words").encode(middle, y, text="tekst:N"),
    ]
    return _figure(
        layers,
        height=_height(rows, least=36) + (16 if gap else 0),
        note=_LIGHTS_NOTE + (_HELD_NOTE if held else "") if parts or not banded else _BANDED_NOTE,
        title=title,
        name=name,
        table=pd.DataFrame(table),
        sentence=sentence,
    )


def _segments(counts: Row) -> list[Row]:
    """The pieces of a bar: answers per light, or where those are hidden elements per band."""
    if _empty(counts["green"]):
        return [
            {
                "kleur": band.word,
                "vlak": _BAND_TINT[band],
                "inkt": INK,
                "aantal": int(counts[column]),
                "geteld": f"{counts[column]} elementen",
            }
            for band, column in HELD.items()
        ]
    return [
        {
            "kleur": light.word,
            "vlak": light.colour,
            "inkt": "#FFFFFF" if light in (Light.GREEN, Light.RED) else "#14110B",
            "aantal": int(counts[light.value]),
            "geteld": f"{counts[light.value]} antwoorden",
        }
        for light in _LIGHTS
    ]


def _titles(questionnaire: Questionnaire, block: str | None) -> dict[str, str]:
    if block is None:
        return {b.id: f"{b.id} {b.name}" for b in questionnaire.blocks}
    return {e.id: f"{e.id} {e.title}" for e in questionnaire.block(block).elements}


def _means(
    before: Shown, after: Shown, questionnaire: Questionnaire, block: str | None
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Mean over the partners that have it in both rounds, per block or per element of one block."""
    if block is not None:
        moves = moved(before, after, [element.id for element in questionnaire.block(block).elements])
        return {m.element: round(m.before, 1) for m in moves}, {m.element: round(m.after, 1) for m in moves}
    both = before.blocks.merge(after.blocks, on=["partner", "block"]).dropna(subset=["score_x", "score_y"])
    return _mean(both, "block", "score_x"), _mean(both, "block", "score_y")


def _mean(rows: pd.DataFrame, key: str, value: str) -> dict[str, float]:
    return {str(name): round(float(mean), 1) for name, mean in rows.groupby(key)[value].mean().items()}


def _pairs(
    sides: Sequence[Mapping[str, float]],
    names: tuple[str, str],
    titles: Mapping[str, str],
    *,
    note: str,
    title: str,
    name: str,
) -> Figure | None:
    """Two figures of 0-100 per row, joined by a line."""
    keys = [key for key in titles if all(key in side for side in sides)]
    if not keys:
        return None
    rows = _centred({key: _wrap(titles[key]) for key in keys})
    looks = (("other", 1.0), ("own", -1.0))
    dots: list[Row] = [
        {
            "rij": rows[key],
            "plaats": side[key],
            "hoogte": lift,
            "soort": style,
            "tekst": _decimal(side[key]),
            "wie": who,
            "wat": titles[key],
        }
        for side, who, (style, lift) in zip(sides, names, looks, strict=True)
        for key in keys
    ]
    lines = [{"rij": rows[key], "plaats": sides[0][key], "tot": sides[1][key], "hoogte": 0} for key in keys]
    height = _height(rows, least=68)
    x, y = _score_axis("plaats"), _floating(rows)
    dots, lines = _lifted(dots, rows, 2.4), _lifted(lines, rows)
    tooltip = [_tip("wat", "Wat"), _tip("wie", "Wie"), _tip("tekst", "Score")]
    first = [{**dot, "tekst": dot["wie"]} for dot in dots if dot["rij"] == rows[keys[0]]]
    layers = [
        _tracks(rows, 0.9 * height / len(rows)).encode(x, y, x2="tot:Q"),
        _chart(lines).mark_rule(color=RULE, strokeWidth=3).encode(x, y, x2="tot:Q"),
        *(
            _chart([dot for dot in dots if dot["soort"] == style])
            .mark_point(shape="circle", size=620, filled=True, opacity=1, strokeWidth=1.5, style=[style, "rimmed"])
            .encode(x, y, tooltip=tooltip)
            for style, _ in looks
        ),
        _text(dots, FONT, "bold").encode(x, y, text="tekst:N", color=alt.value("#FFFFFF")),
        *(
            _text(
                [dot for dot in first if (dot["plaats"] > 50) is right],
                13,
                "bold",
                dx=dx,
                align=side,
                style="words",
                opacity=alt.ExprRef(f"{_NARROW} ? 0 : 1"),  # on a phone the names have no room, and the note has them
            ).encode(x, y, text="tekst:N")
            for right, dx, side in ((True, -20, "right"), (False, 20, "left"))
        ),
    ]
    moves = {key: sides[1][key] - sides[0][key] for key in keys}
    widest = max(keys, key=lambda key: abs(moves[key]))
    table = pd.DataFrame(
        [
            {
                "Wat": titles[key],
                names[0]: _decimal(sides[0][key], 1),
                names[1]: _decimal(sides[1][key], 1),
                "Verschil": _decimal(moves[key], 1),
            }
            for key in keys
        ]
    )
    return _figure(
        layers,
        height=height,
        note=f"Grijs, boven = {names[0]}; blauw, onder = {names[1]}; {note}",
        title=title,
        name=name,
        table=table,
        sentence=f"{title}; het grootste verschil bij {titles[widest]}: "
        f"{_decimal(sides[0][widest])} tegenover {_decimal(sides[1][widest])}.",
    )


def _figure(
    layers: Sequence[Any],
    *,
    height: int,
    note: str,
    title: str,
    name: str,
    table: pd.DataFrame,
    sentence: str,
) -> Figure:
    # `height` is that of the rows alone; only the width is fitted, or headings would eat into the rows.
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart = alt.layer(*layers).properties(width="container", height=height, autosize=fit)
    spec = _said_once(chart.to_dict())
    spec["config"]["style"] = _styles(spec["layer"], LIGHT)
    return Figure(spec, sentence, table, title, name, note)


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
