"""Small teams that are taken together, listed whole: what a member of one of them is certain of, who sees the figures of the
block of every team, the elements of all of them together, and knows these rules.
"""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import numpy as np

from onlife import coarse, privacy
from onlife.coarse import Ints
from tests.attack.blocks import View, as_told, every_spread

BASE = 64
"""More than the people of all teams: counts of all lights of an element in one number, so that teams are added at once."""


def element_view(people: int, places: int) -> Ints:
    """For every count of the lights of an element of all teams together, as one number, which figure is shown of it."""
    views = np.full(BASE**places, -1, dtype=np.int64)
    known: dict[object, int] = {}
    for row in every_spread(people, places):
        counts = tuple(map(int, row[:4]))
        figures = coarse.of_totals(people, 1, counts)  # type: ignore[arg-type]
        seen = figures and (figures.score, coarse.band_told(counts))
        views[_number(row[None, :places])[0]] = known.setdefault(seen, len(known))
    return views


def certain(team: int, teams: int, places: int, view: View = as_told, together: Ints | None = None) -> tuple[int, int]:
    """Of so many teams of so many people on a block of two elements, all answers: views, and views that make certain."""
    elements = 2
    spreads = every_spread(team, places)
    every = spreads[np.array(list(product(range(len(spreads)), repeat=elements)))]
    numbers = _number(every[:, :, :places])
    told = view(team, elements, every)
    shown = element_view(team * teams, places) if together is None else together
    groups = [np.flatnonzero(told == number) for number in range(told.max() + 1)]
    fewer = every_spread(team - 1, places)
    others = fewer[np.array(list(product(range(len(fewer)), repeat=elements)))]
    flags = np.stack([others[:, e, light] == team - 1 for e, light in product(range(elements), range(places))])
    mine = []
    for own in combinations_with_replacement(range(places), elements):
        counts = others.copy()
        counts[:, range(elements), list(own)] += 1
        mine.append((_number(counts[:, :, :places]), view(team, elements, every_with(every, counts))[len(every) :]))
    size = int(shown.max()) + 1
    views = found = 0
    for pair in combinations_with_replacement(range(len(groups)), teams - 1):
        support = numbers[groups[pair[0]]]
        for number in pair[1:]:
            support = np.unique((support[:, None] + numbers[groups[number]][None]).reshape(-1, elements), axis=0)
        for own_numbers, own_views in mine:
            whole = own_numbers[:, None] + support[None]
            codes = (own_views[:, None] * size + shown[whole[..., 0]]) * size + shown[whole[..., 1]]
            reached = np.unique(np.stack([np.repeat(np.arange(len(codes)), codes.shape[1]), codes.ravel()]), axis=1)
            _, place = np.unique(reached[1], return_inverse=True)
            reach = np.bincount(place.ravel())
            views += len(reach)
            alike = np.stack([np.bincount(place.ravel(), flag[reached[0]]) == reach for flag in flags])
            found += int(alike.any(axis=0).sum())
    return views, found


def every_with(every: Ints, counts: Ints) -> Ints:
    """Both lists in one, so that what looks the same has the same number in both."""
    return np.concatenate([every, counts])


def _number(counts: Ints) -> Ints:
    """Counts of lights on the last axis as one number."""
    return np.asarray((counts * BASE ** np.arange(counts.shape[-1])).sum(axis=-1))
