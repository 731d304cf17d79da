"""Function groups beside the whole of a large team: what somebody in one of them is certain of, by everything that the parts
can answer on an element.

Shown are the whole, by the rules of the app, and the counts of every part where all of them may be told. The attacker also
learns from what is not shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product

import numpy as np

from onlife.domain import coarsening
from tests.attack import attacker
from tests.attack.attacker import SILENT, Choices, every_choice

Parts = tuple[Choices, ...]
Told = Callable[[Parts], bool]
"""Whether the counts of these parts are shown."""
SIZES = ((10, 10), (10, 12), (11, 11), (10, 10, 10))


def told(parts: Parts) -> bool:
    """The rule of the app: every part that is shown, and whatever is left when one is taken from the whole."""
    return all(map(_told, (_sum(parts), *parts, *(_less(_sum(parts), part) for part in parts))))


def told_of_whole(parts: Parts) -> bool:
    """The control: parts are shown wherever the whole is."""
    return _told(_sum(parts))


def listed(sizes: Sequence[int], rule: Told = told, lights: int = 3) -> tuple[int, int]:
    """How many different views there are of somebody in a part, and how many make certain what all others in a part chose.
    Three parts are listed by `lights` = 2."""
    spreads = [[s for s in every_choice(size) if not any(s[lights:SILENT])] for size in sizes]
    if len(sizes) > 2:
        spreads = [[s for s in all_spreads if not s[SILENT]] for all_spreads in spreads]
    fitting: dict[object, list[Parts]] = defaultdict(list)
    for parts in product(*spreads):
        whole = attacker.rules(sum(sizes))[_sum(parts)]
        fitting[whole, parts if rule(parts) else None].append(parts)
    views = certain = 0
    for fits in fitting.values():
        for at, own in product(range(len(sizes)), range(SILENT + 1)):
            mine = [_less_one(parts, at, own) for parts in fits if parts[at][own]]
            views += bool(mine)
            certain += bool(mine) and any(_one_mind({parts[part] for parts in mine}) for part in range(len(sizes)))
    return views, certain


def _one_mind(found: set[Choices]) -> bool:
    return len(found) == 1 and max(one := next(iter(found))) == sum(one)


@lru_cache(None)
def _told(counts: Choices) -> bool:
    return bool(coarsening.tells_counts(np.array([counts[:SILENT]]), sum(counts))[0])


def _sum(parts: Parts) -> Choices:
    return tuple(map(sum, zip(*parts, strict=True)))


def _less(whole: Choices, part: Choices) -> Choices:
    return tuple(all_of - some for all_of, some in zip(whole, part, strict=True))


def _less_one(parts: Parts, at: int, own: int) -> Parts:
    return tuple(
        tuple(n - (part == at and place == own) for place, n in enumerate(counts)) for part, counts in enumerate(parts)
    )
