"""The word with which the table of an organisation votes: two plain nouns written as one, such as `tafelmaan`. Pure.

Said aloud it can be written in one way only, and however it is typed it is the same word. There are some forty thousand,
which with the few tries that there are (`onlife/web/seat.py`) nobody guesses within a meeting.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("seat_words.txt")


@cache
def nouns() -> tuple[str, ...]:
    """What words are made of: without sounds that are spelled in two ways, in alphabetical order."""
    return tuple(_FILE.read_text(encoding="utf-8").split())


def seat_word(key: bytes, seat: str) -> str:
    """The word of a seat."""
    number = int.from_bytes(hmac.new(key, f"seat:{seat}".encode(), hashlib.sha256).digest())
    rest, first = divmod(number, len(nouns()))
    return nouns()[first] + nouns()[rest % len(nouns())]


def normal_word(typed: str) -> str:
    """A typed word in its written form: small letters, without blanks and signs."""
    return "".join(sign for sign in typed.casefold() if "a" <= sign <= "z")
