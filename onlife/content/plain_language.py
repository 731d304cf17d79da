"""The Quickscan in plain language, for whoever chooses it: the same ids, titles and steps, in easier sentences.

Only the newest version that came with the app has such a twin. What people choose in it counts like every other choice.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from onlife.content import schema
from onlife.content.questionnaire import QUICKSCAN, load, to_toml
from onlife.content.schema import ContentError, NonEmpty, Schema, Text
from onlife.domain.light import COLOURS
from onlife.domain.questionnaire import Block, Element, Questionnaire

TWIN = QUICKSCAN.with_name("quickscan.eenvoudig.toml")


class _PlainElement(Schema):
    id: Text
    hint: str
    green: Text
    orange: Text
    red: Text


class _PlainBlock(Schema):
    id: Text
    core_question: Text
    elements: NonEmpty[_PlainElement]


class _Twin(Schema):
    blocks: NonEmpty[_PlainBlock]


@lru_cache(maxsize=16)
def in_plain_language(questionnaire: Questionnaire, path: Path = TWIN) -> Questionnaire | None:
    """Return the questionnaire in plain language, None if there is no such text of it. Raise ContentError if it does not
    ask what the questionnaire asks.
    """
    if to_toml(questionnaire) != to_toml(load()):
        return None
    twin = schema.read(path, _Twin, say=str)
    if [(b.id, [e.id for e in b.elements]) for b in twin.blocks] != [
        (b.id, [e.id for e in b.elements]) for b in questionnaire.blocks
    ]:
        raise ContentError(f"{path.name}: de bouwstenen en elementen zijn niet die van {QUICKSCAN.name}.")
    blocks = tuple(_block(own, said) for own, said in zip(questionnaire.blocks, twin.blocks, strict=True))
    return replace(questionnaire, blocks=blocks)


def _block(own: Block, said: _PlainBlock) -> Block:
    elements = tuple(_element(*pair) for pair in zip(own.elements, said.elements, strict=True))
    return replace(own, core_question=said.core_question, elements=elements)


def _element(own: Element, said: _PlainElement) -> Element:
    statements = MappingProxyType({light: getattr(said, light.value) for light in COLOURS})
    return replace(own, hint=said.hint, statements=statements)
