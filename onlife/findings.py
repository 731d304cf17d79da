"""What stands out in what may be shown, in words. Pure; reads only what passed the privacy rules."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from onlife.lights import Light
from onlife.meeting import Kind
from onlife.priorities import Priority
from onlife.privacy import HELD, KEPT, Shown, Visibility, alone, in_both, network_blocks, network_elements, positions
from onlife.questionnaire import Block, Element, Questionnaire
from onlife.scoring import LIGHTS, Band, consensus_of_lights, consensus_of_stars

AGREED = 0.7
"""From this agreement between partners an element counts as shared (halfway between 'spread evenly' and 'all alike')."""


@dataclass(frozen=True)
class Finding:
    """An element that stands out, with a Dutch sentence that says how."""

    element: Element
    text: str


@dataclass(frozen=True)
class Standing:
    """A block in the network: score (0-100) with what lies behind it, agreement between partners (0-1).

    `skipped`: share of n.v.t. in per cent, over the partners that show counts; None if none does.
    """

    partners: int
    scans: int
    score: float | None
    skipped: float | None
    agreement: float | None
    banded: bool


def number(value: float | None, decimals: int = 0) -> str:
    """A number in Dutch notation; a dash where there is none."""
    return "–" if value is None or pd.isna(value) else f"{value:.{decimals}f}".replace(".", ",")


def mirror(questionnaire: Questionnaire) -> Block | None:
    """The block about the one reality that partners share: the one with questions for the conversation."""
    return next((b for b in questionnaire.blocks if any(e.questions for e in b.elements)), None)


@lru_cache(KEPT)
def standing(shown: Shown, block: str) -> Standing:
    """How a block stands in the network. `banded`: agreement rests on bands, because some partners show no scores."""
    blocks, elements = network_blocks(shown), network_elements(shown)
    row = blocks[blocks["block"] == block].iloc[0]
    own = elements[elements["block"] == block]
    counted = shown.blocks[(shown.blocks["block"] == block) & shown.blocks["green"].notna()]
    given = int(counted[LIGHTS].to_numpy().sum())
    agreement = own["agreement"].mean()
    return Standing(
        partners=int(row["partners"]),
        scans=int(row["n"]),
        score=None if pd.isna(row["score"]) else float(row["score"]),
        skipped=100 * int(counted["not_applicable"].sum()) / given if given else None,
        agreement=float(agreement) if own["agreement"].notna().any() else None,
        banded=bool(own["consensus"].isna().any()),
    )


@lru_cache(KEPT)
def shared(shown: Shown, questionnaire: Questionnaire, most: int = 4) -> list[Finding]:
    """Elements on which the partners agree and that are clearly green or clearly red, strongest agreement first."""
    rows = network_elements(shown)
    rows = rows[(rows["agreement"] >= AGREED) & rows["band"].isin([Band.GREEN.value, Band.RED.value])]
    rows = rows.sort_values("agreement", ascending=False, kind="stable").head(most)
    return [Finding(questionnaire.element(row["element"]), _held(row)) for row in rows.to_dict("records")]


@lru_cache(KEPT)
def differing(shown: Shown, questionnaire: Questionnaire, most: int = 4, block: str = "") -> list[Finding]:
    """Elements on which partners differ most."""
    rows = network_elements(shown)
    rows = rows[rows["agreement"].notna() & (rows["greens"] > 0) & (rows["reds"] > 0)]
    if block:
        rows = rows[rows["block"] == block]
    rows = rows.sort_values("agreement", kind="stable").head(most)
    return [Finding(questionnaire.element(row["element"]), _held(row)) for row in rows.to_dict("records")]


@lru_cache(KEPT)
def standing_alone(shown: Shown, questionnaire: Questionnaire, block: str) -> list[Finding]:
    """Partners that alone hold a green or a red band on an element of this block."""
    names = dict(zip(shown.partners["partner"], shown.partners["name"], strict=True))
    own = {element.id for element in questionnaire.block(block).elements}
    return [
        Finding(questionnaire.element(row["element"]), f"{names[row['partner']]} staat hier alleen met {row['band']}.")
        for row in alone(shown).to_dict("records")
        if row["element"] in own
    ]


@dataclass(frozen=True)
class Spread:
    """The stars of several partners for a block, lowest first; `consensus` is 0-1, None for fewer than two partners."""

    stars: tuple[int, ...]
    consensus: float | None

    @property
    def agreed(self) -> bool | None:
        """Whether the partners agree; None where that cannot be said."""
        return None if self.consensus is None else self.consensus >= AGREED


def spread(block: str, priorities: Iterable[Priority]) -> Spread:
    """The stars that partners gave a block; without stars they do not count."""
    stars = tuple(sorted(p.stars for p in priorities if p.block == block and p.stars))
    return Spread(stars, consensus_of_stars(stars) if len(stars) > 1 else None)


def consensus_of_votes(kind: Kind, choices: Collection[str]) -> float | None:
    """How far partners agree in a vote, 0-1; None for fewer than two votes."""
    if len(choices) < 2:
        return None
    if kind is Kind.STARS:
        return consensus_of_stars(int(choice) for choice in choices)
    green, orange, red = (sum(choice == option.value for choice in choices) for option in kind.options)
    return consensus_of_lights(green, orange, red)


@dataclass(frozen=True)
class Measured:
    """What the scan says of an element: the band of the network, the partners (by name) that hold each band, and what
    lies behind it.
    """

    band: Band
    holders: Mapping[Band, tuple[str, ...]]
    scans: int
    agreement: float | None

    @property
    def partners(self) -> int:
        return sum(map(len, self.holders.values()))


def measured(shown: Shown, element: str) -> Measured | None:
    """What is shown of an element across partners; None if no partner shows a colour for it."""
    rows = network_elements(shown)
    rows = rows[(rows["element"] == element) & rows["band"].notna()]
    if rows.empty:
        return None
    row = rows.iloc[0]
    names = dict(zip(shown.partners["partner"], shown.partners["name"], strict=True))
    places = positions(shown)
    held = places[places["element"] == element]
    holders = {
        band: tuple(sorted((names[who] for who in held.loc[held["band"] == band.value, "partner"]), key=str.casefold))
        for band in Band
    }
    return Measured(
        Band(row["band"]), holders, int(row["n"]), None if pd.isna(row["agreement"]) else float(row["agreement"])
    )


def own_strengths(shown: Shown, partner: str, questionnaire: Questionnaire) -> tuple[list[Element], list[Element]]:
    """The elements of one partner that are mostly green and those that are mostly red."""
    rows = shown.elements[shown.elements["partner"] == partner]
    green, red = (rows.loc[rows["band"] == band.value, "element"] for band in (Band.GREEN, Band.RED))
    return [questionnaire.element(e) for e in green], [questionnaire.element(e) for e in red]


@dataclass(frozen=True)
class Move:
    """How an element moved between two rounds: mean positions (0-100) of the partners shown in both, with a colour for
    it in both; `partners` of them, with so many `scans` before and after.
    """

    element: str
    before: float
    after: float
    partners: int
    scans: tuple[int, int]


def moved(before: Shown, after: Shown, elements: Iterable[str]) -> list[Move]:
    """How these elements moved; without those that no partner answered in both rounds."""
    sides = [positions(shown).set_index(["partner", "element"])["position"] for shown in in_both(before, after)]
    both = pd.concat(sides, axis=1, join="inner", keys=["before", "after"]).reset_index()
    sizes = [shown.partners.set_index("partner")["n"] for shown in (before, after)]
    found = []
    for element in elements:
        rows = both[both["element"] == element]
        if len(rows):
            scans = [int(size.reindex(rows["partner"]).sum()) for size in sizes]
            means = (float(rows["before"].mean()), float(rows["after"].mean()))
            found.append(Move(element, *means, len(rows), (scans[0], scans[1])))
    return found


@lru_cache(KEPT)
def told(shown: Shown, block: str, partner: str = "") -> str:
    """What is shown of a block, of a partner or else of the network, as counts in one line; '' if nothing is."""
    rows = shown.blocks[shown.blocks["partner"] == partner] if partner else network_blocks(shown)
    rows = rows[rows["block"] == block]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    if pd.notna(row["green"]):
        return ", ".join(f"{row[light.value]} {light.label}" for light in Light)
    elements = ", ".join(f"{row[column]} {band.word}" for band, column in HELD.items())
    return f"elementen naar hoofdkleur: {elements}"


@lru_cache(KEPT)
def inside(shown: Shown, block: str) -> pd.DataFrame:
    """Agreement inside each shown partner on a block: columns Partner, Scans, Score, Eensgezindheid (NA: hidden)."""
    names = shown.partners.set_index("partner")["name"]
    rows = shown.blocks[shown.blocks["block"] == block]
    return pd.DataFrame(
        {
            "Partner": rows["partner"].map(names),
            "Scans": rows["n"],
            "Score": rows["score"].round(0),
            "Eensgezindheid": rows["consensus"].map(lambda value: number(value, 2)),
        }
    ).sort_values("Partner", key=lambda names: names.str.casefold())


@lru_cache(KEPT)
def waiting(shown: Shown) -> dict[str, list[str]]:
    """Partners whose result is not shown: the reason in words -> their names."""
    hidden = shown.partners[shown.partners["visibility"] != Visibility.SHOWN.value]
    return {str(reason): rows["name"].tolist() for reason, rows in hidden.groupby("visibility", sort=False)}


def _held(row: Mapping[Hashable, Any]) -> str:
    parts = [f"{int(row[column])} {band.word}" for band, column in HELD.items() if row[column]]
    return f"Partners: {', '.join(parts)}."
