"""Heat maps: partners against blocks, and against the elements of one block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from onlife.charts.parts import (
    _BAND_LIGHT,
    _BAND_TINT,
    _BLANK,
    _HEAD_ALIGN,
    _HEAD_ANGLE,
    _HEAD_BASE,
    _HEAD_SHIFT,
    _HIGH,
    _JOINT,
    _LINES,
    _NARROW,
    _NO_BAND,
    _PLAIN,
    _VERDICTS_NOTE,
    _WHY_BAND,
    FONT,
    INK,
    LEAST_FONT,
    NETWORK,
    PRIMARY,
    RULE,
    SCALE,
    Figure,
    Row,
    _centred,
    _chart,
    _decimal,
    _empty,
    _figure,
    _height,
    _named,
    _own,
    _partners,
    _rows,
    _rows_axis,
    _short_lines,
    _text,
    _tip,
    _word,
    _wrap,
)
from onlife.domain.divergence import Verdict, between
from onlife.domain.finding import differing, title
from onlife.domain.privacy import Shown, Visibility, network_blocks, network_elements
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import Band

_BANDS_NOTE = " · ".join(f"{_BAND_LIGHT[band].symbol} {band.word}" for band in Band)


def heat_map(shown: Shown, questionnaire: Questionnaire, order: str = "naam", colours: str = "score") -> Figure | None:
    """Partners x blocks, the network on top and below it the word on the differences between partners; None without
    partners. `order`: by naam, by sector, or by gelijkenis (who answers alike stands together). `colours`: the score, or
    how far each partner is from the mean of the others (`verschil met de rest`).

    A figure that is rounded says so, in a cell that is drawn open. The point selection `cel` gives `partner` (id, or
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
    names = {NETWORK: "Netwerk"} if len(network) else {}
    names |= {_WORDS: "Tussen partners"} if words else {}
    names |= {p["partner"]: _named(p) for p in _rows(partners)}
    sectors = dict(zip(partners["partner"], partners["sector"], strict=True)) if order == "sector" else {}
    rows = _centred(
        {who: _short_lines(name) + ([f"({sectors[who]})"] if who in sectors else []) for who, name in names.items()}
    )
    shorts = {block.id: block.short for block in questionnaire.blocks}
    heads = list(shorts.values())
    far = colours != "score"
    values = [{"partner": NETWORK, **row} for row in _rows(network)] + _rows(shown.blocks)
    everyone = {
        str(id): (own[_ENDS].sum().tolist(), int(own["score"].count())) for id, own in shown.blocks.groupby("block")
    }
    cells = [
        {**_keyed(row, rows, shorts), "wie": names[row["partner"]], "scans": f"{row['n']}"}
        | _cell(row, everyone.get(row["block"]) if far and row["partner"] != NETWORK else None)
        for row in values
    ]
    scored = [cell for cell in cells if cell["score"] is not None]
    plain = [cell for cell in scored if far and cell["partner"] == NETWORK]
    tinted = [cell for cell in scored if cell not in plain]
    empty = [cell for cell in cells if cell["score"] is None]
    hidden = [p for p in _rows(partners) if p["visibility"] != Visibility.SHOWN]
    hatched = [{"rij": rows[p["partner"]], "kolom": heads[0], "tot": heads[-1]} for p in hidden]
    closed = [
        {
            **_keyed({"partner": p["partner"], "block": block}, rows, shorts),
            "wie": p["name"],
            "uitleg": p["visibility"],
        }
        for p in hidden
        for block in shorts
    ]
    said = [
        {**_keyed({"partner": _WORDS, "block": block}, rows, shorts), "wie": names[_WORDS], **word}
        for block, word in words.items()
    ]
    sizes = {row["partner"]: row["n"] for row in values}
    size_cells = [{"rij": rows[who], "kolom": "n", "tekst": f"{n}"} for who, n in sizes.items()]
    reasons = [{"rij": rows[p["partner"]], "tekst": p["visibility"]} for p in hidden]
    x = alt.X(
        "kolom:N",
        scale=alt.Scale(domain=["n", *heads], paddingInner=0.04, paddingOuter=0),
        axis=_top_axis(
            labelAngle=_HEAD_ANGLE,
            labelAlign=_HEAD_ALIGN,
            labelBaseline=_HEAD_BASE,
            labelOffset=_HEAD_SHIFT,
        ),
    )
    y = _rows_axis(rows, gap=bool(len(network)) and not words)
    cell = alt.selection_point(name="cel", fields=["partner", "block"], clear="dblclick")
    tooltip = [
        _tip("wie", "Partner"),
        _tip("kolom", "Bouwsteen"),
        _tip("uitleg", "Resultaat"),
        _tip("scans", "Ingevulde scans"),
    ]
    wide = f"width / {len(heads) + 1} > 62"
    roomy = f"width / {len(heads) + 1} > 34"
    layers = [
        _chart(tinted)
        .mark_rect(cornerRadius=4, strokeWidth=2)
        .encode(x, y, fill=_own("vlak", alt.Fill), stroke=_own("rand", alt.Stroke)),
        _chart([*size_cells, *said, *plain, *empty]).mark_rect(cornerRadius=4, style="track").encode(x, y),
        _chart(hatched).mark_rect(style="hatch").encode(x.bandPosition(0), y, x2=alt.X2("tot:N", bandPosition=1)),
        # A phone has no room for the sign of a rounded figure, and shows it by the open cell alone.
        *(
            _text(
                [c for c in tinted if c["vast"] is firm],
                16,
                weight,
                text=alt.ExprRef(f"{roomy} ? datum.tekst : replace(datum.tekst, '≈', '')"),
            ).encode(x, y, color=_own("inkt"))
            for firm, weight in _WEIGHTS.items()
        ),
        _text([*plain, *empty], 16, "bold", style="words").encode(x, y, text="tekst:N"),
        *(layer.encode(x, y) for layer in _short_words(said, wide)),
        _text(size_cells, FONT, style="words").encode(x, y, text="tekst:N"),
        _text(reasons, 15, "bold", style="words").encode(y, x=_middle(1 / (len(heads) + 1)), text="tekst:N"),
        # On top of the numbers, so that a click on a number is a click on its cell.
        _chart([*cells, *said, *closed])
        .mark_rect(opacity=0, cursor="pointer")
        .encode(x, y, tooltip=tooltip)
        .add_params(cell),
    ]
    told = {(c["partner"], c["block"]): c["uitleg"] for c in [*cells, *said]}
    table = pd.DataFrame(
        [
            {
                "Partnerorganisatie": names[who],
                "Ingevulde scans": sizes.get(who, pd.NA),
                **{short: told.get((who, block), "") for block, short in shorts.items()},
                "Toestand": next((p["visibility"] for p in hidden if p["partner"] == who), "getoond"),
            }
            for who in rows
        ]
    )
    found = [shorts[block] for block, word in words.items() if word["vast"]]
    what = "Verschil met het gemiddelde van de andere partners" if far else "Score"
    return _figure(
        layers,
        height=_height(rows, least=38 if len(rows) < _MANY else 30),
        heads=bool(len(network)) + bool(words),
        note=(
            "zoveel punten meer (+) of minder dan het gemiddelde van alle andere partners, zichzelf niet meegeteld; ≈ bij het "
            "netwerk = elk verschil in die kolom is ongeveer, met grenzen in de tabel; open vakje = het cijfer van de partner "
            "zelf is afgerond"
            if far
            else "0 = alles rood, 100 = alles groen; ≈ in een open vakje = afgerond"
        )
        + f" ({_WHY_BAND}); n = ingevulde scans; "
        + _VERDICTS_NOTE,
        title="Partners en bouwstenen" + (": verschil met de rest" if far else ""),
        name=f"overzicht-per-{order}" + ("-verschil" if far else ""),
        table=table,
        sentence=f"{what} per bouwsteen van {_partners(len(set(sizes) - {NETWORK}))}"
        + (f", {len(hidden)} nog zonder resultaat" if hidden else "")
        + (f"; duidelijk anders bij {', '.join(found)}" if found else "")
        + (f"; netwerk: {_listed(network, shorts)}." if len(network) else "."),
    )


_WORDS = "WOORDEN"
"""The row of the words on the differences between partners, as a partner."""
_MANY = 20
_WEIGHTS: Mapping[bool, Literal["bold", "normal"]] = {True: "bold", False: "normal"}
"""By whether a figure is firm."""
_FAR = ("#C9770A", "#F3EBD9", PRIMARY)
"""Below the others, and above them: no good and bad."""
_FARTHEST = 30
"""From this many points from the others on, a colour is as strong as it gets."""


def _words_of_blocks(shown: Shown, questionnaire: Questionnaire) -> dict[str, Row]:
    """What is found of the differences between partners, by block; where only elements differ, how many."""
    verdict = between(shown, questionnaire).verdict
    words: dict[str, Row] = {}
    for block in questionnaire.blocks:
        own = [found for found in differing(shown, questionnaire, block.id) if found.place != block]
        seen = {word for place in block.elements if (word := verdict(place.id))}
        mirrored = Verdict.ALIKE if seen == {Verdict.ALIKE} else Verdict.CHANCE if seen else None
        said = verdict(block.id) or mirrored
        if said is None:
            continue
        words[block.id] = _word(Verdict.DIFFERS if own else said)
        if own:
            words[block.id]["uitleg"] = f"{Verdict.DIFFERS.value}: {', '.join(title(found.place) for found in own)}"
        if own and said is not Verdict.DIFFERS:
            words[block.id]["kort"] = f"anders: {len(own)}\n{'element' if len(own) == 1 else 'elementen'}"
    return words


def _short_words(words: Sequence[Row], wide: str) -> list[alt.Chart]:
    """Words on differences in their cells, as a sign alone where it is not wide."""
    return [
        _text(
            [word for word in words if word["vast"] is firm],
            LEAST_FONT,
            weight,
            style="words",
            lineHeight=15,
            text=alt.ExprRef(f"{wide} ? split(datum.kort, '\\n') : datum.teken"),
            dy=alt.ExprRef(f"{wide} && indexof(datum.kort, '\\n') > 0 ? -7 : 0"),
        )
        for firm, weight in _WEIGHTS.items()
    ]


_ENDS = ["score", "score_from", "score_to"]


def _cell(row: Row, everyone: tuple[list[float], int] | None) -> Row:
    """A figure as it is drawn: the score, or how far it is from the mean of the others; `everyone` is the sum over all
    partners of the block, and how many they are.
    """
    if _empty(row["score"]):
        return {"score": None, "tekst": "–", "uitleg": "te weinig kleuren"}
    value, low, high = own = [float(row[end]) for end in _ENDS]
    firm, part, scale = high - low < 0.05, value / 100, SCALE
    if everyone:
        sums, count = everyone
        if count < 2:
            return {"score": None, "tekst": "–", "uitleg": "geen andere partners"}
        rest, least, most = ((total - mine) / (count - 1) for total, mine in zip(sums, own, strict=True))
        value, low, high = value - rest, low - most, high - least
        part, scale = 0.5 + value / _FARTHEST / 2, _FAR
    exact, number = high - low < 0.05, round(value)
    said = f"{'' if exact else '≈'}{_signed(number) if everyone else number}"
    ends = (_signed(end) if everyone else str(end) for end in (floor(low), ceil(high)))
    within = f" (tussen {' en '.join(ends)})"
    colour = _mix(scale, min(1.0, max(0.0, part)))
    fill = colour if firm else [0.35 * a + 0.65 * b for a, b in zip(colour, _rgb(_OPEN), strict=True)]
    white = _contrast(fill, _rgb("#FFFFFF")) > _contrast(fill, _rgb(INK))
    return {
        "score": number,
        # One rounded partner rounds a whole column of differences: the row of the network says it, for the column.
        "tekst": said.removeprefix("≈") if everyone else said,
        "uitleg": said if exact else said + within,
        "vast": firm,
        "vlak": _hex(fill),
        "rand": _hex(colour),
        "inkt": "#FFFFFF" if white else INK,
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


def _mix(scale: Sequence[str], part: float) -> list[float]:
    """The colour at this part (0-1) of a scale of three."""
    low, high = (scale[0], scale[1]) if part < 0.5 else (scale[1], scale[2])
    share = 2 * part - (part >= 0.5)
    return [a + (b - a) * share for a, b in zip(_rgb(low), _rgb(high), strict=True)]


def _hex(rgb: Iterable[float]) -> str:
    return "#" + "".join(f"{round(255 * c):02X}" for c in rgb)


def element_matrix(shown: Shown, questionnaire: Questionnaire, block: str) -> Figure | None:
    """Partners x elements of one block, the network on top, the small teams as one outside the mirror: its band in every
    cell, and the score where it may be told. At the head of an element the word on its differences. None without results.
    """
    told = shown.elements[shown.elements["block"] == block]
    told = told[told["position"].notna().groupby(told["partner"]).transform("any")]
    pool = shown.pool[shown.pool["block"] == block]
    if told.empty and pool.empty:
        return None
    network = network_elements(shown)
    network = network[network["block"] == block]
    values = [{**row, "partner": NETWORK} for row in _rows(network)] + _rows(told)
    values += [{**row, "partner": _TOGETHER, "score": pd.NA} for row in _rows(pool)]
    elements = questionnaire.block(block).elements
    titles = {e.id: f"{e.id} {e.title}" for e in elements}
    partners = _rows(shown.partners.sort_values("name", key=lambda names: names.str.casefold()))
    hidden = [p for p in partners if p["visibility"] != Visibility.SHOWN]
    apart = set(told["partner"]) | {p["partner"] for p in hidden}
    partners = [p for p in partners if p["partner"] in apart]
    names = {_WORDS: "Tussen partners", NETWORK: "Netwerk"} | {p["partner"]: _named(p) for p in partners}
    if len(pool):
        names[_TOGETHER] = f"Kleine teams samen ({pool['partners'].iloc[0]})"
    rows = _centred({who: _short_lines(name) for who, name in names.items()})
    heads = {e.id: _wrap(titles[e.id]) for e in elements}
    lines = max(map(len, heads.values()))
    columns = {id: "\n".join([_BLANK] * (lines - len(head)) + head) for id, head in heads.items()}
    cells = [
        _matrix_cell(row, rows, columns) | {"wie": names[row["partner"]], "wat": titles[row["element"]]}
        for row in values
    ]
    found = between(shown, questionnaire)
    verdicts = {e.id: found.verdict(e.id) for e in elements}
    words = [
        {
            "rij": rows[_WORDS],
            "kolom": columns[id],
            "wie": names[_WORDS],
            "wat": titles[id],
        }
        | _word(verdict)
        for id, verdict in verdicts.items()
        if verdict
    ]
    order = list(columns.values())
    hatched = [{"rij": rows[p["partner"]], "kolom": order[0], "tot": order[-1]} for p in hidden]
    reasons = [{"rij": rows[p["partner"]], "tekst": p["visibility"]} for p in hidden]
    x = alt.X(
        "kolom:N",
        scale=alt.Scale(domain=order, paddingInner=0.06, paddingOuter=0),
        # Tilted by 60 degrees, a next line steps to the right and half its height down: all labels end on the last one.
        axis=_top_axis(
            labelAngle=-60,
            labelAlign="left",
            labelBaseline="middle",
            labelPadding=alt.ExprRef(f"{_NARROW} ? 8 : 8 + {lines - 1} * ({_HIGH}) / 2"),
            labelOffset=alt.ExprRef(f"{_NARROW} ? 0 : {1 - lines} * ({_HIGH}) / 2"),
            labelExpr=f"{_NARROW} ? split(peek(split(datum.label, '{_BLANK}\\n')), ' ')[0] : {_LINES}",
        ),
    )
    y = _rows_axis(rows)
    tooltip = [_tip("wie", "Partner"), _tip("wat", "Element"), _tip("uitleg", "Resultaat")]
    exact = [c for c in cells if c["score"] is not None]
    banded = [c for c in cells if c["score"] is None and c["woord"]]
    untold = [c for c in cells if not c["woord"]]
    wide = f"width / {len(order)} > 62"
    layers = [
        _chart(exact).mark_rect(cornerRadius=4).encode(x, y, fill=_score_fill("score"), tooltip=tooltip),
        # A layer per tint: one chart cannot hold a scale of scores and colours of the rows themselves.
        *(
            _chart([c for c in banded if c["vlak"] == tint])
            .mark_rect(cornerRadius=4, stroke=RULE, strokeWidth=1, fill=tint)
            .encode(x, y, tooltip=tooltip)
            for tint in _BAND_TINT.values()
        ),
        _chart(untold).mark_rect(cornerRadius=4, stroke=RULE, style="track").encode(x, y, tooltip=tooltip),
        _chart(hatched).mark_rect(style="hatch").encode(x.bandPosition(0), y, x2=alt.X2("tot:N", bandPosition=1)),
        _chart(words).mark_rect(cornerRadius=4, style="track").encode(x, y, tooltip=tooltip),
        *(layer.encode(x, y) for layer in _short_words(words, wide)),
        _text(untold, 16, "bold", style="words").encode(x, y, text="tekst:N"),
        # The symbol of the band in every cell; below it the score, or the word where there is room.
        _text([*exact, *banded], 15, "bold", dy=alt.ExprRef(f"datum.score !== null || {wide} ? -9 : 0")).encode(
            x, y, text="tekst:N", color=_own("inkt")
        ),
        _text(exact, 15, "bold", dy=9).encode(x, y, text="score:N", color=_own("inkt")),
        _text(banded, 13, opacity=alt.ExprRef(f"{wide} ? 1 : 0"), dy=8).encode(
            x, y, text="woord:N", color=_own("inkt")
        ),
        _text(reasons, 15, "bold", style="words").encode(y, x=_middle(), text="tekst:N"),
    ]
    said = {(row["element"], row["partner"]): cell["uitleg"] for row, cell in zip(values, cells, strict=True)}
    said |= {(e.id, p["partner"]): p["visibility"] for p in hidden for e in elements}
    said |= {(id, _WORDS): verdict.value for id, verdict in verdicts.items() if verdict}
    table = pd.DataFrame(
        [
            {"Partnerorganisatie": names[who]} | {titles[e.id]: said.get((e.id, who), "") for e in elements}
            for who in names
        ]
    )
    name = questionnaire.block(block).short
    bands = [row["band"] for row in values if row["partner"] == NETWORK]
    counted = ", ".join(f"{bands.count(band.value)} {band.word}" for band in Band)
    differing = [titles[id] for id, verdict in verdicts.items() if verdict is Verdict.DIFFERS]
    return _figure(
        layers,
        height=_height(rows, least=44),
        heads=2,
        note=f"{_BANDS_NOTE}; getal = score van 0 tot 100, licht zonder getal = enkel de hoofdkleur, {_WHY_BAND}; "
        f"{_VERDICTS_NOTE}",
        title=f"{name}: element per element",
        name=f"bouwsteen-{block}-elementen",
        table=table,
        sentence=f"{len(elements)} elementen van {name}; over het netwerk: {counted}; partners zien duidelijk anders: "
        f"{', '.join(differing) or 'geen enkel element'}.",
    )


_TOGETHER = "KLEINE TEAMS"
"""The row of the small teams, as a partner."""


def _middle(left: float = 0) -> Any:
    """Halfway between this share of the width and its end."""
    return alt.value(alt.ExprRef(f"width * {(1 + left) / 2}"))


def _score_fill(field: str) -> alt.Fill:
    scale = alt.Scale(domain=[0, 50, 100], range=list(SCALE), interpolate="rgb", clamp=True)
    return alt.Fill(f"{field}:Q", scale=scale, legend=None)


def _top_axis(**labels: Any) -> alt.Axis:
    return alt.Axis(**{**_PLAIN, "orient": "top", "labelPadding": 8, "labelLineHeight": alt.ExprRef(_HIGH), **labels})


def _keyed(row: Row, rows: Mapping[str, str], columns: Mapping[str, str]) -> Row:
    partner, block = row["partner"], row["block"]
    return {"partner": partner, "block": block, "rij": rows[partner], "kolom": columns[block]}


def _named_lines(partner: Row) -> list[str]:
    return [*_wrap(partner["name"]), *([_JOINT] if partner["joint"] else [])]


def _listed(network: pd.DataFrame, shorts: Mapping[str, str]) -> str:
    return ", ".join(f"{shorts[row['block']]} {_decimal(row['score'])}" for row in _rows(network))


def _ink(score: float) -> str:
    """White or ink, whichever reads better on the colour of this score."""
    mixed = _mix(SCALE, score / 100)
    return "#FFFFFF" if _contrast(mixed, _rgb("#FFFFFF")) > _contrast(mixed, _rgb(INK)) else INK


def _rgb(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _contrast(one: Iterable[float], other: Iterable[float]) -> float:
    """Contrast ratio of WCAG 2.2."""

    def luminance(rgb: Iterable[float]) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _matrix_cell(row: Row, rows: Mapping[str, str], columns: Mapping[str, str]) -> Row:
    exact = not _empty(row["score"])
    cell: Row = {
        "rij": rows[row["partner"]],
        "kolom": columns[row["element"]],
        "score": round(row["score"]) if exact else None,
        "inkt": _ink(row["score"]) if exact else INK,
        "tekst": "–",
        "woord": "",
        "uitleg": _NO_BAND,
    }
    if not _empty(row["band"]):
        band = Band(row["band"])
        score = f" ({_decimal(row['score'])} op 100)" if exact else ""
        cell |= {
            "vlak": _BAND_TINT[band],
            "tekst": _BAND_LIGHT[band].symbol,
            "woord": band.word.removeprefix("overwegend "),
            "uitleg": f"{band.word}{score}",
        }
    return cell
