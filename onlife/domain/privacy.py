"""What may be shown of answers. Pure; every figure on a page and in an export passes through here.

Three forms, by who answered. A joint scan, or a team of ten: its elements, exactly or where nearly all chose alike as a
band; blocks follow from the elements. A smaller team: in the block that all partners share
(`Questionnaire.cooperation_block`) bands, and what they say of the block; in every other block figures of the whole block,
rounded but true, and none of its elements. For those elements the small teams are taken together, and the network sees them
as one.

Somebody who sees every figure and knows their own answer must not be certain of a colleague's. Therefore refused:
everything of a partner that is still filling in, has not released its result, or has too few scans; and what
`onlife.domain.coarsening` does not tell. A function group is refused where it is small, or where its figures would give those of a small or
an unanimous rest. The small teams are taken together once, when the round closes, and never in part: two such figures
that differ by a partner would give that partner away. `python -m tests.attack` tries to break this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from onlife.domain import coarsening
from onlife.domain.coarsening import COLOURED, EXACT_FROM, BlockFigures, Counts, ElementShown, Range, tells_counts
from onlife.domain.light import COLOURS
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.domain.scoring import LIGHTS, block_scores, element_scores
from onlife.domain.shown import (
    BLOCKS,
    ELEMENTS,
    ENTERED,
    PARTNERS,
    POOL,
    SPLITS,
    Shown,
    Visibility,
    as_frame,
    with_ranges,
)

THRESHOLD_MIN, THRESHOLD_MAX, THRESHOLD_DEFAULT = COLOURED, 10, 5
POOL_PARTNERS, POOL_PEOPLE = 3, 15
"""So many small teams, and people in them, are taken together at the least."""
POOL_ELEMENTS = 5
"""And only in blocks of so many elements: in shorter ones the figures of every block and the bands of its elements together
leave too little open (`tests.attack.together`)."""
REMARKS_FROM = 10
GROUPS = ("leidinggevende", "praktijkwerker")
"""The function groups that are set against each other."""

REPEAT = "repeat"
"""Scans after the first from one device: counted, and in no figure."""


_EXACT = [*LIGHTS, "score", "consensus"]
_COLOURS = [light.value for light in COLOURS]


@dataclass(frozen=True)
class PartnerAnswers:
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
    partners: Sequence[PartnerAnswers],
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
    totals = _totals(counted)
    pool = _together(counted, totals, partners, states, questionnaire)
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
        blocks=_blocks(totals, elements, open_partners, questionnaire),
        elements=elements,
        pool=pool,
        pooled=frozenset(p.partner for p in partners if p.pooled) if len(pool) else frozenset(),
        splits=_splits(groups, elements, [p for p in open_partners if not p.joint], questionnaire),
    )


def partners_frame(rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    """The frame of partners of `Shown`; what a row leaves out is NA."""
    return as_frame(PARTNERS, rows)


def may_show_counts(counts: pd.DataFrame) -> pd.Series:
    """Whether exact counts may be told, per row of n, green, orange, red, not_applicable."""
    rows, n = counts[LIGHTS].to_numpy(dtype=np.int64), counts["n"].to_numpy(dtype=np.int64)
    return pd.Series(tells_counts(rows, n), index=counts.index)


def small(n: int, joint: bool) -> bool:
    """Whether a team of so many scans is too small for figures of its elements, outside the cooperation block."""
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


def _as_told(counted: pd.DataFrame, partners: Sequence[PartnerAnswers], questionnaire: Questionnaire) -> pd.DataFrame:
    """The elements of these partners, with what may not be told of them blotted out, and where each of them stands."""
    joint = counted["partner"].isin([p.partner for p in partners if p.joint])  # a partner's own statement
    exact = (joint | may_show_counts(counted)).to_numpy()
    cooperation = questionnaire.cooperation_block.id if questionnaire.cooperation_block else ""
    teams = counted["partner"].isin([p.partner for p in partners if small(p.n, p.joint)])
    silent = (teams & (counted["block"] != cooperation)).to_numpy()
    few = (counted[_COLOURS].sum(axis=1) < COLOURED).to_numpy()
    elements = counted.copy()
    elements.loc[silent | (~exact & few), "band"] = pd.NA
    elements.loc[~exact, _EXACT] = pd.NA
    places = [coarsening.position(shown) for shown in elements_shown(elements)]
    return elements.assign(**_columns("position", places))[ELEMENTS].reset_index(drop=True)


def elements_shown(elements: pd.DataFrame) -> list[ElementShown]:
    """Rows of elements as `onlife.domain.coarsening` reads them."""
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
    return {column: pd.array([row[at] for row in rows], dtype="Float64") for at, column in enumerate(with_ranges(name))}


def _totals(counted: pd.DataFrame) -> dict[tuple[str, str], Counts]:
    """(Partner, block) -> how often each of LIGHTS was chosen in it."""
    summed = counted.groupby(["partner", "block"], sort=False)[LIGHTS].sum()
    return {key: _counts(row) for key, row in zip(summed.index, summed.to_numpy(), strict=True)}


def _together(
    counted: pd.DataFrame,
    totals: Mapping[tuple[str, str], Counts],
    partners: Sequence[PartnerAnswers],
    states: Mapping[str, Visibility],
    questionnaire: Questionnaire,
) -> pd.DataFrame:
    """The elements of the small teams that were taken together, outside the cooperation block: all of them or none."""
    members = [p for p in partners if p.pooled]
    people = sum(p.n for p in members)
    whole = all(states[p.partner] is Visibility.SHOWN and small(p.n, p.joint) for p in members)
    if len(members) < POOL_PARTNERS or people < POOL_PEOPLE or not whole:
        return as_frame(POOL)
    cooperation = questionnaire.cooperation_block
    long = [b for b in questionnaire.blocks if b is not cooperation and len(b.elements) >= POOL_ELEMENTS]
    blocks = [b.id for b in long if _colours_are_sure(totals, members, b)]
    own = counted[counted["partner"].isin([p.partner for p in members]) & counted["block"].isin(blocks)]
    sums = own.groupby(["element", "block"], sort=False, as_index=False)[LIGHTS].sum()
    bands = [coarsening.band_told(_counts(row)) for row in sums[LIGHTS].to_numpy()]
    places = [coarsening.of_band(people, band) if band else None for band in bands]
    rows = sums.assign(
        partners=len(members), n=people, band=pd.array(bands, dtype="string"), **_columns("position", places)
    )
    return as_frame(POOL, rows[POOL].to_dict("records"))


def _colours_are_sure(
    totals: Mapping[tuple[str, str], Counts], members: Sequence[PartnerAnswers], block: Block
) -> bool:
    """Whether what each team tells of its block leaves no doubt that every element got enough colours of all of them.

    It follows from nothing else, so that it tells nothing else: a block that is left out because of what was chosen on one of
    its elements would give away who skipped it.
    """
    elements = len(block.elements)
    skipped = [coarsening.most_skipped(m.n, elements, totals[m.partner, block.id]) for m in members]
    return sum(member.n for member in members) - sum(skipped) >= COLOURED


def _blocks(
    totals: Mapping[tuple[str, str], Counts],
    elements: pd.DataFrame,
    partners: Sequence[PartnerAnswers],
    questionnaire: Questionnaire,
) -> pd.DataFrame:
    """Blocks from what is shown of their elements; of a small team outside the cooperation block from its answers as a whole."""
    cooperation = questionnaire.cooperation_block.id if questionnaire.cooperation_block else ""
    by = ["partner", "block"]
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
            if small(one.n, one.joint) and own.id != cooperation:
                figures = coarsening.of_totals(one.n, len(own.elements), totals[key])
            else:
                figures = coarsening.of_elements(tuple(told[key]))
            if whole[key]:
                row |= {**dict(zip(LIGHTS, totals[key], strict=True)), "consensus": consensus[key]}
            rows.append(row | (figures_of(figures) if figures else {}))
    return as_frame(BLOCKS, rows)


def figures_of(figures: BlockFigures) -> dict[str, float]:
    """Score and shares of a block as columns."""
    row = flat("score", figures.score)
    for light, share in figures.shares.items():
        row |= flat(f"share_{light}", share)
    return row


def flat(name: str, figure: Range | None) -> dict[str, float]:
    """A figure as its three columns."""
    return dict(zip(with_ranges(name), (figure.value, figure.low, figure.high), strict=True)) if figure else {}


def _splits(
    groups: Groups | None, elements: pd.DataFrame, partners: Sequence[PartnerAnswers], questionnaire: Questionnaire
) -> pd.DataFrame:
    """Groups of partners that are large enough to stand beside the whole, on the elements whose exact counts may be
    told of the whole and of every part of it that is shown or left over."""
    if groups is None:
        return as_frame(SPLITS)
    sizes: dict[tuple[str, ...], int] = {}
    for partner in partners:
        own = groups.sizes[groups.sizes["partner"] == partner.partner]
        known = {group: n for group, n in zip(own["group"], own["n"], strict=True) if group in GROUPS}
        sizes |= {(partner.partner, group): n for group, n in _separable(known, partner.n, EXACT_FROM).items()}
    if not sizes:
        return as_frame(SPLITS)
    split = _elements(groups.counts, sizes, ["partner", "group"], questionnaire)
    place = ["partner", "element"]
    whole = elements[elements["green"].notna()].set_index(place)[["n", *LIGHTS]]
    given = split.set_index(place)[["n", *LIGHTS]]
    together = given.groupby(level=place).sum()
    left_over = whole.reindex(together.index) - together
    parts = pd.concat([given, whole.reindex(given.index) - given, left_over[left_over["n"] != 0]])
    safe: pd.Series = may_show_counts(parts.fillna(0)).groupby(level=place).all()
    split = split[safe.reindex(given.index).to_numpy()]
    by = ["partner", "group", "block"]
    every = {block.id: len(block.elements) for block in questionnaire.blocks}
    complete = split.groupby(by)["element"].transform("size") == split["block"].map(every)
    blocks = block_scores(split[complete], by=by).merge(split[[*by, "n"]].drop_duplicates(), on=by).assign(element="")
    return as_frame(SPLITS, [*blocks.to_dict("records"), *split.to_dict("records")])


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
    return replace(shown, pool=as_frame(POOL), pooled=frozenset())
