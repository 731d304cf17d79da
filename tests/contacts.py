"""Contact persons for tests: one of each partner, named as the partner."""

from __future__ import annotations

from collections.abc import Mapping

from onlife.domain.contact import Contact


def contacts(network: str, addresses: Mapping[str, str]) -> list[Contact]:
    """Partner id -> address as contacts that have the id of their partner."""
    return [Contact(partner, network, partner, address=address) for partner, address in addresses.items()]
