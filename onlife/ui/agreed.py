"""The colour that the network agreed on, beside what was measured: a badge, and the reason."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from onlife import findings
from onlife.lights import Light
from onlife.meeting import Agreement
from onlife.privacy import Shown, network_blocks
from onlife.questionnaire import Questionnaire
from onlife.ui.components import plain


def badge(about: str, agreed: Mapping[str, Agreement]) -> str:
    """The agreed colour in Markdown, to stand behind a title; '' where nothing was agreed."""
    found = agreed.get(about)
    return f" :{COLOUR[found.light]}-badge[afgesproken: {found.light.label}]" if found else ""


def reason(about: str, agreed: Mapping[str, Agreement]) -> None:
    """Why this colour was agreed on."""
    found = agreed.get(about)
    if found and found.reason:
        st.markdown(f"Afgesproken: {found.light.label} – {plain(found.reason)}")


def beside_measured(shown: Shown, agreed: Mapping[str, Agreement], questionnaire: Questionnaire) -> pd.DataFrame:
    """What was agreed in a round beside what was measured: Waarover, Gemeten, Partners, Scans, Afgesproken, Waarom."""
    blocks = {row["block"]: row for row in network_blocks(shown).to_dict("records")}
    rows = []
    for block in questionnaire.blocks:
        if block.id in agreed:
            row = blocks.get(block.id)
            score = f"{findings.number(row['score'])} op 100" if row else "–"
            sizes = (row["partners"], row["n"]) if row else (pd.NA, pd.NA)
            rows.append((f"{block.id}. {block.name}", score, *sizes, agreed[block.id]))
        for element in block.elements:
            if element.id in agreed:
                found = findings.measured(shown, element.id)
                band = f"{found.band.light.symbol} {found.band.word}" if found else "–"
                sizes = (found.partners, found.scans) if found else (pd.NA, pd.NA)
                rows.append((f"{element.id} {element.title}", band, *sizes, agreed[element.id]))
    return pd.DataFrame(
        [(*row[:-1], row[-1].light.label, row[-1].reason) for row in rows],
        columns=["Waarover", "Gemeten", "Partners", "Scans", "Afgesproken", "Waarom"],
    ).astype({"Partners": "Int64", "Scans": "Int64"})


COLOUR: Mapping[Light, str] = {Light.GREEN: "green", Light.ORANGE: "orange", Light.RED: "red"}
