"""Figures that are coarse and true: a value that says it is rounded, and a range that always contains the real one.

What an element may tell is decided here, and two ways lead from there to the figures of a block:

`of_totals`, for a team of fewer than ten: how often each light was chosen in the whole block, whichever element it was
for. Whoever knows their own answers can be certain of a colleague by that only if everything the others chose is the
same light. Such totals are never told apart from those of a team in which up to `SLACK` more answers differ: they share
one zone. Where hardly anybody gave a colour there is no figure, for the same reason.

`of_elements`, where elements are shown: everything that those elements can stand for, and nothing else, so that the
block says nothing that its elements do not say.

Scores and shares are 0-100. `tests/attack` lists small teams whole: it finds nobody, and somebody without the zones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from onlife.domain.scoring import LIGHTS, Band, Floats, band

EXACT_FROM = 10
"""Below this many scans a team shows no counts, a function group nothing."""
DIFFERENT = 3
"""Exact counts need this many people who did not choose what most chose: with one, that person would know what all the
others chose; with two, the refusal itself would say so."""
COLOURED = 4
"""A band needs this many colours: with fewer, it would say what the others chose, or that they chose no colour."""
SLACK = 2
"""So many answers, beside those of one person, may differ in a team of which only 'nearly all alike' is told."""
STEP, SHARE_STEP = 5, 10
"""Scores are rounded to fives and shares to tens, or wider where a block has too few answers for that."""
INNER = 0.3
"""Where in a zone its figure stands, as a part of its width from the inner side, where most teams are."""

Ints = NDArray[np.int64]
Counts = tuple[int, int, int, int]
"""How often each of LIGHTS was chosen."""


@dataclass(frozen=True)
class Range:
    """A figure, and the ends of a range that contains the real one."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class BlockFigures:
    """Score of a block, None if no colour is certain to be given; by light its share of all answers, n.v.t. included."""

    score: Range | None
    shares: Mapping[str, Range]


@dataclass(frozen=True)
class ElementShown:
    """What is shown of an element that `people` were asked: its counts, or else its band, or neither."""

    people: int
    counts: Counts | None
    band: str | None


def tells_counts(counts: Ints, people: Ints | int) -> NDArray[np.bool_]:
    """Whether exact counts may be told, per row of LIGHTS: at least ten people, of whom at least three did not choose
    what most chose.
    """
    silent = people - counts.sum(axis=1)
    most = np.maximum(counts.max(axis=1), silent)
    return np.asarray((people >= EXACT_FROM) & (people - most >= DIFFERENT))


@lru_cache(4096)
def of_totals(people: int, elements: int, totals: Counts) -> BlockFigures | None:
    """What may be told of a block of so many elements that so many people were asked, from how often they chose each of
    LIGHTS in it; None where too few colours were given.
    """
    coloured, given, points = sum(totals[:3]), sum(totals), 2 * totals[0] + totals[1]
    if coloured <= elements + SLACK:
        return None
    lows, highs = _bounds(people, elements)
    step = STEP * ceil(30 / (people * elements))
    share_step = max(SHARE_STEP, 5 * ceil(60 / (people * elements)))
    skipped = _share(totals[3], given, share_step)
    least = (people - 1) * elements - SLACK
    most = max(range(3), key=totals.__getitem__)
    zone = most if totals[most] >= least else None
    if zone is None:
        score = _rounded(50 * points / coloured, lows[coloured, points], highs[coloured, points], step)
        colours = [_share(number, given, share_step) for number in totals[:3]]
        return BlockFigures(score, dict(zip(LIGHTS, [*colours, skipped], strict=True)))
    fewest = (2 - zone) * least
    fit = slice(fewest, fewest + 2 * (coloured - least) + 1)
    low, high = lows[coloured, fit].min(), highs[coloured, fit].max()
    part = (INNER, 0.5, 1 - INNER)[zone]
    others = 100 * (coloured - least) / given
    own = Range(100 * least / given + INNER * others, 100 * least / given, 100 * coloured / given)
    other = Range((1 - INNER) * others / 2, 0, others)
    colours = [own if at == zone else other for at in range(3)]
    score = _rounded(low + part * (high - low), low, high, step)
    return BlockFigures(score, dict(zip(LIGHTS, [*colours, skipped], strict=True)))


def most_skipped(people: int, elements: int, totals: Counts) -> int:
    """So many people of a team may have skipped one element at the most, as far as `of_totals` tells of its block."""
    told = of_totals(people, elements, totals)
    share = told.shares[LIGHTS[-1]].high if told else 100
    return min(people, floor(share / 100 * people * elements + 1e-9))


@lru_cache(4096)
def of_elements(elements: Sequence[ElementShown]) -> BlockFigures | None:
    """What the shown elements of a block (a tuple) say of it; None if they say nothing."""
    fits = [_fits(element) for element in elements]
    scores = [_scores(fit) for fit in fits]
    if not any(map(len, scores)):
        given = [fit for fit in fits if fit.sum()]
        return BlockFigures(None, _shares(given, given)) if given else None
    likely = [place.value for element in elements if (place := position(element))]
    if not likely:
        return None
    certain = [own for own, fit in zip(scores, fits, strict=True) if len(own) == len(fit)]
    unsure = [own for own, fit in zip(scores, fits, strict=True) if 0 < len(own) < len(fit)]
    low = _least_mean([own.min() for own in certain], [own.min() for own in unsure])
    high = -_least_mean([-own.max() for own in certain], [-own.max() for own in unsure])
    told = [fit for element, fit in zip(elements, fits, strict=True) if element.counts or element.band]
    return BlockFigures(Range(float(np.mean(likely)), low, high), _shares(fits, told))


@lru_cache(4096)
def position(element: ElementShown) -> Range | None:
    """Where an element stands from all red to all green: its score, or the mean of what its band can stand for in a team
    of this size that all gave a colour. None where neither is shown or nobody gave a colour.
    """
    if element.counts is None and element.band is None:
        return None
    fits = _fits(element)
    scores = _scores(fits)
    if not scores.size:
        return None
    return Range(float(_scores(_whole(fits)).mean()), float(scores.min()), float(scores.max()))


@lru_cache
def every_colouring(people: int) -> Ints:
    """Every way in which so many people can be spread over green, orange and red: one row each."""
    green, orange = np.meshgrid(np.arange(people + 1), np.arange(people + 1), indexing="ij")
    some = green + orange <= people
    return np.stack([green[some], orange[some], people - green[some] - orange[some]], axis=1)


@lru_cache
def _of_band(people: int, name: str) -> Ints:
    """The colours of so many people that have this band."""
    every = every_colouring(people)
    green, red = 2 * every[:, 0] >= people, 2 * every[:, 2] >= people
    own = {Band.GREEN: green & ~red, Band.RED: red & ~green, Band.MIXED: green == red}
    return np.asarray(every[own[Band(name)]])


@lru_cache
def of_band(people: int, name: str) -> Range:
    """Where a group stands of which only the band is told: the mean of everything that it can stand for."""
    scores = _scores(_of_band(people, name))
    return Range(float(scores.mean()), float(scores.min()), float(scores.max()))


@lru_cache
def colours_of_band(people: int, name: str) -> tuple[float, float, float]:
    """How green, orange and red share in a group of which only the band is told, on the average."""
    green, orange, red = (_of_band(people, name).mean(axis=0) / people).tolist()
    return green, orange, red


@lru_cache
def colours(element: ElementShown) -> tuple[float, float, float]:
    """How green, orange and red share in what an element can stand for, on the average; it tells its counts or a band."""
    likely = _whole(_fits(element))[:, :3].mean(axis=0)
    green, orange, red = (likely / likely.sum()).tolist()
    return green, orange, red


def band_told(counts: Sequence[int]) -> str | None:
    """The band of these counts of LIGHTS where it may be told beside no counts."""
    found = band(*counts[:3])
    return found.value if found and sum(counts[:3]) >= COLOURED else None


@lru_cache(1024)
def _fits(element: ElementShown) -> Ints:
    """Every count of LIGHTS that an element can have, given what is shown of it: one row each."""
    if element.counts is not None:
        return np.array([element.counts], dtype=np.int64)
    return _by_band(element.people)[element.band]


@lru_cache
def _by_band(people: int) -> dict[str | None, Ints]:
    """The counts of LIGHTS, by the band that is told of them, that are not told themselves."""
    differ = DIFFERENT - 1 if people >= EXACT_FROM else people
    rest = [counts for counts in product(range(differ + 1), repeat=4) if sum(counts) <= differ]
    every = {(*own[:at], people - sum(own), *own[at:])[:4] for own in rest for at in range(5)}
    found: dict[str | None, list[Sequence[int]]] = {band.value: [] for band in Band} | {None: []}
    for counts in sorted(every):
        found[band_told(counts)].append(counts)
    return {name: np.array(rows, dtype=np.int64).reshape(-1, 4) for name, rows in found.items()}


def _whole(fits: Ints) -> Ints:
    """Those of these counts in which most people gave a colour."""
    coloured = fits[:, :3].sum(axis=1)
    return np.asarray(fits[coloured == coloured.max()])


def _scores(fits: Ints) -> Floats:
    """The scores of these counts, without those that hold no colour."""
    coloured = fits[:, :3].sum(axis=1)
    given = fits[coloured > 0]
    return np.asarray(50 * (2 * given[:, 0] + given[:, 1]) / coloured[coloured > 0])


def _least_mean(certain: Sequence[float], unsure: Sequence[float]) -> float:
    """The least mean of all that is certain, which is something, and any of what is not."""
    taken = list(certain)
    for figure in sorted(unsure):
        if figure < np.mean(taken):
            taken.append(figure)
    return float(np.mean(taken))


def _shares(fits: Sequence[Ints], told: Sequence[Ints]) -> dict[str, Range]:
    """By light, its share of all that is given in elements that hold one of these counts each; the figure itself is that
    of the elements that tell something."""
    likely = np.sum([_whole(fit).mean(axis=0) for fit in told], axis=0)
    values = 100 * likely / likely.sum()
    found = {}
    for at, light in enumerate(LIGHTS):
        low, high = _least_share(fits, at, 1), _least_share(fits, at, -1)
        found[light] = Range(float(np.clip(values[at], low, high)), low, high)
    return found


def _least_share(fits: Sequence[Ints], light: int, sign: int) -> float:
    """The least (or with sign -1 the greatest) share of a light in per cent: Dinkelbach's way to the best of ratios of
    sums, "On nonlinear fractional programming", Management Science 13 (1967)."""
    ratio = 1.0 if sign > 0 else 0.0
    while True:
        best = [fit[np.argmin(sign * (fit[:, light] - ratio * fit.sum(axis=1)))] for fit in fits]
        part, whole = sum(int(row[light]) for row in best), sum(int(row.sum()) for row in best)
        if not whole or sign * (part / whole - ratio) >= 0:
            return 100 * ratio
        ratio = part / whole


def _rounded(value: float, low: float, high: float, step: int) -> Range:
    """A score rounded to a multiple of `step`, with the ends of its rounding where they hold all from `low` to `high`, and
    otherwise the halves of `step` around those."""
    centre = float(step * floor(value / step + 0.5))
    least, most = centre - step / 2, centre + step / 2
    if low < least or high > most:
        least, most = step / 2 * floor(2 * low / step), step / 2 * ceil(2 * high / step)
    least, most = max(0.0, least), min(100.0, most)
    return Range(min(max(centre, least), most), least, most)


def _share(number: int, whole: int, step: int) -> Range:
    """A share in per cent rounded to a multiple of `step`, in whole numbers, so that none falls beside its range."""
    centre = step * ((200 * number + step * whole) // (2 * step * whole))
    return Range(float(min(centre, 100)), max(0.0, centre - step / 2), min(100.0, centre + step / 2))


@lru_cache
def _bounds(people: int, elements: int) -> tuple[Floats, Floats]:
    """The least and greatest mean of the element scores of a block, at [colours given, points of these colours]."""
    lows, highs = (_extremes(people, elements, sign) for sign in (1, -1))
    return lows, -highs


def _extremes(people: int, elements: int, sign: int) -> Floats:
    """The least mean of sign times the scores, over any number of elements that were answered at all."""
    sums = np.full((people * elements + 1, 2 * people * elements + 1), np.inf)
    sums[0, 0], least = 0, np.full_like(sums, np.inf)
    for answered in range(1, elements + 1):
        wider = np.full_like(sums, np.inf)
        for given in range(1, people + 1):
            for points in range(2 * given + 1):
                before = sums[: len(sums) - given, : sums.shape[1] - points]
                part = wider[given:, points:]
                np.minimum(part, before + sign * 50 * points / given, out=part)
        sums = wider
        np.minimum(least, sums / answered, out=least)
    return least
