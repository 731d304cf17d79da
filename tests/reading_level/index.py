"""How easily Dutch reads: the index of Flesch in the version of Douma, and the counts that it follows from.

The formula is that of W. H. Douma (De leesbaarheid van landbouwbladen, 1960).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A syllable is one group of vowels that Dutch writes together; any other vowel beside it begins a syllable of its own.
SYLLABLE = re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|ui|ou|au|ei|eu|[aeiouyäëïöü]")
STRESS = str.maketrans("áàâéèêíîóôúû", "aaaeeeiioouu")
END = re.compile(r"(?<=[.?!])[*\"”’)]*\s+(?=[*\"“‘(]*[A-ZÉ])")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; an abbreviation inside one, such as n.v.t., ends none."""
    return [part for part in END.split(text.strip()) if WORD.search(part)]


def words(text: str) -> list[str]:
    return WORD.findall(text)


def syllables(word: str) -> int:
    return max(1, len(SYLLABLE.findall(word.lower().translate(STRESS))))


def flesch_douma(parts: Sequence[str]) -> float:
    """Return the index of sentences: 100 reads very easily, 0 very hard. Raise ZeroDivisionError where there are no words."""
    found = [word for part in parts for word in words(part)]
    per_word = sum(map(syllables, found)) / len(found)
    return 206.84 - 77 * per_word - 0.93 * len(found) / len(parts)
