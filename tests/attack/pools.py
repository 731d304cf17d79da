"""Small teams that are shown together: what a member of one of them is certain of, who sees the figures of the block of every
team, the bands of the elements of all of them, and knows these rules.

On a block of two elements everything that three teams can answer is listed: there the bands do make somebody certain, which
is why the app shows them from `privacy.POOL_ELEMENTS` elements on. For blocks as long as those, teams that are nearly of one
mind are drawn, and for each of them another way to have answered is looked for (`jointly`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product
from random import Random

import numpy as np

from onlife.domain import coarsening
from onlife.domain.coarsening import Ints
from tests.attack import jointly
from tests.attack.blocks import SILENT, as_told, every_spread
from tests.attack.jointly import Answers

BASE = 64
"""More than the people of all teams: counts of all lights of an element in one number, so that teams are added at once."""
TEMPERS = (
    (14, 1, 0, 0, 0),
    (1, 14, 0, 0, 0),
    (0, 1, 14, 0, 0),
    (6, 2, 0, 0, 0),
    (0, 2, 6, 0, 0),
    (1, 1, 1, 0, 0),
    (1, 0, 0, 12, 0),
    (9, 0, 1, 1, 1),
)
SIZES = ((5, 5, 5), (5, 6, 7, 5), (4, 4, 4, 4), (5, 5, 9))


def tried(number: int = 400) -> Iterator[tuple[str, tuple[int, int], bool]]:
    """What was tried, how many views there were and how many made certain, and whether it is a control."""
    yield "drie teams van vijf samen op twee elementen (niet getoond)", listed(5, 3, 3), True
    for elements, sizes in product((5, 6, 8), SIZES):
        yield f"teams van {sizes} samen op {elements} elementen", sampled(sizes, elements, number // elements), False
    yield "teams samen, ook waar ze veel oversloegen (niet getoond)", sampled((5, 5, 9), 5, 8, always=True), True
    yield "getallen van drie teams samen, en van twee daarvan", without_one(number // 10), True


def sampled(
    sizes: Sequence[int], elements: int, number: int, seed: int = 1, *, always: bool = False
) -> tuple[int, int]:
    """So many networks of teams that are nearly of one mind: on how many elements somebody could be certain, and is.

    `always`: the control, teams are shown together also where they may have skipped nearly everything."""
    chance = Random(f"{seed} {sizes} {elements}")
    views = certain = 0
    for _ in range(number):
        people = drawn(chance, sizes, elements)
        teams = [counted(team, elements) for team in people]
        if always or jointly.together_shown(teams):
            for at, team in enumerate(people):
                for own in sorted(set(team)):
                    views += 1
                    certain += len(jointly.recovered(teams, at, own, [range(len(teams))]))
    return views, certain


def without_one(number: int, elements: int = 1) -> tuple[int, int]:
    """The control: the counts of three teams together, and of two of them; what is left over is the third team."""
    chance = Random(1)
    views = certain = 0
    for _ in range(number):
        people = drawn(chance, (5, 5, 5), elements)
        teams = [counted(team, elements) for team in people]
        for own in sorted(set(people[2])):
            views += 1
            certain += len(jointly.recovered(teams, 2, own, [(0, 1, 2), (0, 1)], pooled=lambda together: together))
    return views, certain


def drawn(chance: Random, sizes: Sequence[int], elements: int) -> list[list[tuple[int, ...]]]:
    """For every team and person the place that they chose on every element."""
    shared = [chance.choice(TEMPERS) for _ in range(elements)]
    if chance.random() < 0.5:
        shared = shared[:1] * elements
    teams = []
    for size in sizes:
        own = [chance.choice(TEMPERS) if chance.random() < 0.3 else temper for temper in shared]
        teams.append([tuple(chance.choices(range(SILENT + 1), temper)[0] for temper in own) for _ in range(size)])
    return teams


def counted(team: Sequence[Sequence[int]], elements: int) -> Answers:
    return tuple(
        tuple([person[element] for person in team].count(place) for place in range(SILENT + 1))
        for element in range(elements)
    )


def listed(team: int, teams: int, places: int) -> tuple[int, int]:
    """Of so many teams of so many people on a block of two elements, all answers: views, and views that make certain."""
    elements = 2
    spreads = every_spread(team, places)
    every = spreads[np.array(list(product(range(len(spreads)), repeat=elements)))]
    numbers = _number(every[:, :, :places])
    told = as_told(team, elements, every)
    shown = _bands(team * teams, places)
    groups = [np.flatnonzero(told == number) for number in range(told.max() + 1)]
    fewer = every_spread(team - 1, places)
    others = fewer[np.array(list(product(range(len(fewer)), repeat=elements)))]
    alike = np.stack([others[:, e, light] == team - 1 for e, light in product(range(elements), range(places))])
    mine = []
    for own in combinations_with_replacement(range(places), elements):
        counts = others.copy()
        counts[:, range(elements), list(own)] += 1
        both = np.concatenate([every, counts])  # so that what looks the same has the same number in both
        mine.append((_number(counts[:, :, :places]), as_told(team, elements, both)[len(every) :]))
    size = int(shown.max()) + 1
    views = found = 0
    for rest in combinations_with_replacement(range(len(groups)), teams - 1):
        support = numbers[groups[rest[0]]]
        for number in rest[1:]:
            sums = support[:, None] + numbers[groups[number]][None]
            support = np.unique(sums.reshape(-1, elements), axis=0)
        for own_numbers, own_views in mine:
            whole = own_numbers[:, None] + support[None]
            codes = (own_views[:, None] * size + shown[whole[..., 0]]) * size + shown[whole[..., 1]]
            reached = np.unique(np.stack([np.repeat(np.arange(len(codes)), codes.shape[1]), codes.ravel()]), axis=1)
            place = np.unique(reached[1], return_inverse=True)[1].ravel()
            reach = np.bincount(place)
            views += len(reach)
            found += int(np.any([np.bincount(place, one[reached[0]]) == reach for one in alike], axis=0).sum())
    return views, found


def _bands(people: int, places: int) -> Ints:
    """For every count of the lights of an element of all teams together, as one number, which band is shown of it."""
    views = np.full(BASE**places, -1, dtype=np.int64)
    known: dict[object, int] = {}
    for row in every_spread(people, places):
        band = coarsening.band_told(row[:SILENT].tolist())
        views[_number(row[:places])] = known.setdefault(band, len(known))
    return views


def _number(counts: Ints) -> Ints:
    """Counts of lights on the last axis as one number."""
    return np.asarray((counts * BASE ** np.arange(counts.shape[-1])).sum(axis=-1))
