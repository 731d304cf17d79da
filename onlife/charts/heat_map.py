"""Heat maps: partners against blocks, and against the elements of one block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from onlife.charts.axes import (
    TURNING,
    chart,
    middle_of_rest,
    own_colour,
    row_axis,
    text_mark,
    tip,
    top_axis,
)
from onlife.charts.figure import Figure, compose
from onlife.charts.labels import (
    NETWORK,
    VERDICT_ROW,
    VERDICTS_NOTE,
    WHY_BAND,
    centre_labels,
    decimal_or_blank,
    is_missing,
    partner_label,
    records,
    rows_height,
    short_lines,
    verdict_words,
)
from onlife.charts.theme import (
    FONT,
    INK,
    LEAST_FONT,
    PRIMARY,
    SCALE,
    ChartRow,
    contrast,
    hex_colour,
    mix,
    rgb,
)
from onlife.domain.divergence import Verdict, between
from onlife.domain.finding import differing, title
from onlife.domain.network_result import network_blocks
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown, Visibility
from onlife.text import count_partners, plural
from onlife.translation import gettext as _


def heat_map(shown: Shown, questionnaire: Questionnaire, order: str = "naam", colours: str = "score") -> Figure | None:
    """Partners x blocks, the network on top and below it the word on the differences between partners; None without
    partners. `order`: by naam, by sector, or by gelijkenis (who answers alike stands together). `colours`: the score, or
    how far each partner is from the mean of the others (`verschil met de rest`).

    A figure that is rounded says so, in a cell that is drawn open. The point selection `cell` gives `partner` (id, or
    NETWERK) and `block` of the cell that is clicked.
    """
    if shown.partners.empty:
        return None
    network = network_blocks(shown)
    partners = shown.partners.sort_values("name", key=lambda names: names.str.casefold())
    if order == "sector":
        partners = partners.sort_values("sector", kind="stable")
    elif order == "gelijkenis":
        partners = partners.set_index("partner").loc[_by_likeness(shown, list(partners["partner"]))].reset_index()
    words = _words_of_blocks(shown, questionnaire)
    names = {NETWORK: _("Netwerk")} if len(network) else {}
    names |= {VERDICT_ROW: _("Tussen partners")} if words else {}
    names |= {p["partner"]: partner_label(p) for p in records(partners)}
    sectors = dict(zip(partners["partner"], partners["sector"], strict=True)) if order == "sector" else {}
    rows = centre_labels(
        {who: short_lines(name) + ([f"({sectors[who]})"] if who in sectors else []) for who, name in names.items()}
    )
    shorts = {block.id: block.short for block in questionnaire.blocks}
    heads = list(shorts.values())
    far = colours != "score"
    values = [{"partner": NETWORK, **row} for row in records(network)] + records(shown.blocks)
    everyone = {
        str(key): (own[_ENDS].sum().tolist(), int(own["score"].count())) for key, own in shown.blocks.groupby("block")
    }
    cells = [
        {**_keyed(row, rows, shorts), "who": names[row["partner"]], "scans": f"{row['n']}"}
        | _cell(row, everyone.get(row["block"]) if far and row["partner"] != NETWORK else None)
        for row in values
    ]
    scored = [cell for cell in cells if cell["score"] is not None]
    plain = [cell for cell in scored if far and cell["partner"] == NETWORK]
    tinted = [cell for cell in scored if cell not in plain]
    empty = [cell for cell in cells if cell["score"] is None]
    hidden = [p for p in records(partners) if p["visibility"] != Visibility.SHOWN]
    hatched = [{"row": rows[p["partner"]], "column": heads[0], "to": heads[-1]} for p in hidden]
    closed = [
        {
            **_keyed({"partner": p["partner"], "block": block}, rows, shorts),
            "who": p["name"],
            "explanation": p["visibility"],
        }
        for p in hidden
        for block in shorts
    ]
    said = [
        {**_keyed({"partner": VERDICT_ROW, "block": block}, rows, shorts), "who": names[VERDICT_ROW], **word}
        for block, word in words.items()
    ]
    sizes = {row["partner"]: row["n"] for row in values}
    size_cells = [{"row": rows[who], "column": "n", "text": f"{n}"} for who, n in sizes.items()]
    reasons = [{"row": rows[p["partner"]], "text": p["visibility"]} for p in hidden]
    x = alt.X(
        "column:N",
        scale=alt.Scale(domain=["n", *heads], paddingInner=0.04, paddingOuter=0),
        axis=top_axis(**TURNING),
    )
    y = row_axis(rows, gap=bool(len(network)) and not words)
    cell = alt.selection_point(name="cell", fields=["partner", "block"], clear="dblclick")
    tooltip = [
        tip("who", _("Partner")),
        tip("column", _("Bouwsteen")),
        tip("explanation", _("Resultaat")),
        tip("scans", _("Ingevulde scans")),
    ]
    wide = f"width / {len(heads) + 1} > 72"
    roomy = f"width / {len(heads) + 1} > 34"
    # A phone has no room for a sign before a figure: that of a difference, and of the network for its column of them, stands
    # above it; that of a rounded score goes, as the open cell says it too.
    signed = f"!({roomy}) && length(datum.text) > 2 && indexof('≈+{_MINUS}', slice(datum.text, 0, 1)) >= 0"
    above: dict[str, Any] = {
        "text": alt.ExprRef(f"{signed} ? [slice(datum.text, 0, 1), slice(datum.text, 1)] : datum.text"),
        "dy": alt.ExprRef(f"{signed} ? -6 : 0"),
        "lineHeight": 13,
    }
    bare: dict[str, Any] = {"text": alt.ExprRef(f"{roomy} ? datum.text : replace(datum.text, '≈', '')")}
    layers = [
        chart(tinted)
        .mark_rect(cornerRadius=4, strokeWidth=2)
        .encode(x, y, fill=own_colour("fill", alt.Fill), stroke=own_colour("edge", alt.Stroke)),
        chart([*size_cells, *said, *plain, *empty]).mark_rect(cornerRadius=4, style="track").encode(x, y),
        chart(hatched).mark_rect(style="hatch").encode(x.bandPosition(0), y, x2=alt.X2("to:N", bandPosition=1)),
        *(
            text_mark([c for c in tinted if c["firm"] is firm], 16, weight, **(above if far else bare)).encode(
                x, y, color=own_colour("ink")
            )
            for firm, weight in _WEIGHTS.items()
        ),
        text_mark([*plain, *empty], 16, "bold", style="words", **above).encode(x, y),
        *(layer.encode(x, y) for layer in short_words(said, wide)),
        text_mark(size_cells, FONT, style="words").encode(x, y),
        text_mark(reasons, 15, "bold", style="words").encode(y, x=middle_of_rest(1 / (len(heads) + 1))),
        # On top of the numbers, so that a click on a number is a click on its cell.
        chart([*cells, *said, *closed])
        .mark_rect(opacity=0, cursor="pointer")
        .encode(x, y, tooltip=tooltip)
        .add_params(cell),
    ]
    told = {(c["partner"], c["block"]): c["explanation"] for c in [*cells, *said]}
    table = pd.DataFrame(
        [
            {
                _("Partnerorganisatie"): names[who],
                _("Ingevulde scans"): sizes.get(who, pd.NA),
                **{short: told.get((who, block), "") for block, short in shorts.items()},
                _("Toestand"): next((p["visibility"] for p in hidden if p["partner"] == who), "getoond"),
            }
            for who in rows
        ]
    )
    found = [shorts[block] for block, word in words.items() if word["firm"]]
    what = _("Verschil met het gemiddelde van de andere partners") if far else _("Score")
    return compose(
        layers,
        height=rows_height(rows, least=38 if len(rows) < _MANY else 30),
        heads=bool(len(network)) + bool(words),
        note=(
            _(
                "Zoveel punten meer (+) of minder dan het gemiddelde van alle andere partners, zichzelf niet meegeteld; ≈ bij het "
                "netwerk = elk verschil in die kolom is ongeveer, met grenzen in de tabel; open vakje = het cijfer van de partner "
                "zelf is afgerond"
            )
            if far
            else _("0 = alles rood, 100 = alles groen; ≈ in een open vakje = afgerond")
        )
        + f" ({_(WHY_BAND)}); n = ingevulde scans"
        + (f"; {VERDICTS_NOTE}" if words else ""),
        title=_("Partners en bouwstenen") + (_(": verschil met de rest") if far else ""),
        name=f"overzicht-per-{order}" + ("-verschil" if far else ""),
        table=table,
        sentence=_(
            "{what} per bouwsteen van {partners}",
            what=what,
            partners=count_partners(len(set(sizes) - {NETWORK})),
        )
        + (_(", {number} nog zonder resultaat", number=len(hidden)) if hidden else "")
        + (_("; duidelijk anders bij {found}", found=", ".join(found)) if found else "")
        + (f"; netwerk: {_listed(network, shorts)}." if len(network) else "."),
    )


_MANY = 20
_WEIGHTS: Mapping[bool, Literal["bold", "normal"]] = {True: "bold", False: "normal"}
"""By whether a figure is firm."""
_FAR = ("#C9770A", "#F3EBD9", PRIMARY)
"""Below the others, and above them: no good and bad."""
_FARTHEST = 30
"""From this many points from the others on, a colour is as strong as it gets."""


def _words_of_blocks(shown: Shown, questionnaire: Questionnaire) -> dict[str, ChartRow]:
    """What is found of the differences between partners, by block; where only elements differ, how many."""
    verdict = between(shown, questionnaire).verdict
    words: dict[str, ChartRow] = {}
    for block in questionnaire.blocks:
        own = [found for found in differing(shown, questionnaire, block.id) if found.place != block]
        seen = {word for place in block.elements if (word := verdict(place.id))}
        alike = Verdict.ALIKE if seen == {Verdict.ALIKE} else Verdict.CHANCE if seen else None
        said = verdict(block.id) or alike
        if said is None:
            continue
        words[block.id] = verdict_words(Verdict.DIFFERS if own else said)
        if own:
            words[block.id]["explanation"] = (
                f"{Verdict.DIFFERS.value}: {', '.join(title(found.place) for found in own)}"
            )
        if own and said is not Verdict.DIFFERS:
            words[block.id]["short"] = f"anders: {len(own)}\n{plural(len(own), _('element'), _('elementen'))}"
    return words


def short_words(words: Sequence[ChartRow], wide: str, low: str = "false") -> list[alt.Chart]:
    """Words on differences in their cells, as a sign alone where it is not wide, and on one line where rows are low."""
    lines = f"{low} ? replace(datum.short, '\\n', ' ') : split(datum.short, '\\n')"
    return [
        text_mark(
            [word for word in words if word["firm"] is firm],
            LEAST_FONT,
            weight,
            style="words",
            lineHeight=15,
            text=alt.ExprRef(f"{wide} ? ({lines}) : datum.sign"),
            dy=alt.ExprRef(f"{wide} && !({low}) && indexof(datum.short, '\\n') > 0 ? -7 : 0"),
        )
        for firm, weight in _WEIGHTS.items()
    ]


_ENDS = ["score", "score_from", "score_to"]


def _cell(row: ChartRow, everyone: tuple[list[float], int] | None) -> ChartRow:
    """A figure as it is drawn: the score, or how far it is from the mean of the others; `everyone` is the sum over all
    partners of the block, and how many they are.
    """
    if is_missing(row["score"]):
        return {"score": None, "text": "–", "explanation": _("te weinig kleuren")}
    value, low, high = own = [float(row[end]) for end in _ENDS]
    firm, part, scale = high - low < 0.05, value / 100, SCALE
    if everyone:
        sums, count = everyone
        if count < 2:
            return {"score": None, "text": "–", "explanation": _("geen andere partners")}
        rest, least, most = ((total - mine) / (count - 1) for total, mine in zip(sums, own, strict=True))
        value, low, high = value - rest, low - most, high - least
        part, scale = 0.5 + value / _FARTHEST / 2, _FAR
    exact, number = high - low < 0.05, round(value)
    said = f"{'' if exact else '≈'}{_signed(number) if everyone else number}"
    ends = (_signed(end) if everyone else str(end) for end in (floor(low), ceil(high)))
    within = f" (tussen {' en '.join(ends)})"
    colour = mix(scale, min(1.0, max(0.0, part)))
    fill = colour if firm else [0.35 * a + 0.65 * b for a, b in zip(colour, rgb(_OPEN), strict=True)]
    white = contrast(fill, rgb("#FFFFFF")) > contrast(fill, rgb(INK))
    return {
        "score": number,
        # One rounded partner rounds a whole column of differences: the row of the network says it, for the column.
        "text": said.removeprefix("≈") if everyone else said,
        "explanation": said if exact else said + within,
        "firm": firm,
        "fill": hex_colour(fill),
        "edge": hex_colour(colour),
        "ink": "#FFFFFF" if white else INK,
    }


_OPEN = "#FBFAF7"
"""Within an open cell: the paper of the page, so that ink is read on it in the dark as well."""


_MINUS = "\u2212"
"""As wide as a plus."""


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"{_MINUS}{-number}" if number else "0"


def _by_likeness(shown: Shown, partners: list[str]) -> list[str]:
    """Partners so that who answers alike stands together: the two nearest become a group, and so on (average linkage).

    A group stands where its first name would, so that the order tells nothing of who scores more.
    """
    scores = shown.blocks.pivot(index="partner", columns="block", values="score").astype(float)
    known = [who for who in partners if who in scores.index]
    values = scores.loc[known].fillna(scores.mean()).fillna(0).to_numpy()
    apart = np.linalg.norm(values[:, None] - values[None], axis=2)
    groups = [[who] for who in known]
    while len(groups) > 1:
        np.fill_diagonal(apart, np.inf)
        one, other = sorted(int(at) for at in np.unravel_index(np.argmin(apart), apart.shape))
        sizes = len(groups[one]), len(groups[other])
        apart[one] = apart[:, one] = np.average(apart[[one, other]], axis=0, weights=sizes)
        apart = np.delete(np.delete(apart, other, 0), other, 1)
        groups[one] += groups.pop(other)
    return [*(groups[0] if groups else []), *(who for who in partners if who not in known)]


def _keyed(row: ChartRow, rows: Mapping[str, str], columns: Mapping[str, str]) -> ChartRow:
    partner, block = row["partner"], row["block"]
    return {"partner": partner, "block": block, "row": rows[partner], "column": columns[block]}


def _listed(network: pd.DataFrame, shorts: Mapping[str, str]) -> str:
    return ", ".join(f"{shorts[row['block']]} {decimal_or_blank(row['score'])}" for row in records(network))
