"""Where every partner stands: on the elements of a block, and one partner beside all others."""

from __future__ import annotations

from math import ceil, floor

import altair as alt
import pandas as pd

from onlife.charts.axes import (
    BLANK,
    NAME_STEP,
    NAMED,
    chart,
    circles,
    free_row_axis,
    lift,
    part_of_row,
    score_axis,
    stack,
    swarm,
    text_mark,
    tip,
    track_bars,
)
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import (
    _SAID,
    centre_labels,
    decimal_or_blank,
    partner_label,
    records,
    rows_height,
    short_lines,
    wrap_label,
)
from onlife.charts.theme import BAND_LIGHT, FONT, ChartRow
from onlife.domain.divergence import Verdict, between
from onlife.domain.light import Light
from onlife.domain.network_result import network_elements, positions
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import Band
from onlife.domain.shown import BAND_COLUMNS, Shown
from onlife.text import count_partners
from onlife.translation import gettext as _

CROWD = 3
"""Where more dots than this stand above the middle of a row, they are drawn smaller."""


def agreement_dots(
    shown: Shown, questionnaire: Questionnaire, block: str, element: str = "", *, room: bool = False
) -> Figure | None:
    """Where every partner stands on each element of a block, those that they see differently first; None without any.

    Of one `element` alone every dot has the name of its partner beside it, from the most red to the most green, as long as
    names have room (`NAMED`). For a `room` the label of an element says no more than how far partners see it alike.
    """
    places = positions(shown)
    places = places[(places["block"] == block) & (places["element"] == (element or places["element"]))]
    if places.empty:
        return None
    named = bool(element) and len(places) <= NAMED
    found = between(shown, questionnaire)
    apart = dict(zip(found.places["place"], found.places["apart"], strict=True))
    order = sorted(places["element"].unique(), key=lambda key: -apart.get(key, 0.0))
    titles = {e.id: f"{e.id} {e.title}" for e in questionnaire.block(block).elements}
    names = {p["partner"]: partner_label(p) for p in records(shown.partners)}
    network = {row["element"]: row for row in records(network_elements(shown))}
    bands = {(row["element"], row["partner"]): Band(row["band"]) for row in records(places)}
    single = {(row["element"], row["partner"]) for row in records(found.alone)}
    verdicts = {key: found.verdict(key) for key in order}

    def lines_of(key: str) -> list[str]:
        if named:
            return [BLANK]
        said = [*wrap_label(titles[key]), *([_SAID[verdict]] if (verdict := verdicts[key]) else [])]
        if room:
            return said
        alone = [f"{BAND_LIGHT[bands[key, who]].symbol} alleen {names[who]}" for on, who in sorted(single) if on == key]
        reds = _("■ rood bij {reds} van {partners}", reds=network[key]["reds"], partners=network[key]["partners"])
        return [*said, *(line for words in alone for line in short_lines(words)), reds]

    rows = centre_labels({key: lines_of(key) for key in order})
    dots: list[ChartRow] = []
    middles: list[ChartRow] = []
    for key, label in rows.items():
        held = records(places[places["element"] == key].sort_values(["position", "partner"]))
        stands = [row["position"] for row in held]
        for row, height in zip(held, stack(len(held)) if named else swarm(stands), strict=True):
            band, alone = bands[key, row["partner"]], (key, row["partner"]) in single
            dots.append(
                {
                    "row": label,
                    "place": round(row["position"], 1),
                    "level": height,
                    "kind": "dot" if row["exact"] else "open",
                    "edge": f"alone {BAND_LIGHT[band].value}" if alone else "",
                    "who": names[row["partner"]],
                    "explanation": f"score {decimal_or_blank(row['position'])}" if row["exact"] else band.word,
                }
            )
        middle = float(pd.Series(stands).median())
        middles.append({"row": label, "place": round(middle, 1), "level": 0})
    reach = max(abs(dot["level"]) for dot in dots)
    step, size = (NAME_STEP, 300) if named else (17, 150) if reach <= CROWD else (11, 60)
    total = rows_height(rows, least=int(2 * reach + 1) * step + 16)
    x, y = score_axis("place"), free_row_axis(rows)
    middles, dots = lift(middles, rows), lift(dots, rows, reach + 0.7)
    tooltip = [tip("who", _("Partner")), tip("explanation", _("Resultaat"))]
    layers = [
        track_bars(rows).encode(x, y, x2=alt.X2("to:Q")),
        *(
            circles(
                [dot for dot in dots if (dot["kind"], dot["edge"]) == style], size, list(filter(None, style)), rim=3
            ).encode(x, y, tooltip=tooltip)
            for style in sorted({(dot["kind"], dot["edge"]) for dot in dots})
        ),
        # On top of the dots, and thin: neither hides the other.
        chart(middles).mark_tick(color=Light.ORANGE.colour, thickness=3, size=part_of_row(0.9), opacity=1).encode(x, y),
        *(
            text_mark(
                [dot for dot in dots if (dot["place"] > 50) is right],
                FONT,
                field="who",
                style=style,
                align=side,
                dx=dx,
                limit=alt.ExprRef("width / 2"),
                strokeWidth=rim,
                strokeJoin="round",
            ).encode(x, y)
            for style, rim in ((["words", "rimmed"], 5), (["words"], 0))  # its rim keeps the line out of a name
            for right, side, dx in ((False, "left", 16), (True, "right", -16))
            if named
        ),
    ]
    place = {(dot["row"], dot["who"]): dot["explanation"] for dot in dots}
    table = pd.DataFrame(
        [
            {
                _("Element"): titles[key],
                _("Tussen partners"): verdict.value if (verdict := verdicts[key]) else "",
                **{_("Partners {word}", word=band.word): network[key][column] for band, column in BAND_COLUMNS.items()},
                **{who: place.get((rows[key], who), "") for who in names.values()},
            }
            for key in order
        ]
    )
    differing = [titles[key] for key in order if verdicts[key] is Verdict.DIFFERS]
    name = titles[element] if element else questionnaire.block(block).short
    return compose(
        layers,
        height=total,
        note=_(
            "Vol bolletje = score, open bolletje = enkel de hoofdkleur, groene of rode rand = staat daar alleen, oranje "
            "streep = het midden: evenveel partners links als rechts; bovenaan staat wat partners duidelijk anders zien"
        ),
        title=_("{name}: waar staat elke partner?", name=name),
        name=f"element-{element}-verschil" if element else f"bouwsteen-{block}-verschil",
        table=table,
        sentence=_("Plaats van elke partner op {name}: ", name=name)
        + "; ".join(f"{dot['who']} {dot['explanation']}" for dot in dots)
        + "."
        if element
        else _(
            "Plaats van elke partner op {number} elementen van {name}; partners zien duidelijk anders: {differing}.",
            number=len(order),
            name=name,
            differing=", ".join(differing) or _("geen enkel element"),
        ),
    )


def beside_others(shown: Shown, questionnaire: Questionnaire, partner: str) -> Figure | None:
    """One partner on every block beside the mean of all others, itself left out; None where either shows nothing."""
    scored = shown.blocks[shown.blocks["score"].notna()]
    own = {row["block"]: row for row in records(scored[scored["partner"] == partner])}
    others = scored[scored["partner"] != partner].groupby("block")["score"].agg(["mean", "size"])
    blocks = [block for block in questionnaire.blocks if block.id in own and block.id in others.index]
    if not blocks:
        return None
    name = shown.names[partner]
    rows = centre_labels({block.id: [f"{block.id} {block.short}"] for block in blocks})
    dots: list[ChartRow] = []
    spans: list[ChartRow] = []
    rest: list[ChartRow] = []
    table: list[ChartRow] = []
    for block in blocks:
        row, mean, count = own[block.id], others["mean"][block.id], others["size"][block.id]
        exact = row["score_to"] - row["score_from"] < 0.05
        at: ChartRow = {"row": rows[block.id], "level": 0, "what": block.name, "text": decimal_or_blank(row["score"])}
        ends = f"{decimal_or_blank(row['score_from'])}–{decimal_or_blank(row['score_to'])}"
        at["explanation"] = at["text"] if exact else f"ongeveer {at['text']} ({ends})"
        at["others"] = f"ongeveer {decimal_or_blank(mean)} ({count_partners(count)})"
        dots.append({**at, "place": round(row["score"]), "how": "own" if exact else "open"})
        spans.append({**at, "place": floor(row["score_from"]), "to": ceil(row["score_to"])})
        rest.append({**at, "place": round(mean)})
        table.append(
            {_("Bouwsteen"): f"{block.id} {block.name}", name: at["explanation"], _("Andere partners"): at["others"]}
        )
    total = rows_height(rows, least=40)
    x, y = score_axis("place"), free_row_axis(rows)
    tooltip = [tip("what", _("Bouwsteen")), tip("explanation", name), tip("others", _("Andere partners"))]
    firm, loose = ([dot for dot in lift(dots, rows) if dot["how"] == how] for how in ("own", "open"))
    layers = [
        track_bars(rows).encode(x, y, x2=alt.X2("to:Q")),
        chart(lift(spans, rows))
        .mark_bar(size=part_of_row(0.27), opacity=1, style="strip")
        .encode(x, y, x2=alt.X2("to:Q")),
        chart(lift(rest, rows))
        .mark_tick(color=Light.ORANGE.colour, thickness=4, size=part_of_row(0.9), opacity=1)
        .encode(x, y),
        *(
            circles(some, 560, style, rim=2).encode(x, y, tooltip=tooltip)
            for some, style in ((firm, ["own", "rimmed"]), (loose, ["open"]))
        ),
        text_mark(firm, FONT, "bold").encode(x, y, color=alt.ColorValue("#FFFFFF")),
        text_mark(loose, FONT, "bold", style="words").encode(x, y),
    ]
    return compose(
        layers,
        height=total,
        note=_(
            "Vol bolletje = score, open bolletje = ongeveer, met een lichte balk waarin de score zeker ligt; oranje streep "
            "= gemiddelde van de andere partners, zonder deze. Een klein verschil kan toeval zijn."
        ),
        title=_("{name} naast de andere partners", name=name),
        name="partner-naast-anderen",
        table=pd.DataFrame(table),
        sentence=_(
            "Score van {name} op {number} bouwstenen naast het gemiddelde van de andere partners: ",
            name=name,
            number=len(blocks),
        )
        + "; ".join(
            f"{block.short} {row[name]} naast {row['Andere partners']}"
            for block, row in zip(blocks, table, strict=True)
        )
        + ".",
    )
