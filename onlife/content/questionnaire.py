"""The Quickscan as frozen records, read from a TOML file of which nothing is taken on trust.

Another file of the same shape, with other blocks and other counts, loads as well. Anything malformed is refused.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, model_validator

from onlife.content import schema
from onlife.content.schema import Items, NonEmpty, Schema, Text, refuse_repeats
from onlife.domain.light import COLOURS
from onlife.domain.questionnaire import SHORT_MAX, VERSION_MAX, Block, Element, Questionnaire

QUICKSCAN = Path(__file__).parent / "quickscan.toml"


class _Element(Schema):
    id: Text
    title: Text
    hint: Text = ""
    green: Text
    orange: Text
    red: Text
    questions: Items[Text] = ()

    def record(self, block: str) -> Element:
        statements = MappingProxyType({light: getattr(self, light.value) for light in COLOURS})
        return Element(self.id, block, self.title, self.hint, statements, self.questions)


class _Block(Schema):
    id: Text
    name: Text
    short: Text
    core_question: Text
    comes_first: Text = ""
    elements: NonEmpty[_Element]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not re.fullmatch(r"[1-9]\d*", self.id):
            raise ValueError("het id van een bouwsteen is een getal, zoals 5")
        if (length := len(self.short)) > SHORT_MAX:
            raise ValueError(f"“short” telt {length} tekens, hoogstens {SHORT_MAX} passen boven een kolom")
        for key in (element.id for element in self.elements):
            if not re.fullmatch(rf"{self.id}\.[1-9]\d*", key):
                raise ValueError(
                    f"het id van element {key} volgt niet op zijn bouwsteen; verwacht {self.id}.1, {self.id}.2, …"
                )
        return self

    def record(self) -> Block:
        elements = tuple(element.record(self.id) for element in self.elements)
        return Block(self.id, self.name, self.short, self.core_question, elements, self.comes_first)


class _Quickscan(Schema):
    version: Annotated[int, Field(ge=1, le=VERSION_MAX)]
    title: Text
    source: Text
    blocks: NonEmpty[_Block]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_repeats(block.id for block in self.blocks)
        refuse_repeats(element.id for block in self.blocks for element in block.elements)
        return self

    def record(self) -> Questionnaire:
        return Questionnaire(self.version, self.title, self.source, tuple(block.record() for block in self.blocks))


def load(path: Path = QUICKSCAN) -> Questionnaire:
    """Return a questionnaire, by default the one shipped with the app. Raise ContentError if anything is malformed."""
    return schema.read(path, _Quickscan).record()


def parse(data: bytes, file: str) -> Questionnaire:
    """Return the questionnaire in the TOML of a file with this name. Raise ContentError if anything is malformed."""
    return schema.parse(data, file, _Quickscan).record()


def written(questionnaire: Questionnaire) -> bytes:
    """A questionnaire as a TOML file, word for word: `parse` gives the same questionnaire back."""
    lines = [f"version = {questionnaire.version}", _pair("title", questionnaire.title)]
    lines += [_pair("source", questionnaire.source)]
    for block in questionnaire.blocks:
        lines += ["", "[[blocks]]", _pair("id", block.id), _pair("name", block.name), _pair("short", block.short)]
        lines += [_pair("core_question", block.core_question)]
        lines += [_pair("comes_first", block.comes_first)] if block.comes_first else []
        for element in block.elements:
            lines += ["", "[[blocks.elements]]", _pair("id", element.id), _pair("title", element.title)]
            lines += [_pair("hint", element.hint)] if element.hint else []
            lines += [_pair(light.value, text) for light, text in element.statements.items()]
            lines += (
                ["questions = [", *(f"  {_quoted(q)}," for q in element.questions), "]"] if element.questions else []
            )
    return ("\n".join(lines) + "\n").encode("utf-8")


def _pair(key: str, text: str) -> str:
    return f"{key} = {_quoted(text)}"


def _quoted(text: str) -> str:
    """Text as TOML writes it; JSON quotes it alike but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
