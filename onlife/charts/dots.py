"""Where every partner stands on the elements of a block."""

from __future__ import annotations

import altair as alt
import pandas as pd

from onlife.charts.parts import (
    _BAND_LIGHT,
    _HIGH,
    _PLAIN,
    Figure,
    Row,
    _centred,
    _chart,
    _decimal,
    _empty,
    _figure,
    _floating,
    _height,
    _lifted,
    _named,
    _rows,
    _rows_axis,
    _score_axis,
    _swarm,
    _text,
    _tip,
    _tracks,
    _wrap,
)
from onlife.divergence import between
from onlife.lights import Light
from onlife.privacy import (
    HELD,
    Shown,
    network_elements,
    positions,
)
from onlife.questionnaire import Questionnaire
from onlife.scoring import Band


def agreement_dots(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Where every partner stands on each element of a block, most disagreement first; None without any."""
    found = _ranked(shown, block)
    places = positions(shown)
    places = places[places["block"] == block]
    if not found or places.empty:
        return None
    titles = {e.id: e.title for e in questionnaire.block(block).elements}
    names = {p["partner"]: _named(p) for p in _rows(shown.partners)}
    alone = between(shown, questionnaire).alone
    bands = {(row["element"], row["partner"]): row["band"] for row in _rows(places)}
    apart = {key: bands[key] for key in zip(alone["element"], alone["partner"], strict=True) if key in bands}
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


_SECOND = 1.4
_HEADS = (
    (1, ["Verschil"], ["Verschil tussen", "partners"]),
    (2, ["Rood bij"], ["Partners", "overwegend rood"]),
)
"""Where each column ends, and what stands above it on a narrow screen and on a wide one."""


def _ranked(shown: Shown, block: str) -> list[Row]:
    """Network rows of the block's elements that somebody answered, least agreement first."""
    found = network_elements(shown)
    found = found[(found["block"] == block) & found["band"].notna()]
    return _rows(found.assign(agreement=float("nan")))
