"""Bars of 100 %: the answers of partners, blocks and elements by colour.

One unit for everybody: shares of all answers. What is rounded is drawn lighter, with a rim and a sign before its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from onlife.charts.axes import WIDE, chart, own_colour, row_axis, text_mark, tip
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import (
    JOINT,
    NO_BAND,
    WHY_BAND,
    centre_labels,
    decimal_or_blank,
    is_missing,
    partner_label,
    records,
    rows_height,
    short_lines,
)
from onlife.charts.theme import BAND_LIGHT, BAND_TINT, FONT, INK, LABEL_WIDTH, RULE, ChartRow
from onlife.domain.finding import ROUGH, about, share_ranges
from onlife.domain.light import COLOURS, Light
from onlife.domain.network_result import network_blocks
from onlife.domain.privacy import small
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import LIGHTS, Band
from onlife.domain.shown import Shown, Visibility
from onlife.text import count, count_partners
from onlife.translation import N_
from onlife.translation import gettext as _

_LIGHTS = (*COLOURS, Light.NOT_APPLICABLE)
_TINT = {band.light: tint for band, tint in BAND_TINT.items()} | {Light.NOT_APPLICABLE: "#E4E1D9"}
_EXACT, _ROUNDED, _ROUGH = "exact", "afgerond", "ruw"
"""How firm a share is: the real one, rounded, or a guess from bands only."""
_FIRM_NOTES = {
    _ROUNDED: N_("; licht met rand en ≈ = ongeveer, bij minder dan 10 scans of waar bijna iedereen hetzelfde koos"),
    _ROUGH: N_("; met streepjes = een ruwe schatting, want er zijn enkel hoofdkleuren"),
}


def stacked_bars(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Shares of colours of one block per partner, the network on top; None without results."""
    values = {row["partner"]: row for row in records(shown.blocks[shown.blocks["block"] == block])}
    if not values:
        return None
    network = network_blocks(shown)
    total = _shares_only(records(network[network["block"] == block])[0])
    partners = records(shown.partners.sort_values("name", key=lambda names: names.str.casefold()))
    told = {who: row for who, row in values.items() if _has_shares(row)}
    bars = [(_("Netwerk"), total if _has_shares(total) else None, _(NO_BAND))] + [
        (partner_label(p), told.get(p["partner"]), _(NO_BAND) if p["partner"] in values else p["visibility"])
        for p in partners
    ]
    title = questionnaire.block(block).short
    return _stacks(
        bars,
        gap=True,
        heading=_("Partnerorganisatie"),
        title=_("{title}: kleuren per partner", title=title),
        name=f"bouwsteen-{block}-antwoorden",
        sentence=_(
            "Kleuren van {title} bij {partners}; in het hele netwerk {shared}.",
            title=title,
            partners=count_partners(len(told)),
            shared=_shares_in_words(total),
        ),
    )


def block_bars(shown: Shown, questionnaire: Questionnaire, partner: str = "") -> Figure | None:
    """Shares of colours per block, of one partner or else of the network; None if nothing is shown."""
    values = shown.blocks[shown.blocks["partner"] == partner] if partner else network_blocks(shown)
    if values.empty:
        return None
    blocks = {block.id: block for block in questionnaire.blocks}
    rows = records(values) if partner else [_shares_only(row) for row in records(values)]
    label = {key: f"{key} {block.name if partner else block.short}" for key, block in blocks.items()}
    return _stacks(
        [(label[row["block"]], {**row, "n": None} if _has_shares(row) else None, _(NO_BAND)) for row in rows],
        heading=_("Bouwsteen"),
        title=_("Kleuren per bouwsteen"),
        name="kleuren-per-bouwsteen" if partner else "kleuren-van-het-netwerk",
        sentence=_("Kleuren per bouwsteen, {scans}.", scans=_scans(rows[0]["n"])),
    )


def element_rows(shown: Shown, questionnaire: Questionnaire, partner: str, block: str | None = None) -> Figure | None:
    """One partner's elements: counts where they may be shown, otherwise the band; None if none of them is told."""
    cooperation = questionnaire.cooperation_block.id if questionnaire.cooperation_block else ""
    joint = dict(zip(shown.partners["partner"], shown.partners["joint"], strict=True))
    values = [
        row
        for row in records(shown.elements[shown.elements["partner"] == partner])
        if block in (None, row["block"]) and (row["block"] == cooperation or not small(row["n"], joint[partner]))
    ]
    if not values:
        return None
    held = [row["band"] for row in values]
    counted = ", ".join(f"{held.count(band.value)} {band.word}" for band in Band)
    bars = [
        (
            f"{row['element']} {questionnaire.element(row['element']).title}",
            None if is_missing(row["green"]) else {**_exact_shares(row), "n": None},
            _(NO_BAND) if is_missing(row["band"]) else row["band"],
        )
        for row in values
    ]
    where = questionnaire.block(block).short if block else _("Alle bouwstenen")
    return _stacks(
        bars,
        heading=_("Element"),
        title=_("{where}: elementen", where=where),
        name=f"elementen-bouwsteen-{block}" if block else "elementen",
        sentence=_("{where}, {scans}: {counted}.", where=where, scans=_scans(values[0]["n"]), counted=counted),
    )


def _scans(number: int) -> str:
    return count(number, _("ingevulde scan"), _("ingevulde scans"))


def _stacks(
    bars: Sequence[tuple[str, ChartRow | None, str]],
    *,
    heading: str,
    title: str,
    name: str,
    sentence: str,
    gap: bool = False,
) -> Figure:
    """Bars of 100 %: a name with its shares (and n if it has one), or the words that stand instead."""
    rows = centre_labels({f"{at}": _sized(label, row["n"] if row else None) for at, (label, row, _) in enumerate(bars)})
    parts: list[ChartRow] = []
    whole: list[ChartRow] = []
    table: list[ChartRow] = []
    for label, (what, row, words) in zip(rows.values(), bars, strict=True):
        size = {_("Ingevulde scans"): row["n"] if row else pd.NA} if gap else {}
        if row is None:
            band = Band(words) if words in set(Band) else None
            said = f"{BAND_LIGHT[band].symbol} {band.word}" if band else words
            whole.append({"row": label, "from": 0, "to": 100, "middle": 50, "text": said, "band": band})
            table.append(
                {
                    heading: what,
                    **size,
                    **{light.word.capitalize(): pd.NA for light in _LIGHTS},
                    _("Toestand"): band.word if band else words,
                }
            )
            continue
        shares = {light.word.capitalize(): _share(row, light) for light in _LIGHTS}
        table.append({heading: what, **size, **shares, _("Toestand"): Visibility.SHOWN.word})
        start = 0.0
        for segment in _segments(row):
            share = segment["share"]
            place = {"from": start, "to": start + share, "middle": start + share / 2}
            parts.append({"row": label, "who": what, **segment, **place})
            start += share
    y = row_axis(rows, gap=gap)
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None)
    middle = alt.X("middle:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None)
    tooltip = [tip("who", heading), tip("colour", _("Kleur")), tip("geteld", _("Aandeel"))]
    drawn = [part for part in parts if part["share"]]
    banded = [{**row, "fill": BAND_TINT[row["band"]]} for row in whole if row["band"]]
    untold = [row for row in whole if not row["band"]]
    fill, stroke = own_colour("fill", alt.Fill), own_colour("edge", alt.Stroke)
    rims: dict[str, ChartRow] = {_EXACT: {}, _ROUNDED: {}, _ROUGH: {"strokeDash": [4, 3]}}
    layers: list[Any] = [
        *(
            chart([part for part in drawn if part["how"] == how])
            .mark_rect(strokeWidth=1.5, **rim)
            .encode(x, y, x2=alt.X2("to:Q"), fill=fill, stroke=stroke, tooltip=tooltip)
            for how, rim in rims.items()
        ),
        chart(untold).mark_rect(style="hatch").encode(x, y, x2=alt.X2("to:Q")),
        chart(banded).mark_rect(stroke=RULE).encode(x, y, x2=alt.X2("to:Q"), fill=fill),
        text_mark(drawn, FONT, "bold", text=alt.ExprRef(_NUMBER), dx=alt.ExprRef(f"{_ROOM} > 68 ? 7 : 0")).encode(
            middle, y, color=own_colour("ink")
        ),
        # Apart from its number, or the font that has the sign draws the number too.
        text_mark(
            drawn, FONT, "bold", text=alt.ExprRef(_SIGN), align="right", dx=alt.ExprRef(f"{WIDE} ? -20 : -16")
        ).encode(middle, y, color=own_colour("ink")),
        text_mark(banded, FONT, "bold").encode(middle, y, color=alt.ColorValue(INK)),
        text_mark(untold, FONT, "bold", style="words").encode(middle, y),
    ]
    firm = {part["how"] for part in drawn}
    lights = _(
        "Deel van de antwoorden in %: {lights} · n.v.t. in grijs", lights=" · ".join(light.label for light in COLOURS)
    )
    note = lights + "".join(_(said) for how, said in _FIRM_NOTES.items() if how in firm)
    return compose(
        layers,
        height=rows_height(rows, least=36) + (16 if gap else 0),
        note=note
        if parts or not banded
        else _("{why}, toont een element enkel zijn hoofdkleur", why=_(WHY_BAND).capitalize()),
        title=title,
        name=name,
        table=pd.DataFrame(table),
        sentence=sentence,
    )


_ROOM = f"(width * datum.share / ({WIDE} ? 120 : 100))"
_NUMBER = f"{_ROOM} > 68 ? datum.figure + ' %' : {_ROOM} > 28 ? datum.figure : ''"
_SIGN = f"{_ROOM} > 68 ? datum.sign : ''"
"""What fits in a piece of a bar."""


def _sized(label: str, n: int | None) -> list[str]:
    """A label of at most two lines, with the number of scans on the last; a joint scan is one."""
    lines = short_lines(label)
    if n is None or label.endswith(JOINT):
        return lines
    if len(lines) == 1:
        return [*lines, f"n = {n}"]
    size = f" · n = {n}"
    room = LABEL_WIDTH - len(size)
    last = lines[1] if len(lines[1]) <= room else lines[1][: room - 1].rstrip("… ") + "…"
    return [lines[0], last + size]


def _segments(row: ChartRow) -> list[ChartRow]:
    """The pieces of a bar: the share of each light in all answers, made to fill the bar where they are rounded."""
    whole = sum(row[f"share_{light.value}"] for light in _LIGHTS)
    widths = {light: row[f"share_{light.value}_to"] - row[f"share_{light.value}_from"] for light in _LIGHTS}
    widest = max(widths.values())
    how = _EXACT if widest < 0.05 else _ROUNDED if widest < ROUGH else _ROUGH
    told = share_ranges(row)
    found = []
    for light in _LIGHTS:
        value = row[f"share_{light.value}"]
        number = f"{'' if how == _EXACT else '≈'}{decimal_or_blank(told[light].value)}"
        white = how == _EXACT and light in (Light.GREEN, Light.RED)
        found.append(
            {
                "colour": light.word,
                "how": how,
                "fill": light.colour if how == _EXACT else _TINT[light],
                "edge": "#FFFFFF" if how == _EXACT else light.colour,
                "ink": "#FFFFFF" if white else INK,
                "share": 100 * value / whole,
                "sign": light.symbol,
                "figure": number,
                "geteld": _share(row, light),
            }
        )
    return found


def _has_shares(row: ChartRow) -> bool:
    return not is_missing(row["share_green"])


def _shares_only(row: ChartRow) -> ChartRow:
    """Of the network: its shares are means of partners, which its sums of answers do not give."""
    return {**row, **{light.value: pd.NA for light in _LIGHTS}}


def _share(row: ChartRow, light: Light) -> str:
    """The share of a light in words: with its count where that may be told, with its range where it is rounded."""
    value, low, high = (row[f"share_{light.value}{end}"] for end in ("", "_from", "_to"))
    if not is_missing(row["green"]):
        said, every = row[light.value], sum(row[column] for column in LIGHTS)
        return _("{said} van {every} ({share} %)", said=said, every=every, share=decimal_or_blank(value))
    exact = high - low < 0.05
    return (
        f"{decimal_or_blank(value)} %"
        if exact
        else _("ongeveer ") + f"{decimal_or_blank(value)} % ({decimal_or_blank(low)}–{decimal_or_blank(high)} %)"
    )


def _shares_in_words(row: ChartRow) -> str:
    if not _has_shares(row):
        return _(NO_BAND)
    return ", ".join(f"{about(share, ' %')} {light.word}" for light, share in share_ranges(row).items())


def _exact_shares(row: ChartRow) -> ChartRow:
    """Counts of one element with their shares of its answers."""
    whole = sum(row[column] for column in LIGHTS)
    exact = {light: 100 * row[light.value] / whole if whole else 0.0 for light in _LIGHTS}
    return {
        **row,
        **{f"share_{light.value}{end}": share for light, share in exact.items() for end in ("", "_from", "_to")},
    }
