"""Small teams listed whole: all that a team can have answered on a block, and what somebody who knows their own answers,
every figure of the block and these rules is sure of.

    python -m tests.attack.blocks [--people 5 --elements 3]

The app is asked what it shows, not imitated. What is shown of a block of a small team depends on how often each light
was chosen on each element, so it is enough to list those counts: in every one of them each colleague may be whoever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from onlife import coarse
from onlife.coarse import Ints

SILENT = 4
"""The place of who left an element open, after the four lights."""
View = Callable[[int, int, Ints], Ints]
"""What is shown of a block: people, elements and counts (rows x elements x lights and silence) -> a number per row,
the same for what looks the same."""


@dataclass(frozen=True)
class Listed:
    """What was found over all answers: in how many views, of those (own answers, element, light or silence) in which all
    that fits says the same of every colleague, and the greatest share of what fits in which one colleague chose one thing.
    """

    views: int
    certain: tuple[tuple[tuple[int, ...], int, int], ...]
    surest: float


def every_spread(people: int, places: int = SILENT + 1) -> Ints:
    """Every way in which so many people can be spread over the lights and silence: one row each."""
    heads = product(range(people + 1), repeat=places - 1)
    rows = [(*head, people - sum(head)) for head in heads if sum(head) <= people]
    return np.array([(*row, *(0,) * (SILENT + 1 - places)) for row in rows], dtype=np.int64)


def as_told(people: int, elements: int, counts: Ints) -> Ints:
    """The figures of a block of a small team, as the app gives them."""
    totals, places = np.unique(counts[:, :, :SILENT].sum(axis=1), axis=0, return_inverse=True)
    known: dict[object, int] = {}
    told = [_seen(coarse.of_totals(people, elements, tuple(map(int, row)))) for row in totals]  # type: ignore[arg-type]
    return np.array([known.setdefault(figures, len(known)) for figures in told])[places.ravel()]


def exact_totals(people: int, elements: int, counts: Ints) -> Ints:
    """The control: exactly how often each light was chosen in the block."""
    return np.asarray(np.unique(counts[:, :, :SILENT].sum(axis=1), axis=0, return_inverse=True)[1].ravel())


def exact_score(people: int, elements: int, counts: Ints) -> Ints:
    """The control: the exact score of the block, the mean of its element scores, beside the app's own figures."""
    coloured = counts[:, :, :3].sum(axis=2)
    with np.errstate(invalid="ignore"):
        scores = 50 * (2 * counts[:, :, 0] + counts[:, :, 1]) / coloured
    answered = (coloured > 0).sum(axis=1)
    mean = np.where(answered, np.nansum(scores, axis=1) / np.maximum(answered, 1), -1)
    both = np.stack([as_told(people, elements, counts), np.round(mean * 1000).astype(np.int64)], axis=1)
    return np.asarray(np.unique(both, axis=0, return_inverse=True)[1].ravel())


def listed(people: int, elements: int, view: View = as_told, places: int = SILENT + 1) -> Listed:
    """Everything that a team of so many people can answer on so many elements, for every answer of the attacker's own."""
    spreads = every_spread(people - 1, places)
    others = spreads[np.array(list(product(range(len(spreads)), repeat=elements)))]
    weights = np.exp(_ways(others) - _ways(others).max())
    views, surest, certain = 0, 0.0, []
    for own in combinations_with_replacement(range(places), elements):
        counts = others.copy()
        counts[:, range(elements), list(own)] += 1
        seen = view(people, elements, counts)
        views += len(np.unique(seen))
        size, total = np.bincount(seen), np.bincount(seen, weights)
        for element, light in product(range(elements), range(places)):
            alike = np.bincount(seen, others[:, element, light] == people - 1)
            certain += [(own, element, light)] * int(((alike == size) & (size > 0)).sum())
            share = np.bincount(seen, weights * others[:, element, light] / (people - 1))
            surest = max(surest, float((share[size > 0] / total[size > 0]).max()))
    return Listed(views, tuple(certain), surest)


def _ways(others: Ints) -> NDArray[np.float64]:
    """The logarithm of how many ways people can be behind these counts, up to what is the same for all."""
    known = np.array([lgamma(number + 1) for number in range(int(others.max()) + 1)])
    return np.asarray(-known[others].sum(axis=(1, 2)))


def _seen(figures: coarse.BlockFigures | None) -> object:
    return figures and (figures.score, tuple(figures.shares.items()))
