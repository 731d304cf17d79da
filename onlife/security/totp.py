"""The second factor: codes of an app on a phone (TOTP, RFC 6238) and the recovery codes for when it is lost. Pure.

A code counts for one step of half a minute; the step before and after are taken too, for clocks that differ. What
was used up is kept by the store.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken

from onlife.security.token import CODE_ALPHABET, fingerprint, normal_code

STEP_SECONDS = 30
RECOVERY_CODES = 8
ISSUER = "Onlife netwerkscan"


@dataclass(frozen=True)
class Factor:
    """What an account proves itself with: the secret that its phone shares, and the marks of its recovery codes."""

    secret: str
    recovery: tuple[str, ...] = ()


def new_secret() -> str:
    """A fresh secret of 160 bits, as authenticator apps take it."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def qr(secret: str, username: str) -> str:
    """The QR code as a picture in the page itself, so that the secret is in no address."""
    return segno.make(address(secret, username), error="m", micro=False).svg_data_uri(scale=5, border=3, light="#fff")


def step_of(secret: str, code: str, moment: datetime) -> int | None:
    """The step of time a code belongs to, if it is right around this moment (UTC, without zone)."""
    digits = "".join(code.split())
    now = int(moment.replace(tzinfo=UTC).timestamp()) // STEP_SECONDS
    made = pyotp.TOTP(secret, interval=STEP_SECONDS)
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(made.at(step * STEP_SECONDS).encode(), digits.encode()):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Fresh recovery codes, to be shown once: three groups of four, 58 bits."""
    return [normal_code("".join(secrets.choice(CODE_ALPHABET) for _ in range(12))) for _ in range(RECOVERY_CODES)]


def recovery_mark(typed: str) -> str:
    """What is kept of a recovery code, however it is typed."""
    return fingerprint(f"recovery:{normal_code(typed)}")


def seal(key: bytes, account: str, factor: Factor) -> str:
    """The factor of an account as it is stored: unreadable without the server key, of no use for another account."""
    plain = json.dumps({"account": account, "secret": factor.secret, "recovery": factor.recovery})
    return _box(key).encrypt(plain.encode()).decode()


def unseal(key: bytes, account: str, sealed: str) -> Factor | None:
    """The factor again; None if it was sealed with another key or for another account."""
    try:
        found = json.loads(_box(key).decrypt(sealed.encode()))
    except InvalidToken:
        return None
    return Factor(found["secret"], tuple(found["recovery"])) if found["account"] == account else None


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(key, b"second factor", hashlib.sha256).digest()))
