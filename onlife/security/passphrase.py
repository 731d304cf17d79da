"""Content that travels in a file: nobody reads it, and nobody changes a byte of it unseen, without its passphrase. Pure."""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from onlife.security import password

_SALT, _DIGEST = 16, 32


class Damaged(ValueError):
    """The bytes are not those that were written."""


class WrongPassphrase(ValueError):
    """The bytes are whole, and this passphrase does not open them."""


def seal(content: bytes, passphrase: str, *names: str) -> bytes:
    """The content under a passphrase; raises ValueError with a Dutch sentence for one that is guessed too easily (`names`
    count as such)."""
    salt = secrets.token_bytes(_SALT)
    sealed = salt + _box(password.check(passphrase, *names), salt).encrypt(content)
    return hashlib.sha256(sealed).digest() + sealed


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """The content again. Raises Damaged or WrongPassphrase."""
    digest, rest = sealed[:_DIGEST], sealed[_DIGEST:]
    if hashlib.sha256(rest).digest() != digest:
        raise Damaged
    try:
        return _box(password.check(passphrase), rest[:_SALT]).decrypt(rest[_SALT:])
    except (InvalidToken, ValueError) as error:
        raise WrongPassphrase from error


def _box(passphrase: str, salt: bytes) -> Fernet:
    """As costly as scrypt is with 64 MB, so that guessing is slow."""
    key = Scrypt(salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))
