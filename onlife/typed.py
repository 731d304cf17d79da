"""What somebody typed, pasted or read in, made fit to keep: only signs that can be seen. Pure.

Control characters, marks that turn the direction of text, and signs without width let a name look like another one or
break a table, a letter or a spreadsheet; nobody needs them in Dutch. They are taken out at the door, so that every
page, file and comparison sees the same text. Everything else stays letter for letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
"""Control, format (direction, no width), half of a pair, not assigned, private."""
_JOINER = "\u200d"
"""Joins emoji into one; kept where something stands on both sides."""
_PARTER = "\u200c"
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,16}\U000e007f")
"""The flag of a region, spelled by signs that cannot be seen by themselves."""
_PICTURES = frozenset(map(chr, range(0x1F000, 0x1FB00)))
"""Where emoji are, those included that are younger than Python's table."""
ALIKE = 0.8
"""From here on, of 1 for the same, names are so much alike that one may be meant for the other."""
_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\t": " ", "\x0b": " ", "\x0c": " ", "\x85": "\n"})


def clean(text: str) -> str:
    """The text without what cannot be seen; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)
    flags = {at for flag in _FLAG.finditer(lines) for at in range(*flag.span())}
    kept = [sign for at, sign in enumerate(lines) if sign == "\n" or at in flags or _seen(lines, at)]
    return unicodedata.normalize("NFC", "".join(kept))


def line(text: str) -> str:
    """The text on one line, without space around it or twice: how names are kept and compared."""
    return " ".join(clean(text).split())


def same(one: str, other: str) -> bool:
    """Whether two names are the same, however they were typed."""
    return key(one) == key(other)


def key(name: str) -> str:
    """What two names have in common that are the same name, however they were spaced, capitalised or put together."""
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
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if sign == _JOINER:
        return before.strip() != "" and _pictured(after)
    if sign == _PARTER:  # keeps two letters apart, in Persian for one; never in a script that could be ours
        return before > "\u024f" and before.isalpha() and after > "\u024f" and after.isalpha()
    return unicodedata.category(sign) not in _UNSEEN or sign in _PICTURES


def _pictured(sign: str) -> bool:
    return sign != "" and (sign in _PICTURES or unicodedata.category(sign) in ("So", "Sk"))
