"""Two figures side by side: rounds, and function groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from onlife.charts.parts import (
    _NARROW,
    FONT,
    RULE,
    Figure,
    Row,
    _centred,
    _chart,
    _decimal,
    _figure,
    _floating,
    _height,
    _lifted,
    _partners,
    _score_axis,
    _text,
    _tip,
    _tracks,
    _wrap,
)
from onlife.findings import moved
from onlife.privacy import (
    GROUPS,
    Shown,
    in_both,
)
from onlife.questionnaire import Questionnaire

_GROUP_WORDS = dict(zip(GROUPS, ("leidinggevenden", "praktijkwerkers"), strict=True))


def dumbbell(
    before: Shown,
    after: Shown,
    questionnaire: Questionnaire,
    names: tuple[str, str],
    block: str | None = None,
) -> Figure | None:
    """The network in two rounds, per block or per element of one block; None if no partner is shown in both.

    Only partners shown in both rounds count, and per row those that answered it in both. An element compares mean
    positions (100/50/0 for a band) unless every partner shows an exact score in both rounds, when that is the same as
    mean scores.
    """
    pair = in_both(before, after)
    if pair[0].blocks.empty:
        return None
    sides = _means(before, after, questionnaire, block)
    count = pair[0].blocks["partner"].nunique()
    scans = [int(shown.partners["n"].sum()) for shown in pair]
    where = questionnaire.block(block).short if block else "Bouwstenen"
    return _pairs(
        sides,
        names,
        _titles(questionnaire, block),
        note=f"{_partners(count)} met een resultaat in beide rondes; "
        + ", ".join(f"{name}: {n} scans" for name, n in zip(names, scans, strict=True)),
        title=f"{where}: {names[0]} en {names[1]}",
        name=f"evolutie-bouwsteen-{block}" if block else "evolutie",
    )


def groups_dumbbell(
    shown: Shown, questionnaire: Questionnaire, block: str | None = None, partner: str | None = None
) -> Figure | None:
    """Leaders against practitioners, per block or per element of one block; None where no split may be shown.

    Only partners of which both groups are shown count, on the elements that may be shown.
    """
    splits = shown.splits if partner is None else shown.splits[shown.splits["partner"] == partner]
    both = splits.groupby("partner")["group"].transform("nunique") == len(GROUPS)
    splits = splits[both]
    if splits.empty:
        return None
    rows = splits[
        (splits["element"] == "") if block is None else (splits["element"] != "") & (splits["block"] == block)
    ]
    key = "block" if block is None else "element"
    sides = [_mean(rows[rows["group"] == group].dropna(subset="score"), key, "score") for group in GROUPS]
    sizes = splits.drop_duplicates(["partner", "group"]).groupby("group")["n"].sum()
    where = questionnaire.block(block).short if block else "Bouwstenen"
    return _pairs(
        sides,
        (_GROUP_WORDS[GROUPS[0]], _GROUP_WORDS[GROUPS[1]]),
        _titles(questionnaire, block),
        note=f"{_partners(splits['partner'].nunique())} waar beide groepen groot genoeg zijn; "
        + ", ".join(f"{sizes[group]} {_GROUP_WORDS[group]}" for group in GROUPS)
        + "; waar een groep bijna eensgezind is, staat er niets",
        title=f"{where}: leidinggevenden en praktijkwerkers",
        name=f"functiegroepen-bouwsteen-{block}" if block else "functiegroepen",
    )


def _titles(questionnaire: Questionnaire, block: str | None) -> dict[str, str]:
    if block is None:
        return {b.id: f"{b.id} {b.name}" for b in questionnaire.blocks}
    return {e.id: f"{e.id} {e.title}" for e in questionnaire.block(block).elements}


def _means(
    before: Shown, after: Shown, questionnaire: Questionnaire, block: str | None
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Mean over the partners that have it in both rounds, per block or per element of one block."""
    if block is not None:
        own = {element.id for element in questionnaire.block(block).elements}
        moves = [move for move in moved(before, after, questionnaire) if move.place.id in own]
        return {m.place.id: round(m.before, 1) for m in moves}, {m.place.id: round(m.after, 1) for m in moves}
    both = before.blocks.merge(after.blocks, on=["partner", "block"]).dropna(subset=["score_x", "score_y"])
    return _mean(both, "block", "score_x"), _mean(both, "block", "score_y")


def _mean(rows: pd.DataFrame, key: str, value: str) -> dict[str, float]:
    return {str(name): round(float(mean), 1) for name, mean in rows.groupby(key)[value].mean().items()}


def _pairs(
    sides: Sequence[Mapping[str, float]],
    names: tuple[str, str],
    titles: Mapping[str, str],
    *,
    note: str,
    title: str,
    name: str,
) -> Figure | None:
    """Two figures of 0-100 per row, joined by a line."""
    keys = [key for key in titles if all(key in side for side in sides)]
    if not keys:
        return None
    rows = _centred({key: _wrap(titles[key]) for key in keys})
    looks = (("other", 1.0), ("own", -1.0))
    dots: list[Row] = [
        {
            "rij": rows[key],
            "plaats": side[key],
            "hoogte": lift,
            "soort": style,
            "tekst": _decimal(side[key]),
            "wie": who,
            "wat": titles[key],
        }
        for side, who, (style, lift) in zip(sides, names, looks, strict=True)
        for key in keys
    ]
    lines = [{"rij": rows[key], "plaats": sides[0][key], "tot": sides[1][key], "hoogte": 0} for key in keys]
    height = _height(rows, least=68)
    x, y = _score_axis("plaats"), _floating(rows)
    dots, lines = _lifted(dots, rows, 2.4), _lifted(lines, rows)
    tooltip = [_tip("wat", "Wat"), _tip("wie", "Wie"), _tip("tekst", "Score")]
    first = [{**dot, "tekst": dot["wie"]} for dot in dots if dot["rij"] == rows[keys[0]]]
    layers = [
        _tracks(rows, 0.9 * height / len(rows)).encode(x, y, x2="tot:Q"),
        _chart(lines).mark_rule(color=RULE, strokeWidth=3).encode(x, y, x2="tot:Q"),
        *(
            _chart([dot for dot in dots if dot["soort"] == style])
            .mark_point(shape="circle", size=620, filled=True, opacity=1, strokeWidth=1.5, style=[style, "rimmed"])
            .encode(x, y, tooltip=tooltip)
            for style, _ in looks
        ),
        _text(dots, FONT, "bold").encode(x, y, text="tekst:N", color=alt.value("#FFFFFF")),
        *(
            _text(
                [dot for dot in first if (dot["plaats"] > 50) is right],
                13,
                "bold",
                dx=dx,
                align=side,
                style="words",
                opacity=alt.ExprRef(f"{_NARROW} ? 0 : 1"),  # on a phone the names have no room, and the note has them
            ).encode(x, y, text="tekst:N")
            for right, dx, side in ((True, -20, "right"), (False, 20, "left"))
        ),
    ]
    moves = {key: sides[1][key] - sides[0][key] for key in keys}
    widest = max(keys, key=lambda key: abs(moves[key]))
    table = pd.DataFrame(
        [
            {
                "Wat": titles[key],
                names[0]: _decimal(sides[0][key], 1),
                names[1]: _decimal(sides[1][key], 1),
                "Verschil": _decimal(moves[key], 1),
            }
            for key in keys
        ]
    )
    return _figure(
        layers,
        height=height,
        note=f"Grijs, boven = {names[0]}; blauw, onder = {names[1]}; {note}",
        title=title,
        name=name,
        table=table,
        sentence=f"{title}; het grootste verschil bij {titles[widest]}: "
        f"{_decimal(sides[0][widest])} tegenover {_decimal(sides[1][widest])}.",
    )
