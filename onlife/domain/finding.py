"""What stands out in what may be shown. Pure; reads only what passed the privacy rules; `onlife.content.phrase` says it.

A difference is only called one, and a move a move, where chance does not explain it (`divergence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import pandas as pd

from onlife.domain import divergence
from onlife.domain.coarsening import Range
from onlife.domain.divergence import Verdict
from onlife.domain.light import Light
from onlife.domain.network_result import CACHE_SIZE, network_blocks, network_elements, positions
from onlife.domain.priority import Priority
from onlife.domain.privacy import POOL_ELEMENTS, POOL_PARTNERS, POOL_PEOPLE, in_both, small
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.reason import Reason
from onlife.domain.scoring import Band, consensus_of_stars
from onlife.domain.shown import BAND_COLUMNS, SHARES, Shown, Visibility
from onlife.text import decimal
from onlife.translation import N_
from onlife.translation import gettext as _

AGREED = 0.7
"""From this agreement between the stars of partners they count as agreed (halfway between 'spread evenly' and 'all alike')."""
ENDS = (35.0, 65.0)
"""An element on which partners agree is worth saying where it stands at or beyond one of these."""
AT_MOST = 4
ROUGH = 20.0
"""Shares of which one lies in a range from this width on are a guess, and told in tens."""


@dataclass(frozen=True)
class Held:
    """How many partners hold each band on an element; with `pooled` small teams together, while `silent` tell nothing of it."""

    bands: Mapping[Band, int]
    pooled: int
    silent: int


@dataclass(frozen=True)
class Ends:
    """Between which scores the partners stand on a block."""

    low: Range | None
    high: Range | None


class Way(StrEnum):
    """Which way something went between two rounds. The value is what a visitor reads."""

    FORWARD = N_("duidelijk vooruit")
    BACK = N_("duidelijk achteruit")
    CHANCE = N_("binnen wat toeval kan geven")


@dataclass(frozen=True)
class Move:
    """How an element or a block stood in two rounds: means (0-100) over the partners shown in both, each counting once and
    the small teams where they stand together; `partners` of them, with so many `scans` before and after. `clear`: it moved
    by more than chance.
    """

    place: Element | Block
    before: float
    after: float
    partners: int
    scans: tuple[int, int]
    clear: bool

    @property
    def way(self) -> Way:
        if not self.clear:
            return Way.CHANCE
        return Way.FORWARD if self.after > self.before else Way.BACK


@dataclass(frozen=True)
class Finding:
    """Something that stands out about an element, or a block as a whole.

    `kind`: differs, alone, shared or moved; `fact`: what it is (the band of who stands alone); `partner`: the name of whoever
    it is about, '' for all.
    """

    kind: str
    place: Element | Block
    fact: Held | Ends | Band | Move
    partner: str = ""


@dataclass(frozen=True)
class BlockSummary:
    """A block in the network: its score and the share of each light in all answers (0-100, with their ranges) over so many
    partners and scans; `verdict`: whether partners differ, None where that cannot be said.
    """

    partners: int
    scans: int
    score: Range | None
    shares: Mapping[Light, Range]
    verdict: Verdict | None


def number(value: float | None, decimals: int = 0) -> str:
    """A number as one writes it; a dash where there is none."""
    return "–" if value is None or pd.isna(value) else decimal(value, decimals)


def title(place: Element | Block) -> str:
    """The number and title of an element, or the number and name of a block."""
    return f"{place.id} {place.title}" if isinstance(place, Element) else f"{place.id}. {place.name}"


def about(figure: Range | None, unit: str = "") -> str:
    """A figure in words: rounded and said so where only its range is known."""
    if figure is None:
        return "–"
    exact = figure.high - figure.low < 0.05
    return f"{'' if exact else _('ongeveer ')}{number(figure.value)}{unit}"


@lru_cache(CACHE_SIZE)
def block_summary(shown: Shown, questionnaire: Questionnaire, block: str) -> BlockSummary:
    """How a block stands in the network."""
    rows = network_blocks(shown)
    row = rows[rows["block"] == block].iloc[0]
    shares = share_ranges(row)
    verdict = divergence.between(shown, questionnaire).verdict(block)
    return BlockSummary(int(row["partners"]), int(row["n"]), _range(row, "score"), shares, verdict)


@lru_cache(CACHE_SIZE)
def common_ground(shown: Shown, questionnaire: Questionnaire, most: int = AT_MOST) -> list[Finding]:
    """Elements that the partners see alike and that are clearly green or clearly red, the clearest first."""
    found = divergence.between(shown, questionnaire).places
    alike = found.loc[found["verdict"] == Verdict.ALIKE.value, "place"]
    rows = network_elements(shown)
    rows = rows[rows["element"].isin(alike) & ((rows["position"] <= ENDS[0]) | (rows["position"] >= ENDS[1]))]
    opposed = ((rows["position"] > 50) & (rows["reds"] > 0)) | ((rows["position"] < 50) & (rows["greens"] > 0))
    rows = rows[~opposed & rows["band"].isin([Band.GREEN.value, Band.RED.value])]
    rows = rows.assign(far=(rows["position"] - 50).abs()).sort_values("far", ascending=False, kind="stable").head(most)
    return [
        Finding("shared", questionnaire.element(row["element"]), _held_of(row, shown))
        for row in rows.to_dict("records")
    ]


@lru_cache(CACHE_SIZE)
def differing(shown: Shown, questionnaire: Questionnaire, block: str = "") -> list[Finding]:
    """Elements and blocks that partners see clearly differently, the widest first; of one block if it is given."""
    found = divergence.between(shown, questionnaire).places
    found = found[found["verdict"] == Verdict.DIFFERS.value]
    if block:
        found = found[found["block"] == block]
    elements = {row["element"]: row for row in network_elements(shown).to_dict("records")}
    blocks = {known.id: known for known in questionnaire.blocks}
    return [
        Finding("differs", blocks[place], _ends(shown, place))
        if place in blocks
        else Finding("differs", questionnaire.element(place), _held_of(elements[place], shown))
        for place in found.sort_values("apart", ascending=False, kind="stable")["place"]
    ]


@lru_cache(CACHE_SIZE)
def standing_alone(shown: Shown, questionnaire: Questionnaire) -> list[Finding]:
    """Partners that stand alone on an element of the cooperation block, while all others agree."""
    names = shown.names
    told = positions(shown)
    bands = dict(zip(zip(told["partner"], told["element"], strict=True), told["band"], strict=True))
    return [
        Finding(
            "alone",
            questionnaire.element(row["element"]),
            Band(bands[row["partner"], row["element"]]),
            names[row["partner"]],
        )
        for row in divergence.between(shown, questionnaire).alone.to_dict("records")
    ]


@lru_cache(CACHE_SIZE)
def of_round(
    shown: Shown, questionnaire: Questionnaire, before: Shown | None = None, earlier: Questionnaire | None = None
) -> list[Finding]:
    """Everything that is called a finding, and with an earlier round (which asked `earlier`) also what moved since then."""
    moves = [] if before is None else movements(before, shown, questionnaire, earlier)
    return [
        *differing(shown, questionnaire),
        *standing_alone(shown, questionnaire),
        *common_ground(shown, questionnaire),
        *(Finding("moved", move.place, move) for move in moves if move.clear),
    ]


@dataclass(frozen=True)
class Spread:
    """The stars of several partners for a block, lowest first; `consensus` is 0-1, None for fewer than two partners."""

    stars: tuple[int, ...]
    consensus: float | None

    @property
    def agrees(self) -> bool | None:
        """Whether the partners agree; None where that cannot be said."""
        return None if self.consensus is None else self.consensus >= AGREED


def spread(block: str, priorities: Iterable[Priority]) -> Spread:
    """The stars that partners gave a block; without stars, or with those that nobody chose, they do not count."""
    stars = tuple(sorted(p.stars for p in priorities if p.block == block and p.stars and not p.suggested))
    return Spread(stars, consensus_of_stars(stars) if len(stars) > 1 else None)


@dataclass(frozen=True)
class Measured:
    """What the scan says of an element: the band of the network, the partners (by name) that hold each band, and what
    lies behind it; the `together` small teams that stand beside them as one, with their band.
    """

    band: Band
    holders: Mapping[Band, tuple[str, ...]]
    scans: int
    verdict: Verdict | None
    together: int = 0
    band_together: Band | None = None

    @property
    def partners(self) -> int:
        return sum(map(len, self.holders.values())) + self.together


@lru_cache(CACHE_SIZE)
def measurement(shown: Shown, questionnaire: Questionnaire, element: str) -> Measured | None:
    """What is shown of an element across partners; None if nobody shows a colour for it."""
    rows = network_elements(shown)
    rows = rows[(rows["element"] == element) & rows["band"].notna()]
    if rows.empty:
        return None
    row = rows.iloc[0]
    names = shown.names
    places = positions(shown)
    held = places[places["element"] == element]
    holders = {
        band: tuple(sorted((names[who] for who in held.loc[held["band"] == band.value, "partner"]), key=str.casefold))
        for band in Band
    }
    pool = shown.pool[(shown.pool["element"] == element) & shown.pool["band"].notna()]
    together = (int(pool["partners"].iloc[0]), Band(pool["band"].iloc[0])) if len(pool) else (0, None)
    scans = int(held["n"].sum()) + (int(pool["n"].iloc[0]) if len(pool) else 0)
    verdict = divergence.between(shown, questionnaire).verdict(element)
    return Measured(Band(row["band"]), holders, scans, verdict, *together)


def own_strengths(shown: Shown, partner: str, questionnaire: Questionnaire) -> tuple[list[Element], list[Element]]:
    """The elements of one partner that are mostly green and those that are mostly red, as far as they are told."""
    rows = shown.elements[shown.elements["partner"] == partner]
    green, red = (rows.loc[rows["band"] == band.value, "element"] for band in (Band.GREEN, Band.RED))
    return [questionnaire.element(e) for e in green], [questionnaire.element(e) for e in red]


@lru_cache(CACHE_SIZE)
def movements(
    before: Shown, after: Shown, questionnaire: Questionnaire, earlier: Questionnaire | None = None
) -> list[Move]:
    """How every block and element stood in two rounds, in their order; without those that nobody tells in both.

    `earlier` is what the first round asked, if that was another version: then without what does not ask the same in both.
    """
    sides = in_both(before, after)
    same = questionnaire.alike(earlier or questionnaire)
    clear = divergence.movements(before, after, questionnaire, earlier)
    tables = [_stands(shown).add_suffix(end) for shown, end in zip(sides, ("_before", "_after"), strict=True)]
    both = tables[0].join(tables[1], how="inner").reset_index()
    found = []
    for place in questionnaire.places:
        rows = both[both["place"] == place.id]
        if rows.empty or place.id not in same:
            continue
        weights = rows["partners_before"].astype(float)
        means = [float((rows[side] * weights).sum() / weights.sum()) for side in ("stand_before", "stand_after")]
        scans = (int(rows["n_before"].sum()), int(rows["n_after"].sum()))
        found.append(Move(place, means[0], means[1], int(weights.sum()), scans, place.id in clear))
    return found


def _stands(shown: Shown) -> pd.DataFrame:
    """Where everybody stands, by who (''  for the small teams together) and place: stand, n, partners."""
    blocks = shown.blocks.rename(columns={"block": "place", "score": "stand"}).assign(partners=1)
    elements = positions(shown).drop(columns="block").rename(columns={"element": "place", "position": "stand"})
    pool = shown.pool.drop(columns="block").rename(columns={"element": "place", "position": "stand"})
    columns = ["partner", "place", "stand", "n", "partners"]
    rows = [table[columns] for table in (blocks, elements.assign(partners=1), pool.assign(partner="")) if len(table)]
    found = pd.concat(rows) if rows else pd.DataFrame(columns=columns)
    return found[found["stand"].notna()].set_index(["partner", "place"])


@lru_cache(CACHE_SIZE)
def counts_in_words(shown: Shown, block: str, partner: str = "") -> str:
    """What is shown of a block, of a partner or else of the network, by colour in one line; '' if nothing is."""
    rows = shown.blocks[shown.blocks["partner"] == partner] if partner else network_blocks(shown)
    rows = rows[(rows["block"] == block) & rows[SHARES[0]].notna()]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    if pd.notna(row["green"]):
        return ", ".join(f"{row[light.value]} {light.label}" for light in Light)
    return ", ".join(f"{about(share, ' %')} {light.label}" for light, share in share_ranges(row).items())


@lru_cache(CACHE_SIZE)
def inside(shown: Shown, block: str) -> pd.DataFrame:
    """Agreement inside each shown partner on a block: columns Partner, Scans, Score, Eensgezindheid (in words; of one scan
    there is none).
    """
    names = shown.partners.set_index("partner")["name"]
    rows = shown.blocks[shown.blocks["block"] == block]
    return pd.DataFrame(
        {
            "Partner": rows["partner"].map(names),
            "Scans": rows["n"],
            "Score": [about(_range(row, "score")) for _, row in rows.iterrows()],
            "Eensgezindheid": rows["consensus"].where(rows["n"] > 1).map(lambda value: number(value, 2)),
        }
    ).sort_values("Partner", key=lambda names: names.str.casefold())


def small_teams(shown: Shown, questionnaire: Questionnaire, block: str, *, running: bool) -> Reason | None:
    """Why small teams do not tell their own elements of this block, and why they stand together or not yet (the round is
    `running`); None where there are none, and in the cooperation block.
    """
    rows = shown.partners[shown.partners["visibility"] == Visibility.SHOWN.value]
    teams = sum(small(n, joint) for n, joint in zip(rows["n"], rows["joint"], strict=True))
    if not teams or questionnaire.block(block) is questionnaire.cooperation_block:
        return None
    if (shown.pool["block"] == block).any():
        return Reason("small_teams.together")
    if len(questionnaire.block(block).elements) < POOL_ELEMENTS:
        return Reason("small_teams.short_block", {"elements": POOL_ELEMENTS})
    if running:
        return Reason("small_teams.running")
    return Reason("small_teams.too_few", {"partners": POOL_PARTNERS, "people": POOL_PEOPLE})


@lru_cache(CACHE_SIZE)
def waiting(shown: Shown) -> dict[str, list[str]]:
    """Partners whose result is not shown: the reason in words -> their names."""
    hidden = shown.partners[shown.partners["visibility"] != Visibility.SHOWN.value]
    return {str(reason): rows["name"].tolist() for reason, rows in hidden.groupby("visibility", sort=False)}


def _held_of(row: Mapping[Any, Any], shown: Shown) -> Held:
    pooled = int(row["pooled"])
    silent = shown.blocks["partner"].nunique() - int(row["partners"]) - pooled
    return Held({band: int(row[column]) for band, column in BAND_COLUMNS.items()}, pooled, silent)


def _ends(shown: Shown, block: str) -> Ends:
    rows = shown.blocks[(shown.blocks["block"] == block) & shown.blocks["score"].notna()]
    ordered = rows.sort_values("score")
    return Ends(*(_range(ordered.iloc[at], "score") for at in (0, -1)))


def share_ranges(row: Mapping[Any, Any] | pd.Series) -> dict[Light, Range]:
    """The shares of the colours as they are told, in words as in the bars; none where they are hidden."""
    shares = {light: share for light in Light if (share := _range(row, f"share_{light.value}"))}
    if max((share.high - share.low for share in shares.values()), default=0) < ROUGH:
        return shares
    return {light: replace(share, value=round(share.value, -1)) for light, share in shares.items()}


def _range(row: Mapping[Any, Any] | pd.Series, name: str) -> Range | None:
    """A figure of a frame of what is shown, with its range; None where it is hidden."""
    if pd.isna(row[name]):
        return None
    return Range(float(row[name]), float(row[f"{name}_from"]), float(row[f"{name}_to"]))
