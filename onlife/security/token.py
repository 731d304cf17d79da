"""The secrets that links, codes and sessions are made of. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

TOKEN_ALPHABET, TOKEN_LENGTH = "abcdefghijklmnopqrstuvwxyz234567", 32

SESSION_COOKIES: Mapping[str, str] = MappingProxyType(
    {
        "account": "onlife_account",
        "team": "onlife_team",
        "scan": "onlife_scan",
        "view": "onlife_view",
        "seat": "onlife_seat",
    }
)
"""Kind of session -> the cookie it lives in. Each its own, so that a coordinator can try out a link."""


DEVICE_COOKIE = "onlife-device"
"""The cookie with a secret of the browser, so that of one device one scan counts; it opens nothing."""

HOST_ONLY = "__Host-"
"""Before the name of a cookie that came over https: a browser takes it from this host alone, and only with Secure."""


CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no 0/O, 1/I/L, U/V: codes are read aloud and typed over


def new_id() -> str:
    """A fresh random id of 128 bits, for anything that is stored."""
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    """Whether a text is such an id, as of an account: not what the app calls itself or somebody at the command line."""
    return len(text) == 32 and set(text) <= set("0123456789abcdef")


def new_secret() -> str:
    """A fresh secret of 256 bits that only a browser keeps (session cookie, ticket)."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored of a secret, to find it again without being able to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_token(key: bytes, link: str) -> str:
    """The 160-bit token of a link, derived so that a coordinator can see it again and the database never holds it."""
    digest = hmac.new(key, f"link:{link}".encode(), hashlib.sha256).digest()[:20]
    return base64.b32encode(digest).decode().lower()


def token_in(came: str) -> str:
    """The token in what came behind the door of a link: without signs that mail, chat or a typist put in or behind it.

    Its alphabet is known (a-z2-7, 32 signs), so nothing else can be part of it; o and b are also read where somebody typed
    the digit. What holds no token comes back as it cannot match.
    """
    letters = unicodedata.normalize("NFKC", came).lower().translate(str.maketrans("08", "ob"))
    return "".join(sign for sign in letters if sign in TOKEN_ALPHABET)[:TOKEN_LENGTH]


def resume_code(key: bytes, scan: str) -> str:
    """The code with which a scan goes on at another device: three groups of four, 58 bits, of use only with the link."""
    return _code(hmac.new(key, f"code:{scan}".encode(), hashlib.sha256).digest(), 12)


def long_code(secret: bytes) -> str:
    """A code that nobody guesses however often they try: four groups of four, 77 bits."""
    return _code(secret, 16)


def _code(secret: bytes, length: int) -> str:
    number, letters = int.from_bytes(secret), ""
    for _ in range(length):
        number, index = divmod(number, len(CODE_ALPHABET))
        letters += CODE_ALPHABET[index]
    return normal_code(letters)


def slip_code(key: bytes, slip: str) -> str:
    """The code on a printed slip, in the form of a resume code."""
    return resume_code(key, f"slip:{slip}")


def meeting_code(key: bytes, meeting: str) -> str:
    """The code of a meeting, in the address on its screen: six letters, 29 bits, of use only with a word."""
    return _code(hmac.new(key, f"meeting:{meeting}".encode(), hashlib.sha256).digest(), 6).replace("-", "")


def normalize_meeting_code(typed: str) -> str:
    """A typed code of a meeting in its written form."""
    return normal_code(typed).replace("-", "")


def normal_code(typed: str) -> str:
    """A typed code in its written form: capitals, groups of four; anything else comes back as it cannot match."""
    letters = "".join(c for c in typed.upper() if c in CODE_ALPHABET)
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def code_fingerprint(key: bytes, code: str) -> str:
    """What is stored of a resume code. Keyed, because a code is short enough to be guessed from a plain hash."""
    return hmac.new(key, f"seek:{code}".encode(), hashlib.sha256).hexdigest()
