"""Contact persons for tests: one of each partner, named as the partner."""

from __future__ import annotations

from collections.abc import Mapping

from onlife.domain.contact import Contact
from onlife.store import Store


def contacts(network: str, addresses: Mapping[str, str]) -> list[Contact]:
    """Partner id -> address as contacts that have the id of their partner."""
    return [Contact(partner, network, partner, address=address) for partner, address in addresses.items()]


def without_contacts(store: Store, network: str) -> None:
    """Erase the contacts that a network has, as the demo network does."""
    for known in store.contacts.of(network).values():
        for contact in known:
            store.contacts.erase(contact, "test")
