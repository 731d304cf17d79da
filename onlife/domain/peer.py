"""How a network stands among the other networks of the same installation, without telling anything of one of them. Pure.

A network takes part only if it chose to. What is shown is, per building block, where the middle half of the networks
lies, in whole tens; never a network, a number of one, a highest or a lowest, or how many there are.

Refused: every figure over fewer than `TOGETHER` networks, and every figure that could be set against an earlier one to
learn what a single network brought in. Therefore what is shown moves in steps only: a newcomer, a newly closed round and
a farewell all wait until those of `TOGETHER` different networks can be taken in at once. And therefore everybody sees the
same strip, computed over all networks with one's own among them: two who put theirs side by side learn nothing more.

What this cannot prevent: if all networks but one put their scores together, they can tell between which tens the last one
must lie. Whoever coordinates or makes up all of those could do that, besides the host, who has the file.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MIN_NETWORKS = 6
"""One's own network and at least five others."""
STEP = 10
"""Bounds are told in steps of so many points, rounded away from the middle, and never fall together."""

Scores = Mapping[str, float]
"""Block -> score (0-100)."""


@dataclass(frozen=True)
class Contribution:
    """What a network brings in when it closes a round, or chooses to take part after that.

    Without scores: it takes part no longer.
    """

    network: str
    scores: Scores


class Place(StrEnum):
    """Where a network stands beside the others. The value is what a visitor reads."""

    BELOW = "onder het midden"
    MIDDLE = "in het midden"
    ABOVE = "boven het midden"


@dataclass(frozen=True)
class Strip:
    """Between which scores the middle half of the networks lies on a block."""

    low: int
    high: int

    def place(self, score: float) -> Place:
        """Where a network with this score stands."""
        return Place.BELOW if score < self.low else Place.ABOVE if score > self.high else Place.MIDDLE


def next_release(shown: Mapping[str, Scores], brought: Iterable[Contribution]) -> dict[str, Scores] | None:
    """Network -> its scores in what may be shown next; None as long as what was brought in has to wait.

    `shown`: what was taken in before; `brought`: everything since then, in the order in which it happened.
    """
    waiting = {one.network: one.scores for one in brought}
    # Who came and went before anything of it was shown, is nobody to wait for.
    waiting = {network: scores for network, scores in waiting.items() if scores or network in shown}
    if len(waiting) < MIN_NETWORKS:
        return None
    return {network: scores for network, scores in {**shown, **waiting}.items() if scores}


def strips(networks: Collection[Scores]) -> dict[str, Strip]:
    """Block -> where the middle half of the networks lies; only blocks on which enough networks have a score."""
    found = {}
    for block in sorted({block for scores in networks for block in scores}):
        values = [scores[block] for scores in networks if block in scores]
        if len(values) >= MIN_NETWORKS:
            low, _, high = statistics.quantiles(values, n=4, method="inclusive")
            floor = min(math.floor(low / STEP), 100 // STEP - 1)
            found[block] = Strip(STEP * floor, STEP * max(math.ceil(high / STEP), floor + 1))
    return found
