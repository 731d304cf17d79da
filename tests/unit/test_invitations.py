"""Who is invited coordinates a network that nobody coordinated before, once; nobody is let in from outside afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from onlife.domain.access import INSTALLATION, Role
from onlife.domain.network import Network
from onlife.store import Refused, Store, invitation
from onlife.text import today
from tests import stores
from tests.unit.examples import questionnaire


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(stores.empty(tmp_path), questionnaire(2, 1))
    yield made
    made.close()


@pytest.fixture
def network(store: Store) -> Network:
    return store.networks.add("Zuid", "Zuid", 5, "programma")


def account(store: Store, username: str = "an") -> str:
    return store.accounts.add(username, username, "x", "test").id


def test_an_invitation_makes_a_coordinator_once(store: Store, network: Network) -> None:
    made = store.invitations.make(network, "programma")
    token = store.invitations.token(made)
    assert store.invitations.open() == {network.id: made}
    assert store.invitations.with_token(token) == (made, network)
    an = account(store)
    store.invitations.accept(made.id, an)
    known = store.accounts.get(an)
    assert known and dict(known.networks) == {network.id: Role.COORDINATOR}
    assert store.invitations.with_token(token) is None and not store.invitations.open()
    with pytest.raises(Refused, match="al gebruikt"):
        store.invitations.accept(made.id, account(store, "bo"))


def test_a_network_that_had_a_coordinator_is_given_none_from_outside(store: Store, network: Network) -> None:
    """Also after the last one left: what stands in it is theirs who were inside."""
    earlier = store.invitations.make(network, "programma")
    an = account(store)
    store.accounts.set_role(an, network.id, Role.COORDINATOR, "test")
    store.accounts.set_role(an, network.id, None, "test")
    with pytest.raises(Refused, match="had al een coördinator"):
        store.invitations.make(network, "programma")
    with pytest.raises(Refused, match="al gebruikt"):
        store.invitations.accept(earlier.id, account(store, "bo"))


def test_a_newer_invitation_an_end_and_time_make_one_worthless(
    store: Store, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (store.invitations.make(network, "programma") for _ in range(2))
    assert store.invitations.with_token(store.invitations.token(first)) is None
    monkeypatch.setattr(invitation, "today", lambda: today() + invitation.LASTS)
    assert store.invitations.with_token(store.invitations.token(second))
    monkeypatch.setattr(invitation, "today", lambda: today() + invitation.LASTS + timedelta(1))
    assert store.invitations.with_token(store.invitations.token(second)) is None
    monkeypatch.undo()
    store.invitations.end(second, "programma")
    assert store.invitations.with_token(store.invitations.token(second)) is None


def test_an_erased_network_takes_its_invitation_along(store: Store, network: Network) -> None:
    made = store.invitations.make(network, "programma")
    store.erasure.network(network, "test")
    assert store.invitations.with_token(store.invitations.token(made)) is None
    assert not store.invitations.open()


def test_who_is_of_the_programme_does_not_coordinate_what_it_invites_to(store: Store, network: Network) -> None:
    made, an = store.invitations.make(network, "programma"), account(store)
    store.accounts.set_role(an, INSTALLATION, Role.PROGRAMME, "test")
    with pytest.raises(Refused, match="coördineert zelf geen netwerk"):
        store.invitations.accept(made.id, an)


@pytest.mark.parametrize(("network_id", "role"), [(INSTALLATION, Role.COORDINATOR), ("n", Role.PROGRAMME)])
def test_the_role_of_the_programme_is_held_in_the_installation_alone(store: Store, network_id: str, role: Role) -> None:
    with pytest.raises(Refused, match="bestaat hier niet"):
        store.accounts.set_role(account(store), network_id, role, "test")


def test_every_network_reads_who_is_of_the_programme_and_what_became_of_its_own_invitation(
    store: Store, network: Network
) -> None:
    other = store.networks.add("Noord", "Noord", 5, "test")
    an = account(store)
    store.accounts.set_role(an, INSTALLATION, Role.PROGRAMME, an)
    store.invitations.end(store.invitations.make(network, an), an)
    told = {n.name: " ".join(store.audit.events(n.id)["what"]) for n in (network, other)}
    assert all("hoort nu bij het programma" in what for what in told.values())
    assert "uitnodiging voor de coördinator ingetrokken" in told["Zuid"]
    assert "uitnodiging" not in told["Noord"]
