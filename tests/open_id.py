"""An OpenID provider of a few lines for tests: it does what the standard asks, until a test has it do something else.

It hands out codes that are good once, for one client, one address and one verifier; everything else it says, a test may
change: the claims, the header and the key of the token, its answers, its address, how long it thinks.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from httpx import Response
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.testclient import TestClient

from onlife.domain.network import Network, Partner
from onlife.services import provider as providers
from onlife.services import settings
from onlife.store import Store
from onlife.web.sign_in import START

CLIENT, SECRET = "onlife", "geheim van de app"
Claims = dict[str, Any]


def rsa_key(kid: str) -> RSAKey:
    """A fresh key with a name."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


def signed(key: Any, claims: Claims, header: Claims | None = None) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid, **(header or {})}, claims, key)


@dataclass
class Provider:
    """`person`: who signs in there, as claims; `sign`: how the token is made of claims; `says`: what it adds to its own
    description; `answers`: path -> what it does instead.
    """

    issuer: str = ""
    keys: list[RSAKey] = field(default_factory=lambda: [rsa_key("een")])
    person: Claims = field(default_factory=lambda: {"sub": "123", "name": "An Peeters"})
    change: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[RSAKey, Claims], str] = signed
    says: Claims = field(default_factory=dict)
    answers: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    iss: str | None = None
    """The `iss` of its answers; None is its own, '' none at all."""
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def signs_in(self, address: str) -> str:
        """Somebody follows `address` to the provider and signs in; the address that they are sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT and asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        iss = self.issuer if self.iss is None else self.iss
        said = {"code": code, "state": asked["state"], **({"iss": iss} if iss else {})}
        return f"{asked['redirect_uri']}?{urlencode(said)}"

    def description(self) -> Claims:
        names = {"authorization": "auth", "token": "token", "userinfo": "userinfo", "end_session": "end"}
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
            **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in names.items()},
            **self.says,
        }

    def token(self, form: dict[str, str], sent: str) -> tuple[int, Claims]:
        client, _, secret = base64.b64decode(sent.removeprefix("Basic ")).decode().partition(":")
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (client, secret) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if not asked or asked["code_challenge"] != challenge.decode().rstrip("="):
            return 400, {"error": "invalid_grant"}
        if asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        made = self.sign(self.keys[0], self.change({**claims, "sub": self.person["sub"]}))
        return 200, {"access_token": "toegang", "token_type": "Bearer", "id_token": made}


class _Door(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(dict(parse_qsl(body)))

    def _answer(self, form: dict[str, str]) -> None:
        provider, path = self.provider, urlsplit(self.path).path
        provider.asked.append(path)
        if path in provider.answers:
            provider.answers[path](self)
        elif path == "/.well-known/openid-configuration":
            self.say(200, provider.description())
        elif path == "/keys":
            self.say(200, dict(KeySet(list(provider.keys)).as_dict(private=False)))
        elif path == "/auth":
            self.say(303, {}, Location=provider.signs_in(self.path))  # who comes by is signed in there already
        elif path == "/end":
            self.say(303, {}, Location=dict(parse_qsl(urlsplit(self.path).query))["post_logout_redirect_uri"])
        elif path == "/token":
            self.say(*provider.token(form, self.headers.get("Authorization", "")))
        elif path == "/userinfo":
            self.say(200, provider.person)
        else:
            self.say(404, {})

    def say(self, status: int, content: Claims, **headers: str) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, text in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing in the terminal."""


@contextmanager
def running() -> Iterator[Provider]:
    """A provider on a free port of this machine, for as long as the block lasts."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"provider": provider}))
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


NETWORK, OTHER, LIBRARY = "Netwerk Zuid", "Netwerk Noord", "De bibliotheek"
ROLES = f"""
[[toegang]]
netwerk = "{NETWORK}"
rol = "coördinator"
als.groups = "onlife-coordinatoren"

[[toegang]]
netwerk = "{NETWORK}"
rol = "lezer"
als.groups = ["onlife-lezers", "onlife-stagiairs"]

[[toegang]]
netwerk = "{OTHER}"
rol = "lezer"
als.vo_doelgroepcode = "LB"
als.vo_orgcode = "0207500123"
als.rechten.onlife = "lezer"

[[toegang]]
netwerk = "{NETWORK}"
partner = "{LIBRARY}"
rol = "contactpersoon"
als.groups = "onlife-bibliotheek"

[[toegang]]
rol = "programma"
als.groups = "onlife-programma"
"""


def configured(issuer: str, place: Path, roles: str = ROLES) -> dict[str, str]:
    """Settings by which an installation signs in with a provider; their files stand in `place`."""
    (place / "geheim").write_text(f"{SECRET}\n", encoding="utf-8")
    (place / "rollen.toml").write_text(roles, encoding="utf-8")
    return {
        "ONLIFE_OIDC_ISSUER": issuer,
        "ONLIFE_OIDC_CLIENT_ID": CLIENT,
        "ONLIFE_OIDC_CLIENT_SECRET_FILE": str(place / "geheim"),
        "ONLIFE_OIDC_ROLES_FILE": str(place / "rollen.toml"),
        "ONLIFE_OIDC_NAME": "de gemeente",
    }


@contextmanager
def installed(place: Path, **more: str) -> Iterator[Provider]:
    """A provider that this installation signs in with, for as long as the block lasts; `more`: settings besides."""
    with running() as provider, pytest.MonkeyPatch.context() as patch:
        for name, text in {**configured(provider.issuer, place), **more}.items():
            patch.setenv(name, text)
        forget()
        yield provider
    forget()


def forget() -> None:
    """Have the settings read anew."""
    settings.sign_in_provider.cache_clear()
    providers.provider.cache_clear()


def network(store: Store) -> Network:
    """The network that the groups are about, with a partner, beside another network."""
    store.networks.add(OTHER, "Noord", 5, "an")
    network = store.networks.add(NETWORK, "Zuid", 5, "an")
    store.networks.save_partners([Partner("bib", network.id, LIBRARY, "Cultuur", 8, False)], "an")
    store.links.make(network.id, ["bib"], "an")
    return network


def groups(provider: Provider, *names: str, **more: object) -> None:
    provider.person = {"sub": "123", "name": "An Peeters", "groups": list(names), **more}


def comes_in(browser: TestClient, provider: Provider, **asked: str) -> Response:
    """Somebody goes to the provider, signs in and comes back."""
    answer: Response = browser.get(provider.signs_in(browser.get(START, params=asked).headers["location"]))
    return answer
