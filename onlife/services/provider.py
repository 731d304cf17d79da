"""Signing in through an OpenID provider: the way there, what it proves on the way back, and the way out.

The only home of Authlib, joserfc and requests. A provider that does not answer holds up one visitor for `TIMEOUT`, and
the next ones for nothing during `QUIET`. What the library leaves open is closed here: which signatures count, that the
token is for us, who answers, and how often keys are fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from threading import RLock
from time import monotonic
from typing import Any

import requests
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from onlife.security.handshake import Handshake
from onlife.services import settings
from onlife.services.settings import SignInProvider, is_safe_address

log = logging.getLogger("onlife")

TIMEOUT = 5.0
"""Seconds that the provider may take for one answer."""
QUIET = 10.0
"""Seconds that a provider that did not answer is left alone."""
KEPT_SECONDS = 3600.0
"""Seconds that its addresses and keys are kept."""
KEYS_EVERY = 30.0
"""Seconds between two looks for a key that is not known, whoever asks for it."""
SKEW = 60
"""Seconds that its clock and ours may differ."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Signatures that only the provider can make: none that uses a secret which both know, and not "none"."""
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderDown(Exception):
    """The provider does not answer, or with something that it should not."""


class Unproven(Exception):
    """What came back proves nothing; the message says why, for the log of the server."""


class ClocksApart(Unproven):
    """Its clock and ours differ by more than `SKEW`, or the token was too long on its way."""


@dataclass(frozen=True)
class Proof:
    """Who somebody is to the provider (`claims`), and the token that says so, which it wants to see at the way out."""

    claims: Mapping[str, Any]
    id_token: str


class Provider:
    """A provider and what is kept of it. Safe for threads."""

    def __init__(self, known: SignInProvider) -> None:
        self.known = known
        self._lock = RLock()
        self._metadata: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._metadata_from = self._keys_from = self._failed = -KEPT_SECONDS

    def leave(self, handshake: Handshake, back: str) -> str:
        """The address at the provider where somebody signs in; it sends them to `back`. Raises ProviderDown."""
        address, _ = self._client(back).create_authorization_url(
            self._addresses()["authorization_endpoint"],
            state=handshake.state,
            nonce=handshake.nonce,
            code_verifier=handshake.verifier,
        )
        return str(address)

    def prove(self, answer: Mapping[str, str], handshake: Handshake, back: str) -> Proof:
        """What an answer at `back` proves, of which the state was right. Raises ProviderDown and Unproven."""
        metadata = self._addresses()
        said = answer.get("iss", "")
        if said != self.known.issuer and (said or metadata.get("authorization_response_iss_parameter_supported")):
            raise Unproven(f"the answer is of {said!r}")
        if "code" not in answer or "error" in answer:
            raise Unproven(f"no code but {answer.get('error', '')!r}: {answer.get('error_description', '')!r}")
        tokens = self._tokens(answer["code"], handshake, back)
        claims = self._claims(tokens, handshake.nonce)
        if address := metadata.get("userinfo_endpoint"):
            about = self._get(address, {"Authorization": f"Bearer {tokens.get('access_token', '')}"})
            if about.get("sub") != claims["sub"]:
                raise Unproven("what is said of somebody is about somebody else")
            claims = {**about, **claims}
        return Proof(claims, tokens["id_token"])

    def farewell(self, id_token: str, back: str) -> str:
        """The address at which one signs out at the provider too; '' if it has none or does not answer."""
        try:
            address = str(self._addresses().get("end_session_endpoint", ""))
        except ProviderDown:
            return ""
        if not is_safe_address(address):
            return ""
        said = {"client_id": self.known.client_id, "post_logout_redirect_uri": back, "id_token_hint": id_token}
        return str(add_params_to_uri(address, [(name, text) for name, text in said.items() if text]))

    def _client(self, back: str) -> OAuth2Session:
        # In the body, where the provider offers it: in a header, libraries disagree on how a secret with signs is written.
        offered = self._addresses().get("token_endpoint_auth_methods_supported", ())
        method = "client_secret_post" if "client_secret_post" in offered else "client_secret_basic"
        return OAuth2Session(
            self.known.client_id,
            self.known.client_secret,
            token_endpoint_auth_method=method,
            scope=self.known.scopes,
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=TIMEOUT,
        )

    def _tokens(self, code: str, handshake: Handshake, back: str) -> Mapping[str, Any]:
        try:
            with self._client(back) as client:
                tokens: Mapping[str, Any] = client.fetch_token(
                    self._addresses()["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=handshake.verifier,
                    allow_redirects=False,  # the secret goes to this address and no other
                )
        except OAuthError as error:
            raise Unproven(f"no token for this code: {error.error!r}") from error
        except (requests.RequestException, ValueError, TypeError, AttributeError) as error:
            raise self._down(error) from error
        if not isinstance(tokens.get("id_token"), str):
            raise Unproven("no token that says who somebody is")
        return tokens

    def _claims(self, tokens: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """What a token says, once it is known to be of the provider, for us, of now and of this one time."""
        expected = {
            "iss": {"essential": True, "value": self.known.issuer},
            "aud": {"essential": True, "value": self.known.client_id},
            "sub": {"essential": True},
        }
        asked = {"nonce": nonce, "client_id": self.known.client_id, "access_token": tokens.get("access_token")}
        try:
            token = self._verify(tokens["id_token"])
            claims = CodeIDToken(token.claims, token.header, expected, asked)
            claims.validate(leeway=SKEW)
        except ExpiredTokenError as error:
            raise ClocksApart(str(error)) from error
        except InvalidClaimError as error:
            kind = ClocksApart if error.claim in ("iat", "nbf") else Unproven
            raise kind(str(error)) from error
        except (JoseError, ValueError, TypeError) as error:
            raise Unproven(f"{type(error).__name__}: {error}") from error
        return dict(claims)

    def _verify(self, id_token: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        keys = self._key_set()
        try:
            return jwt.decode(id_token, keys, registry=registry)
        except (InvalidKeyIdError, BadSignatureError):
            fresh = self._key_set(fresh=True)
            if fresh is keys:
                raise
            return jwt.decode(id_token, fresh, registry=registry)

    def _key_set(self, fresh: bool = False) -> KeySet:
        with self._lock:
            age = monotonic() - self._keys_from
            if self._keys is None or age > KEPT_SECONDS or (fresh and age > KEYS_EVERY):
                found = self._get(self._addresses()["jwks_uri"])
                try:
                    self._keys = KeySet.import_key_set(found)  # type: ignore[arg-type]  # what is no key set raises
                except (JoseError, KeyError, TypeError, ValueError) as error:
                    raise self._down(error) from error
                self._keys_from = monotonic()
            return self._keys

    def _addresses(self) -> Mapping[str, Any]:
        """What the provider says of itself, once it is known to be the one that was chosen."""
        with self._lock:
            if monotonic() - self._failed < QUIET:
                raise ProviderDown("it did not answer a moment ago")
            if monotonic() - self._metadata_from > KEPT_SECONDS:
                found = self._get(f"{self.known.issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self.known.issuer:
                    raise self._down(f"it calls itself {found.get('issuer')!r}, not {self.known.issuer!r}")
                if not all(is_safe_address(str(found.get(name, ""))) for name in ADDRESSES):
                    raise self._down(f"it has no safe address for each of {', '.join(ADDRESSES)}")
                self._metadata, self._metadata_from = found, monotonic()
            return self._metadata

    def _get(self, address: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        if not is_safe_address(address):
            raise self._down(f"{address!r} is no safe address")
        try:
            answer = requests.get(address, headers=headers, timeout=TIMEOUT, allow_redirects=False)
            found = answer.json() if answer.status_code == requests.codes.ok else None
        except (requests.RequestException, ValueError) as error:
            raise self._down(error) from error
        if not isinstance(found, dict):
            raise self._down(f"{address} answers {answer.status_code}")
        return found

    def _down(self, why: object) -> ProviderDown:
        if isinstance(why, (requests.ConnectionError, requests.Timeout)):
            self._failed = monotonic()
        log.warning("sign-in provider %s: %s", self.known.issuer, why)
        return ProviderDown(str(why))


@cache
def provider() -> Provider | None:
    """The provider of this installation, None if it has none."""
    known = settings.sign_in_provider()
    return Provider(known) if known else None
