"""An invitation over HTTP: looking changes nothing, the form makes an account that coordinates, once."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import Invitation
from onlife.security.token import SESSION_COOKIES
from onlife.store import Store

COOKIE = SESSION_COOKIES["account"]
FORM = {"naam": "An Peeters", "gebruikersnaam": "an", "wachtwoord": "de wind waait over zee"}


@pytest.fixture
def invitation(store: Store) -> Invitation:
    return store.invitations.make(store.networks.add("Zuid", "Zuid", 5, "programma"), "programma")


def address(store: Store, invitation: Invitation) -> str:
    return f"/uitnodiging/{store.invitations.token(invitation)}"


def test_looking_at_an_invitation_changes_nothing(browser: TestClient, store: Store, invitation: Invitation) -> None:
    before = store.totals()
    answer = browser.get(address(store, invitation))
    assert answer.status_code == 200 and "Word coördinator van Zuid" in answer.text
    assert not answer.cookies and store.totals() == before


def test_the_form_makes_an_account_that_is_inside_and_works_once(
    browser: TestClient, store: Store, invitation: Invitation
) -> None:
    answer = browser.post(address(store, invitation), data=FORM)
    assert answer.status_code == 303 and answer.headers["location"] == f"/partners?netwerk={invitation.network}"
    actor = store.actors.of(dict(browser.cookies))["account"]
    assert (actor.name, dict(actor.networks)) == ("An Peeters", {invitation.network: Role.COORDINATOR})
    before = store.totals()
    assert browser.post(address(store, invitation), data=FORM | {"gebruikersnaam": "bo"}).status_code == 410
    assert store.totals() == before


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"naam": " "}, "Vul je naam en een gebruikersnaam in"),
        ({"wachtwoord": "kort"}, "Kies een wachtwoord van"),
        ({"gebruikersnaam": "bestaat"}, "Er is al een account"),
    ],
)
def test_what_is_wrong_is_said_and_leaves_no_account(
    browser: TestClient, store: Store, invitation: Invitation, typed: dict[str, str], problem: str
) -> None:
    store.accounts.add("bestaat", "Bestaat", "x", "test")
    before = store.totals()
    answer = browser.post(address(store, invitation), data=FORM | typed)
    assert answer.status_code == 409 and problem in answer.text
    assert "de wind waait" not in answer.text and store.totals() == before


def test_an_account_that_is_logged_in_takes_the_network_on(
    browser: TestClient, store: Store, invitation: Invitation
) -> None:
    account = store.accounts.add("an", "An", "x", "test")
    browser.cookies[COOKIE] = store.sessions.start("account", account.id)
    assert "Ga verder als An" in browser.get(address(store, invitation)).text
    assert browser.post(address(store, invitation), data={"keuze": "mijn"}).status_code == 303
    known = store.accounts.get(account.id)
    assert known and known.networks[invitation.network] is Role.COORDINATOR


def test_an_account_of_the_programme_is_offered_nothing_and_gets_nothing(
    browser: TestClient, store: Store, invitation: Invitation
) -> None:
    account = store.accounts.add("an", "An", "x", "test")
    store.accounts.set_role(account.id, INSTALLATION, Role.PROGRAMME, "test")
    browser.cookies[COOKIE] = store.sessions.start("account", account.id)
    assert "Ga verder als" not in browser.get(address(store, invitation)).text
    assert browser.post(address(store, invitation), data={"keuze": "mijn"}).status_code == 409
    known = store.accounts.get(account.id)
    assert known and invitation.network not in known.networks


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 32])
def test_another_address_opens_nothing(browser: TestClient, invitation: Invitation, token: str) -> None:
    for answer in (browser.get(f"/uitnodiging/{token}"), browser.post(f"/uitnodiging/{token}", data=FORM)):
        assert answer.status_code in (403, 404, 410)
        assert "Zuid" not in answer.text
