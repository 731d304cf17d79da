"""Small teams listed whole: all that a team can have answered on a block, and what somebody who knows their own answers,
every figure of the block and these rules is sure of.

The app is asked what it shows, not imitated. Colleagues are alike to whoever looks on, and so are elements of which nothing
is shown by itself: it is enough to list how often each light was chosen, on every element (`listed`) or, where what is
shown follows from the block as a whole, in the block (`listed_whole`), which reaches the sizes of real blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, product
from math import comb, lgamma

import numpy as np
from numpy.typing import NDArray

from onlife.domain import coarsening
from onlife.domain.coarsening import Ints

SILENT = 4
"""The place of who left an element open, after the four lights."""
View = Callable[[int, int, Ints], Ints]
"""What is shown of a block: people, elements and counts (rows x elements x lights and silence) -> a number per row,
the same for what looks the same."""
Figures = Callable[[int, int, tuple[int, int, int, int]], object]
"""What is shown of people, elements and how often each light was chosen."""


@dataclass(frozen=True)
class Listed:
    """Over all answers: how many views there are, in how many of them somebody is certain what a colleague chose, and how
    sure anybody is of that at the most if all answers were as likely beforehand.
    """

    views: int
    certain: int
    surest: float


@lru_cache
def every_spread(people: int, places: int = SILENT + 1) -> Ints:
    """Every way in which so many answers can be spread over the lights and silence: one row each."""
    bars = np.array(list(_bars(people + places - 1, places - 1)), dtype=np.int64).reshape(-1, places - 1)
    edges = np.pad(bars, ((0, 0), (1, 1)), constant_values=((0, 0), (-1, people + places - 1)))
    return np.pad(np.diff(edges, axis=1) - 1, ((0, 0), (0, SILENT + 1 - places)))


def _bars(length: int, number: int, start: int = 0) -> Iterator[tuple[int, ...]]:
    if number == 0:
        yield ()
        return
    for at in range(start, length - number + 1):
        for rest in _bars(length, number - 1, at + 1):
            yield (at, *rest)


def told(people: int, elements: int, totals: tuple[int, int, int, int]) -> object:
    """The figures of a block of a small team, as the app gives them."""
    figures = coarsening.of_totals(people, elements, totals)
    found = [figures.score, *figures.shares.values()] if figures else []
    return tuple((figure.value, figure.low, figure.high) for figure in found if figure)


def exactly(_people: int, _elements: int, totals: tuple[int, int, int, int]) -> object:
    """The control: how often each light was chosen in the block."""
    return totals


def as_told(people: int, elements: int, counts: Ints) -> Ints:
    """The figures of a block of a small team, as the app gives them."""
    totals, places = np.unique(counts[:, :, :SILENT].sum(axis=1), axis=0, return_inverse=True)
    return _numbered(told(people, elements, tuple(row)) for row in totals.tolist())[places.ravel()]


def exact_score(people: int, elements: int, counts: Ints) -> Ints:
    """The control: the exact score of the block, the mean of its element scores, beside the app's own figures."""
    coloured = counts[:, :, :3].sum(axis=2)
    scores = 50 * (2 * counts[:, :, 0] + counts[:, :, 1]) / np.maximum(coloured, 1)
    mean = np.where(coloured.any(axis=1), scores.sum(axis=1) / np.maximum((coloured > 0).sum(axis=1), 1), -1)
    both = np.stack([as_told(people, elements, counts), np.round(mean * 1000).astype(np.int64)], axis=1)
    return np.asarray(np.unique(both, axis=0, return_inverse=True)[1].ravel())


def listed(people: int, elements: int, view: View = as_told, places: int = SILENT + 1) -> Listed:
    """Everything that a team of so many people can answer on so many elements, for every answer of the attacker's own."""
    spreads = every_spread(people - 1, places)
    others = spreads[np.array(list(product(range(len(spreads)), repeat=elements)))]
    weights = _ways(others.reshape(len(others), -1))
    views, certain, surest = 0, 0, 0.0
    for own in combinations_with_replacement(range(places), elements):
        counts = others.copy()
        counts[:, range(elements), list(own)] += 1
        seen = view(people, elements, counts)
        size, total = np.bincount(seen), np.bincount(seen, weights)
        certain_here = np.zeros(len(size), dtype=bool)
        for element, place in product(range(elements), range(places)):
            certain_here |= np.bincount(seen, others[:, element, place] == people - 1) == size
            share = np.bincount(seen, weights * others[:, element, place] / (people - 1))
            surest = max(surest, float((share[size > 0] / total[size > 0]).max()))
        views += int((size > 0).sum())
        certain += int((certain_here & (size > 0)).sum())
    return Listed(views, certain, surest)


def listed_whole(
    people: int, elements: int, figures: Figures = told, places: int = SILENT + 1, owns: Iterable[int] | None = None
) -> Listed:
    """The same where all that is shown of a block follows from how often each light was chosen in it; `owns`: only the
    answers of the attacker with these numbers.

    Every answer of the others is then as likely as any other to stand in a given place, so that the others are certain
    only if all that they chose is one thing, and surest where that thing is the greatest part of what fits.
    """
    cells, answers = people * elements, (people - 1) * elements
    every = every_spread(cells, places)
    place = {row: at for at, row in enumerate(map(bytes, every.astype(np.uint8)))}
    seen_of = _numbered(figures(people, elements, tuple(row[:SILENT])) for row in every.tolist())
    others = every_spread(answers, places)
    weights = _ways(others)
    views, certain, surest = 0, 0, 0.0
    own_rows = every_spread(elements, places)
    for own in own_rows if owns is None else own_rows[list(owns)]:
        seen = seen_of[[place[row] for row in map(bytes, (others + own).astype(np.uint8))]]
        size, total = np.bincount(seen), np.bincount(seen, weights)
        for light in range(places):
            share = np.bincount(seen, weights * others[:, light] / answers)
            certain += int(((np.bincount(seen, others[:, light] == answers) == size) & (size > 0)).sum())
            surest = max(surest, float((share[size > 0] / total[size > 0]).max()))
        views += int((size > 0).sum())
    return Listed(views, certain, surest)


@contextmanager
def slack(answers: int) -> Iterator[None]:
    """With another width of the zone in which 'all alike' is not told apart."""
    before = coarsening.SLACK
    try:
        coarsening.SLACK = answers
        coarsening.of_totals.cache_clear()
        yield
    finally:
        coarsening.SLACK = before
        coarsening.of_totals.cache_clear()


def error(people: int, elements: int, chance: np.random.Generator, teams: int = 400) -> float:
    """How far scores of blocks lie from those of the same answers (RMSE), over teams with opinions of every kind."""
    off = []
    for _ in range(teams):
        opinions = chance.dirichlet((1, 1, 1), size=elements)
        counts = np.array([chance.multinomial(people, opinion) for opinion in opinions])
        real = 50 * (2 * counts[:, 0] + counts[:, 1]).mean() / people
        green, orange, red = counts.sum(axis=0).tolist()
        figures = coarsening.of_totals(people, elements, (green, orange, red, 0))
        assert figures and figures.score
        off.append(figures.score.value - real)
    return float(np.sqrt(np.mean(np.square(off))))


def size(people: int, elements: int, places: int = SILENT + 1) -> int:
    """How much there is to list for a team on a block as a whole."""
    return comb(people * elements + places - 1, places - 1) * comb(elements + places - 1, places - 1)


def _ways(counts: Ints) -> NDArray[np.float64]:
    """How many ways people can be behind these counts, up to what is the same for all."""
    known = np.array([lgamma(number + 1) for number in range(int(counts.max()) + 1)])
    logs = -known[counts].sum(axis=1)
    return np.asarray(np.exp(logs - logs.max()))


def _numbered(seen: Iterable[object]) -> Ints:
    """A number for everything, the same for what looks the same."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(figures, len(known)) for figures in seen])
