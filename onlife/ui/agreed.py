"""The colour that the network agreed on, beside what was measured: a badge, the reason, a table.

What was agreed in an earlier round still shows in later ones, with the name of that round, until something else is agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from onlife import findings
from onlife.lights import Light
from onlife.meeting import Agreement
from onlife.privacy import Shown, network_blocks
from onlife.store.records import Round
from onlife.ui import session
from onlife.ui.components import plain

COLOUR: Mapping[Light, str] = {Light.GREEN: "green", Light.ORANGE: "orange", Light.RED: "red"}


@dataclass(frozen=True)
class Settled:
    """What holds in a round: block or element id -> agreement. `earlier`: round id -> name, of the rounds before it."""

    agreements: Mapping[str, Agreement]
    earlier: Mapping[str, str]

    def since(self, about: str) -> str:
        """The name of the earlier round in which this was agreed, '' if it was in the round itself."""
        return self.earlier.get(self.agreements[about].round, "")


def settled(rounds: Sequence[Round], round: Round) -> Settled:
    """What was agreed in a round and in those before it that one may see (`rounds`, newest first)."""
    place = [r.id for r in rounds].index(round.id)
    found: dict[str, Agreement] = {}
    for before in reversed(rounds[place:]):
        found |= session.store().meetings.agreed(before.id)
    return Settled(found, {r.id: r.name for r in rounds[place + 1 :]})


def badge(about: str, known: Settled) -> str:
    """The agreed colour in Markdown, to stand behind a title; '' where nothing was agreed."""
    if about not in known.agreements:
        return ""
    light, since = known.agreements[about].light, known.since(about)
    return f" :{COLOUR[light]}-badge[afgesproken{f' in {plain(since)}' if since else ''}: {light.label}]"


def reason(about: str, known: Settled) -> None:
    """Why this colour was agreed on."""
    if about in known.agreements and known.agreements[about].reason:
        st.text(f"Waarom {known.agreements[about].light.word}: {known.agreements[about].reason}")


def beside_measured(shown: Shown, known: Settled) -> pd.DataFrame:
    """What was agreed beside what was measured: Waarover, Gemeten, Partners, Scans, Afgesproken, In, Waarom."""
    blocks = {row["block"]: row for row in network_blocks(shown).to_dict("records")}
    rows = []
    for block in session.questionnaire().blocks:
        if block.id in known.agreements:
            row = blocks.get(block.id)
            score = f"{findings.number(row['score'])} op 100" if row else "–"
            sizes = (row["partners"], row["n"]) if row else (pd.NA, pd.NA)
            rows.append((block.id, f"{block.id}. {block.name}", score, *sizes))
        for element in block.elements:
            if element.id in known.agreements:
                found = findings.measured(shown, element.id)
                band = f"{found.band.light.symbol} {found.band.word}" if found else "–"
                sizes = (found.partners, found.scans) if found else (pd.NA, pd.NA)
                rows.append((element.id, f"{element.id} {element.title}", band, *sizes))
    agreed = [
        (*told, known.agreements[about].light.label, known.since(about) or "deze ronde", known.agreements[about].reason)
        for about, *told in rows
    ]
    return pd.DataFrame(
        agreed, columns=["Waarover", "Gemeten", "Partners", "Scans", "Afgesproken", "In", "Waarom"]
    ).astype({"Partners": "Int64", "Scans": "Int64"})
