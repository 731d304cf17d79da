"""Whoever tries to come in through the provider without being who they say: counted, and none lets anybody in.

Every attack stands on a sign-in that works; a case that would also fail without its one lie proves nothing, so that the
honest sign-in is the control of each.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from time import time
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.testclient import TestClient

from onlife import web
from onlife.domain.access import Role
from onlife.security import handshake
from onlife.security.handshake import HANDSHAKE_COOKIE
from onlife.security.token import SESSION_COOKIES
from onlife.services import provider as providers
from onlife.store import Store
from onlife.web.sign_in import BACK, START
from tests import open_id
from tests.conftest import count
from tests.integration.conftest import FILE, POSTGRESQL
from tests.open_id import CLIENT, SECRET, Claims, Provider, comes_in, groups, rsa_key, signed
from tests.sample import sample


@pytest.fixture(params=[FILE, pytest.param(POSTGRESQL, marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def provider(tmp_path: Path, store: Store) -> Iterator[Provider]:
    """A provider at which somebody is in a group that coordinates."""
    open_id.network(store)
    with open_id.installed(tmp_path) as running:
        groups(running, "onlife-coordinatoren")
        yield running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are looked for at every token, so that no attack is refused by an old one."""
    monkeypatch.setattr(providers, "KEYS_EVERY", 0.0)


def came_in(store: Store, browser: TestClient, attack: str) -> bool:
    """Whether a session began, counted as an attack that went well."""
    inside = bool(store.actors.of(dict(browser.cookies)))
    count(f"aanmelden: {attack}", 1, inside)
    return inside


def plain(claims: Claims, header: Claims, signature: str = "") -> str:
    """A token of which nobody looked at the signature."""
    parts = [_text(json.dumps(part).encode()) for part in (header, claims)]
    return ".".join([*parts, signature])


def with_secret(secret: bytes) -> Callable[[RSAKey, Claims], str]:
    """Signed with what both sides know: by hand, for the library refuses to help with some of these."""

    def sign(key: RSAKey, claims: Claims) -> str:
        text = plain(claims, {"alg": "HS256", "kid": key.kid})[:-1]
        return f"{text}.{_text(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"

    return sign


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@cache
def stranger() -> RSAKey:
    return rsa_key("een")


def by_public_key(key: RSAKey, claims: Claims) -> str:
    return with_secret(key.as_pem(private=False))(key, claims)


def changed_later(key: RSAKey, claims: Claims) -> str:
    head, _, signature = signed(key, {**claims, "sub": "een ander"}).split(".")
    return ".".join([head, plain(claims, {}).split(".")[1], signature])


SIGNATURES: dict[str, Callable[[RSAKey, Claims], str]] = {
    "no signature": lambda key, claims: plain(claims, {"alg": "none"}),
    "no signature under another name": lambda key, claims: plain(claims, {"alg": "NONE", "kid": key.kid}),
    "no signature with the name of the key": lambda key, claims: plain(claims, {"alg": "none", "kid": key.kid}),
    "a signature left off": lambda key, claims: signed(key, claims).rpartition(".")[0] + ".",
    "no token": lambda key, claims: "toegang",
    "the public key as a secret": by_public_key,
    "the secret of the client as a key": with_secret(SECRET.encode()),
    "a secret of noughts": with_secret(b"\0" * 16),
    "a key of a stranger under the same name": lambda key, claims: signed(stranger(), claims),
    "a key of a stranger in the token itself": lambda key, claims: signed(
        stranger(), claims, {"jwk": stranger().as_dict(private=False)}
    ),
    "a key at the address of a stranger": lambda key, claims: signed(
        stranger(), claims, {"jku": "https://elders.example/keys", "kid": "elders"}
    ),
    "a key that nobody knows": lambda key, claims: signed(stranger(), claims, {"kid": "../../een"}),
    "claims that changed after signing": changed_later,
}

CLAIMS: dict[str, Claims] = {
    "of another provider": {"iss": "https://elders.example"},
    "of the provider with a sign behind it": {"iss": lambda iss: f"{iss}/"},
    "of no provider": {"iss": None},
    "for another client": {"aud": "een andere app"},
    "for several other clients": {"aud": ["een andere app", "en nog een"]},
    "for another client in our name": {"aud": "een andere app", "azp": CLIENT},
    "for us and handed out to another client": {"aud": [CLIENT, "een andere app"], "azp": "een andere app"},
    "for us and another client, of nobody": {"aud": [CLIENT, "een andere app"]},
    "for nobody": {"aud": None},
    "for an empty list": {"aud": []},
    "for what contains our name": {"aud": f"{CLIENT}-2"},
    "with the nonce of another time": {"nonce": "een andere keer"},
    "without a nonce": {"nonce": None},
    "with an empty nonce": {"nonce": ""},
    "long expired": {"exp": lambda exp: exp - 7200, "iat": lambda iat: iat - 7200},
    "just expired": {"exp": lambda _: int(time()) - 65},
    "that never expires": {"exp": None},
    "that expires in words": {"exp": "later"},
    "of tomorrow": {"iat": lambda iat: iat + 86400, "exp": lambda exp: exp + 86400},
    "not yet valid": {"nbf": lambda _: int(time()) + 600},
    "of no known moment": {"iat": None},
    "about nobody": {"sub": None},
    "about an empty name": {"sub": ""},
    "about a number": {"sub": 123},
    "about somebody else than it is said of": {"sub": "124"},
    "with another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


def changed(claims: Claims, lie: Claims) -> Claims:
    told = {name: value(claims.get(name)) if callable(value) else value for name, value in lie.items()}
    return {name: value for name, value in {**claims, **told}.items() if value is not None}


@pytest.mark.parametrize("lie", sample([*SIGNATURES], [*SIGNATURES][::3]))
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    store: Store, browser: TestClient, provider: Provider, lie: str
) -> None:
    provider.sign = SIGNATURES[lie]
    assert comes_in(browser, provider).status_code == 403
    assert not came_in(store, browser, "een token dat de aanmelddienst niet maakte")
    provider.sign = signed
    assert comes_in(browser, provider).status_code == 303, "the control"


@pytest.mark.parametrize("lie", sample([*CLAIMS], [*CLAIMS][::3]))
def test_a_token_that_is_not_for_us_here_and_now_lets_nobody_in(
    store: Store, browser: TestClient, provider: Provider, lie: str
) -> None:
    provider.change = lambda claims: changed(claims, CLAIMS[lie])
    assert comes_in(browser, provider).status_code == 403
    assert not came_in(store, browser, "een token voor een ander, of van toen")
    provider.change = lambda claims: claims
    assert comes_in(browser, provider).status_code == 303, "the control"


@pytest.mark.parametrize("iss", ["https://elders.example", "", "null"])
def test_an_answer_of_another_provider_is_not_even_asked_about(
    store: Store, browser: TestClient, provider: Provider, iss: str
) -> None:
    provider.iss = iss
    assert comes_in(browser, provider).status_code == 403
    assert not came_in(store, browser, "een antwoord van een andere aanmelddienst") and "/token" not in provider.asked


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://elders.example"},
        {"issuer": None},
        {"token_endpoint": "http://elders.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_calls_itself_otherwise_or_sends_one_elsewhere_is_not_used(
    store: Store, browser: TestClient, provider: Provider, said: Claims
) -> None:
    provider.says = said
    answer = browser.get(START)
    count("aanmelden: een aanmelddienst die een andere is", 1, answer.status_code == 303)
    assert answer.status_code == 503 and "location" not in answer.headers


def test_an_answer_is_of_use_once_and_in_one_browser(store: Store, browser: TestClient, provider: Provider) -> None:
    address = provider.signs_in(browser.get(START).headers["location"])
    sealed = browser.cookies[HANDSHAKE_COOKIE]
    assert browser.get(address).status_code == 303
    browser.cookies.clear()
    for cookies in ({}, {HANDSHAKE_COOKIE: sealed}, {HANDSHAKE_COOKIE: sealed[:-4] + "AAAA"}):
        browser.cookies.update(cookies)
        assert browser.get(address).status_code == 410
        assert not came_in(store, browser, "een antwoord dat al gebruikt is")
        browser.cookies.clear()
    assert provider.asked.count("/token") == 1, "the code is not even shown again"


def test_a_code_that_was_caught_is_of_no_use_at_another_sign_in(
    store: Store, browser: TestClient, provider: Provider
) -> None:
    """Somebody caught the code of a victim before it was spent, and has a sign-in of their own under way."""
    caught = parse_qs(urlsplit(provider.signs_in(browser.get(START).headers["location"])).query)["code"][0]
    browser.cookies.clear()
    own = parse_qs(urlsplit(browser.get(START).headers["location"]).query)["state"][0]
    answer = browser.get(BACK, params={"code": caught, "state": own, "iss": provider.issuer})
    assert answer.status_code == 403 and not came_in(store, browser, "een code van iemand anders")


def test_somebody_elses_answer_opens_nothing_in_my_browser(
    store: Store, browser: TestClient, provider: Provider
) -> None:
    """A page of another site leads a victim to the answer of the attacker, who would read what the victim then does."""
    attacker = TestClient(browser.app, follow_redirects=False)
    address = provider.signs_in(attacker.get(START).headers["location"])
    for begun in (False, True):  # the victim was signing in as well, or was not
        if begun:
            browser.get(START)
        assert browser.get(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 410
        assert not came_in(store, browser, "het antwoord van een ander in mijn browser")
    assert "/token" not in provider.asked


def test_a_handshake_that_is_too_old_or_made_elsewhere_is_none(
    store: Store, browser: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = provider.signs_in(browser.get(START).headers["location"])
    state = parse_qs(urlsplit(address).query)["state"][0]
    begun = handshake.Handshake(state, "nonce", "verifier", "/")
    browser.cookies[HANDSHAKE_COOKIE] = handshake.seal(b"een andere sleutel", begun)
    assert browser.get(address).status_code == 410
    browser.cookies[HANDSHAKE_COOKIE] = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
    assert browser.get(address).status_code == 410
    browser.cookies.clear()
    address = provider.signs_in(browser.get(START).headers["location"])
    monkeypatch.setattr(handshake, "LIFETIME", timedelta(seconds=-1))
    assert browser.get(address).status_code == 410
    assert not came_in(store, browser, "een aanmelding die elders of te lang geleden begon")


ELSEWHERE = [
    "https://elders.example",
    "//elders.example",
    "///elders.example",
    "/\\elders.example",
    "\\\\elders.example",
    "https:elders.example",
    "http:///elders.example",
    "/overzicht@elders.example",
    "/%2f/elders.example",
    "/.elders.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //elders.example",
    "\t//elders.example",
    "/\t/elders.example",
    "//elders.example/overzicht",
    "https://elders.example/overzicht",
    "http://[",
    "/afmelden",
    "/sessie/x",
    "/aanmelden/oidc",
    "overzicht",
    "/overzicht\r\nLocation: https://elders.example",
]


@pytest.mark.parametrize("asked", sample(ELSEWHERE, ELSEWHERE[::4]))
def test_nobody_is_led_out_of_the_app(store: Store, browser: TestClient, provider: Provider, asked: str) -> None:
    led = comes_in(browser, provider, naar=asked).headers["location"]
    inside = urlsplit(led).netloc == "" and led.split("?")[0] in ("/", "/overzicht") and "\n" not in led
    count("aanmelden: een adres buiten de app", 1, not inside)
    assert inside, led


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": ["onlife-coordinatoren2", "x onlife-coordinatoren", "ONLIFE-COORDINATOREN"]},
        {"groups": [["onlife-coordinatoren"], {"onlife-coordinatoren": True}]},
        {"groups": {"onlife-coordinatoren": "onlife-coordinatoren"}},
        {"groups": "iedereen,onlife-coordinatoren"},
        {"Groups": ["onlife-coordinatoren"], "email": "coordinator@gemeente.be", "preferred_username": "coordinator"},
        {"vo_doelgroepcode": "LB", "vo_orgcode": "0207500123"},
        {"vo_doelgroepcode": ["LB"], "vo_orgcode": "0207500123", "rechten": "lezer"},
    ],
)
def test_what_looks_like_a_group_is_none_and_no_local_account_is_taken_over(
    store: Store, browser: TestClient, provider: Provider, claims: Claims
) -> None:
    network = store.networks.by_name(open_id.NETWORK)
    assert network
    local = store.accounts.add("coordinator", "De coördinator", "x", "proef")
    store.accounts.set_role(local.id, network.id, Role.COORDINATOR, "proef")
    provider.person = {"sub": "123", **claims}
    assert comes_in(browser, provider).status_code == 403
    assert not came_in(store, browser, "een groep die er een lijkt") and store.accounts.all() == [
        store.accounts.get(local.id)
    ]


def test_over_https_the_cookies_are_bound_to_this_host(store: Store, provider: Provider) -> None:
    app = Starlette(routes=web.routes(), middleware=web.middleware())
    browser = TestClient(app, "https://scan.gemeente.be", follow_redirects=False)
    went = browser.get(START)
    cookie = went.headers["set-cookie"].lower()
    assert cookie.startswith(f"__host-{HANDSHAKE_COOKIE}=") and "; secure" in cookie
    assert "httponly" in cookie and "samesite=lax" in cookie and "max-age=600" in cookie
    assert "redirect_uri=https%3A%2F%2Fscan.gemeente.be%2Faanmelden%2Foidc%2Fterug" in went.headers["location"]
    planted = TestClient(app, "https://scan.gemeente.be", follow_redirects=False)
    planted.cookies[HANDSHAKE_COOKIE] = browser.cookies[
        f"__Host-{HANDSHAKE_COOKIE}"
    ]  # by a neighbour, who cannot write the other name
    address = provider.signs_in(went.headers["location"])
    assert planted.get(address).status_code == 410 and not came_in(store, planted, "een cookie van een buur")
    answer = browser.get(address)
    assert answer.status_code == 303 and f"__Host-{SESSION_COOKIES['account']}=" in answer.headers["set-cookie"]
