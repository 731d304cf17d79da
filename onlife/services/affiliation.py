"""Which networks of this installation count as one, because the same people are behind them."""

from __future__ import annotations

from onlife.domain import affiliation
from onlife.store import Store


def behind(store: Store) -> dict[str, str]:
    """Network -> the network that stands for all that are affiliated with it, of every network there is."""
    return affiliation.behind(store.affiliations.people([network.id for network in store.networks.all()]))
