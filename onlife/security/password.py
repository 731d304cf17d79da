"""Which passwords are good enough: a long phrase, no rules of composition, and nothing that is guessed first.

Length is what makes a phrase hard to guess; rules about digits and marks only make it hard to remember (NIST SP
800-63B, 5.1.1.2). Refused are the long passwords that everybody thinks of, a few signs over and over, runs of the
alphabet or the keyboard, and the names of the account, the app and the network. What is kept is a bcrypt hash.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import bcrypt

from onlife.translation import gettext as _

LENGTH = range(15, 65)
MAX_BYTES = 72
"""What bcrypt reads of a password."""


_COMMON = Path(__file__).with_name("common_passwords.txt")
_NOBODY = "$2b$12$jnqe0/qN8/DTQNPkcTXTJeHfzFnmHOMNlLuZTQwR8HS459k3Iuq0C"
"""The hash of a password that nobody knows, as costly as the others."""
_TYPED_BY_DEVICES = str.maketrans({"\u00a0": " ", "\u202f": " ", "‘": "'", "’": "'", "“": '"', "”": '"'})
"""What some devices put in for a blank and for straight quotes."""
_APP = ("onlife", "netwerkscan", "quickscan", "wachtwoord", "paswoord", "password", "welkom")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm")
_RUN = 4
_OWN_PART = 8
"""How many signs must be left once the names are taken out."""
_FEWEST_SIGNS = 5


def hint() -> str:
    """How long a password is, for whoever chooses one."""
    return _("{least} tot {most} tekens; een korte zin werkt goed.", least=LENGTH.start, most=LENGTH.stop - 1)


def check(password: str, *names: str) -> str:
    """The password as it counts, without the space around it; raises ValueError with a Dutch sentence otherwise.

    `names`: what is easily guessed here, such as the username and the networks.
    """
    password = _plain(password)
    if len(password) not in LENGTH:
        raise ValueError(
            _(
                "Kies een wachtwoord van {start} tot {stop} tekens. Een korte zin werkt goed.",
                start=LENGTH.start,
                stop=LENGTH.stop - 1,
            )
        )
    if len(password.encode()) > MAX_BYTES:
        raise ValueError(_("Dit wachtwoord heeft te veel bijzondere tekens. Kies een korter."))
    said = _letters(password)
    if said in _common():
        raise ValueError(_("Dit wachtwoord staat op de lijst die als eerste geprobeerd wordt. Kies een eigen zin."))
    if len(set(said)) < _FEWEST_SIGNS or _is_repetition(said) or len(_without_runs(said)) < _OWN_PART:
        raise ValueError(_("Dit wachtwoord is een herhaling of een rijtje en dus snel geraden. Kies een eigen zin."))
    if len(_without(said, (*_APP, *names))) < _OWN_PART:
        raise ValueError(
            _(
                "Dit wachtwoord lijkt te veel op je gebruikersnaam, het netwerk of de app. Kies een zin die daar los van staat."
            )
        )
    return password


def hash_password(password: str, *names: str) -> str:
    """The hash to keep of a password that is good enough; raises ValueError like `check`."""
    return bcrypt.hashpw(check(password, *names).encode(), bcrypt.gensalt()).decode()


def verify(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. Without a hash it takes as long and is never right: nobody learns who exists."""
    forms = {form.encode() for form in (password.strip(), *_forms(password))}
    right = [
        bcrypt.checkpw(typed[:MAX_BYTES], (password_hash or _NOBODY).encode()) and len(typed) <= MAX_BYTES
        for typed in forms
    ]
    return any(right) and bool(password_hash)


def _plain(password: str) -> str:
    """A password as it counts: the same whatever device it is typed on. The form strips what is typed, too."""
    return unicodedata.normalize("NFC", password.translate(_TYPED_BY_DEVICES)).strip()


def _forms(password: str) -> tuple[str, ...]:
    """How a password counts, and how hashes of earlier versions may have been made of it."""
    return _plain(password), *(unicodedata.normalize(form, password.strip()) for form in ("NFC", "NFD"))


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(_letters(line) for line in lines if line and not line.startswith("#"))


def _letters(text: str) -> str:
    """Only letters and digits, small and without accents: how a guesser tries a phrase."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in bare if sign.isalnum()) or bare


def _is_repetition(said: str) -> bool:
    """Whether it is one short piece, over and over, whole or broken off: `samensamensam`."""
    return any(said == (said[:size] * len(said))[: len(said)] for size in range(1, _OWN_PART + 1))


def _without_runs(said: str) -> str:
    """What is left without stretches of the alphabet, the digits or a row of keys, forth or back."""
    runs = {run[i : i + _RUN] for row in _RUNS for run in (row, row[::-1]) for i in range(len(run) - _RUN + 1)}
    in_run = [False] * len(said)
    for i in range(len(said) - _RUN + 1):
        if said[i : i + _RUN] in runs:
            in_run[i : i + _RUN] = [True] * _RUN
    return "".join(sign for sign, run in zip(said, in_run, strict=True) if not run)


def _without(said: str, names: Iterable[str]) -> str:
    """What is left without the words of these names."""
    words = {_letters(word) for name in names for word in (name, *re.split(r"[\W_]+", name))}
    for word in sorted((word for word in words if len(word) >= _RUN), key=len, reverse=True):
        said = said.replace(word, "")
    return said
