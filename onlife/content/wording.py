"""The words of what is taken away: how to read it, and what each term means. From content/meenemen.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Strict

from onlife.content import schema
from onlife.content.schema import NonEmpty, Schema, Text
from onlife.translation import per_language

TEXTS = Path(__file__).with_name("meenemen.toml")

Pair = Annotated[tuple[Text, Text], Strict(False)]
"""A few words and their explanation."""


class Pack(Schema):
    """The meeting pack; `reading`: how to read it."""

    title: Text
    purpose: Text
    reading: NonEmpty[Pair]
    cooperation_block: Text
    evolution: Text
    agreed: Text
    plan: Text
    method: Text


class Own(Schema):
    """What a partner takes away of its own; `next`: what to do with it."""

    title: Text
    next: NonEmpty[Text]


class Definition(Schema):
    """A term; `sheet`: whether only a spreadsheet has it."""

    term: Text
    meaning: Text
    sheet: bool = False


class Wording(Schema):
    pack: Pack
    own: Own
    definitions: NonEmpty[Definition]

    def terms(self, *, sheet: bool) -> tuple[Pair, ...]:
        return tuple((each.term, each.meaning) for each in self.definitions if each.sheet is sheet)


@per_language
def wording() -> Wording:
    """Return the words as they stand in the content. Raise ContentError."""
    return schema.read(TEXTS, Wording)
