"""How far the partners are with their scans."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import altair as alt
import pandas as pd

from onlife.charts.axes import (
    LINED_AXIS,
    PLAIN_AXIS,
    chart,
    percent_axis,
    row_axis,
    tip,
)
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import centre_labels, records, rows_height, wrap_label
from onlife.charts.theme import RULE, ChartRow
from onlife.text import count_partners, long_date, short_months
from onlife.translation import gettext as _


def response_bars(response: pd.DataFrame) -> Figure | None:
    """Answered against expected from rows of name, answered, expected (people), in the order given."""
    if response.empty:
        return None
    found = records(response)
    rows = centre_labels(
        {
            f"{at}": [
                *wrap_label(row["name"]),
                _("{answered} van {expected}", answered=row["answered"], expected=row["expected"]),
            ]
            for at, row in enumerate(found)
        }
    )
    bars: list[ChartRow] = [
        {
            "row": label,
            "from": 0,
            "to": 100 * min(row["answered"] / row["expected"], 1) if row["expected"] else 0,
            "full": 100,
            "who": row["name"],
            "text": _("{answered} van {expected}", answered=row["answered"], expected=row["expected"]),
        }
        for label, row in zip(rows.values(), found, strict=True)
    ]
    y = row_axis(rows)
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 100]), axis=percent_axis())
    tooltip = [tip("who", _("Partner")), tip("text", _("Ingevuld"))]
    answered, expected = int(response["answered"].sum()), int(response["expected"].sum())
    return compose(
        [
            chart(bars)
            .mark_rect(fill=RULE, fillOpacity=0.15, stroke=RULE, cornerRadius=4)
            .encode(x, y, x2=alt.X2("full:Q"), tooltip=tooltip),
            chart(bars)
            .mark_rect(stroke=RULE, cornerRadius=4, style="own")
            .encode(x, y, x2=alt.X2("to:Q"), tooltip=tooltip),
        ],
        height=rows_height(rows, least=40),
        note=_("Hoeveel van de verwachte scans er zijn"),
        title=_("Ingevulde scans per partner"),
        name="deelname",
        table=response.rename(
            columns={"name": "Partnerorganisatie", "answered": "Ingevuld", "expected": "Verwacht"}
        ).reset_index(drop=True),
        sentence=_(
            "Deelname van {partners}: {answered} van {expected} verwachte scans zijn ingevuld.",
            partners=count_partners(len(found)),
            answered=answered,
            expected=expected,
        ),
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
    bars: list[ChartRow] = [{"day": f"{day:%Y-%m-%d}", "number": per_day[day]} for day in every]
    top = max(bar["number"] for bar in bars)
    x = alt.X(
        "day:O",
        scale=alt.Scale(domain=[bar["day"] for bar in bars], paddingInner=0.2),
        axis=alt.Axis(
            **{**PLAIN_AXIS, "labelOverlap": "greedy"},
            labelAngle=0,
            labelPadding=8,
            labelSeparation=8,
            labelExpr=f"toNumber(slice(datum.label, 8)) + ' ' + {short_months()}[slice(datum.label, 5, 7) - 1]",
        ),
    )
    ticks = list(range(0, top + 1, max(1, -(-top // 4))))
    y = alt.Y(
        "number:Q",
        scale=alt.Scale(domain=[0, max(top, 1)], nice=False),
        axis=alt.Axis(**LINED_AXIS, labelPadding=8, values=ticks),
    )
    wide: ChartRow = {"size": 36} if len(bars) <= 7 else {}  # or one day would be one block as wide as the page
    busiest = max(bars, key=lambda bar: bar["number"])
    table = pd.DataFrame(
        {_("Dag"): [long_date(day) for day in every], _("Ingevulde scans"): [bar["number"] for bar in bars]}
    )
    return compose(
        [
            chart([bar for bar in bars if bar["number"]])
            .mark_bar(stroke=RULE, cornerRadius=2, style="own", **wide)
            .encode(x, y, tooltip=[tip("day", _("Dag")), tip("number", _("Ingevulde scans"))])
        ],
        height=220,
        note=_("Ingevulde scans per dag"),
        title=_("Verloop van de deelname"),
        name="verloop",
        table=table,
        sentence=_(
            "{all} ingevulde scans van {first} tot {last}; het drukst was {busiest} met {most}.",
            all=sum(bar["number"] for bar in bars),
            first=long_date(first),
            last=long_date(last),
            busiest=long_date(every[bars.index(busiest)]),
            most=busiest["number"],
        ),
    )
