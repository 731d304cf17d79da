"""From counts of lights to scores, bands and consensus. Pure; it knows nothing of who may see what.

Scores run from 0 (all red) to 100 (all green), consensus from 0 (half at one end, half at the other) to 1
(all alike). Consensus is Tastle & Wierman, "Consensus and dissention: a measure of ordinal dispersion",
International Journal of Approximate Reasoning 45 (2007): `Cns = 1 + sum p_i * log2(1 - |x_i - mean| /
width)`. Deliberate skips (n.v.t.) never count; where nobody answered there is no figure: None, or NA in a
frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from onlife.domain.light import COLOURS, Light
from onlife.translation import N_, Worded

Floats = NDArray[np.float64]

LIGHTS = [light.value for light in Light]
"""The four columns of every frame of counts: green, orange, red, not_applicable."""

_ANSWERS = [light.value for light in COLOURS]
_POINTS = np.array([2.0, 1.0, 0.0])


class Band(Worded):
    """What is said of an element where its exact counts may not be shown. The value is what a visitor
    reads.
    """

    GREEN = N_("overwegend groen")
    MIXED = N_("gemengd")
    RED = N_("overwegend rood")

    @property
    def light(self) -> Light:
        """The light whose symbol and colour the band takes."""
        return {Band.GREEN: Light.GREEN, Band.MIXED: Light.ORANGE, Band.RED: Light.RED}[self]


def consensus_of_scores(scores: Iterable[float]) -> float | None:
    """Consensus of scores of 0-100 that weigh the same, 0-1; None if there are none."""
    values = np.array(list(scores), dtype=float)
    return float(_consensus(values, np.ones_like(values), width=100)) if values.size else None


def consensus_of_stars(stars: Iterable[int]) -> float | None:
    """Consensus of priorities of 1-5 stars that weigh the same, 0-1; None if there are none."""
    values = np.array(list(stars), dtype=float)
    return float(_consensus(values, np.ones_like(values), width=4)) if values.size else None


def band(green: int, orange: int, red: int) -> Band | None:
    """Green or red when at least half of the answers have that colour, otherwise mixed; None if nobody
    answered.

    Half green beside half red is mixed.
    """
    answered = green + orange + red
    if not answered:
        return None
    if 2 * green >= answered and 2 * red < answered:
        return Band.GREEN
    if 2 * red >= answered and 2 * green < answered:
        return Band.RED
    return Band.MIXED


def element_scores(counts: pd.DataFrame) -> pd.DataFrame:
    """The same rows of counts and score (0-100), consensus (0-1), band; NA where nobody answered."""
    answers = counts[_ANSWERS].to_numpy(dtype=float)
    bands = [band(*row) or pd.NA for row in counts[_ANSWERS].itertuples(index=False, name=None)]
    return counts.assign(
        score=pd.array(_scores(answers), dtype="Float64"),
        consensus=pd.array(_consensus(_POINTS, answers, width=2), dtype="Float64"),
        band=pd.array(bands, dtype="string"),
    )


def block_scores(elements: pd.DataFrame, by: Sequence[str] = ("partner", "block")) -> pd.DataFrame:
    """One row per `by`, in order of appearance, from rows of `element_scores` that carry the `by` columns.

    Counts are summed; score and consensus are the mean over the elements that were answered.
    """
    summary = dict.fromkeys(LIGHTS, "sum") | dict.fromkeys(["score", "consensus"], "mean")
    return elements.groupby(list(by), sort=False, as_index=False).agg(summary)


def _scores(answers: Floats) -> Floats:
    """Scores of (..., 3) counts; nan where nobody answered."""
    with np.errstate(invalid="ignore"):
        return np.asarray(50 * (answers @ _POINTS) / answers.sum(axis=-1))


def _consensus(values: Floats, weights: Floats, width: float) -> Floats:
    """Consensus over the last axis of (..., k) weights at k values; nan where all weights are zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = weights / weights.sum(axis=-1, keepdims=True)
        distance = np.abs(values - (share * values).sum(axis=-1, keepdims=True)) / width
        terms = np.where(share == 0, 0, share * np.log2(1 - distance))
    return np.asarray(np.clip(1 + terms.sum(axis=-1), 0, 1), dtype=float)
