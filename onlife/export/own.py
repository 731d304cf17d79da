"""The result of one partner on two pages: for its own team, and for the network once it is released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from onlife import charts, findings
from onlife.export.report import Heading, Items, Part, Picture, Report, Table, Text
from onlife.export.wording import wording
from onlife.privacy import Shown
from onlife.questionnaire import Block, Element, Questionnaire
from onlife.scoring import Band

MOST = 6


def own_result(
    shown: Shown, partner: str, questionnaire: Questionnaire, *, network: str, round: str, day: date
) -> Report | None:
    """What may be shown of this partner; None if that is nothing."""
    figure = charts.block_bars(shown, questionnaire, partner)
    if figure is None:
        return None
    own = shown.partners[shown.partners["partner"] == partner].iloc[0]
    green, red = findings.own_strengths(shown, partner, questionnaire)
    scans = "samen ingevuld in één scan" if own["joint"] else f"{own['n']} ingevulde scans"
    parts: list[Part] = [
        Text(f"{scans[0].upper()}{scans[1:]}. Een score is een begin van gesprek, geen rapport.", "lead"),
        Heading("In het kort"),
        Picture(figure, height=9),
        Heading("● Hier staan jullie sterk", 2),
        *_elements(green),
        Heading("■ Hier is het meeste te winnen", 2),
        *_elements(red),
        Heading("Element per element", 1, apart=True),
        Table(
            ("Bouwsteen", "Elementen"), tuple(_row(shown, partner, block) for block in questionnaire.blocks), (4, 13)
        ),
        Text(
            "Cijfer = score van 0 (alles rood) tot 100 (alles groen). Zonder cijfer staat er enkel de hoofdkleur: bij minder "
            "dan 10 scans, en waar bijna iedereen hetzelfde koos.",
            "note",
        ),
        Heading("Hoe nu verder?", 2),
        Items(tuple(("", step) for step in wording().own_next)),
    ]
    return Report(f"{wording().own_title}: {own['name']}", round, network, day, questionnaire.version, tuple(parts))


def _elements(elements: Sequence[Element]) -> list[Part]:
    if not elements:
        return [Text("Geen enkel element springt eruit.")]
    rest = len(elements) - MOST
    items = tuple(("", f"{element.id} {element.title}") for element in elements[:MOST])
    return [Items(items), *([Text(f"En nog {rest} andere, zie hierna.", "note")] if rest > 0 else [])]


def _row(shown: Shown, partner: str, block: Block) -> tuple[str, str]:
    rows = shown.elements[(shown.elements["partner"] == partner) & (shown.elements["block"] == block.id)]
    held = {row["element"]: row for row in rows.to_dict("records")}
    told = [f"{_sign(held[e.id]['band'])} {e.id} {e.title}{_score(held[e.id]['score'])}" for e in block.elements]
    return f"{block.id}. {block.name}", "\n".join(told)


def _sign(band: Any) -> str:
    return Band(band).light.symbol if pd.notna(band) else "–"


def _score(score: Any) -> str:
    return f" ({findings.number(score)})" if pd.notna(score) else ""
