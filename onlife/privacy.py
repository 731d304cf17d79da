"""What may be shown of answers. Pure; every figure on a page and in an export passes through here.

Principle: figures of the network are computed from what is shown of its partners, never from raw answers, so
nothing that is hidden can be computed from them by subtraction. For the same reason an exact figure is
withheld wherever the difference between two shown figures would say more than may be said of the people in
between.

What is refused: everything of a partner that is still filling in, has not released its result, or has too few
scans; exact element counts of fewer than 10 people; a function group that is small, or that would leave a
small rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import pandas as pd

from onlife.questionnaire import Questionnaire
from onlife.scoring import LIGHTS, Band, block_scores, consensus_of_scores, element_scores

BAND_BELOW = 10
"""Below this many scans an element of a partner, or of a function group, shows a band only."""

THRESHOLD_MIN, THRESHOLD_MAX, THRESHOLD_DEFAULT = 3, 10, 5
REMARKS_FROM = 10
KEPT = 256
"""How many results keep what was computed from them; callers read these frames and never change them."""
GROUPS = ("leidinggevende", "praktijkwerker")
"""The function groups that are set against each other."""

_EXACT = [*LIGHTS, "score", "consensus"]


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
    dict.fromkeys([*LIGHTS, "n", "partners", "greens", "mixed", "reds"], "Int64")
    | dict.fromkeys(["score", "consensus", "agreement"], "Float64")
    | {"joint": "bool"}
)
_PARTNERS = ["partner", "name", "sector", "joint", "visibility", "n"]
_BLOCKS = ["partner", "block", "n", *_EXACT]
_ELEMENTS = ["partner", "element", "block", "n", *_EXACT, "band"]
_SPLITS = ["partner", "group", "block", "element", "n", *LIGHTS, "score", "band"]
_NETWORK_BLOCKS = ["block", "partners", "n", *_EXACT]
_NETWORK_ELEMENTS = [
    *("element", "block", "partners", "n", *_EXACT),
    *("band", "agreement", "greens", "mixed", "reds"),
]


@dataclass(frozen=True, eq=False)  # equal to itself only, so that what follows from it can be kept beside it
class Shown:
    """All that may be shown of a round; hidden is NA, n is always the number of submitted scans.

    partners: partner, name, sector, joint, visibility, n (NA where not shown); every partner has a row.
    blocks: partner, block, n, green, orange, red, not_applicable, score (0-100), consensus (0-1); shown
    partners only.
    elements: partner, element, block, n, counts, score, consensus, band; below 10 scans all but n and band
    are NA.
    splits: partner, group, block, element ('' on the row of a block), n, counts, score, band (NA there).
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

    Elements nobody touched may be missing. Raises ValueError for a threshold outside 3-10 and for an element
    that the questionnaire does not know.
    """
    if not THRESHOLD_MIN <= threshold <= THRESHOLD_MAX:
        raise ValueError(f"threshold {threshold} is outside {THRESHOLD_MIN}-{THRESHOLD_MAX}")
    states = {p.partner: visibility(p.n, p.joint, p.closed, p.released, threshold) for p in partners}
    open_partners = [p for p in partners if states[p.partner] is Visibility.SHOWN]
    elements = _elements(counts, {(p.partner,): p.n for p in open_partners}, ["partner"], questionnaire)
    blocks = block_scores(elements).merge(elements[["partner", "n"]].drop_duplicates(), on="partner")
    banded = {p.partner for p in open_partners if not p.joint and p.n < BAND_BELOW}
    elements.loc[elements["partner"].isin(banded), _EXACT] = pd.NA
    # A consensus of 1 beside exact block counts would give away what everybody answered.
    blocks.loc[blocks["partner"].isin(banded), "consensus"] = pd.NA
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
        blocks=blocks[_BLOCKS].reset_index(drop=True),
        elements=elements[_ELEMENTS].reset_index(drop=True),
        splits=_splits(groups, [p for p in open_partners if not p.joint], questionnaire, threshold),
    )


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
    partners.

    The score is the mean of the shown partners' block scores; consensus is the mean over the elements of the
    consensus between partners, NA if that of any element is NA. No rows if no partner is shown.
    """
    between = network_elements(shown).groupby("block")["consensus"]
    consensus = between.mean().where(between.count() == between.size())
    rows = shown.blocks.groupby("block", sort=False, as_index=False).agg(
        partners=("partner", "size"),
        n=("n", "sum"),
        score=("score", "mean"),
        **{c: (c, "sum") for c in LIGHTS},
    )
    return _frame(_NETWORK_BLOCKS, rows.assign(consensus=rows["block"].map(consensus)).to_dict("records"))


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
    banded = rows["band"].map({band.value: band.position for band in Band}).astype("Float64")
    return rows[["partner", "element", "block", "band"]].assign(
        position=rows["score"].fillna(banded), exact=rows["score"].notna()
    )


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


def _splits(
    groups: Groups | None, partners: Sequence[Partner], questionnaire: Questionnaire, threshold: int
) -> pd.DataFrame:
    if groups is None:
        return _frame(_SPLITS)
    sizes: dict[tuple[str, ...], int] = {}
    exact: set[tuple[str, str]] = set()
    for partner in partners:
        own = groups.sizes[groups.sizes["partner"] == partner.partner]
        parts = {group: n for group, n in zip(own["group"], own["n"], strict=True) if group in GROUPS}
        separable = _separable(parts, partner.n, threshold)
        sizes |= {(partner.partner, group): n for group, n in separable.items()}
        exact |= {(partner.partner, group) for group in _separable(separable, partner.n, BAND_BELOW)}
    elements = _elements(groups.counts, sizes, ["partner", "group"], questionnaire)
    blocks = block_scores(elements, by=("partner", "group", "block"))
    hidden = [key not in exact for key in zip(elements["partner"], elements["group"], strict=True)]
    elements.loc[hidden, [*LIGHTS, "score"]] = pd.NA
    n = elements[["partner", "group", "n"]].drop_duplicates()
    blocks = blocks.merge(n, on=["partner", "group"]).assign(element="")
    return _frame(_SPLITS, [*blocks.to_dict("records"), *elements.to_dict("records")])


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
        **{"greens": held[Band.GREEN], "mixed": held[Band.MIXED], "reds": held[Band.RED]},
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
