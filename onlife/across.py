"""How a network stands among the other networks of the same installation, without telling anything of one of them. Pure.

A network takes part only if it chose to. What is shown is, per building block, where the middle half of the networks
lies, in whole tens; never a network, a number of one, a highest or a lowest.

Refused: every figure over fewer than `TOGETHER` networks, and every figure that could be set against an earlier one to
learn what a single network brought in. Therefore what is shown moves in steps only: a newcomer, a newly closed round and
a farewell all wait until those of `TOGETHER` different networks can be taken in at once. And therefore everybody sees the
same strip, computed over all networks with one's own among them: two who put theirs side by side learn nothing more.

What this cannot prevent: if all networks but one put their scores together, they can tell between which tens the last one
must lie. Only who hosts the installation could bring them together, and that host has the file.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

TOGETHER = 6
"""One's own network and at least five others."""
STEP = 10
"""Bounds are told in steps of so many points, rounded away from the middle."""


@dataclass(frozen=True)
class Brought:
    """What a network brings in when it closes a round, or chooses to take part after that: block -> score (0-100).

    Without scores: it takes part no longer.
    """

    network: str
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Strip:
    """Between which scores the middle half of the networks lies on a block; `networks`: how many there are."""

    low: int
    high: int
    networks: int

    def told(self, score: float) -> str:
        """Where a network with this score stands, in Dutch."""
        place = "onder" if score < self.low else "boven" if score > self.high else "in"
        return f"Jullie staan {place} het midden: de helft van {self.networks} netwerken ligt tussen {self.low} en {self.high}."


def taken_in(brought: Iterable[Brought]) -> Mapping[str, Mapping[str, float]]:
    """Network -> its scores in what may be shown by now; `brought` in the order in which it happened."""
    shown: dict[str, Mapping[str, float]] = {}
    waiting: dict[str, Mapping[str, float]] = {}
    for one in brought:
        waiting[one.network] = one.scores
        if not one.scores and one.network not in shown:
            del waiting[one.network]  # came and went before anything of it was shown
        if len(waiting) >= TOGETHER:
            shown = {network: scores for network, scores in (shown | waiting).items() if scores}
            waiting = {}
    return MappingProxyType(shown)


def strips(brought: Iterable[Brought]) -> dict[str, Strip]:
    """Block -> where the middle half of the networks lies; only blocks on which enough networks have a score."""
    networks = taken_in(brought).values()
    found = {}
    for block in sorted({block for scores in networks for block in scores}):
        values = [scores[block] for scores in networks if block in scores]
        if len(values) >= TOGETHER:
            low, _, high = statistics.quantiles(values, n=4, method="inclusive")
            found[block] = Strip(STEP * math.floor(low / STEP), STEP * math.ceil(high / STEP), len(values))
    return found
