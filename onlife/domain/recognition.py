"""What a sentence for strangers may not hold: whoever it is about, or a way to reach somebody. Pure.

Accents, capitals, hyphens and dots do not count. Of a name the whole of it is refused, what is left of it without ordinary
words (also in a longer word, as `Gentse`), and what its initials spell. It cannot know nicknames, slips of the pen and what
everybody knows: somebody reads the sentence before it goes out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher

from onlife.domain.reason import Reason
from onlife.text import bare

SENTENCE_MIN, SENTENCE_MAX = 20, 200
"""A sentence has so many characters; an action can begin from all of it (`plan.WHAT_LENGTH`)."""
DISTINCT, STEM, INSIDE = 3, 4, 6
"""A word of a name is looked for from so many letters on: by itself, with an ending, anywhere inside a word."""
ENDING = 3
_DOT = re.compile(r"\b(\w)\.(?=\w\b)")
_APART = re.compile(r"\b(\w) (?=\w\b)")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_ADDRESS = re.compile(r"@|\bapenstaart\b|\S\s*[(\[{]\s*at\s*[)\]}]", re.IGNORECASE)
_SITE = re.compile(
    r"(?i:://|www\.|\]\(|#\w{2})|\b[\w-]{2,}\.(?:[a-z]{2,}|[A-Z]{2,})\b"
    r"|\b[\w-]{2,}\s*[(\[{]?\s*(?:\.|\bpunt\b|\bdot\b)\s*[)\]}]?\s*(?:be|nl|com|eu|org)\b"
)
_STREET = re.compile(r"\b(?:\w{2,}(?:straat|laan|plein|dreef)|\w*steenweg)\s+(?:nr?\.?\s*)?\d", re.IGNORECASE)
_TELEPHONE = re.compile(r"\d(?:[\s./()+-]*\d){8,}")
_DIGITS = re.compile(r"\b(?:0|3[123]|49)(?: ?\d){8,}")
"""A number as words of digits alone, whatever stood between them: it begins as one that can be called."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORDS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_NUMBERS = {word: str(at) for at, word in enumerate(_WORDS)}
_STOPS = str.maketrans("\u3002\u00b7\u2022\u2219", "....")
_LOOKS = [str.maketrans("0345789$\u20ac!|1", f"oeastbgsei{letter}{letter}") for letter in "il"]
"""What passes for a letter inside a word."""
ALIKE = 0.8
"""From here on, of 1 for the same, two sentences are the same one in nearly the same words."""


def flaw(text: str, names: Iterable[str], ordinary: Collection[str]) -> Reason | None:
    """What keeps a sentence from going out. `names`: who it may not name; `ordinary`: words that point to nobody, bare."""
    if not SENTENCE_MIN <= len(text) <= SENTENCE_MAX:
        return Reason("recognition.length", {"least": SENTENCE_MIN, "most": SENTENCE_MAX})
    if any(_poses(sign) for sign in unicodedata.normalize("NFKD", text)) or not _plain(bare(text)):
        return Reason("recognition.letters")
    flat = unicodedata.normalize("NFKC", text).translate(_STOPS)
    for pattern, key in ((_ADDRESS, "address"), (_SITE, "site"), (_TELEPHONE, "telephone"), (_STREET, "street")):
        if pattern.search(flat):
            return Reason(f"recognition.way_{key}")
    if _DIGITS.search(_YEAR.sub("-", " ".join(_NUMBERS.get(word, word) for word in bare(text).split()))):
        return Reason("recognition.way_telephone")
    readings = dict.fromkeys((text, *(text.translate(looks) for looks in _LOOKS)))
    for name in sorted(set(names)):
        for reading in readings:
            if found := _hint(reading, name, ordinary):
                return Reason("recognition.name", {"words": found, "name": name})
    return None


def rewritten(text: str, known: Iterable[str]) -> bool:
    """Whether a sentence says in nearly the same words, in whichever order, what one of these says."""
    return any(
        SequenceMatcher(None, order(text), order(other), autojunk=False).ratio() >= ALIKE
        for other in known
        for order in (bare, _sorted)
    )


def maybe_names(text: str, ordinary: Collection[str]) -> list[str]:
    """Words with a capital that no sentence begins with, and that are not ordinary: whoever writes looks whether they are names."""
    words = re.findall(r"(?<=[^.!?:\s]) +[\"'(\u2018\u201c]*([A-Z\u00c0-\u00de][a-z\u00df-\u00ff][\w-]*)", text)
    return [word for word in dict.fromkeys(words) if not set(bare(word).split()) <= set(ordinary)]


def _poses(sign: str) -> bool:
    """Whether a picture of a letter passes for one."""
    name = unicodedata.name(sign, "")
    return not sign.isalnum() and ("LATIN" in name or "REGIONAL INDICATOR" in name)


def _plain(words: str) -> bool:
    return all(sign.isascii() or not sign.isalpha() for sign in words)


def _sorted(text: str) -> str:
    return " ".join(sorted(bare(text).split()))


def _hint(text: str, name: str, ordinary: Collection[str]) -> str:
    """The words of a text that tell a name, '' for none."""
    said, parts = bare(text).split(), bare(name).split()
    whole = " ".join(parts)
    if len(whole) > 1 and (
        f" {whole} " in f" {' '.join(said)} " or (len(whole) >= INSIDE and "".join(parts) in "".join(said))
    ):
        return name
    telling = [part for part in parts if len(part) >= DISTINCT and part not in ordinary]
    together = ["".join(bare(word).split()) for word in text.split()]
    spelled_out = _APART.sub(r"\1", " ".join(said)).split()
    for word in [*said, *together, *spelled_out]:
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
