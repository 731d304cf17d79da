"""What somebody typed, pasted or read in, made fit to keep: only signs that can be seen. Pure.

Control characters, marks that turn the direction of text, and signs without width let a name look like another one or
break a table, a letter or a spreadsheet; nobody needs them in Dutch. They are taken out at the door, so that every
page, file and comparison sees the same text. Everything else stays letter for letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
"""Control, format (direction, no width), half of a pair, not assigned, private."""
_JOINER = "\u200d"
"""Joins emoji into one; kept where something stands on both sides."""
ALIKE = 0.8
"""From here on, of 1 for the same, names are so much alike that one may be meant for the other."""
_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\t": " ", "\x0b": " ", "\x0c": " ", "\x85": "\n"})


def clean(text: str) -> str:
    """The text without what cannot be seen; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)
    kept = [sign for at, sign in enumerate(lines) if sign == "\n" or _seen(lines, at)]
    return unicodedata.normalize("NFC", "".join(kept))


def line(text: str) -> str:
    """The text on one line, without space around it or twice: how names are kept and compared."""
    return " ".join(clean(text).split())


def key(name: str) -> str:
    """What two names have in common that are the same name, however they were typed."""
    return line(name).casefold()


def alike(name: str, names: Iterable[str]) -> list[str]:
    """The names that somebody may have meant, the likest first: accents, hyphens and a few letters do not count."""
    plain: dict[str, str] = {}
    for known in names:
        plain.setdefault(_bare(known), known)
    return [plain[found] for found in get_close_matches(_bare(name), plain, 3, ALIKE)]


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKD", key(name))
    return " ".join(
        "".join(sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign)).split()
    )


def _seen(text: str, at: int) -> bool:
    sign = text[at]
    if sign == _JOINER:
        return text[at - 1 : at].strip() != "" and unicodedata.category(text[at + 1 : at + 2] or "\0") in ("So", "Sk")
    return unicodedata.category(sign) not in _UNSEEN
