"""The plan in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import altair as alt
import pandas as pd

from onlife.charts.axes import (
    LINED_AXIS,
    chart,
    own_colour,
    row_axis,
    tip,
)
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import (
    centre_labels,
    rows_height,
    wrap_label,
)
from onlife.charts.theme import PRIMARY, RULE, ChartRow
from onlife.domain.light import Light
from onlife.domain.plan import LATE, PlanAction, Term, urgency
from onlife.text import long_date, short_months
from onlife.translation import gettext as _


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
    rows = centre_labels({action.id: [*wrap_label(action.what), stands[action.id]] for action in dated})
    bars: list[ChartRow] = []
    for action in dated:
        start, end = action.start or action.begun, action.end
        assert end is not None
        bars.append(
            {
                "row": rows[action.id],
                "from": f"{min(start, end):%Y-%m-%d}",
                "to": f"{end + timedelta(days=1):%Y-%m-%d}",
                "what": action.what,
                "who": names.get(action.lead, _("nog geen trekker")),
                "state": stands[action.id],
                "text": f"{long_date(start)} – {long_date(end)}",
                "fill": Light.RED.colour if stands[action.id] == LATE else _TERM_COLOURS[action.term],
                "dim": 0.45 if action.status.ended else 1,
            }
        )
    first, last = min(bar["from"] for bar in bars), max(bar["to"] for bar in bars)
    first, last = min(first, f"{today:%Y-%m-%d}"), max(last, f"{today:%Y-%m-%d}")
    axis = alt.Axis(
        **{**LINED_AXIS, "labelOverlap": "greedy"},
        orient="top",
        tickCount=5,
        labelSeparation=12,
        labelExpr=f"{short_months()}[month(datum.value)] + ' ' + year(datum.value)",
    )
    x = alt.X("from:T", scale=alt.Scale(domain=[first, last]), axis=axis)
    y = row_axis(rows)
    tooltip = [tip("what", _("Actie")), tip("who", _("Trekker")), tip("state", _("Stand")), tip("text", _("Wanneer"))]
    layers = [
        chart(bars)
        .mark_rect(cornerRadius=4, stroke=RULE)
        .encode(
            x,
            y,
            x2=alt.X2("to:T"),
            fill=own_colour("fill", alt.Fill),
            opacity=alt.Opacity("dim:Q", scale=None),
            tooltip=tooltip,
        ),
        chart([{"from": f"{today:%Y-%m-%d}"}]).mark_rule(color=Light.ORANGE.colour, strokeWidth=3).encode(x),
    ]
    table = pd.DataFrame(
        [
            {
                _("Bouwsteen"): blocks[action.id],
                _("Actie"): action.what,
                _("Termijn"): action.term.word,
                _("Wanneer"): bar["text"],
                _("Trekker"): bar["who"],
                _("Stand"): bar["state"],
            }
            for action, bar in zip(dated, bars, strict=True)
        ]
    )
    late = sum(bar["state"] == LATE for bar in bars)
    return compose(
        layers,
        height=rows_height(rows, least=38),
        note=_(
            "Licht = korte termijn, donker = lange termijn, rood = te laat, bleek = afgerond; oranje streep = vandaag"
        ),
        title=_("Het plan in de tijd"),
        name="plan-tijdlijn",
        table=table,
        sentence=_(
            "{number} acties van {first} tot {last}, {late} te laat.",
            number=len(dated),
            first=first[:4],
            last=last[:4],
            late=late,
        ),
    )


_TERM_COLOURS = {Term.SHORT: "#7FA6CC", Term.MIDDLE: "#3F74A8", Term.LONG: PRIMARY}
