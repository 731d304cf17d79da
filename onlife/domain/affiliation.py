"""Which networks are affiliated (of the same people), so that they count as one wherever networks stand beside each other. Pure.

Five networks that somebody makes besides their own do not surround a sixth. A tie lasts: who led two networks once, keeps them
one, so that nobody sheds it by handing a network over. What cannot be seen: accounts that belong to one person and were not
made by each other, and that is what the programme and the host can make.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping


def behind(people: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Network -> one of the networks with which it has somebody in common, directly or through others: the same for all.

    `people`: network -> everybody who ever led it, and who stands behind them.
    """
    known: dict[str, set[str]] = {}
    found: dict[str, str] = {}
    for network in sorted(people):
        own = set(people[network])
        same = [one for one, theirs in known.items() if theirs & own]
        known[network] = own.union(*map(known.pop, same))
        found = {other: network if one in same else one for other, one in found.items()} | {network: network}
    return found


def count(networks: Iterable[str], affiliation: Mapping[str, str]) -> int:
    """As how many networks these count; `affiliation`: what `behind` gives. One that is not in it counts by itself."""
    return len({affiliation.get(network, network) for network in networks})
