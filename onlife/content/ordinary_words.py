"""Words that point to no organisation: those of the Quickscan, and those in gewone_woorden.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from onlife.content import schema
from onlife.content.questionnaire import load
from onlife.content.schema import Schema, Text
from onlife.text import bare

TEXTS = Path(__file__).with_name("gewone_woorden.toml")


class _OrdinaryWords(Schema):
    words: Text


@cache
def ordinary_words() -> frozenset[str]:
    """The words, without capitals and accents."""
    form = load()
    asked = [text for element in form.elements for text in (element.title, *element.statements.values())]
    return frozenset(bare(" ".join([schema.read(TEXTS, _OrdinaryWords).words, *asked])).split())
