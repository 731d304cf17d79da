"""Partners against the elements of one block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from onlife.charts.axes import (
    BLANK,
    LINE_HEIGHT,
    NARROW,
    SPLIT_LINES,
    chart,
    middle_of_rest,
    own_colour,
    row_axis,
    text_mark,
    tip,
    top_axis,
)
from onlife.charts.figure import Figure, compose
from onlife.charts.heat_map import short_words
from onlife.charts.labels import (
    BANDS_NOTE,
    NETWORK,
    NO_BAND,
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
    wrap_label,
)
from onlife.charts.theme import (
    BAND_LIGHT,
    BAND_TINT,
    INK,
    LABEL_WIDTH,
    RULE,
    ChartRow,
    ink_on,
    score_fill,
)
from onlife.domain.divergence import Verdict, between
from onlife.domain.network_result import network_elements
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import Band
from onlife.domain.shown import Shown, Visibility
from onlife.translation import N_
from onlife.translation import gettext as _

HEAD_WIDTH, HIGH_ROW = 20, "bandwidth('y') > 38"
"""Letters of a line of a head that stands upright; the row that holds a symbol above a score."""


def element_matrix(shown: Shown, questionnaire: Questionnaire, block: str, *, room: bool = False) -> Figure | None:
    """Partners x elements of one block, the network on top, the small teams as one outside the cooperation block: its
    band in every cell, and the score where it may be told. At the head of an element the word on its differences. None
    without results. For a `room` heads stand upright, and only partners that show something have a row.
    """
    told = shown.elements[shown.elements["block"] == block]
    told = told[told["position"].notna().groupby(told["partner"]).transform("any")]
    pool = shown.pool[shown.pool["block"] == block]
    if told.empty and pool.empty:
        return None
    network = network_elements(shown)
    network = network[network["block"] == block]
    values = [{**row, "partner": NETWORK} for row in records(network)] + records(told)
    values += [{**row, "partner": _(_TOGETHER), "score": pd.NA} for row in records(pool)]
    elements = questionnaire.block(block).elements
    titles = {e.id: f"{e.id} {e.title}" for e in elements}
    partners = records(shown.partners.sort_values("name", key=lambda names: names.str.casefold()))
    hidden = [p for p in partners if p["visibility"] != Visibility.SHOWN and not room]
    apart = set(told["partner"]) | {p["partner"] for p in hidden}
    partners = [p for p in partners if p["partner"] in apart]
    found = between(shown, questionnaire)
    verdicts = {e.id: found.verdict(e.id) for e in elements}
    names = {VERDICT_ROW: _("Tussen partners")} if any(verdicts.values()) else {}
    names |= {NETWORK: _("Netwerk")} | {p["partner"]: partner_label(p) for p in partners}
    if len(pool):
        names[_(_TOGETHER)] = _("Kleine teams samen ({teams})", teams=pool["partners"].iloc[0])
    rows = centre_labels({who: short_lines(name) for who, name in names.items()})
    heads = {e.id: wrap_label(titles[e.id], HEAD_WIDTH if room else LABEL_WIDTH) for e in elements}
    lines = max(map(len, heads.values()))
    columns = {key: "\n".join([BLANK] * (lines - len(head)) + head) for key, head in heads.items()}
    cells = [
        _matrix_cell(row, rows, columns) | {"who": names[row["partner"]], "what": titles[row["element"]]}
        for row in values
    ]
    words = [
        {
            "row": rows[VERDICT_ROW],
            "column": columns[key],
            "who": names[VERDICT_ROW],
            "what": titles[key],
        }
        | verdict_words(verdict)
        for key, verdict in verdicts.items()
        if verdict
    ]
    order = list(columns.values())
    hatched = [{"row": rows[p["partner"]], "column": order[0], "to": order[-1]} for p in hidden]
    reasons = [{"row": rows[p["partner"]], "text": p["visibility"]} for p in hidden]
    x = alt.X(
        "column:N",
        scale=alt.Scale(domain=order, paddingInner=0.06, paddingOuter=0),
        axis=_upright(lines) if room else _tilted(lines),
    )
    y = row_axis(rows)
    tooltip = [tip("who", _("Partner")), tip("what", _("Element")), tip("explanation", _("Resultaat"))]
    exact = [c for c in cells if c["score"] is not None]
    banded = [c for c in cells if c["score"] is None and c["word"]]
    untold = [c for c in cells if not c["word"]]
    wide = f"width / {len(order)} > 62"

    def beside(low: int, high: int) -> dict[str, Any]:
        """Where a text of a cell stands: so far to the right in a low row, and so far down in a higher one."""
        lone = f"datum.score === null && !({wide})"
        return {
            "dx": alt.ExprRef(f"{lone} || {HIGH_ROW} ? 0 : {low}"),
            "dy": alt.ExprRef(f"{lone} || !({HIGH_ROW}) ? 0 : {high}"),
        }

    layers = [
        chart(exact).mark_rect(cornerRadius=4).encode(x, y, fill=score_fill("score"), tooltip=tooltip),
        # A layer per tint: one chart cannot hold a scale of scores and colours of the rows themselves.
        *(
            chart([c for c in banded if c["fill"] == tint])
            .mark_rect(cornerRadius=4, stroke=RULE, strokeWidth=1, fill=tint)
            .encode(x, y, tooltip=tooltip)
            for tint in BAND_TINT.values()
        ),
        chart(untold).mark_rect(cornerRadius=4, stroke=RULE, style="track").encode(x, y, tooltip=tooltip),
        chart(hatched).mark_rect(style="hatch").encode(x.bandPosition(0), y, x2=alt.X2("to:N", bandPosition=1)),
        chart(words).mark_rect(cornerRadius=4, style="track").encode(x, y, tooltip=tooltip),
        *(
            layer.encode(x, y)
            for layer in short_words(words, wide, f"bandwidth('y') < 30 && width / {len(order)} > 95")
        ),
        text_mark(untold, 16, "bold", style="words").encode(x, y),
        # The symbol of the band in every cell; below it or behind it the score, or the word where there is room.
        text_mark(exact, 15, "bold", **beside(-14, -9)).encode(x, y, color=own_colour("ink")),
        text_mark(banded, 15, "bold", **beside(-38, -9)).encode(x, y, color=own_colour("ink")),
        text_mark(exact, 15, "bold", "score", **beside(10, 9)).encode(x, y, color=own_colour("ink")),
        text_mark(banded, 13, field="word", opacity=alt.ExprRef(f"{wide} ? 1 : 0"), **beside(8, 8)).encode(
            x, y, color=own_colour("ink")
        ),
        text_mark(reasons, 15, "bold", style="words").encode(y, x=middle_of_rest()),
    ]
    said = {(row["element"], row["partner"]): cell["explanation"] for row, cell in zip(values, cells, strict=True)}
    said |= {(e.id, p["partner"]): p["visibility"] for p in hidden for e in elements}
    said |= {(key, VERDICT_ROW): verdict.value for key, verdict in verdicts.items() if verdict}
    table = pd.DataFrame(
        [
            {_("Partnerorganisatie"): names[who]} | {titles[e.id]: said.get((e.id, who), "") for e in elements}
            for who in names
        ]
    )
    name = questionnaire.block(block).short
    bands = [row["band"] for row in values if row["partner"] == NETWORK]
    counted = ", ".join(f"{bands.count(band.value)} {band.word}" for band in Band)
    differing = [titles[key] for key, verdict in verdicts.items() if verdict is Verdict.DIFFERS]
    return compose(
        layers,
        height=rows_height(rows, least=44),
        heads=1 + bool(words),
        note=_(
            "{bands_note}; getal = score van 0 tot 100, licht zonder getal = enkel de hoofdkleur, {value}",
            bands_note=BANDS_NOTE,
            value=_(WHY_BAND),
        )
        + (f"; {VERDICTS_NOTE}" if words else ""),
        title=_("{name}: element per element", name=name),
        name=f"bouwsteen-{block}-elementen",
        table=table,
        sentence=_(
            "{number} elementen van {name}; over het netwerk: {counted}; partners zien duidelijk anders: {differing}.",
            number=len(elements),
            name=name,
            counted=counted,
            differing=", ".join(differing) or _("geen enkel element"),
        ),
    )


def _tilted(lines: int) -> alt.Axis:
    """Heads of so many lines, tilted by 60 degrees: a next line steps to the right and half its height down, and all labels
    end on the last one."""
    return top_axis(
        labelAngle=-60,
        labelAlign="left",
        labelBaseline="middle",
        labelPadding=alt.ExprRef(f"{NARROW} ? 8 : 8 + {lines - 1} * ({LINE_HEIGHT}) / 2"),
        labelOffset=alt.ExprRef(f"{NARROW} ? 0 : {1 - lines} * ({LINE_HEIGHT}) / 2"),
        labelExpr=f"{NARROW} ? split(peek(split(datum.label, '{BLANK}\\n')), ' ')[0] : {SPLIT_LINES}",
    )


def _upright(lines: int) -> alt.Axis:
    """Heads of so many lines, one below the other; Vega hangs a label from its first."""
    return top_axis(
        labelAngle=0,
        labelAlign="center",
        labelPadding=alt.ExprRef(f"8 + {lines - 1} * ({LINE_HEIGHT})"),
        labelExpr=SPLIT_LINES,
    )


_TOGETHER = N_("KLEINE TEAMS")
"""The row of the small teams, as a partner."""


def _matrix_cell(row: ChartRow, rows: Mapping[str, str], columns: Mapping[str, str]) -> ChartRow:
    exact = not is_missing(row["score"])
    cell: ChartRow = {
        "row": rows[row["partner"]],
        "column": columns[row["element"]],
        "score": round(row["score"]) if exact else None,
        "ink": ink_on(row["score"]) if exact else INK,
        "text": "–",
        "word": "",
        "explanation": _(NO_BAND),
    }
    if not is_missing(row["band"]):
        band = Band(row["band"])
        score = f" ({decimal_or_blank(row['score'])} op 100)" if exact else ""
        cell |= {
            "fill": BAND_TINT[band],
            "text": BAND_LIGHT[band].symbol,
            "word": band.word.removeprefix("overwegend "),
            "explanation": f"{band.word}{score}",
        }
    return cell
