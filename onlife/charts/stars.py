"""Stars: how much partners want to invest in each building block, and what that stands beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from onlife.charts.axes import (
    LINED_AXIS,
    NAME_STEP,
    NAMED,
    NARROW,
    PLAIN_AXIS,
    chart,
    circles,
    free_row_axis,
    lift,
    stack,
    swarm,
    text_mark,
    tip,
)
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import centre_labels, decimal_or_blank, is_missing, records, rows_height, short_lines
from onlife.charts.theme import FONT, LEAST_FONT, ChartRow
from onlife.domain.finding import spread
from onlife.domain.light import Light
from onlife.domain.network_result import network_blocks
from onlife.domain.priority import HIGH, STARS, Priority
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.domain.shown import Shown
from onlife.text import count, count_partners
from onlife.translation import N_
from onlife.translation import gettext as _


def stars_dots(
    chosen: Mapping[str, Mapping[str, Priority]],
    agreed: Mapping[str, Priority],
    shown: Shown,
    questionnaire: Questionnaire,
) -> Figure | None:
    """The stars that partners (by name) gave each block, with those that were agreed; None without any."""
    given = [priority for own in chosen.values() for priority in own.values()]
    stars = {block.id: spread(block.id, given).stars for block in questionnaire.blocks}
    settled = {key: priority.stars for key, priority in agreed.items() if priority.stars}
    if not any(stars.values()) and not settled:
        return None
    scores = {row["block"]: row["score"] for row in records(network_blocks(shown))}
    rows = centre_labels({block.id: _stars_label(block, given) for block in questionnaire.blocks})
    dots: list[ChartRow] = []
    for block, label in rows.items():
        named = sorted((own[block].stars, who) for who, own in chosen.items() if block in own and own[block].stars)
        heights = swarm([float(star) for star, _ in named], apart=0.5)
        dots += [
            {"row": label, "place": star, "level": height, "who": who, "explanation": _star_words(star)}
            for (star, who), height in zip(named, heights, strict=True)
        ]
    marks: list[ChartRow] = [
        {"row": rows[key], "place": star, "level": 0, "who": _("Afgesproken"), "explanation": _star_words(star)}
        for key, star in settled.items()
        if key in rows
    ]
    reach = max([1.0, *(abs(dot["level"]) for dot in dots)])
    height = rows_height(rows, least=int(2 * reach + 1) * 17 + 16)
    tracks: list[ChartRow] = [{"row": label, "place": 0.5, "to": 5.5, "level": 0} for label in rows.values()]
    axis = alt.Axis(**LINED_AXIS, orient="top", values=list(STARS), labelExpr="datum.value + ' ★'")
    x = alt.X("place:Q", scale=alt.Scale(domain=[0.5, 5.5], nice=False), axis=axis)
    y = free_row_axis(rows)
    tooltip = [tip("who", _("Wie")), tip("explanation", _("Sterren"))]
    layers = [
        chart(lift(tracks, rows))
        .mark_bar(size=0.9 * height / len(rows), style="track")
        .encode(x, y, x2=alt.X2("to:Q")),
        chart(lift(marks, rows))
        .mark_point(shape=_STAR, size=900, filled=True, opacity=1, color=Light.ORANGE.colour)
        .encode(x, y, tooltip=tooltip),
        circles(lift(dots, rows, reach + 0.7), 150, ["dot", "rimmed"], rim=1).encode(x, y, tooltip=tooltip),
    ]
    table = pd.DataFrame(
        [
            {
                _("Bouwsteen"): f"{block.id} {block.short}",
                _("Netwerkscore"): decimal_or_blank(scores.get(block.id)),
                _("Over de sterren"): _AGREE[spread(block.id, given).agrees],
                _("Afgesproken"): settled.get(block.id, pd.NA),
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
    return compose(
        layers,
        height=height,
        note=_(
            "Elk bolletje is een partner, de oranje ster is wat het netwerk afsprak; 1 ster = lage prioriteit, 5 = hoge"
        ),
        title=_("Waar willen we op inzetten?"),
        name="keuzehulp-sterren",
        table=table,
        sentence=_(
            "Sterren van {all} per bouwsteen; {most} zetten {short} hoog (minstens {high} sterren).",
            all=count_partners(len(chosen)),
            most=count_partners(count),
            short=highest.short,
            high=HIGH,
        ),
    )


LEFT, TALLEST, NAME_WIDTH = 0.4, 8, 24
"""How far left of the middle of a column its dots and names begin, from so many dots on a name has one line, and the letters
of a line."""


def block_stars(
    chosen: Mapping[str, Mapping[str, Priority]], questionnaire: Questionnaire, block: str
) -> Figure | None:
    """The partners (by name) under the stars that each gave one block; without their names where these have no room
    (`NAMED`). None of fewer than `FIRM`: they are said in words.
    """
    given = {who: own[block].stars for who, own in chosen.items() if block in own and own[block].stars}
    if len(given) < FIRM:
        return None
    columns = {star: sorted((who for who in given if given[who] == star), key=str.casefold) for star in STARS}
    tallest, named = max(map(len, columns.values())), len(given) <= NAMED
    most = 2 if tallest <= TALLEST else 1
    dots: list[ChartRow] = [
        {
            "place": round(star - LEFT, 1),
            "level": level,
            "who": who,
            "text": "\n".join(short_lines(who, most, NAME_WIDTH)),
            "explanation": _star_words(star),
        }
        for star, who_gave in columns.items()
        for who, level in zip(who_gave, stack(len(who_gave)), strict=True)
    ]
    axis = alt.Axis(
        **LINED_AXIS,
        orient="top",
        values=[star - LEFT for star in STARS],
        labelExpr="slice('★★★★★', 0, ceil(datum.value))",
        labelAlign="left",
    )
    x = alt.X("place:Q", scale=alt.Scale(domain=[0.5, 5.5], nice=False), axis=axis)
    y = alt.Y("level:Q", scale=alt.Scale(domain=[-tallest / 2, tallest / 2], nice=False, zero=False), axis=None)
    tooltip = [tip("who", _("Wie")), tip("explanation", _("Sterren"))]
    layers = [
        circles(dots, 300 if named else 120, ["dot", "rimmed"], rim=1).encode(x, y, tooltip=tooltip),
        text_mark(dots if named else [], FONT, style="words", align="left", dx=16, lineBreak="\n").encode(x, y),
    ]
    told = {star: who_gave for star, who_gave in columns.items() if who_gave}
    name = questionnaire.block(block).short
    return compose(
        layers,
        height=max(tallest, 3) * (NAME_STEP * most if named else 17),
        note=_("Elk bolletje is een partner; 1 ster = lage prioriteit, 5 = hoge"),
        title=_("{name}: hoeveel inzet?", name=name),
        name=f"sterren-bouwsteen-{block}",
        table=pd.DataFrame([{_("Partnerorganisatie"): who, _("Sterren"): star} for who, star in given.items()]),
        sentence=_("Sterren van {partners} voor {name}: ", partners=count_partners(len(given)), name=name)
        + "; ".join(f"{_star_words(star)}: {', '.join(who_gave)}" for star, who_gave in told.items())
        + ".",
    )


def _stars_label(block: Block, given: Sequence[Priority]) -> list[str]:
    agree = _AGREE[spread(block.id, given).agrees]
    return [f"{block.id} {block.short}", *([agree] if agree else [])]


_AGREE = {True: "eens", False: "verdeeld", None: ""}
"""Whether partners agree on the stars of a block."""


def _star_words(number: int) -> str:
    return count(number, _("ster"), _("sterren"))


FIRM = 3
"""Where fewer partners gave stars, their number stands beside the mean: one partner is no network."""


def importance(
    chosen: Mapping[str, Mapping[str, Priority]], shown: Shown, questionnaire: Questionnaire
) -> Figure | None:
    """Every block where it stands (score) and how much partners want to invest in it (mean stars); None without both."""
    given = [priority for own in chosen.values() for priority in own.values()]
    scores = {row["block"]: row["score"] for row in records(network_blocks(shown)) if not is_missing(row["score"])}
    points: list[ChartRow] = []
    for block in questionnaire.blocks:
        stars = spread(block.id, given).stars
        if stars and block.id in scores:
            state, weight = round(scores[block.id]), round(sum(stars) / len(stars), 1)
            words = _(
                "ongeveer {state} op 100, {figure} sterren van {partners}",
                state=state,
                figure=decimal_or_blank(weight, 1),
                partners=count_partners(len(stars)),
            )
            few = f" ({len(stars)})" if len(stars) < FIRM else ""
            points.append(
                {
                    "place": state,
                    "stars": weight,
                    "rank": block.id,
                    "what": block.short,
                    "label": f"{block.short}{few}",
                    "explanation": words,
                }
            )
    if not points:
        return None
    named = _apart(points)
    x = alt.X(
        "place:Q",
        scale=alt.Scale(domain=[0, 100], nice=False, padding=14),
        axis=alt.Axis(
            **{
                **LINED_AXIS,
                "title": _("Score: van alles rood naar alles groen"),
                "titleFontSize": PLAIN_AXIS["labelFontSize"],
            },
            values=[0, 50, 100],
        ),
    )
    stars_axis = alt.Axis(**PLAIN_AXIS, labelPadding=8, values=list(STARS), labelExpr="datum.value + ' ★'")
    y = alt.Y("stars:Q", scale=alt.Scale(domain=[0.3, 5.7], nice=False), axis=stars_axis)
    corners = [
        {"place": at, "stars": stars, "text": words, "side": side}
        for at, side in ((0, "left"), (100, "right"))
        for stars, words in ((5.55, _CORNERS[side, True]), (0.45, _CORNERS[side, False]))
    ]
    tooltip = [tip("what", _("Bouwsteen")), tip("explanation", _("Waar staat ze?"))]
    layers = [
        chart([{"place": 0, "to": 50, "stars": 3, "top": 5.7}])
        .mark_rect(style="track")
        .encode(x, y, x2=alt.X2("to:Q"), y2=alt.Y2("top:Q")),
        *(
            text_mark(
                [corner for corner in corners if corner["side"] == side], LEAST_FONT, align=side, style="words"
            ).encode(x, y)
            for side in ("left", "right")
        ),
        circles(points, 520, ["own", "rimmed"]).encode(x, y, tooltip=tooltip),
        text_mark(points, FONT, "bold", "rank").encode(x, y, color=alt.ColorValue("#FFFFFF")),
        *(
            text_mark(
                [row for row in named if row["side"] == side],
                FONT,
                field="label",
                align=side,
                style="words",
                dx=dx,
                dy=dy,
                opacity=alt.ExprRef(f"{NARROW} ? 0 : 1"),
            ).encode(x, y)
            for side, dx, dy in (("left", 17, 0), ("center", 0, -22), ("right", -17, 0))
        ),
    ]
    thin = (
        _("; tussen haakjes = zo weinig partners gaven sterren") if any(r["label"] != r["what"] for r in points) else ""
    )
    first = [f"{row['rank']} {row['what']}" for row in points if row["place"] < 50 and row["stars"] >= 3]
    most = max(points, key=lambda row: row["stars"])
    return compose(
        layers,
        height=380,
        note=_(
            "Links = nog vooral rood, rechts = al vooral groen; hoe hoger, hoe meer sterren de partners gemiddeld gaven; "
        )
        + " · ".join(f"{row['rank']} {row['label']}" for row in points)
        + thin,
        title=_("Belang naast stand"),
        name="keuzehulp-belang",
        table=pd.DataFrame(
            [
                {
                    _("Bouwsteen"): f"{row['rank']} {row['what']}",
                    _("Score"): f"ongeveer {row['place']}",
                    _("Sterren, gemiddeld"): decimal_or_blank(row["stars"], 1),
                }
                for row in points
            ]
        ),
        sentence=_(
            "Belang en stand van {number} bouwstenen; de meeste sterren kreeg {rank} {what} "
            "({figure}); belangrijk en nog niet groen: {first}.",
            number=len(points),
            rank=most["rank"],
            what=most["what"],
            figure=decimal_or_blank(most["stars"], 1),
            first=", ".join(first) or _("geen enkele"),
        ),
    )


_CORNERS = {
    ("left", True): N_("belangrijk en nog niet groen"),
    ("right", True): N_("belangrijk en al groen"),
    ("left", False): N_("kan wachten, nog niet groen"),
    ("right", False): N_("kan wachten, al groen"),
}


def _apart(points: Sequence[ChartRow]) -> list[ChartRow]:
    """The names beside the points: to the right of them, above where another point stands there, left at the end."""
    named: list[ChartRow] = []
    for row in points:
        room = 4 + 1.2 * len(row["label"])  # in points, on a page of the usual width
        near = [
            other
            for other in points
            if other is not row
            and abs(other["stars"] - row["stars"]) < 0.3
            and 0 <= other["place"] - row["place"] < room
        ]
        named.append({**row, "side": "center" if near else "right" if row["place"] > 75 else "left"})
    return named


_STAR = "M0,.5L.6,.8L.5,.1L1,-.3L.3,-.4L0,-1L-.3,-.4L-1,-.3L-.5,.1L-.6,.8Z"
