"""What may be shown of answers. Pure; every figure on a page and in an export passes through here.

Principle: every coarser figure is computed from the finer ones that are shown, never from raw answers: a block from
its elements, the network from its partners. So nothing that is hidden can be computed by subtraction.

Somebody who sees every figure and knows their own answer must not be certain of a colleague's. Therefore refused:
everything of a partner that is still filling in, has not released its result, or has too few scans; exact counts of
an element answered by fewer than 10 people, or by nearly all of them alike; even its band where hardly anybody gave
a colour; a function group that is small, or whose figures would give those of a small or an unanimous rest.
`python -m tests.attack` tries to break this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import pandas as pd

from onlife.lights import COLOURS
from onlife.questionnaire import Questionnaire
from onlife.scoring import LIGHTS, Band, block_scores, consensus_of_scores, element_scores

BAND_BELOW = 10
"""Below this many scans an element of a partner shows a band only, and a function group nothing."""
DIFFERENT = 3
"""Exact counts need this many people who did not choose what most chose: with one, that person would know what all the
others chose; with two, the refusal itself would say so."""
COLOURED = 4
"""A band needs this many colours: with fewer, it would say what the others chose, or that they chose no colour."""

THRESHOLD_MIN, THRESHOLD_MAX, THRESHOLD_DEFAULT = COLOURED, 10, 5
REMARKS_FROM = 10
KEPT = 256
"""How many results keep what was computed from them; callers read these frames and never change them."""
GROUPS = ("leidinggevende", "praktijkwerker")
"""The function groups that are set against each other."""

HELD = {Band.GREEN: "greens", Band.MIXED: "mixed", Band.RED: "reds"}
"""The columns that tell how many elements, or partners, hold a band."""

_EXACT = [*LIGHTS, "score", "consensus"]
_COLOURS = [light.value for light in COLOURS]


class Visibility(StrEnum):
    """Whether a partner's result is shown, and if not why. The value is what a visitor reads."""

    SHOWN = "getoond"
    TOO_FEW = "te weinig antwoorden"
    NOT_RELEASED = "nog niet vrijgegeven"
    NOT_CLOSED = "vult nog in"

    @property
    def word(self) -> str:
        return self.value


@dataclass(frozen=True)
class Partner:
    """A partner in a round. `n`: submitted scans; `joint`: filled in one scan together."""

    partner: str
    name: str
    sector: str
    joint: bool
    n: int
    closed: bool
    released: bool


@dataclass(frozen=True)
class Groups:
    """Answers by function group.

    `counts`: partner, group, element, green, orange, red, not_applicable; `sizes`: partner, group, n (scans).
    """

    counts: pd.DataFrame
    sizes: pd.DataFrame


def _frame(columns: Sequence[str], rows: Iterable[Mapping[Any, Any]] = ()) -> pd.DataFrame:
    """Rows with nullable columns, so that hidden is NA and never a zero."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    return frame.astype({column: _TYPES.get(column, "string") for column in columns})


_TYPES = (
    dict.fromkeys([*LIGHTS, "n", "partners", *HELD.values()], "Int64")
    | dict.fromkeys(["score", "consensus", "agreement"], "Float64")
    | {"joint": "bool"}
)
_PARTNERS = ["partner", "name", "sector", "joint", "visibility", "n"]
_BLOCKS = ["partner", "block", "n", *_EXACT, *HELD.values()]
_ELEMENTS = ["partner", "element", "block", "n", *_EXACT, "band"]
_SPLITS = ["partner", "group", "block", "element", "n", *LIGHTS, "score"]
_NETWORK_BLOCKS = ["block", "partners", "n", *_EXACT, *HELD.values()]
_NETWORK_ELEMENTS = ["element", "block", "partners", "n", *_EXACT, "band", "agreement", *HELD.values()]


@dataclass(frozen=True, eq=False)  # equal to itself only, so that what follows from it can be kept beside it
class Shown:
    """All that may be shown of a round; hidden is NA, n is always the number of submitted scans.

    partners: partner, name, sector, joint, visibility, n (NA where not shown); every partner has a row.
    blocks: partner, block, n, green, orange, red, not_applicable, score (0-100), consensus (0-1), greens, mixed,
    reds (numbers of its elements); shown partners only. Counts and consensus only where every element has its own;
    the score is the mean of its elements' positions (score, or 100/50/0 for a band), NA if there are none.
    elements: partner, element, block, n, counts, score, consensus, band; where no exact counts may be shown all
    but n and band are NA.
    splits: partner, group, block, element ('' on the row of a block), n, counts, score; only rows that may be shown.
    """

    partners: pd.DataFrame
    blocks: pd.DataFrame
    elements: pd.DataFrame
    splits: pd.DataFrame = field(default_factory=lambda: _frame(_SPLITS))


def visibility(n: int, joint: bool, closed: bool, released: bool, threshold: int) -> Visibility:
    """Whether a result of `n` scans is shown. A partner that has not released never tells whether it has too
    few.
    """
    if not closed:
        return Visibility.NOT_CLOSED
    if not released:
        return Visibility.NOT_RELEASED
    return Visibility.SHOWN if n >= (1 if joint else threshold) else Visibility.TOO_FEW


def remarks_allowed(n: int, joint: bool) -> bool:
    """Whether remarks are shown without their writers' contact choosing to share them."""
    return n >= 1 if joint else n >= REMARKS_FROM


def shown(
    counts: pd.DataFrame,
    partners: Sequence[Partner],
    questionnaire: Questionnaire,
    threshold: int,
    groups: Groups | None = None,
) -> Shown:
    """What may be shown of `counts`: partner, element, green, orange, red, not_applicable (numbers of scans).

    Elements nobody touched may be missing. Raises ValueError for a threshold outside 4-10 and for an element
    that the questionnaire does not know.
    """
    if not THRESHOLD_MIN <= threshold <= THRESHOLD_MAX:
        raise ValueError(f"threshold {threshold} is outside {THRESHOLD_MIN}-{THRESHOLD_MAX}")
    states = {p.partner: visibility(p.n, p.joint, p.closed, p.released, threshold) for p in partners}
    open_partners = [p for p in partners if states[p.partner] is Visibility.SHOWN]
    elements = _elements(counts, {(p.partner,): p.n for p in open_partners}, ["partner"], questionnaire)
    own = elements["partner"].isin({p.partner for p in open_partners if p.joint})  # a partner's own statement
    exact = own | told(elements)
    coloured = elements[_COLOURS].sum(axis=1) >= COLOURED
    elements.loc[~exact & ~coloured, "band"] = pd.NA
    elements.loc[~exact, _EXACT] = pd.NA
    return Shown(
        partners=_frame(
            _PARTNERS,
            (
                {
                    **{key: getattr(p, key) for key in ("partner", "name", "sector", "joint")},
                    "visibility": states[p.partner].value,
                    "n": p.n if states[p.partner] is Visibility.SHOWN else pd.NA,
                }
                for p in partners
            ),
        ),
        blocks=_blocks(elements, exact),
        elements=elements[_ELEMENTS].reset_index(drop=True),
        splits=_splits(groups, elements, [p for p in open_partners if not p.joint], questionnaire),
    )


def told(counts: pd.DataFrame) -> pd.Series:
    """Whether exact counts may be told, per row of n, green, orange, red, not_applicable: at least 10 people, of whom
    some did not choose what most chose.
    """
    silent = counts["n"] - counts[LIGHTS].sum(axis=1)
    most = counts[LIGHTS].assign(silent=silent).max(axis=1)
    return ((counts["n"] >= BAND_BELOW) & (counts["n"] - most >= DIFFERENT)).astype(bool)


def only(shown: Shown, sectors: Collection[str]) -> Shown:
    """The same, of partners of these sectors; figures of the network follow from what is left."""
    kept = shown.partners["sector"].isin(list(sectors))
    return _restricted(shown, shown.partners.loc[kept, "partner"])


def in_both(before: Shown, after: Shown) -> tuple[Shown, Shown]:
    """Two rounds, each with the partners that are shown in both, so that like is compared with like."""
    common = set(before.blocks["partner"]) & set(after.blocks["partner"])
    return _restricted(before, common), _restricted(after, common)


@lru_cache(KEPT)
def network_blocks(shown: Shown) -> pd.DataFrame:
    """Per block: block, partners and n (shown partners, their scans), counts, score, consensus between
    partners, greens, mixed, reds.

    The score is the mean of the shown partners' block scores. Counts only where every shown partner has them;
    greens, mixed, reds: how often a partner holds a band on an element. Consensus is the mean over the elements of
    the consensus between partners, NA if that of any element is NA. No rows if no partner is shown.
    """
    between = network_elements(shown).groupby("block")["consensus"]
    consensus = between.mean().where(between.count() == between.size())
    by_block = shown.blocks.groupby("block", sort=False)
    rows = by_block.agg(
        partners=("partner", "size"),
        n=("n", "sum"),
        score=("score", "mean"),
        **{column: (column, "sum") for column in [*LIGHTS, *HELD.values()]},
    )
    rows.loc[by_block["green"].count() < rows["partners"], LIGHTS] = pd.NA
    rows = rows.assign(consensus=consensus).reset_index()
    return _frame(_NETWORK_BLOCKS, rows.to_dict("records"))


@lru_cache(KEPT)
def network_elements(shown: Shown) -> pd.DataFrame:
    """Per element: element, block, partners, n, counts, score, consensus, band, agreement, greens, mixed,
    reds.

    Counts, score and consensus (between partners) only where every shown partner that answered shows an exact
    score: with one banded partner, subtraction would give that partner's score. `agreement` is the consensus
    between the positions that are shown (score, or 100/50/0 for a band). Between fewer than two partners
    there is neither. `band`: held by at least half of the partners with a band, otherwise mixed; greens,
    mixed, reds: how many hold it.
    """
    return _frame(_NETWORK_ELEMENTS, (_network_element(rows) for _, rows in _by_element(shown)))


@lru_cache(KEPT)
def positions(shown: Shown) -> pd.DataFrame:
    """partner, element, block, position (0-100: score, or 100/50/0 for a band), exact, band; of answered
    elements.
    """
    rows = shown.elements[shown.elements["band"].notna()]
    return rows[["partner", "element", "block", "band"]].assign(position=_positions(rows), exact=rows["score"].notna())


@lru_cache(KEPT)
def alone(shown: Shown) -> pd.DataFrame:
    """element, partner, band: the one partner with a green or a red band where at least two others all hold
    another.
    """
    held = shown.elements[shown.elements["band"].notna()]
    count = held.groupby(["element", "band"])["partner"].transform("size")
    others = held.groupby("element")["partner"].transform("size") - count
    single = held[(count == 1) & (others >= 2) & held["band"].isin([Band.GREEN.value, Band.RED.value])]
    return single[["element", "partner", "band"]].reset_index(drop=True)


def _elements(
    counts: pd.DataFrame, sizes: dict[tuple[str, ...], int], keys: list[str], questionnaire: Questionnaire
) -> pd.DataFrame:
    """Scored counts of these keys, complete over all elements in order, with block and n."""
    known = {element.id: element.block for element in questionnaire.elements}
    if unknown := set(counts["element"]) - known.keys():
        raise ValueError(f"elements {sorted(unknown)} are not in the questionnaire")
    every = pd.DataFrame(
        [(*key, element, block, n) for key, n in sizes.items() for element, block in known.items()],
        columns=[*keys, "element", "block", "n"],
    ).astype(dict.fromkeys([*keys, "element", "block"], "string") | {"n": "Int64"})
    given = counts[[*keys, "element", *LIGHTS]].astype(dict.fromkeys([*keys, "element"], "string"))
    full = every.merge(given, on=[*keys, "element"], how="left", validate="one_to_one")
    return element_scores(full.assign(**full[LIGHTS].fillna(0).astype("Int64")))


def _positions(elements: pd.DataFrame) -> pd.Series:
    banded = elements["band"].map({band.value: band.position for band in Band}).astype("Float64")
    return elements["score"].fillna(banded)


def _blocks(elements: pd.DataFrame, exact: pd.Series) -> pd.DataFrame:
    """Blocks from what is shown of their elements."""
    held = {column: elements["band"].eq(band.value).fillna(False) for band, column in HELD.items()}
    rows = elements.assign(score=_positions(elements), exact=exact, **held)
    means, sums = dict.fromkeys(["score", "consensus"], "mean"), dict.fromkeys([*LIGHTS, *HELD.values()], "sum")
    blocks = rows.groupby(["partner", "block"], sort=False, as_index=False).agg(
        {"n": "first", "exact": "all", **sums, **means}
    )
    blocks.loc[~blocks["exact"], [*LIGHTS, "consensus"]] = pd.NA
    return _frame(_BLOCKS, blocks[_BLOCKS].to_dict("records"))


def _splits(
    groups: Groups | None, elements: pd.DataFrame, partners: Sequence[Partner], questionnaire: Questionnaire
) -> pd.DataFrame:
    """Groups of partners that are large enough to stand beside the whole, on the elements whose exact counts may be
    told of the whole and of every part of it that is shown or left over."""
    if groups is None:
        return _frame(_SPLITS)
    sizes: dict[tuple[str, ...], int] = {}
    for partner in partners:
        own = groups.sizes[groups.sizes["partner"] == partner.partner]
        known = {group: n for group, n in zip(own["group"], own["n"], strict=True) if group in GROUPS}
        sizes |= {(partner.partner, group): n for group, n in _separable(known, partner.n, BAND_BELOW).items()}
    if not sizes:
        return _frame(_SPLITS)
    split = _elements(groups.counts, sizes, ["partner", "group"], questionnaire)
    place = ["partner", "element"]
    whole = elements[elements["green"].notna()].set_index(place)[["n", *LIGHTS]]
    given = split.set_index(place)[["n", *LIGHTS]]
    together = given.groupby(level=place).sum()
    left_over = whole.reindex(together.index) - together
    parts = pd.concat([given, whole.reindex(given.index) - given, left_over[left_over["n"] != 0]])
    safe: pd.Series = told(parts.fillna(0)).groupby(level=place).all()
    split = split[safe.reindex(given.index).to_numpy()]
    by = ["partner", "group", "block"]
    every = {block.id: len(block.elements) for block in questionnaire.blocks}
    complete = split.groupby(by)["element"].transform("size") == split["block"].map(every)
    blocks = block_scores(split[complete], by=by).merge(split[[*by, "n"]].drop_duplicates(), on=by).assign(element="")
    return _frame(_SPLITS, [*blocks.to_dict("records"), *split.to_dict("records")])


def _separable(parts: dict[str, int], whole: int, least: int) -> dict[str, int]:
    """The parts that may stand beside the whole: each part, its complement and what is left over after all of
    them count at least `least` people, or nobody is left over. If the rest is too small no part is given."""
    fit = {part: n for part, n in parts.items() if n >= least and whole - n >= least}
    rest = whole - sum(fit.values())
    return fit if rest == 0 or rest >= least else {}


def _restricted(shown: Shown, partners: Iterable[str]) -> Shown:
    kept = list(partners)
    frames = {name: getattr(shown, name) for name in ("partners", "blocks", "elements", "splits")}
    return replace(shown, **{k: f[f["partner"].isin(kept)].reset_index(drop=True) for k, f in frames.items()})


def _by_element(shown: Shown) -> Iterable[tuple[Any, pd.DataFrame]]:
    place = positions(shown)[["partner", "element", "position"]]
    return shown.elements.merge(place, on=["partner", "element"], how="left").groupby("element", sort=False)


def _network_element(rows: pd.DataFrame) -> dict[str, Any]:
    answered = rows[rows["band"].notna()]
    held = {band: int((answered["band"] == band.value).sum()) for band in Band}
    several = len(answered) >= 2
    row: dict[str, Any] = {
        "element": rows["element"].iloc[0],
        "block": rows["block"].iloc[0],
        "partners": len(rows),
        "n": rows["n"].sum(),
        "band": _band_between(held),
        "agreement": consensus_of_scores(answered["position"]) if several else None,
        **{column: held[band] for band, column in HELD.items()},
    }
    if len(answered) and answered["score"].notna().all():
        row |= {light: rows[light].sum() for light in LIGHTS}
        row["score"] = answered["score"].mean()
        row["consensus"] = consensus_of_scores(answered["score"]) if several else None
    return row


def _band_between(held: dict[Band, int]) -> str | None:
    """The one band that at least half of the partners hold, otherwise mixed; None without any."""
    total = sum(held.values())
    half = [band for band, number in held.items() if total and 2 * number >= total]
    return None if not total else half[0].value if len(half) == 1 else Band.MIXED.value
