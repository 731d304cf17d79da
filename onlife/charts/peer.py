"""A network beside the other networks of its installation."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from onlife.charts.axes import (
    chart,
    circles,
    free_row_axis,
    lift,
    part_of_row,
    score_axis,
    text_mark,
    tip,
    track_bars,
)
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import (
    centre_labels,
    decimal_or_blank,
    rows_height,
)
from onlife.charts.theme import FONT, ChartRow
from onlife.domain.peer import Place, Strip
from onlife.domain.questionnaire import Questionnaire
from onlife.translation import gettext as _


def strips(
    own: Mapping[str, float], others: Mapping[str, Strip], questionnaire: Questionnaire, kind: str = ""
) -> Figure | None:
    """The network's own score per block, in whole points, beside the strip where the middle half of the networks lies;
    None where no block has both. `kind`: of which kind those networks are, '' for all.
    """
    blocks = [block for block in questionnaire.blocks if block.id in own and block.id in others]
    if not blocks:
        return None
    told = {
        key: _("de middelste helft van de netwerken ligt tussen {low} en {high}", low=s.low, high=s.high)
        for key, s in others.items()
    }
    rows = centre_labels(
        {
            b.id: [f"{b.id} {b.short}", _("midden: {low} tot {high}", low=others[b.id].low, high=others[b.id].high)]
            for b in blocks
        }
    )
    bars: list[ChartRow] = [
        {"row": rows[b.id], "place": others[b.id].low, "to": others[b.id].high, "level": 0} for b in blocks
    ]
    dots: list[ChartRow] = [
        {
            "row": rows[b.id],
            "place": own[b.id],
            "level": 0,
            "text": decimal_or_blank(own[b.id]),
            "what": b.name,
            "explanation": told[b.id],
        }
        for b in blocks
    ]
    height = rows_height(rows, least=52)
    x, y = score_axis("place"), free_row_axis(rows)
    tooltip = [tip("what", _("Bouwsteen")), tip("text", _("Jullie score")), tip("explanation", _("Andere netwerken"))]
    layers = [
        track_bars(rows).encode(x, y, x2=alt.X2("to:Q")),
        chart(lift(bars, rows))
        .mark_bar(size=part_of_row(0.63), opacity=1, style="strip")
        .encode(x, y, x2=alt.X2("to:Q")),
        circles(lift(dots, rows), 620, ["own", "rimmed"]).encode(x, y, tooltip=tooltip),
        text_mark(lift(dots, rows), FONT, "bold").encode(x, y, color=alt.ColorValue("#FFFFFF")),
    ]
    places = {b.id: others[b.id].place(own[b.id]) for b in blocks}
    apart = [f"{b.short} {places[b.id]}" for b in blocks if places[b.id] is not Place.MIDDLE]
    return compose(
        layers,
        height=height,
        note=_(
            "Balk: waar de middelste helft van de netwerken ligt, in stappen van tien; stip: jullie score van 0 tot 100"
        ),
        title=_("Jullie score en het midden van de netwerken")
        + (_(" van jullie soort: {kind}", kind=kind) if kind else ""),
        name="netwerken-van-onze-soort" if kind else "andere-netwerken",
        table=pd.DataFrame(
            [
                {
                    _("Bouwsteen"): f"{b.id} {b.name}",
                    _("Jullie score"): decimal_or_blank(own[b.id]),
                    _("Jullie staan"): places[b.id].value,
                    _("Andere netwerken"): told[b.id],
                }
                for b in blocks
            ]
        ),
        sentence=_(
            "Jullie score naast de middelste helft van de netwerken{kind}: ",
            kind=_(" van jullie soort") if kind else "",
        )
        + (_("{apart}; de rest in het midden.", apart=", ".join(apart)) if apart else _("overal in het midden.")),
    )
