"""What networks let others have of them, taken back for all at once."""

from __future__ import annotations

from onlife.services import peer
from onlife.store import Store


def withdraw(store: Store, actor: str) -> list[str]:
    """Let no network tell others what helped or stand beside them any more; the names of those that did either.

    A backup knows nothing of who stopped after it was made, so whoever puts one back cannot tell them from who did not.
    """
    found = []
    with store.transaction():
        for network in store.networks.all():
            tells, compares = store.experiences.shares(network.id), store.peers.takes_part(network.id)
            if tells:
                store.experiences.share(network.id, False, actor)
            if compares:
                peer.take_part(store, network, False, actor)
            if tells or compares:
                found.append(network.name)
    return found
