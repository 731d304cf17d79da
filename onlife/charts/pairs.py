"""Two figures side by side: rounds, and function groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from onlife.charts.axes import NARROW, chart, circles, free_row_axis, lift, score_axis, text_mark, tip, track_bars
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import centre_labels, decimal_or_blank, rows_height, wrap_label
from onlife.charts.theme import FONT, RULE, ChartRow
from onlife.domain.divergence import groups_apart
from onlife.domain.finding import Move, Way, movements
from onlife.domain.privacy import GROUPS, in_both
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown
from onlife.text import count_partners, count_scans
from onlife.translation import gettext as _

_LOOKS = {"other": ["other", "rimmed"], "own": ["own", "rimmed"], "open other": ["open other"], "open": ["open"]}
"""How dots look: full ones with a rim, open ones with their colour as the rim."""
_GROUP_WORDS = dict(zip(GROUPS, ("leidinggevenden", "praktijkwerkers"), strict=True))


def dumbbell(
    before: Shown,
    after: Shown,
    questionnaire: Questionnaire,
    names: tuple[str, str],
    block: str | None = None,
    earlier: Questionnaire | None = None,
) -> Figure | None:
    """The network in two rounds, per block or per element of one block; None if no partner is shown in both.

    `earlier` is what the first round asked, if that was another version: only what asks the same in both has a row. Only
    partners shown in both rounds count, and per row those that tell it in both (`findings.moved`). What moved by more than
    chance says so; all else is drawn open.
    """
    pair = in_both(before, after)
    if pair[0].blocks.empty:
        return None
    titles = _titles(questionnaire, block)
    moves = [move for move in movements(before, after, questionnaire, earlier) if move.place.id in titles]
    if not moves:
        return None
    sides = [{m.place.id: m.before for m in moves}, {m.place.id: m.after for m in moves}]
    clear = {move.place.id: move.way.value for move in moves if move.clear}
    where = questionnaire.block(block).short if block else _("Bouwstenen")
    return _pairs(
        sides,
        names,
        titles,
        clear,
        note=_behind(moves, names)
        + (_("; gemiddelden van cijfers die soms afgerond zijn") if any(map(_rounded, pair)) else "")
        + (_("; enkel wat beide versies van de vragenlijst hetzelfde vragen") if earlier else ""),
        title=f"{where}: {names[0]} en {names[1]}",
        name=f"evolutie-bouwsteen-{block}" if block else "evolutie",
    )


def _behind(moves: Sequence[Move], names: tuple[str, str]) -> str:
    """What the figures rest on, in words; the rows differ where small teams do not tell their elements."""
    partners = [move.partners for move in moves]
    fewest = f"{min(partners)} tot " if min(partners) < max(partners) else ""
    scans = ", ".join(f"{name}: {_between([move.scans[at] for move in moves])}" for at, name in enumerate(names))
    return _(
        "{fewest}{partners} met een resultaat in beide scanrondes; {scans}",
        fewest=fewest,
        partners=count_partners(max(partners)),
        scans=scans,
    )


def _between(scans: Sequence[int]) -> str:
    fewest = f"{min(scans)} tot " if min(scans) < max(scans) else ""
    return f"{fewest}{count_scans(max(scans))}"


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
    where = questionnaire.block(block).short if block else _("Bouwstenen")
    return _pairs(
        sides,
        (_GROUP_WORDS[GROUPS[0]], _GROUP_WORDS[GROUPS[1]]),
        _titles(questionnaire, block),
        _apart(splits, shown, questionnaire, block),
        note=_(
            "{partners} waar beide groepen groot genoeg zijn; ", partners=count_partners(splits["partner"].nunique())
        )
        + ", ".join(f"{sizes[group]} {_GROUP_WORDS[group]}" for group in GROUPS)
        + _("; waar een groep bijna eensgezind is, staat er niets"),
        title=_("{where}: leidinggevenden en praktijkwerkers", where=where),
        name=f"functiegroepen-bouwsteen-{block}" if block else "functiegroepen",
    )


def _titles(questionnaire: Questionnaire, block: str | None) -> dict[str, str]:
    if block is None:
        return {b.id: f"{b.id} {b.name}" for b in questionnaire.blocks}
    return {e.id: f"{e.id} {e.title}" for e in questionnaire.block(block).elements}


def _apart(splits: pd.DataFrame, shown: Shown, questionnaire: Questionnaire, block: str | None) -> dict[str, str]:
    """The words on what leaders and practitioners see clearly differently, at one of these partners at least: by element of
    a block, or by block.
    """
    partners = set(splits["partner"])
    asked = [questionnaire.block(block)] if block else questionnaire.blocks
    own = {
        b.id: {e for (who, e), clear in groups_apart(shown, b.id).items() if clear and who in partners} for b in asked
    }
    if block:
        return dict.fromkeys(own[block], "duidelijk anders")
    return {key: "duidelijk anders" for key, elements in own.items() if elements}


def _rounded(shown: Shown) -> bool:
    return bool((shown.blocks["score_from"] < shown.blocks["score_to"]).fillna(False).any())


def _mean(rows: pd.DataFrame, key: str, value: str) -> dict[str, float]:
    return {str(name): float(mean) for name, mean in rows.groupby(key)[value].mean().items()}


def _pairs(
    sides: Sequence[Mapping[str, float]],
    names: tuple[str, str],
    titles: Mapping[str, str],
    clear: Mapping[str, str],
    *,
    note: str,
    title: str,
    name: str,
) -> Figure | None:
    """Two figures of 0-100 per row, joined by a line. What is `clear` is full and says so at its row, all else is open."""
    keys = [key for key in titles if all(key in side for side in sides)]
    if not keys:
        return None
    rows = centre_labels(
        {key: [*wrap_label(titles[key]), *([f"≠ {clear[key]}"] if key in clear else [])] for key in keys}
    )
    looks = (("other", 1.0), ("own", -1.0))
    opens = {"other": "open other", "own": "open"}
    dots: list[ChartRow] = [
        {
            "row": rows[key],
            "place": round(side[key], 1),
            "level": lift,
            "kind": style if key in clear else opens[style],
            "text": decimal_or_blank(side[key]),
            "who": who,
            "what": titles[key],
        }
        for side, who, (style, lift) in zip(sides, names, looks, strict=True)
        for key in keys
    ]
    lines: list[ChartRow] = [
        {
            "row": rows[key],
            "place": round(sides[0][key], 1),
            "to": round(sides[1][key], 1),
            "level": 0,
            "thickness": 5 if key in clear else 2,
        }
        for key in keys
    ]
    height = rows_height(rows, least=68)
    x, y = score_axis("place"), free_row_axis(rows)
    dots, lines = lift(dots, rows, 2.4), lift(lines, rows)
    tooltip = [tip("what", _("Wat")), tip("who", _("Wie")), tip("text", _("Score"))]
    first = [{**dot, "text": dot["who"]} for dot in dots if dot["row"] == rows[keys[0]]]
    layers = [
        track_bars(rows).encode(x, y, x2=alt.X2("to:Q")),
        *(
            chart([line for line in lines if line["thickness"] == thick])
            .mark_rule(color=RULE, strokeWidth=thick)
            .encode(x, y, x2=alt.X2("to:Q"))
            for thick in (5, 2)
        ),
        *(
            circles([dot for dot in dots if dot["kind"] == style], 620, look).encode(x, y, tooltip=tooltip)
            for style, look in _LOOKS.items()
        ),
        text_mark([d for d in dots if d["kind"] in opens], FONT, "bold").encode(x, y, color=alt.ColorValue("#FFFFFF")),
        text_mark([d for d in dots if d["kind"] not in opens], FONT, style="words").encode(x, y),
        *(
            text_mark(
                [dot for dot in first if (dot["place"] > 50) is right],
                13,
                "bold",
                dx=dx,
                align=side,
                style="words",
                opacity=alt.ExprRef(f"{NARROW} ? 0 : 1"),  # on a phone the names have no room, and the note has them
            ).encode(x, y)
            for right, dx, side in ((True, -20, "right"), (False, 20, "left"))
        ),
    ]
    table = pd.DataFrame(
        [
            {
                _("Wat"): titles[key],
                names[0]: decimal_or_blank(sides[0][key]),
                names[1]: decimal_or_blank(sides[1][key]),
                _("Verschil"): clear.get(key, Way.CHANCE.value),
            }
            for key in keys
        ]
    )
    said = [f"{titles[key]} {clear[key]}" for key in keys if key in clear]
    return compose(
        layers,
        height=height,
        note=_(
            "Grijs, boven = {earlier}; blauw, onder = {later}; vol, met ≠ = meer dan toeval; open = {chance}; {note}",
            earlier=names[0],
            later=names[1],
            chance=Way.CHANCE,
            note=note,
        ),
        title=title,
        name=name,
        table=table,
        sentence=_(
            "{title}; {one} tegenover {other} bij {where}; meer dan toeval: {said}.",
            title=title,
            one=decimal_or_blank(sides[0][keys[0]]),
            other=decimal_or_blank(sides[1][keys[0]]),
            where=titles[keys[0]],
            said=", ".join(said) or "niets",
        ),
    )
