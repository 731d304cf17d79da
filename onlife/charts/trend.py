"""The building blocks over three rounds or more: a small line for each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import altair as alt
import pandas as pd

from onlife.charts.axes import (
    TURNING,
    chart,
    circles,
    free_row_axis,
    lift,
    text_mark,
    tip,
    top_axis,
)
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import centre_labels, decimal_or_blank, rows_height, short_lines, wrap_label
from onlife.charts.theme import FONT, RULE, ChartRow
from onlife.domain.finding import Move, Way
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.translation import gettext as _

ROW = 96
"""Pixels that a line needs at least to rise and fall in."""
LEAST_STEPS = 2


def trend(names: Sequence[str], steps: Sequence[Sequence[Move]], questionnaire: Questionnaire) -> Figure | None:
    """The network in every round, per block; None with fewer than three rounds, or where no block stands in all of them.

    `names` of the rounds, oldest first; `steps`: the moves between each round and the next. Every stretch of a line compares
    the partners shown in both its rounds, so that a line breaks where others take part. A stretch that is more than chance is
    thick and ends in a full dot.
    """
    if len(steps) < LEAST_STEPS:
        return None
    found = [{move.place.id: move for move in step if isinstance(move.place, Block)} for step in steps]
    lines = {b.id: [step[b.id] for step in found] for b in questionnaire.blocks if all(b.id in step for step in found)}
    if not lines:
        return None
    titles = {b.id: f"{b.id} {b.name}" for b in questionnaire.blocks if b.id in lines}
    rows = centre_labels({key: wrap_label(title) for key, title in titles.items()})
    height = rows_height(rows, least=ROW)
    stretches = [_stretch(rows[key], at, move) for key, moves in lines.items() for at, move in enumerate(moves)]
    dots = lift([dot for key in lines for dot in _dots(rows[key], titles[key], names, lines[key])], rows)
    last = len(names) - 1
    heads = ["\n".join(short_lines(name)) for name in names]
    x = alt.X(
        "place:Q",
        scale=alt.Scale(domain=[0, last], nice=False, padding=18),
        axis=top_axis(
            values=list(range(len(names))),
            labelExpr=f"split({heads!r}[datum.value], '\\n')",
            **TURNING,
        ),
    )
    y = free_row_axis(rows)
    tooltip = [
        tip("what", _("Bouwsteen")),
        tip("who", _("Scanronde")),
        tip("text", _("Score")),
        tip("way", _("Sinds de vorige")),
    ]
    ends = (
        [{**line, "level": line["from"]} for line in stretches],
        [{**line, "level": line["to"]} for line in stretches],
    )
    begin, end = (lift(side, rows) for side in ends)
    placed = [{**one, "rise": other["level"]} for one, other in zip(begin, end, strict=True)]
    layers = [
        *(
            chart([line for line in placed if line["clear"] is clear])
            .mark_rule(color=RULE, strokeWidth=5 if clear else 2)
            .encode(x, y, x2=alt.X2("next:Q"), y2=alt.Y2("rise:Q"))
            for clear in (False, True)
        ),
        *(
            circles([dot for dot in dots if dot["kind"] == style], 620, look).encode(x, y, tooltip=tooltip)
            for style, look in (("open", ["open"]), ("own", ["own", "rimmed"]))
        ),
        text_mark([d for d in dots if d["kind"] == "own"], FONT, "bold").encode(x, y, color=alt.ColorValue("#FFFFFF")),
        text_mark([d for d in dots if d["kind"] == "open"], FONT, style="words").encode(x, y),
    ]
    said = [
        f"{titles[key]} {move.way.value} in {names[at + 1]}"
        for key, moves in lines.items()
        for at, move in enumerate(moves)
        if move.clear
    ]
    title = _("Bouwstenen over {number} scanrondes", number=len(names))
    return compose(
        layers,
        height=height,
        note=_("Dikke lijn en volle stip = meer dan toeval sinds de vorige scanronde; de rest is ")
        + Way.CHANCE.value
        + _(
            ". Elk stuk lijn "
            "vergelijkt de partners die in beide scanrondes een resultaat tonen; met andere partners begint het volgende stuk wat hoger of lager. Sommige cijfers zijn gemiddelden van afgeronde cijfers."
        ),
        title=title,
        name="scanrondes",
        table=_table(names, titles, lines),
        sentence=_(
            "{title}, van {first} tot {last}; meer dan toeval: {said}.",
            title=title,
            first=names[0],
            last=names[-1],
            said=", ".join(said) or "niets",
        ),
    )


def _stretch(row: str, at: int, move: Move) -> ChartRow:
    """The line between two rounds, with the heights of its ends inside the row."""
    return {
        "row": row,
        "place": at,
        "next": at + 1,
        "from": _rise(move.before),
        "to": _rise(move.after),
        "clear": move.clear,
    }


def _dots(row: str, title: str, names: Sequence[str], moves: Sequence[Move]) -> list[ChartRow]:
    first = (0, moves[0].before, "", False)
    rest = [(at, move.after, move.way.value, move.clear) for at, move in enumerate(moves, start=1)]
    return [
        {
            "row": row,
            "place": at,
            "level": _rise(score),
            "kind": "own" if clear else "open",
            "text": decimal_or_blank(score),
            "way": way,
            "who": names[at],
            "what": title,
        }
        for at, score, way, clear in (first, *rest)
    ]


def _rise(score: float) -> float:
    """The height inside a row, from -1 for 0 to 1 for 100; the ends leave room for a dot."""
    return 0.7 * (score - 50) / 50


def _table(names: Sequence[str], titles: dict[str, str], lines: dict[str, list[Move]]) -> pd.DataFrame:
    rows = []
    for key, moves in lines.items():
        row = {_("Bouwsteen"): titles[key]}
        for (before, after), move in zip(pairwise(names), moves, strict=True):
            row[f"{before} en {after}"] = (
                f"{decimal_or_blank(move.before)} en {decimal_or_blank(move.after)}: {move.way.value}"
            )
        rows.append(row)
    return pd.DataFrame(rows)
