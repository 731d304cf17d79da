"""What may be shown of answers. Pure; every figure on a page and in an export passes through here.

Three forms, by who answered. A joint scan, or a team of ten: its elements, exactly or where nearly all chose alike as a
band; blocks follow from the elements. A smaller team: in the block that all partners share (`Questionnaire.mirror`)
bands, and what they say of the block; in every other block figures of the whole block, rounded but true, and none of its
elements. For those elements the small teams are taken together, and the network sees them as one.

Somebody who sees every figure and knows their own answer must not be certain of a colleague's. Therefore refused:
everything of a partner that is still filling in, has not released its result, or has too few scans; and what
`coarse` does not tell. A function group is refused where it is small, or where its figures would give those of a small or
an unanimous rest. The small teams are taken together once, when the round closes, and never in part: two such figures
that differ by a partner would give that partner away. `python -m tests.attack` tries to break this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from onlife.domain import coarsening
from onlife.domain.coarsening import COLOURED, EXACT_FROM, BlockFigures, Counts, ElementShown, Range, tells_counts
from onlife.domain.light import COLOURS
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import LIGHTS, Band, block_scores, consensus_of_scores, element_scores

THRESHOLD_MIN, THRESHOLD_MAX, THRESHOLD_DEFAULT = COLOURED, 10, 5
POOL_PARTNERS, POOL_PEOPLE = 3, 15
"""So many small teams, and people in them, are taken together at the least."""
POOL_ELEMENTS = 5
"""And only in blocks of so many elements: in shorter ones the figures of every block and the bands of its elements together
leave too little open (`tests.attack.together`)."""
REMARKS_FROM = 10
KEPT = 256
"""How many results keep what was computed from them; callers read these frames and never change them."""
GROUPS = ("leidinggevende", "praktijkwerker")
"""The function groups that are set against each other."""

ENTERED = ("paper", "import")
"""The ways in which somebody else than who answered enters scans; each is counted beside the others."""
REPEAT = "repeat"
"""Scans after the first from one device: counted, and in no figure."""

HELD = {Band.GREEN: "greens", Band.MIXED: "mixed", Band.RED: "reds"}
"""The columns that tell how many partners hold a band."""
SHARES = [f"share_{light}" for light in LIGHTS]
"""The columns of shares of all answers given, 0-100; each with its range in `_from` and `_to`, as the score has."""

_EXACT = [*LIGHTS, "score", "consensus"]
_COLOURS = [light.value for light in COLOURS]


class Visibility(StrEnum):
    """Whether a partner's result is shown, and if not why. The value is what a visitor reads."""

    SHOWN = "getoond"
    TOO_FEW = "te weinig antwoorden"
    NOT_RELEASED = "nog niet vrijgegeven"
    NOT_CLOSED = "nog niet afgesloten"

    @property
    def word(self) -> str:
        return self.value


@dataclass(frozen=True)
class Partner:
    """A partner in a round, or the part of it whose scans came in by one `source`. `n`: submitted scans; `joint`: filled in
    one scan together; `pooled`: if it is small, it was taken together with the other small ones when the round closed.
    """

    partner: str
    name: str
    sector: str
    joint: bool
    n: int
    closed: bool
    released: bool
    pooled: bool = False
    source: str = ""


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
    return frame.astype({column: _type(column) for column in columns})


def _type(column: str) -> str:
    if column in (*LIGHTS, "n", "partners", "pooled", *HELD.values(), *ENTERED, "left_out", "least"):
        return "Int64"
    if column.startswith(("share_", "score", "position")) or column == "consensus":
        return "Float64"
    return "bool" if column == "joint" else "string"


def _ranged(*columns: str) -> list[str]:
    """Columns, each with the ends of the range that holds the real figure."""
    return [name for column in columns for name in (column, f"{column}_from", f"{column}_to")]


_PARTNERS = ["partner", "name", "sector", "joint", "visibility", "n", *ENTERED, "left_out", "least"]
_BLOCKS = ["partner", "block", "n", *LIGHTS, *_ranged("score"), "consensus", *_ranged(*SHARES)]
_ELEMENTS = ["partner", "element", "block", "n", *LIGHTS, "score", "consensus", "band", *_ranged("position")]
_POOL = ["element", "block", "partners", "n", "band", *_ranged("position")]
_SPLITS = ["partner", "group", "block", "element", "n", *LIGHTS, "score"]
_NETWORK_BLOCKS = ["block", "partners", "n", *LIGHTS, *_ranged("score"), "consensus", *_ranged(*SHARES)]
_NETWORK_ELEMENTS = [
    "element", "block", "partners", "pooled", "n", *LIGHTS, "score", "consensus", "band", "position", *HELD.values(),
]  # fmt: skip


@dataclass(frozen=True, eq=False)  # equal to itself only, so that what follows from it can be kept beside it
class Shown:
    """All that may be shown of a round; hidden is NA, n is always the number of submitted scans.

    Scores, positions and shares are 0-100, consensus 0-1. A figure with `_from` and `_to` lies in that range for certain;
    where both are the figure itself, it is exact.

    partners: partner, name, sector, joint, visibility, n (NA where not shown), and of n how many came from paper and from a
    file; left_out: scans of a kind too few to count; least: the number of the smallest kind. Every partner has a row.
    blocks: partner, block, n, counts and consensus (only where every element has its own), score and the shares of the
    four lights in all answers, with their ranges; shown partners only, NA where too few colours were given.
    elements: partner, element, block, n; counts, score and consensus where they may be told; band; position (the score,
    or what the band stands for) with its range. All but n are NA where an element is not told, as of a small team outside
    the mirror.
    pool: the small teams together: element, block, partners and n (how many they are, and their scans), band, position
    with its range; no rows where they are not taken together. `pooled`: who they are.
    splits: partner, group, block, element ('' on the row of a block), n, counts, score; only rows that may be shown.
    """

    partners: pd.DataFrame
    blocks: pd.DataFrame
    elements: pd.DataFrame
    pool: pd.DataFrame = field(default_factory=lambda: _frame(_POOL))
    pooled: frozenset[str] = frozenset()
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
    counted = _elements(counts, {(p.partner,): p.n for p in open_partners}, ["partner"], questionnaire)
    elements = _as_told(counted, open_partners, questionnaire)
    pool = _together(counted, partners, states, questionnaire)
    return Shown(
        partners=partners_frame(
            {
                **{key: getattr(p, key) for key in ("partner", "name", "sector", "joint")},
                "visibility": states[p.partner].value,
                **(
                    {"n": p.n, "least": p.n, "left_out": 0, **dict.fromkeys(ENTERED, 0)}
                    if states[p.partner] is Visibility.SHOWN
                    else {}
                ),
            }
            for p in partners
        ),
        blocks=_blocks(counted, elements, open_partners, questionnaire),
        elements=elements,
        pool=pool,
        pooled=frozenset(p.partner for p in partners if p.pooled) if len(pool) else frozenset(),
        splits=_splits(groups, elements, [p for p in open_partners if not p.joint], questionnaire),
    )


def partners_frame(rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    """The frame of partners of `Shown`; what a row leaves out is NA."""
    return _frame(_PARTNERS, rows)


def told(counts: pd.DataFrame) -> pd.Series:
    """Whether exact counts may be told, per row of n, green, orange, red, not_applicable."""
    rows, n = counts[LIGHTS].to_numpy(dtype=np.int64), counts["n"].to_numpy(dtype=np.int64)
    return pd.Series(tells_counts(rows, n), index=counts.index)


def small(n: int, joint: bool) -> bool:
    """Whether a team of so many scans is too small for figures of its elements, outside the mirror."""
    return not joint and n < EXACT_FROM


def only(shown: Shown, sectors: Collection[str]) -> Shown:
    """The same, of partners of these sectors; figures of the network follow from what is left."""
    kept = shown.partners["sector"].isin(list(sectors))
    return _restricted(shown, shown.partners.loc[kept, "partner"])


def in_both(before: Shown, after: Shown) -> tuple[Shown, Shown]:
    """Two rounds, each with the partners that are shown in both, so that like is compared with like."""
    common = set(before.blocks["partner"]) & set(after.blocks["partner"])
    sides = (before, after) if before.pooled == after.pooled else (_apart(before), _apart(after))
    return _restricted(sides[0], common), _restricted(sides[1], common)


@lru_cache(KEPT)
def network_blocks(shown: Shown) -> pd.DataFrame:
    """Per block: block, partners and n (shown partners, their scans), counts, score, consensus, shares, with ranges.

    Score and shares are the means of what is shown of the partners, each counting once; counts only where every partner
    has them. Consensus is the mean over the elements of the consensus between partners, NA if that of any is NA. No rows
    if no partner is shown.
    """
    between = network_elements(shown).groupby("block")["consensus"]
    consensus = between.mean().where(between.count() == between.size())
    by_block = shown.blocks.groupby("block", sort=False)
    figures = _ranged("score", *SHARES)
    rows = by_block.agg(
        partners=("partner", "size"),
        n=("n", "sum"),
        **{column: (column, "mean") for column in figures},
        **{column: (column, "sum") for column in LIGHTS},
    )
    rows.loc[by_block["green"].count() < rows["partners"], LIGHTS] = pd.NA
    rows = rows.assign(consensus=consensus).reset_index()
    return _frame(_NETWORK_BLOCKS, rows.to_dict("records"))


@lru_cache(KEPT)
def network_elements(shown: Shown) -> pd.DataFrame:
    """Per element: element, block, partners, pooled, n, counts, score, consensus, band, position, greens, mixed, reds.

    partners: how many tell something of it themselves, of whom greens, mixed and reds hold that band; pooled: how many
    small teams stand beside them as one. position: the mean of where partners stand (0-100), a small team where the small
    teams together stand. band: held by at least half of the partners with one, otherwise mixed. Counts, score and
    consensus (between partners) only where every partner shows an exact score: with one banded partner, subtraction would
    give that partner's score; between fewer than two partners there is no consensus.
    """
    together = {row["element"]: row for row in shown.pool.to_dict("records") if pd.notna(row["position"])}
    by_element = shown.elements.groupby("element", sort=False)
    return _frame(_NETWORK_ELEMENTS, (_network_element(rows, together.get(element)) for element, rows in by_element))


@lru_cache(KEPT)
def positions(shown: Shown) -> pd.DataFrame:
    """partner, element, block, n, band, position (0-100) with its range, exact: of every element that a partner tells."""
    rows = shown.elements[shown.elements["position"].notna()]
    return rows[["partner", "element", "block", "n", "band", *_ranged("position")]].assign(exact=rows["score"].notna())


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


def _as_told(counted: pd.DataFrame, partners: Sequence[Partner], questionnaire: Questionnaire) -> pd.DataFrame:
    """The elements of these partners, with what may not be told of them blotted out, and where each of them stands."""
    joint = counted["partner"].isin([p.partner for p in partners if p.joint])  # a partner's own statement
    exact = (joint | told(counted)).to_numpy()
    mirror = questionnaire.mirror.id if questionnaire.mirror else ""
    teams = counted["partner"].isin([p.partner for p in partners if small(p.n, p.joint)])
    silent = (teams & (counted["block"] != mirror)).to_numpy()
    few = (counted[_COLOURS].sum(axis=1) < COLOURED).to_numpy()
    elements = counted.copy()
    elements.loc[silent | (~exact & few), "band"] = pd.NA
    elements.loc[~exact, _EXACT] = pd.NA
    places = [coarsening.position(shown) for shown in elements_shown(elements)]
    return elements.assign(**_columns("position", places))[_ELEMENTS].reset_index(drop=True)


def elements_shown(elements: pd.DataFrame) -> list[ElementShown]:
    """Rows of elements as `coarse` reads them."""
    counts = elements[LIGHTS].to_numpy(dtype=float, na_value=np.nan)
    return [
        ElementShown(int(n), None if np.isnan(row[0]) else _counts(row), None if pd.isna(band) else str(band))
        for n, row, band in zip(elements["n"], counts.tolist(), elements["band"], strict=True)
    ]


def _counts(row: Iterable[float]) -> Counts:
    green, orange, red, skipped = map(int, row)
    return green, orange, red, skipped


def _columns(name: str, figures: Iterable[Range | None]) -> dict[str, pd.api.extensions.ExtensionArray]:
    """Figures as three columns: the figure and the ends of its range."""
    rows = [(f.value, f.low, f.high) if f else (None, None, None) for f in figures]
    return {column: pd.array([row[at] for row in rows], dtype="Float64") for at, column in enumerate(_ranged(name))}


def _together(
    counted: pd.DataFrame,
    partners: Sequence[Partner],
    states: Mapping[str, Visibility],
    questionnaire: Questionnaire,
) -> pd.DataFrame:
    """The elements of the small teams that were taken together, outside the mirror: all of them or none."""
    members = [p for p in partners if p.pooled]
    people = sum(p.n for p in members)
    whole = all(states[p.partner] is Visibility.SHOWN and small(p.n, p.joint) for p in members)
    if len(members) < POOL_PARTNERS or people < POOL_PEOPLE or not whole:
        return _frame(_POOL)
    mirror = questionnaire.mirror
    blocks = [b.id for b in questionnaire.blocks if b is not mirror and len(b.elements) >= POOL_ELEMENTS]
    own = counted[counted["partner"].isin([p.partner for p in members]) & counted["block"].isin(blocks)]
    sums = own.groupby(["element", "block"], sort=False, as_index=False)[LIGHTS].sum()
    bands = [coarsening.band_told(_counts(row)) for row in sums[LIGHTS].to_numpy()]
    places = [coarsening.of_band(people, band) if band else None for band in bands]
    rows = sums.assign(
        partners=len(members), n=people, band=pd.array(bands, dtype="string"), **_columns("position", places)
    )
    return _frame(_POOL, rows[_POOL].to_dict("records"))


def _blocks(
    counted: pd.DataFrame, elements: pd.DataFrame, partners: Sequence[Partner], questionnaire: Questionnaire
) -> pd.DataFrame:
    """Blocks from what is shown of their elements, or of a small team outside the mirror from its answers as a whole."""
    mirror = questionnaire.mirror.id if questionnaire.mirror else ""
    by = ["partner", "block"]
    summed = counted.groupby(by, sort=False)[LIGHTS].sum()
    totals = {key: _counts(row) for key, row in zip(summed.index, summed.to_numpy(), strict=True)}
    told = defaultdict[tuple[str, str], list[ElementShown]](list)
    for partner, block, element in zip(elements["partner"], elements["block"], elements_shown(elements), strict=True):
        told[partner, block].append(element)
    whole = elements["green"].notna().groupby([elements[key] for key in by], sort=False).all().to_dict()
    consensus = elements.groupby(by, sort=False)["consensus"].mean().to_dict()
    rows: list[dict[str, Any]] = []
    for one in partners:
        for own in questionnaire.blocks:
            key = (one.partner, own.id)
            row: dict[str, Any] = {"partner": one.partner, "block": own.id, "n": one.n}
            if small(one.n, one.joint) and own.id != mirror:
                figures = coarsening.of_totals(one.n, len(own.elements), totals[key])
            else:
                figures = coarsening.of_elements(tuple(told[key]))
            if whole[key]:
                row |= {**dict(zip(LIGHTS, totals[key], strict=True)), "consensus": consensus[key]}
            rows.append(row | (figures_of(figures) if figures else {}))
    return _frame(_BLOCKS, rows)


def figures_of(figures: BlockFigures) -> dict[str, float]:
    """Score and shares of a block as columns."""
    row = flat("score", figures.score)
    for light, share in figures.shares.items():
        row |= flat(f"share_{light}", share)
    return row


def flat(name: str, figure: Range | None) -> dict[str, float]:
    """A figure as its three columns."""
    return dict(zip(_ranged(name), (figure.value, figure.low, figure.high), strict=True)) if figure else {}


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
        sizes |= {(partner.partner, group): n for group, n in _separable(known, partner.n, EXACT_FROM).items()}
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
    """The same with only these partners. The small teams together are never shown in part, nor beside fewer others."""
    kept = set(partners)
    frames = {name: getattr(shown, name) for name in ("partners", "blocks", "elements", "splits")}
    rest = replace(shown, **{k: f[f["partner"].isin(kept)].reset_index(drop=True) for k, f in frames.items()})
    return rest if shown.pooled <= kept else _apart(rest)


def _apart(shown: Shown) -> Shown:
    """The same without the small teams together."""
    return replace(shown, pool=_frame(_POOL), pooled=frozenset())


def _network_element(rows: pd.DataFrame, together: Mapping[Any, Any] | None) -> dict[str, Any]:
    answered = rows[rows["position"].notna()]
    held = {band: int((answered["band"] == band.value).sum()) for band in Band}
    votes, stands, pooled = dict(held), list(answered["position"]), 0
    if together:
        pooled = int(together["partners"])
        stands += [together["position"]] * pooled
        votes[Band(together["band"])] += pooled
    row: dict[str, Any] = {
        "element": rows["element"].iloc[0],
        "block": rows["block"].iloc[0],
        "partners": len(answered),
        "pooled": pooled,
        "n": rows["n"].sum(),
        "band": _band_between(votes),
        "position": float(np.mean(stands)) if stands else None,
        **{column: held[band] for band, column in HELD.items()},
    }
    if len(answered) and rows["green"].notna().all():
        row |= {light: rows[light].sum() for light in LIGHTS}
        row["score"] = answered["score"].mean()
        row["consensus"] = consensus_of_scores(answered["score"]) if len(answered) >= 2 else None
    return row


def _band_between(held: dict[Band, int]) -> str | None:
    """The one band that at least half of the partners hold, otherwise mixed; None without any."""
    total = sum(held.values())
    half = [band for band, number in held.items() if total and 2 * number >= total]
    return None if not total else half[0].value if len(half) == 1 else Band.MIXED.value
