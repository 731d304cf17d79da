"""How a network stands among the other networks of the same installation, without telling anything of one of them. Pure.

A network takes part only if it chose to. What is shown is, per building block, where the middle half of the networks
lies, in whole tens; never a network, a number of one, a highest or a lowest, or how many there are.

Refused: every figure over fewer than `MIN_NETWORKS` networks, and every figure that could be set against an earlier one to
learn what a single network brought in. Therefore what is shown moves in steps only: a newcomer, a newly closed round and
a farewell all wait until those of `MIN_NETWORKS` different networks can be taken in at once. And therefore everybody sees the
same strip, computed over all networks with one's own among them: two who put theirs side by side learn nothing more.

Networks of one kind stand beside each other by the same rule (`next_kinds`). Two pictures that are shown, of all and of a
kind, before and after, differ by nobody or by as many networks: none can be subtracted from another.

Affiliated networks (`onlife.domain.affiliation`) count as one, here and in every count above, with the mean of their
scores: whatever somebody brings in with ten networks of their own, they could have brought in with one. Affiliation is looked at
when a step is taken. Nothing moves when an account comes or goes; from then on it only takes more to take the next step.

What this cannot prevent: if all networks but one put their scores together, they can tell between which tens the last one
must lie. So can the host, who has the file, and the programme, which can give every network another account.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from onlife.domain.affiliation import count
from onlife.translation import N_

MIN_NETWORKS = 6
"""One's own network and at least five others."""
STEP = 10
"""Bounds are told in steps of so many points, rounded away from the middle, and never fall together."""

Scores = Mapping[str, float]
"""Block -> score (0-100)."""
Group = Mapping[str, Scores]
"""Network -> what of it is in one picture."""


@dataclass(frozen=True)
class Contribution:
    """What a network brings in when it closes a round, or chooses to take part after that.

    Without scores: it takes part no longer.
    """

    network: str
    scores: Scores


class Place(StrEnum):
    """Where a network stands beside the others. The value is what a visitor reads."""

    BELOW = N_("onder het midden")
    MIDDLE = N_("in het midden")
    ABOVE = N_("boven het midden")


@dataclass(frozen=True)
class Strip:
    """Between which scores the middle half of the networks lies on a block."""

    low: int
    high: int

    def place(self, score: float) -> Place:
        """Where a network with this score stands."""
        return Place.BELOW if score < self.low else Place.ABOVE if score > self.high else Place.MIDDLE


def next_release(
    shown: Group, brought: Iterable[Contribution], affiliation: Mapping[str, str], kinds: Collection[Group] = ()
) -> dict[str, Scores] | None:
    """Network -> its scores in what may be shown next; None as long as what was brought in has to wait.

    `shown`: what was taken in before; `brought`: everything since then, in the order in which it happened; `affiliation`:
    what `behind` gives; `kinds`: what was last shown of each kind, which all of them together may not be set against either.
    """
    newest = {one.network: one.scores for one in brought}
    found = {network: scores for network, scores in {**shown, **newest}.items() if scores}
    # Who came and went, or brought in the same once more, differs in nothing: five who do hide nobody. And what is left when
    # many leave is no step, or what comes after it would be held against that alone, and not against what was seen before.
    groups = [{}, shown, *kinds, _together(kinds)]
    return found if all(apart(found, group, affiliation) for group in groups) else None


def apart(one: Group, other: Group, affiliation: Mapping[str, str]) -> bool:
    """Whether two groups may both be shown: what is in the one and not the same in the other is of enough networks."""
    return _differing(one, other, affiliation) >= MIN_NETWORKS


def next_kinds(
    before: Group,
    released: Group,
    shown: Mapping[str, Group],
    kinds: Mapping[str, str],
    affiliation: Mapping[str, str],
) -> tuple[dict[str, Group], set[str]]:
    """Kind -> its networks, of the kinds that are shown anew beside `released`; and the kinds that go on as they were shown.

    A kind moves together with all networks only, and only if it is apart from everything that is or was last shown: all
    networks before and after, every kind before and after. Where it may not move its picture stays, unless somebody in it
    left or is of another kind now. What all kinds leave over is nobody, or enough networks as well.

    `before`: all networks as they were shown; `shown`: what was last shown of each kind; `kinds`: network -> its kind;
    `affiliation`: what `behind` gives.
    """
    anew: dict[str, Group] = {}
    for kind in sorted({kind for kind in kinds.values() if kind}):
        group = {network: scores for network, scores in released.items() if kinds.get(network) == kind}
        if all(apart(group, other, affiliation) for other in ({}, released, before, *shown.values(), *anew.values())):
            anew[kind] = group
    stay = {
        kind: group
        for kind, group in shown.items()
        if kind not in anew and group and all(network in released and kinds.get(network) == kind for network in group)
    }
    while left := _differing(released, _together({**stay, **anew}.values()), affiliation):
        if left >= MIN_NETWORKS or not (stay or anew):
            break
        smallest = min({**stay, **anew}.items(), key=lambda one: (len(one[1]), one[0]))[0]
        (stay if smallest in stay else anew).pop(smallest)
    return anew, set(stay)


def _differing(one: Group, other: Group, affiliation: Mapping[str, str]) -> int:
    return count((network for network in {*one, *other} if one.get(network) != other.get(network)), affiliation)


def _together(groups: Iterable[Group]) -> dict[str, Scores]:
    return {network: scores for group in groups for network, scores in group.items()}


def strips(group: Group, affiliation: Mapping[str, str]) -> dict[str, Strip]:
    """Block -> where the middle half of the networks lies; only blocks on which enough networks have a score.

    `affiliation`: what `behind` gives; affiliated networks are one, with the mean of their scores.
    """
    found = {}
    for block in sorted({block for scores in group.values() for block in scores}):
        own: dict[str, list[float]] = {}
        for network, scores in group.items():
            if block in scores:
                own.setdefault(affiliation.get(network, network), []).append(scores[block])
        if len(own) >= MIN_NETWORKS:
            low, _, high = statistics.quantiles(map(statistics.fmean, own.values()), n=4, method="inclusive")
            floor = min(math.floor(low / STEP), 100 // STEP - 1)
            found[block] = Strip(STEP * floor, STEP * max(math.ceil(high / STEP), floor + 1))
    return found
