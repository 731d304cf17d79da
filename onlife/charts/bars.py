"""Bars of 100 %: the answers of partners, blocks and elements by colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from onlife.charts.parts import (
    _BAND_LIGHT,
    _BAND_TINT,
    _NO_BAND,
    _WHY_BAND,
    FONT,
    INK,
    RULE,
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
    _rows,
    _rows_axis,
    _text,
    _tip,
    _wrap,
)
from onlife.lights import COLOURS, Light
from onlife.privacy import (
    HELD,
    Shown,
    network_blocks,
)
from onlife.questionnaire import Questionnaire
from onlife.scoring import LIGHTS, Band

_LIGHTS = (*COLOURS, Light.NOT_APPLICABLE)
_SYMBOLS = [light.symbol for light in _LIGHTS]
_LIGHTS_NOTE = "Aantal antwoorden: " + " · ".join(light.label for light in COLOURS) + " · n.v.t. in grijs"
_HELD_NOTE = "; lichte balken: hoe vaak een element die hoofdkleur heeft"
_BANDED_NOTE = f"{_WHY_BAND.capitalize()}, toont een element enkel zijn hoofdkleur"


def stacked_bars(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Counts of one block per partner as bars of 100 %, the network on top; None without results."""
    values = shown.blocks[shown.blocks["block"] == block].set_index("partner")
    network = network_blocks(shown)
    if values.empty:
        return None
    title = questionnaire.block(block).short
    total = _rows(network[network["block"] == block])[0]
    partners = _rows(shown.partners.sort_values("name"))
    bars = [("Netwerk", total, None)] + [
        (
            _named(p),
            dict(values.loc[p["partner"]])
            if p["partner"] in values.index and _told(values.loc[p["partner"]])
            else None,
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
        sentence=f"Antwoorden op {title} per partner; in het hele netwerk {_shared(total)}.",
    )


def block_bars(shown: Shown, questionnaire: Questionnaire, partner: str) -> Figure | None:
    """One partner's own counts per block; None if its result is not shown."""
    values = _rows(shown.blocks[shown.blocks["partner"] == partner])
    if not values:
        return None
    names = {block.id: block.name for block in questionnaire.blocks}
    return _stacks(
        [
            (f"{row['block']} {names[row['block']]}", {**row, "n": None} if _told(row) else None, _NO_BAND)
            for row in values
        ],
        heading="Bouwsteen",
        title="Antwoorden per bouwsteen",
        name="antwoorden-per-bouwsteen",
        sentence=f"Antwoorden per bouwsteen, {_scans(values[0]['n'])}.",
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
            None if _empty(row["green"]) else {**_exact_shares(row), "n": None},
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


_COUNTED = [*LIGHTS, *HELD.values()]


def _scans(number: int) -> str:
    return f"{number} ingevulde {'scan' if number == 1 else 'scans'}"


def _counted(counts: Mapping[Any, Any]) -> str:
    """Answers per colour, or where those are hidden elements per band, in words."""
    if _empty(counts["green"]):
        return ", ".join(f"{counts[column]} keer {band.word}" for band, column in HELD.items())
    return ", ".join(f"{counts[light.value]} {light.word}" for light in _LIGHTS)


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
        table[-1] |= {light.word.capitalize(): _share(counts, light) for light in _LIGHTS} | {"Toestand": "getoond"}
        start = 0.0
        for segment in _segments(counts):
            share = segment["aandeel"]
            tekst = segment["tekst"] if share >= 14 else ""
            place = {"van": start, "tot": start + share, "midden": start + share / 2, "tekst": tekst}
            parts.append({"rij": label, "wie": what, **segment, **place})
            start += share
    y = _rows_axis(rows, gap=gap)
    x = alt.X("van:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None)
    middle = alt.X("midden:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None)
    tooltip = [_tip("wie", heading), _tip("kleur", "Kleur"), _tip("geteld", "Aandeel")]
    drawn = [part for part in parts if part["aandeel"]]
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
        note=_LIGHTS_NOTE if parts or not banded else _BANDED_NOTE,
        title=title,
        name=name,
        table=pd.DataFrame(table),
        sentence=sentence,
    )


def _segments(shares: Row) -> list[Row]:
    """The pieces of a bar: the share of each light in all answers, made to fill the bar where they are rounded."""
    whole = sum(shares[f"share_{light.value}"] for light in _LIGHTS)
    return [
        {
            "kleur": light.word,
            "vlak": light.colour,
            "inkt": "#FFFFFF" if light in (Light.GREEN, Light.RED) else "#14110B",
            "aandeel": 100 * shares[f"share_{light.value}"] / whole,
            "tekst": f"{light.symbol} {_decimal(shares[f'share_{light.value}'])}",
            "geteld": _share(shares, light),
        }
        for light in _LIGHTS
    ]


def _told(row: Any) -> bool:
    return not _empty(row["share_green"])


def _share(row: Row, light: Light) -> str:
    """The share of a light in words, with its range where it is rounded."""
    value, low, high = (row[f"share_{light.value}{end}"] for end in ("", "_from", "_to"))
    exact = high - low < 0.05
    return f"{_decimal(value)} %" if exact else f"ongeveer {_decimal(value)} % ({_decimal(low)}–{_decimal(high)} %)"


def _shared(row: Row) -> str:
    return ", ".join(f"{_decimal(row[f'share_{light.value}'])} % {light.word}" for light in _LIGHTS)


def _exact_shares(row: Row) -> Row:
    """Counts of one element as shares of its answers."""
    whole = sum(row[light.value] for light in _LIGHTS)
    exact = {light: 100 * row[light.value] / whole if whole else 0.0 for light in _LIGHTS}
    return {f"share_{light.value}{end}": share for light, share in exact.items() for end in ("", "_from", "_to")}
