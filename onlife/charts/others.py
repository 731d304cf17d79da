"""Stars, response, plans in time, and other networks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from onlife.charts.parts import (
    _LINED,
    _NARROW,
    _PLAIN,
    FONT,
    LEAST_FONT,
    PRIMARY,
    RULE,
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
    _own,
    _partners,
    _rows,
    _rows_axis,
    _score_axis,
    _swarm,
    _text,
    _tip,
    _tracks,
    _wrap,
)
from onlife.domain.finding import spread
from onlife.domain.light import Light
from onlife.domain.peer import Strip
from onlife.domain.plan import LATE, PlanAction, Term, urgency
from onlife.domain.priority import HIGH, STARS, Priority
from onlife.domain.privacy import Shown, network_blocks
from onlife.domain.questionnaire import Block, Questionnaire

_MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


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
    rows = _centred({block.id: _stars_label(block, given) for block in questionnaire.blocks})
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
                "Over de sterren": _AGREE[spread(block.id, given).agreed],
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
        note="Elk bolletje is een partner, de oranje ster is wat het netwerk afsprak; 1 ster = lage prioriteit, 5 = hoge",
        title="Waar willen we op inzetten?",
        name="keuzehulp-sterren",
        table=table,
        sentence=f"Sterren van {_partners(len(chosen))} per bouwsteen; {_partners(count)} zetten {highest.short} hoog "
        f"(minstens {HIGH} sterren).",
    )


def _stars_label(block: Block, given: Sequence[Priority]) -> list[str]:
    agree = _AGREE[spread(block.id, given).agreed]
    return [f"{block.id} {block.short}", *([agree] if agree else [])]


_AGREE = {True: "eens", False: "verdeeld", None: ""}
"""Whether partners agree on the stars of a block."""


def _star_words(number: int) -> str:
    return "1 ster" if number == 1 else f"{number} sterren"


FIRM = 3
"""Where fewer partners gave stars, their number stands beside the mean: one partner is no network."""


def importance(
    chosen: Mapping[str, Mapping[str, Priority]], shown: Shown, questionnaire: Questionnaire
) -> Figure | None:
    """Every block where it stands (score) and how much partners want to invest in it (mean stars); None without both."""
    given = [priority for own in chosen.values() for priority in own.values()]
    scores = {row["block"]: row["score"] for row in _rows(network_blocks(shown)) if not _empty(row["score"])}
    points: list[Row] = []
    for block in questionnaire.blocks:
        stars = spread(block.id, given).stars
        if stars and block.id in scores:
            state, weight = round(scores[block.id]), round(sum(stars) / len(stars), 1)
            words = f"ongeveer {state} op 100, {_decimal(weight, 1)} sterren van {_partners(len(stars))}"
            few = f" ({len(stars)})" if len(stars) < FIRM else ""
            points.append(
                {
                    "plaats": state,
                    "sterren": weight,
                    "nummer": block.id,
                    "wat": block.short,
                    "naam": f"{block.short}{few}",
                    "uitleg": words,
                }
            )
    if not points:
        return None
    named = _apart(points)
    x = alt.X(
        "plaats:Q",
        scale=alt.Scale(domain=[0, 100], nice=False, padding=14),
        axis=alt.Axis(
            **{**_LINED, "title": "Score: van alles rood naar alles groen", "titleFontSize": _PLAIN["labelFontSize"]},
            values=[0, 50, 100],
        ),
    )
    stars_axis = alt.Axis(**_PLAIN, labelPadding=8, values=list(STARS), labelExpr="datum.value + ' ★'")
    y = alt.Y("sterren:Q", scale=alt.Scale(domain=[0.3, 5.7], nice=False), axis=stars_axis)
    corners = [
        {"plaats": at, "sterren": stars, "tekst": words, "kant": side}
        for at, side in ((0, "left"), (100, "right"))
        for stars, words in ((5.55, _CORNERS[side, True]), (0.45, _CORNERS[side, False]))
    ]
    tooltip = [_tip("wat", "Bouwsteen"), _tip("uitleg", "Waar staat ze?")]
    layers = [
        _chart([{"plaats": 0, "tot": 50, "sterren": 3, "top": 5.7}])
        .mark_rect(style="track")
        .encode(x, y, x2="tot:Q", y2="top:Q"),
        *(
            _text(
                [corner for corner in corners if corner["kant"] == side], LEAST_FONT, align=side, style="words"
            ).encode(x, y, text=alt.Text("tekst:N"))
            for side in ("left", "right")
        ),
        _chart(points)
        .mark_point(shape="circle", size=520, filled=True, opacity=1, strokeWidth=1.5, style=["own", "rimmed"])
        .encode(x, y, tooltip=tooltip),
        _text(points, FONT, "bold").encode(x, y, text="nummer:N", color=alt.value("#FFFFFF")),
        *(
            _text(
                [row for row in named if row["kant"] == side],
                FONT,
                align=side,
                style="words",
                dx=dx,
                dy=dy,
                opacity=alt.ExprRef(f"{_NARROW} ? 0 : 1"),
            ).encode(x, y, text="naam:N")
            for side, dx, dy in (("left", 17, 0), ("center", 0, -22), ("right", -17, 0))
        ),
    ]
    thin = "; tussen haakjes = zo weinig partners gaven sterren" if any(r["naam"] != r["wat"] for r in points) else ""
    first = [f"{row['nummer']} {row['wat']}" for row in points if row["plaats"] < 50 and row["sterren"] >= 3]
    most = max(points, key=lambda row: row["sterren"])
    return _figure(
        layers,
        height=380,
        note="Links = nog vooral rood, rechts = al vooral groen; hoe hoger, hoe meer sterren de partners gemiddeld gaven; "
        + " · ".join(f"{row['nummer']} {row['naam']}" for row in points)
        + thin,
        title="Belang naast stand",
        name="keuzehulp-belang",
        table=pd.DataFrame(
            [
                {
                    "Bouwsteen": f"{row['nummer']} {row['wat']}",
                    "Score": f"ongeveer {row['plaats']}",
                    "Sterren, gemiddeld": _decimal(row["sterren"], 1),
                }
                for row in points
            ]
        ),
        sentence=f"Belang en stand van {len(points)} bouwstenen; de meeste sterren kreeg {most['nummer']} {most['wat']} "
        f"({_decimal(most['sterren'], 1)}); belangrijk en nog niet groen: {', '.join(first) or 'geen enkele'}.",
    )


_CORNERS = {
    ("left", True): "belangrijk en nog niet groen",
    ("right", True): "belangrijk en al groen",
    ("left", False): "kan wachten, nog niet groen",
    ("right", False): "kan wachten, al groen",
}


def _apart(points: Sequence[Row]) -> list[Row]:
    """The names beside the points: to the right of them, above where another point stands there, left at the end."""
    named: list[Row] = []
    for row in points:
        room = 4 + 1.2 * len(row["naam"])  # in points, on a page of the usual width
        near = [
            other
            for other in points
            if other is not row
            and abs(other["sterren"] - row["sterren"]) < 0.3
            and 0 <= other["plaats"] - row["plaats"] < room
        ]
        named.append({**row, "kant": "center" if near else "right" if row["plaats"] > 75 else "left"})
    return named


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
    wide: Row = {"size": 36} if len(bars) <= 7 else {}  # or one day would be one block as wide as the page
    busiest = max(bars, key=lambda bar: bar["aantal"])
    table = pd.DataFrame({"Dag": [_day(day) for day in every], "Ingevulde scans": [bar["aantal"] for bar in bars]})
    return _figure(
        [
            _chart([bar for bar in bars if bar["aantal"]])
            .mark_bar(stroke=RULE, cornerRadius=2, style="own", **wide)
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


_TERM_COLOURS = {Term.SHORT: "#7FA6CC", Term.MIDDLE: "#3F74A8", Term.LONG: PRIMARY}
_STAR = "M0,.5L.6,.8L.5,.1L1,-.3L.3,-.4L0,-1L-.3,-.4L-1,-.3L-.5,.1L-.6,.8Z"


def _percent_axis() -> alt.Axis:
    return alt.Axis(**_PLAIN, orient="top", values=[0, 50, 100], labelExpr="datum.label + ' %'")


def _day(day: Any) -> str:
    return f"{day.day} {_LONG_MONTHS[day.month - 1]} {day.year}"


_LONG_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
