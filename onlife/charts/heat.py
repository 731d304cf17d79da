"""Heat maps: partners against blocks, and against the elements of one block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd

from onlife.charts.parts import (
    _BAND_LIGHT,
    _BAND_TINT,
    _BLANK,
    _HEAD_ALIGN,
    _HEAD_ANGLE,
    _HEAD_BASE,
    _HIGH,
    _JOINT,
    _LINES,
    _NARROW,
    _NO_BAND,
    _PLAIN,
    _SIGNS,
    _WHY_BAND,
    FONT,
    INK,
    LEAST_FONT,
    NETWORK,
    RULE,
    SCALE,
    Figure,
    Row,
    _centred,
    _chart,
    _decimal,
    _empty,
    _figure,
    _height,
    _named,
    _own,
    _partners,
    _rows,
    _rows_axis,
    _short_lines,
    _text,
    _tip,
    _wrap,
)
from onlife.divergence import Verdict, between
from onlife.privacy import (
    Shown,
    Visibility,
    network_blocks,
    network_elements,
)
from onlife.questionnaire import Questionnaire
from onlife.scoring import Band

_BANDS_NOTE = " · ".join(f"{_BAND_LIGHT[band].symbol} {band.word}" for band in Band)


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


def element_matrix(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Partners x elements of one block, the network on top, the small teams as one outside the mirror: its band in every
    cell, and the score where it may be told. At the head of an element the word on its differences. None without results.
    """
    told = shown.elements[shown.elements["block"] == block]
    told = told[told["position"].notna().groupby(told["partner"]).transform("any")]
    pool = shown.pool[shown.pool["block"] == block]
    if told.empty and pool.empty:
        return None
    network = network_elements(shown)
    network = network[network["block"] == block]
    values = [{**row, "partner": NETWORK} for row in _rows(network)] + _rows(told)
    values += [{**row, "partner": _TOGETHER, "score": pd.NA} for row in _rows(pool)]
    elements = questionnaire.block(block).elements
    titles = {e.id: f"{e.id} {e.title}" for e in elements}
    partners = _rows(shown.partners.sort_values("name", key=lambda names: names.str.casefold()))
    hidden = [p for p in partners if p["visibility"] != Visibility.SHOWN]
    apart = set(told["partner"]) | {p["partner"] for p in hidden}
    partners = [p for p in partners if p["partner"] in apart]
    names = {_WORDS: "Tussen partners", NETWORK: "Netwerk"} | {p["partner"]: _named(p) for p in partners}
    if len(pool):
        names[_TOGETHER] = f"Kleine teams samen ({pool['partners'].iloc[0]})"
    rows = _centred({who: _short_lines(name) for who, name in names.items()})
    heads = {e.id: _wrap(titles[e.id]) for e in elements}
    lines = max(map(len, heads.values()))
    columns = {id: "\n".join([_BLANK] * (lines - len(head)) + head) for id, head in heads.items()}
    cells = [
        _matrix_cell(row, rows, columns) | {"wie": names[row["partner"]], "wat": titles[row["element"]]}
        for row in values
    ]
    found = between(shown, questionnaire)
    verdicts = {e.id: found.verdict(e.id) for e in elements}
    words = [
        {
            "rij": rows[_WORDS],
            "kolom": columns[id],
            "wie": names[_WORDS],
            "wat": titles[id],
            "uitleg": verdict.value,
            "teken": _SIGNS[verdict],
        }
        | dict(zip(("kort", "dik"), _VERDICTS[verdict], strict=True))
        for id, verdict in verdicts.items()
        if verdict
    ]
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
    y = _rows_axis(rows)
    tooltip = [_tip("wie", "Partner"), _tip("wat", "Element"), _tip("uitleg", "Resultaat")]
    exact = [c for c in cells if c["score"] is not None]
    banded = [c for c in cells if c["score"] is None and c["woord"]]
    untold = [c for c in cells if not c["woord"]]
    wide = f"width / {len(order)} > 62"
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
        _chart(words).mark_rect(cornerRadius=4, style="track").encode(x, y, tooltip=tooltip),
        *(
            _text(
                [word for word in words if word["dik"] == weight],
                LEAST_FONT,
                weight,
                style="words",
                text=alt.ExprRef(f"{wide} ? split(datum.kort, ' ') : datum.teken"),
                lineHeight=16,
                dy=alt.ExprRef(f"{wide} && indexof(datum.kort, ' ') > 0 ? -7 : 0"),
            ).encode(x, y)
            for weight in _WEIGHTS
        ),
        _text(untold, 16, "bold", style="words").encode(x, y, text="tekst:N"),
        # The symbol of the band in every cell; below it the score, or the word where there is room.
        _text([*exact, *banded], 15, "bold", dy=alt.ExprRef(f"datum.score !== null || {wide} ? -9 : 0")).encode(
            x, y, text="tekst:N", color=_own("inkt")
        ),
        _text(exact, 15, "bold", dy=9).encode(x, y, text="score:N", color=_own("inkt")),
        _text(banded, 13, opacity=alt.ExprRef(f"{wide} ? 1 : 0"), dy=8).encode(
            x, y, text="woord:N", color=_own("inkt")
        ),
        _text(reasons, 15, "bold", style="words").encode(y, x=_middle(), text="tekst:N"),
    ]
    said = {(row["element"], row["partner"]): cell["uitleg"] for row, cell in zip(values, cells, strict=True)}
    said |= {(e.id, p["partner"]): p["visibility"] for p in hidden for e in elements}
    said |= {(id, _WORDS): verdict.value for id, verdict in verdicts.items() if verdict}
    table = pd.DataFrame(
        [
            {"Partnerorganisatie": names[who]} | {titles[e.id]: said.get((e.id, who), "") for e in elements}
            for who in names
        ]
    )
    name = questionnaire.block(block).short
    bands = [row["band"] for row in values if row["partner"] == NETWORK]
    counted = ", ".join(f"{bands.count(band.value)} {band.word}" for band in Band)
    differing = [titles[id] for id, verdict in verdicts.items() if verdict is Verdict.DIFFERS]
    return _figure(
        layers,
        height=_height(rows, least=44),
        note=f"{_BANDS_NOTE}; getal = score van 0 tot 100, licht zonder getal = enkel de hoofdkleur, {_WHY_BAND}; "
        f"{_VERDICTS_NOTE}",
        title=f"{name}: element per element",
        name=f"bouwsteen-{block}-elementen",
        table=table,
        sentence=f"{len(elements)} elementen van {name}; over het netwerk: {counted}; partners zien duidelijk anders: "
        f"{', '.join(differing) or 'geen enkel element'}.",
    )


_WORDS, _TOGETHER = "WOORDEN", "KLEINE TEAMS"
"""The rows of the words and of the small teams, as partners."""
_WEIGHTS: tuple[Literal["bold", "normal"], ...] = ("bold", "normal")
_VERDICTS = {
    Verdict.DIFFERS: ("duidelijk anders", "bold"),
    Verdict.CHANCE: ("misschien toeval", "normal"),
    Verdict.ALIKE: ("gelijk", "normal"),
}
"""Short words at the head of a column, and their weight."""
_VERDICTS_NOTE = " · ".join(f"{sign} {verdict.value}" for verdict, sign in _SIGNS.items())


def _middle(left: float = 0) -> Any:
    """Halfway between this share of the width and its end."""
    return alt.value(alt.ExprRef(f"width * {(1 + left) / 2}"))


def _score_fill(field: str) -> alt.Fill:
    scale = alt.Scale(domain=[0, 50, 100], range=list(SCALE), interpolate="rgb", clamp=True)
    return alt.Fill(f"{field}:Q", scale=scale, legend=None)


def _top_axis(**labels: Any) -> alt.Axis:
    return alt.Axis(**{**_PLAIN, "orient": "top", "labelPadding": 8, "labelLineHeight": alt.ExprRef(_HIGH), **labels})


def _keyed(row: Row, rows: Mapping[str, str], columns: Mapping[str, str]) -> Row:
    partner, block = row["partner"], row["block"]
    return {"partner": partner, "block": block, "rij": rows[partner], "kolom": columns[block]}


def _named_lines(partner: Row) -> list[str]:
    return [*_wrap(partner["name"]), *([_JOINT] if partner["joint"] else [])]


def _listed(network: pd.DataFrame, shorts: Mapping[str, str]) -> str:
    return ", ".join(f"{shorts[row['block']]} {_decimal(row['score'])}" for row in _rows(network))


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
    exact = not _empty(row["score"])
    cell: Row = {
        "rij": rows[row["partner"]],
        "kolom": columns[row["element"]],
        "score": round(row["score"]) if exact else None,
        "inkt": _ink(row["score"]) if exact else INK,
        "tekst": "–",
        "woord": "",
        "uitleg": _NO_BAND,
    }
    if not _empty(row["band"]):
        band = Band(row["band"])
        score = f" ({_decimal(row['score'])} op 100)" if exact else ""
        cell |= {
            "vlak": _BAND_TINT[band],
            "tekst": _BAND_LIGHT[band].symbol,
            "woord": band.word.removeprefix("overwegend "),
            "uitleg": f"{band.word}{score}",
        }
    return cell
