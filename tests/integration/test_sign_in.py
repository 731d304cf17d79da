"""Signing in through a provider: who comes in, with which rights, and what is said to who does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from onlife.domain.access import INSTALLATION, Action, Resource, Role, may
from onlife.domain.account import LinkKind
from onlife.domain.network import Network
from onlife.security.handshake import HANDSHAKE_COOKIE, PROVIDER_COOKIE
from onlife.security.token import SESSION_COOKIES
from onlife.services import installation, settings
from onlife.services import provider as providers
from onlife.services.settings import SettingError, sign_in_provider_in
from onlife.store import Refused, Store
from onlife.store.log_act import PROVIDER
from onlife.web.sign_in import BACK, START
from tests import open_id
from tests.integration.conftest import FILE, POSTGRESQL
from tests.open_id import CLIENT, OTHER, Provider, comes_in, configured, groups, rsa_key, signed


@pytest.fixture(params=[FILE, pytest.param(POSTGRESQL, marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    with open_id.installed(tmp_path) as running:
        yield running


@pytest.fixture
def network(store: Store) -> Network:
    return open_id.network(store)


def actor(store: Store, browser: TestClient, kind: str = "account") -> Any:
    return store.actors.of(dict(browser.cookies)).get(kind)


def test_who_is_in_a_group_comes_in_with_its_role(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-coordinatoren", "iedereen", preferred_username="An Peeters")
    went = browser.get(START)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(went.headers["location"]).query).items()}
    assert went.status_code == 303 and went.headers["location"].startswith(f"{provider.issuer}/auth?")
    assert asked["scope"] == "openid profile" and asked["response_type"] == "code" and len(asked["state"]) == 43
    assert not {"code_verifier", "client_secret"} & asked.keys()
    answer = browser.get(provider.signs_in(went.headers["location"]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert actor(store, browser).networks == {network.id: Role.COORDINATOR}
    account = store.accounts.all()[0]
    assert (account.username, account.name, account.from_provider) == ("an.peeters", "An Peeters", True)
    told = store.audit.events(network.id)
    assert PROVIDER in set(told["who"]) and any("coördinator" in line for line in told["what"])


def test_the_page_that_was_asked_for_comes_next(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-lezers")
    asked = f"/overzicht?netwerk={network.id}"
    assert comes_in(browser, provider, naar=asked).headers["location"] == asked


def test_claims_are_read_wherever_they_stand(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    other = store.networks.by_name(OTHER)
    assert other
    told = {"vo_doelgroepcode": "LB", "vo_orgcode": "0207500123", "rechten": {"onlife": ["lezer", "meer"]}}
    groups(provider, **told)
    comes_in(browser, provider)
    assert actor(store, browser).networks == {other.id: Role.READER}
    provider.change = lambda claims: {**claims, "groups": "onlife-coordinatoren"}  # in the token, and no list
    comes_in(browser, provider)
    assert actor(store, browser).networks == {other.id: Role.READER, network.id: Role.COORDINATOR}
    for lacking in told:
        groups(provider, **{name: value for name, value in told.items() if name != lacking})
        comes_in(browser, provider)
        assert actor(store, browser).networks == {network.id: Role.COORDINATOR}, lacking


def test_a_group_that_is_lost_takes_its_role_along_at_the_next_sign_in(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-coordinatoren")
    comes_in(browser, provider)
    before = actor(store, browser)
    elsewhere = dict(browser.cookies)
    groups(provider, "onlife-lezers", "onlife-stagiairs")
    comes_in(browser, provider)
    assert actor(store, browser).networks == {network.id: Role.READER}
    assert actor(store, browser).id == before.id
    assert not may(store.actors.of(elsewhere)["account"], Action.MANAGE, Resource(network.id)), "on every device"
    groups(provider)
    browser.cookies.clear()
    refused = comes_in(browser, provider)
    assert refused.status_code == 403 and "hoort bij geen netwerk" in refused.text and "An Peeters" in refused.text
    assert actor(store, browser) is None and store.actors.of(elsewhere)["account"].networks == {}


def test_a_group_lets_somebody_into_the_programme_and_into_no_network(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-programma")
    assert comes_in(browser, provider).status_code == 303
    who = actor(store, browser)
    assert who.networks == {INSTALLATION: Role.PROGRAMME}
    assert {action for action in Action if may(who, action, Resource(INSTALLATION))} == {
        Action.LEAD_PROGRAMME,
        Action.CREATE_NETWORK,
    }
    for known in store.networks.all():
        assert not [action for action in Action if may(who, action, Resource(known.id, "bib", shared=True))]
    assert PROVIDER in set(store.audit.events(network.id)["who"]), "every network can read it in its log book"


def test_who_loses_the_group_of_the_programme_loses_that_role_alone_at_the_next_sign_in(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-programma", "onlife-lezers")
    comes_in(browser, provider)
    assert actor(store, browser).networks == {INSTALLATION: Role.PROGRAMME, network.id: Role.READER}
    elsewhere = dict(browser.cookies)
    groups(provider, "onlife-lezers", "onlife-programma-oud")
    comes_in(browser, provider)
    assert actor(store, browser).networks == {network.id: Role.READER}
    assert not may(store.actors.of(elsewhere)["account"], Action.LEAD_PROGRAMME, Resource(INSTALLATION))
    store.accounts.set_role(actor(store, browser).id, INSTALLATION, Role.PROGRAMME, "opdrachtregel")
    groups(provider)
    comes_in(browser, provider)
    assert actor(store, browser).networks == {INSTALLATION: Role.PROGRAMME}, "what was given here stays"


def test_without_a_group_no_account_is_made(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-coordinatoren-oud", "Onlife-Coordinatoren")
    assert comes_in(browser, provider).status_code == 403
    assert store.accounts.all() == [] and actor(store, browser) is None


def test_what_a_coordinator_gave_stays_and_a_group_takes_over_what_it_gives_too(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-lezers")
    comes_in(browser, provider)
    account = store.accounts.all()[0]
    own = store.networks.add("Eigen netwerk", "Zuid", 5, account.id)
    store.accounts.set_role(account.id, own.id, Role.COORDINATOR, account.id)
    groups(provider)
    comes_in(browser, provider)
    assert actor(store, browser).networks == {own.id: Role.COORDINATOR}
    for given in (Role.READER, Role.COORDINATOR):
        store.accounts.set_role(account.id, network.id, given, account.id)
        groups(provider, "onlife-lezers")
        comes_in(browser, provider)
        assert actor(store, browser).networks == {own.id: Role.COORDINATOR, network.id: given}, (
            "no group takes any away"
        )
    groups(provider, "onlife-coordinatoren")
    comes_in(browser, provider)
    found = store.accounts.get(account.id)
    assert found and store.identities.of_group(found) == {network.id}


def test_the_same_person_is_known_by_subject_and_by_nothing_else(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    local = store.accounts.add("an", "An Peeters", "x", "proef")
    store.accounts.set_role(local.id, network.id, Role.COORDINATOR, "proef")
    groups(provider, "onlife-lezers", preferred_username="an", email="an@gemeente.be")
    comes_in(browser, provider)
    first = actor(store, browser).id
    assert first != local.id and {a.username for a in store.accounts.all()} == {"an", "an-2"}
    groups(provider, "onlife-lezers", preferred_username="bo", email="bo@gemeente.be")
    comes_in(browser, provider)
    assert actor(store, browser).id == first, "another name, the same subject"
    groups(provider, "onlife-lezers", sub="124", preferred_username="an", email="an@gemeente.be")
    comes_in(browser, provider)
    assert actor(store, browser).id not in (first, local.id), "the same name, another subject"


def test_an_account_that_was_removed_comes_back_as_another(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-lezers")
    comes_in(browser, provider)
    account = store.accounts.all()[0]
    store.accounts.remove(account, "server")
    assert actor(store, browser) is None
    comes_in(browser, provider)
    assert actor(store, browser).id != account.id


def test_it_has_no_password_and_gets_none(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-lezers")
    comes_in(browser, provider)
    with pytest.raises(Refused, match="heeft hier geen wachtwoord"):
        store.accounts.set_password(store.accounts.all()[0], "x", "server")


def test_a_contact_comes_in_at_the_team_page_unless_the_team_has_a_code(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-bibliotheek")
    answer = comes_in(browser, provider)
    link = store.links.of(network.id)["bib", LinkKind.TEAM]
    assert answer.headers["location"] == "/ons-team" and actor(store, browser, "team").id == link.id
    assert store.accounts.all() == [] and store.team_links.visits_by_day(link)
    store.team_links.set_code(link, "x", "bib")
    browser.cookies.clear()
    refused = comes_in(browser, provider)
    assert refused.status_code == 403 and "eigen code" in refused.text and actor(store, browser, "team") is None


def test_leaving_ends_the_session_here_first_and_then_at_the_provider(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-lezers")
    comes_in(browser, provider)
    secret = browser.cookies[SESSION_COOKIES["account"]]
    answer = browser.post("/afmelden")
    address = answer.headers["refresh"].removeprefix("0; url=")
    said = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert store.sessions.get(secret) is None
    assert address.startswith(f"{provider.issuer}/end?") and said["client_id"] == CLIENT
    assert said["post_logout_redirect_uri"] == "http://testserver/" and said["id_token_hint"].count(".") == 2
    assert "Afmelden bij de gemeente" in answer.text and not {PROVIDER_COOKIE, SESSION_COOKIES["account"]} & set(
        browser.cookies
    )
    again = browser.post("/afmelden")
    assert (again.status_code, again.headers["location"]) == (303, "/"), "only who came in by it"


def test_leaving_works_where_the_provider_has_no_page_for_it(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    provider.says = {"end_session_endpoint": "http://elders.example/end"}  # not encrypted, so nothing is sent there
    groups(provider, "onlife-lezers")
    comes_in(browser, provider)
    answer = browser.post("/afmelden")
    assert (answer.status_code, answer.headers["location"]) == (303, "/") and actor(store, browser) is None


# -- when it does not go well


def test_keys_that_are_new_are_fetched_once_and_the_token_then_holds(
    store: Store, browser: TestClient, provider: Provider, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups(provider, "onlife-lezers")
    comes_in(browser, provider)
    provider.keys.insert(0, rsa_key("twee"))
    assert comes_in(browser, provider).status_code == 403, "too soon after the last look"
    monkeypatch.setattr(providers, "KEYS_EVERY", 0.0)
    assert comes_in(browser, provider).status_code == 303
    assert provider.asked.count("/keys") == 2
    provider.keys[0] = rsa_key("twee")  # another key under the same name
    assert comes_in(browser, provider).status_code == 303


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"])
def test_a_provider_that_hangs_holds_up_one_visitor_and_the_next_ones_not(
    store: Store, browser: TestClient, provider: Provider, network: Network, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "TIMEOUT", 0.2)
    groups(provider, "onlife-lezers")
    patience = Event()

    def hang(_: object) -> None:
        patience.wait(5)

    provider.answers[path] = hang
    went = browser.get(START)
    hung = browser.get(provider.signs_in(went.headers["location"])) if went.status_code == 303 else went
    refused = [hung, *(browser.get(START) for _ in range(5))]
    patience.set()
    assert {answer.status_code for answer in refused} == {503} and "de gemeente antwoordt niet" in hung.text
    assert provider.asked.count(path) == 1 and actor(store, browser) is None
    provider.answers.clear()
    monkeypatch.setattr(providers, "TIMEOUT", 5.0)
    monkeypatch.setattr(providers, "QUIET", 0.0)
    assert comes_in(browser, provider).status_code == 303


@pytest.mark.parametrize("path", ["/token", "/keys", "/userinfo"])
@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_a_provider_that_answers_nonsense_lets_nobody_in(
    store: Store, browser: TestClient, provider: Provider, network: Network, path: str, status: int
) -> None:
    groups(provider, "onlife-lezers")
    provider.answers[path] = lambda door: door.say(status, ["geen", "antwoord"], Location=f"{provider.issuer}/elders")
    answer = comes_in(browser, provider)
    assert answer.status_code in (403, 503) and actor(store, browser) is None
    assert "/elders" not in provider.asked


def test_clocks_that_differ_by_a_minute_do_no_harm_and_more_is_said(
    store: Store, browser: TestClient, provider: Provider, network: Network
) -> None:
    groups(provider, "onlife-lezers")
    for seconds, status in ((-355, 303), (55, 303), (-365, 403), (70, 403)):
        provider.change = lambda c, s=seconds: {**c, "iat": c["iat"] + s, "exp": c["exp"] + s}  # type: ignore[misc]
        answer = comes_in(browser, provider)
        assert answer.status_code == status, seconds
        assert (status == 303) or "De klokken verschillen" in answer.text


def test_who_breaks_it_off_reads_so(store: Store, browser: TestClient, provider: Provider, network: Network) -> None:
    state = parse_qs(urlsplit(browser.get(START).headers["location"]).query)["state"][0]
    answer = browser.get(BACK, params={"state": state, "error": "access_denied", "iss": provider.issuer})
    assert answer.status_code == 403 and "Je brak het af" in answer.text and HANDSHAKE_COOKIE not in browser.cookies


def test_who_tries_too_often_from_one_place_waits(
    store: Store, browser: TestClient, provider: Provider, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups(provider, "onlife-lezers")
    stranger = rsa_key("een")
    provider.sign = lambda key, claims: signed(stranger, claims)
    said = [comes_in(browser, provider).status_code for _ in range(51)]
    assert said == [403] * 50 + [429]


# -- settings


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("ONLIFE_OIDC_ISSUER", "http://idm.gemeente.be", "een adres zijn dat met https:// begint"),
        ("ONLIFE_OIDC_ISSUER", "https://idm.gemeente.be/?realm=x", "een adres zijn dat met https:// begint"),
        ("ONLIFE_OIDC_ISSUER", "gemeente", "een adres zijn dat met https:// begint"),
        ("ONLIFE_OIDC_CLIENT_ID", "", "vraagt ook ONLIFE_OIDC_CLIENT_ID"),
        ("ONLIFE_OIDC_NAME", "", "vraagt ook ONLIFE_OIDC_NAME"),
        ("ONLIFE_OIDC_CLIENT_SECRET_FILE", "/er/is/niets", "het bestand bestaat niet"),
        ("ONLIFE_OIDC_ROLES_FILE", "/er/is/niets", "het bestand bestaat niet"),
        ("ONLIFE_OIDC_ONLY", "misschien", "kies ja of nee"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_and_the_app_goes_on_without(
    store: Store, provider: Provider, tmp_path: Path, name: str, text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingError, match=said):
        sign_in_provider_in({**configured(provider.issuer, tmp_path), name: text})
    monkeypatch.setenv(name, text)
    open_id.forget()
    assert settings.sign_in_provider() is None
    assert any(said in problem and "met een wachtwoord" in problem for problem in installation.problems())
