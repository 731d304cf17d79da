"""The figures of the network, from what may be shown of its partners. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from onlife.domain.scoring import LIGHTS, Band, consensus_of_scores
from onlife.domain.shown import (
    BAND_COLUMNS,
    NETWORK_BLOCKS,
    NETWORK_ELEMENTS,
    SHARES,
    FrameRow,
    Shown,
    as_frame,
    as_rows,
    with_ranges,
)

CACHE_SIZE = 256
"""How many results keep what was computed from them; callers read these frames and never change them."""


@lru_cache(CACHE_SIZE)
def network_blocks(shown: Shown) -> pd.DataFrame:
    """Per block: block, partners and n (shown partners, their scans), counts, score, consensus, shares, with ranges.

    Score and shares are the means of what is shown of the partners, each counting once; counts only where every partner
    has them. Consensus is the mean over the elements of the consensus between partners, NA if that of any is NA. No rows
    if no partner is shown.
    """
    between = network_elements(shown).groupby("block")["consensus"]
    consensus = between.mean().where(between.count() == between.size())
    by_block = shown.blocks.groupby("block", sort=False)
    figures = with_ranges("score", *SHARES)
    rows = by_block.agg(
        partners=("partner", "size"),
        n=("n", "sum"),
        **{column: (column, "mean") for column in figures},
        **{column: (column, "sum") for column in LIGHTS},
    )
    rows.loc[by_block["green"].count() < rows["partners"], LIGHTS] = pd.NA
    rows = rows.assign(consensus=consensus).reset_index()
    return as_frame(NETWORK_BLOCKS, rows.to_dict("records"))


@lru_cache(CACHE_SIZE)
def network_elements(shown: Shown) -> pd.DataFrame:
    """Per element: element, block, partners, pooled, n, counts, score, consensus, band, position, greens, mixed, reds.

    partners: how many tell something of it themselves, of whom greens, mixed and reds hold that band; pooled: how many
    small teams stand beside them as one. position: the mean of where partners stand (0-100), a small team where the small
    teams together stand. band: held by at least half of the partners with one, otherwise mixed. Counts, score and
    consensus (between partners) only where every partner shows an exact score: with one banded partner, subtraction would
    give that partner's score; between fewer than two partners there is no consensus.
    """
    together = {row["element"]: row for row in shown.pool.to_dict("records") if pd.notna(row["position"])}
    by_element: dict[str, list[FrameRow]] = {}
    for row in as_rows(shown.elements):
        by_element.setdefault(row["element"], []).append(row)
    return as_frame(
        NETWORK_ELEMENTS, (_network_element(rows, together.get(element)) for element, rows in by_element.items())
    )


@lru_cache(CACHE_SIZE)
def positions(shown: Shown) -> pd.DataFrame:
    """partner, element, block, n, band, position (0-100) with its range, exact: of every element that a partner tells."""
    rows = shown.elements[shown.elements["position"].notna()]
    return rows[["partner", "element", "block", "n", "band", *with_ranges("position")]].assign(
        exact=rows["score"].notna()
    )


def _network_element(rows: Sequence[FrameRow], together: FrameRow | None) -> dict[str, Any]:
    answered = [each for each in rows if each["position"] is not None]
    held = {band: sum(each["band"] == band.value for each in answered) for band in Band}
    votes, stands, pooled = dict(held), [each["position"] for each in answered], 0
    if together:
        pooled = int(together["partners"])
        stands += [together["position"]] * pooled
        votes[Band(together["band"])] += pooled
    row: dict[str, Any] = {
        "element": rows[0]["element"],
        "block": rows[0]["block"],
        "partners": len(answered),
        "pooled": pooled,
        "n": sum(each["n"] for each in rows),
        "band": _band_between(votes),
        "position": float(np.mean(stands)) if stands else None,
        **{column: held[band] for band, column in BAND_COLUMNS.items()},
    }
    if answered and all(each["green"] is not None for each in rows):
        row |= {light: sum(each[light] for each in rows) for light in LIGHTS}
        scores = [each["score"] for each in answered]
        row["score"] = float(np.mean(scores))
        row["consensus"] = consensus_of_scores(scores) if len(scores) >= 2 else None
    return row


def _band_between(held: dict[Band, int]) -> str | None:
    """The one band that at least half of the partners hold, otherwise mixed; None without any."""
    total = sum(held.values())
    half = [band for band, number in held.items() if total and 2 * number >= total]
    return None if not total else half[0].value if len(half) == 1 else Band.MIXED.value
