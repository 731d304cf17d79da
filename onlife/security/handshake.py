"""What a browser keeps between leaving for a provider to sign in and coming back: sealed, and of use for ten minutes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken

from onlife.security.token import new_secret

LIFETIME = timedelta(minutes=10)
HANDSHAKE_COOKIE = "onlife-aanmelden"
"""The cookie of a sign-in that is under way."""
PROVIDER_COOKIE = "onlife-aangemeld"
"""The cookie with the token that the provider wants to see when one signs out."""


@dataclass(frozen=True)
class Handshake:
    """`state` binds the answer to this browser, `nonce` the token and `verifier` the code to this one time (PKCE); `page`:
    the address in this app that was asked for, or ''; `invitation`: the id of the one that is accepted by it, or ''."""

    state: str
    nonce: str
    verifier: str
    page: str
    invitation: str = ""


def new_handshake(page: str = "", invitation: str = "") -> Handshake:
    return Handshake(new_secret(), new_secret(), new_secret(), page, invitation)


def seal(key: bytes, handshake: Handshake) -> str:
    """A handshake as the browser keeps it: nobody reads or makes one without the server key."""
    return _box(key).encrypt(json.dumps(asdict(handshake)).encode()).decode()


def unseal(key: bytes, sealed: str) -> Handshake | None:
    """The handshake again; None if it is older than its time, or not made here."""
    try:
        found = _box(key).decrypt(sealed.encode(), ttl=int(LIFETIME.total_seconds()))
    except InvalidToken:
        return None
    return Handshake(**json.loads(found))


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(key, b"handshake", hashlib.sha256).digest()))
