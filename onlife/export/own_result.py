"""The result of one partner on two pages: for its own team, and for the network once it is released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from onlife import charts
from onlife.content import phrase
from onlife.content.wording import wording
from onlife.domain import finding
from onlife.domain.coarsening import Range
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.scoring import Band
from onlife.domain.shown import Shown
from onlife.export.report import Heading, Items, Part, Picture, Report, ReportTable, Text
from onlife.text import count, labelled, quoted
from onlife.translation import N_
from onlife.translation import gettext as _

ELEMENTS_MAX = 6
FEW = N_(
    "Bij minder dan 10 scans staan enkel de elementen van Samenwerking er apart: dat beschermt wie antwoordde. Van de andere "
    "bouwstenen zie je hoe de hele bouwsteen ervoor staat. Willen jullie elk element zien, vul dan een volgende keer samen "
    "één scan in."
)
NO_FIGURE = N_(
    "Cijfer = score van 0 (alles rood) tot 100 (alles groen). Zonder cijfer staat er enkel de hoofdkleur: waar bijna "
    "iedereen hetzelfde koos."
)


def own_result(
    shown: Shown,
    partner: str,
    questionnaire: Questionnaire,
    reasons: Mapping[str, str] = MappingProxyType({}),
    *,
    network: str,
    scan_round: str,
    day: date,
) -> Report | None:
    """What may be shown of this partner, with its `reasons` by element; None if that is nothing."""
    figure = charts.block_bars(shown, questionnaire, partner)
    if figure is None:
        return None
    own = shown.partners[shown.partners["partner"] == partner].iloc[0]
    green, red = finding.own_strengths(shown, partner, questionnaire)
    scans = _("samen ingevuld in één scan") if own["joint"] else _scans(own)
    blocks = questionnaire.blocks
    held = shown.elements[(shown.elements["partner"] == partner) & shown.elements["band"].notna()]
    told = [block for block in blocks if block.id in set(held["block"])]
    parts: list[Part] = [
        Text(
            _("{scans}. Een score is een begin van gesprek, geen rapport.", scans=scans[0].upper() + scans[1:]), "lead"
        ),
        Heading(_("In het kort")),
        Picture(figure, height=9),
        Heading(_("● Hier staan jullie sterk"), 2),
        *_elements(green),
        Heading(_("■ Hier is het meeste te winnen"), 2),
        *_elements(red),
        Heading(_("Bouwsteen per bouwsteen"), 1, apart=True),
        ReportTable(
            (_("Bouwsteen"), _("Elementen")), tuple(_row(shown, partner, block, reasons) for block in blocks), (6, 11)
        ),
        Text(_(NO_FIGURE) if len(told) == len(blocks) else _(FEW), "note"),
        Heading(_("Hoe nu verder?"), 2),
        Items(tuple(("", step) for step in wording().own.next)),
    ]
    return Report(
        labelled(wording().own.title, own["name"]), scan_round, network, day, questionnaire.version, tuple(parts)
    )


def _scans(own: pd.Series) -> str:
    number, entered = (
        count(own["n"], _("ingevulde scan"), _("ingevulde scans")),
        phrase.entry_counts(own["paper"], own["import"]),
    )
    return _("{scans}, waarvan {entered}", scans=number, entered=entered) if entered else number


def _elements(elements: Sequence[Element]) -> list[Part]:
    if not elements:
        return [Text(_("Geen enkel element springt eruit."))]
    rest = len(elements) - ELEMENTS_MAX
    items = tuple(("", f"{element.id} {element.title}") for element in elements[:ELEMENTS_MAX])
    return [Items(items), *([Text(_("En nog {rest} andere, zie hierna.", rest=rest), "note")] if rest > 0 else [])]


def _row(shown: Shown, partner: str, block: Block, reasons: Mapping[str, str]) -> tuple[str, str]:
    """A block with its score and colours, and its elements as far as they are told, with the reason of their colour."""
    row = shown.blocks[(shown.blocks["partner"] == partner) & (shown.blocks["block"] == block.id)].iloc[0]
    score = None if pd.isna(row["score"]) else Range(row["score"], row["score_from"], row["score_to"])
    colours = finding.counts_in_words(shown, block.id, partner) or _("te weinig kleuren")
    rows = shown.elements[(shown.elements["partner"] == partner) & (shown.elements["block"] == block.id)]
    held = {row["element"]: row for row in rows.to_dict("records")}
    if rows["band"].isna().all():
        told = [_("De bouwsteen als geheel.")]
    else:
        told = [
            f"{_sign(held[e.id]['band'])} {e.id} {e.title}{_score(held[e.id]['score'])}{_reason(reasons.get(e.id, ''))}"
            for e in block.elements
        ]
    return _(
        "{id}. {name}\nScore: {about}\n{colours}",
        id=block.id,
        name=block.name,
        about=finding.about(score),
        colours=colours,
    ), "\n".join(told)


def _reason(text: str) -> str:
    return f"\n{quoted(text)}" if text else ""


def _sign(band: Any) -> str:
    return Band(band).light.symbol if pd.notna(band) else "–"


def _score(score: Any) -> str:
    return f" ({finding.number(score)})" if pd.notna(score) else ""
