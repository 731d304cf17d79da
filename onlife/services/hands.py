"""Which networks of this installation count as one, because the same people are behind them."""

from __future__ import annotations

from onlife.domain import hands
from onlife.store import Store


def behind(store: Store) -> dict[str, str]:
    """Network -> the network that stands for all that are in the same hands, of every network there is."""
    return hands.behind(store.hands.people([network.id for network in store.networks.all()]))
