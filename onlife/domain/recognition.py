"""What a sentence for strangers may not hold: whoever it is about, or a way to reach somebody. Pure.

Accents, capitals, hyphens and dots do not count. Of a name the whole of it is refused, what is left of it without ordinary
words (also in a longer word, as `Gentse`), and what its initials spell. It cannot know nicknames, slips of the pen and what
everybody knows: somebody reads the sentence before it goes out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from onlife.domain.reason import Reason
from onlife.text import bare

LEAST, MOST = 20, 200
"""A sentence has so many characters; an action can begin from all of it (`plan.WHAT_LENGTH`)."""
DISTINCT, STEM, INSIDE = 3, 4, 6
"""A word of a name is looked for from so many letters on: by itself, with an ending, anywhere inside a word."""
ENDING = 3
_DOT = re.compile(r"\b(\w)\.(?=\w\b)")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_ADDRESS = re.compile(r"@|\S\s*[(\[{]\s*(?:at|apenstaart)\s*[)\]}]", re.IGNORECASE)
_SITE = re.compile(r"https?:|www\.|\b[\w-]{2,}\.[a-z]{2,}\b", re.IGNORECASE)
_TELEPHONE = re.compile(r"\d(?:[\s./()+-]*\d){8,}")


def flaw(text: str, names: Iterable[str], ordinary: Collection[str]) -> Reason | None:
    """What keeps a sentence from going out. `names`: who it may not name; `ordinary`: words that point to nobody, bare."""
    if not LEAST <= len(text) <= MOST:
        return Reason("recognition.length", {"least": LEAST, "most": MOST})
    if any(sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN") for sign in bare(text)):
        return Reason("recognition.letters")
    for pattern, key in ((_ADDRESS, "address"), (_SITE, "site"), (_TELEPHONE, "telephone")):
        if pattern.search(text):
            return Reason(f"recognition.way_{key}")
    for name in sorted(set(names)):
        if found := _hint(text, name, ordinary):
            return Reason("recognition.name", {"words": found, "name": name})
    return None


def _hint(text: str, name: str, ordinary: Collection[str]) -> str:
    """The words of a text that tell a name, '' for none."""
    said, parts = bare(text).split(), bare(name).split()
    whole = " ".join(parts)
    if whole and (f" {whole} " in f" {' '.join(said)} " or (len(whole) >= INSIDE and "".join(parts) in "".join(said))):
        return name
    telling = [part for part in parts if len(part) >= DISTINCT and part not in ordinary]
    together = ["".join(bare(word).split()) for word in text.split()]
    for word in [*said, *together]:
        if any(_holds(word, part) for part in telling):
            return word
    if spread := [part for part in telling if len(part) >= INSIDE and part in "".join(said)]:
        return spread[0]
    spelled = {
        "".join(p[0] for p in some) for some in (parts, [p for p in parts if p not in ordinary or len(p) > STEM])
    }
    return next((word for word in _abbreviations(text, ordinary) if word.lower() in spelled), "")


def _holds(word: str, part: str) -> bool:
    if word == part or (len(part) >= INSIDE and part in word):
        return True
    return len(part) >= STEM and word.startswith(part) and len(word) - len(part) <= ENDING


def _abbreviations(text: str, ordinary: Collection[str]) -> Iterator[str]:
    """What may be initials: two capitals or more, and other short words that are not ordinary."""
    joined = _DOT.sub(r"\1", text)
    yield from _CAPITALS.findall(joined)
    yield from (word for word in bare(joined).split() if DISTINCT <= len(word) <= INSIDE and word not in ordinary)
