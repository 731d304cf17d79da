"""An invitation over HTTP: looking changes nothing, the form makes an account that coordinates, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Response
from starlette.testclient import TestClient

from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import Identity, Invitation
from onlife.security.token import SESSION_COOKIES
from onlife.services.sign_in import only_by_provider
from onlife.store import Store
from tests import open_id
from tests.open_id import Provider

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


@pytest.fixture
def provider(tmp_path: Path, store: Store) -> Iterator[Provider]:
    """The only way in here, by which a coordinator of another network came in before."""
    with open_id.installed(tmp_path, ONLIFE_OIDC_ONLY="ja") as running:
        other = store.networks.add("Elders", "Elders", 5, "test")
        known = store.identities.sign_in(Identity(running.issuer, "0", "Bo", "bo"), {}, invited=True)
        assert known
        store.accounts.set_role(known.id, other.id, Role.COORDINATOR, "test")
        assert only_by_provider(store)
        yield running


def by_provider(browser: TestClient, provider: Provider, invited: str) -> Response:
    """Press the button of an invitation, sign in and come back."""
    leaves = browser.post(invited, data={"keuze": "aanmelddienst"})
    assert leaves.status_code == 200 and not browser.cookies.get(COOKIE)
    to = leaves.headers["refresh"].removeprefix("0; url=")
    assert to.startswith(f"{provider.issuer}/auth?") and invited.rpartition("/")[2] not in to
    back: Response = browser.get(provider.signs_in(to))
    return back


def test_who_only_signs_in_by_the_provider_is_led_there_and_back_inside(
    browser: TestClient, store: Store, invitation: Invitation, provider: Provider
) -> None:
    shown = browser.get(address(store, invitation)).text
    assert "Ga verder met" in shown and 'type="password"' not in shown
    before = store.totals()
    refused = browser.post(address(store, invitation), data=FORM)
    assert refused.status_code == 409 and "wachtwoord" in refused.text and store.totals() == before
    back = by_provider(browser, provider, address(store, invitation))
    assert (back.status_code, back.headers["location"]) == (303, f"/partners?netwerk={invitation.network}")
    actor = store.actors.of(dict(browser.cookies))["account"]
    assert (actor.name, dict(actor.networks)) == ("An Peeters", {invitation.network: Role.COORDINATOR})
    account = store.accounts.get(actor.id)
    assert account and account.from_provider
    browser.cookies.clear()
    assert open_id.comes_in(browser, provider).status_code == 303, "and comes in again without the invitation"


def test_an_account_of_the_provider_takes_one_more_network_on(
    browser: TestClient, store: Store, invitation: Invitation, provider: Provider
) -> None:
    provider.person = {"sub": "0", "name": "Bo"}
    by_provider(browser, provider, address(store, invitation))
    assert len(store.actors.of(dict(browser.cookies))["account"].networks) == 2


@pytest.mark.parametrize("ends", ["ended", "used", "programme"])
def test_an_invitation_that_opens_nothing_any_more_leaves_no_account(
    browser: TestClient, store: Store, invitation: Invitation, provider: Provider, ends: str
) -> None:
    leaves = browser.post(address(store, invitation), data={"keuze": "aanmelddienst"})
    if ends == "ended":
        store.invitations.end(invitation, "programma")
    elif ends == "used":
        store.invitations.accept(invitation.id, store.accounts.add("cas", "Cas", "x", "test").id)
    else:
        open_id.groups(provider, "onlife-programma")
    before = store.accounts.all()
    back = browser.get(provider.signs_in(leaves.headers["refresh"].removeprefix("0; url=")))
    assert back.status_code == 409 and "Deze uitnodiging werkt niet" in back.text
    assert not store.actors.of(dict(browser.cookies)) and store.accounts.all() == before


def test_a_reader_by_a_group_who_was_invited_coordinates_at_the_next_sign_in_too(
    browser: TestClient, store: Store, provider: Provider
) -> None:
    network = open_id.network(store)
    groups = ["onlife-lezers"]
    provider.person = {"sub": "123", "name": "An Peeters", "groups": groups}
    by_provider(browser, provider, address(store, store.invitations.make(network, "programma")))
    for held in (groups, []):
        provider.person["groups"] = held
        browser.cookies.clear()
        open_id.comes_in(browser, provider)
        assert store.actors.of(dict(browser.cookies))["account"].networks == {network.id: Role.COORDINATOR}


def test_without_a_provider_there_is_no_way_to_one(browser: TestClient, store: Store, invitation: Invitation) -> None:
    assert "Ga verder met" not in browser.get(address(store, invitation)).text
    answer = browser.post(address(store, invitation), data={"keuze": "aanmelddienst"})
    assert answer.status_code == 404 and "enkel met een wachtwoord" in answer.text
