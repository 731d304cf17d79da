"""The Quickscan as frozen records, read from a TOML file of which nothing is taken on trust.

Another file of the same shape, with other blocks and other counts, loads as well. Anything malformed is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, model_validator

from onlife.content import schema
from onlife.content.schema import Items, NonEmpty, Schema, Text, refuse_repeats
from onlife.domain.light import COLOURS
from onlife.domain.questionnaire import SHORT_MAX, VERSION_MAX, Block, EarlierVersion, Element, Questionnaire
from onlife.translation import DUTCH, gettext, language

QUICKSCAN = Path(__file__).parent / "quickscan.toml"
_VersionNumber = Annotated[int, Field(ge=1, le=VERSION_MAX)]


class _ElementEntry(Schema):
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


class _BlockEntry(Schema):
    id: Text
    name: Text
    short: Text
    core_question: Text
    comes_first: Text = ""
    elements: NonEmpty[_ElementEntry]

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


class _EarlierVersionEntry(Schema):
    version: _VersionNumber
    changed: Items[Text]
    note: Text = ""

    def record(self) -> EarlierVersion:
        return EarlierVersion(self.version, self.changed, self.note)


class _Quickscan(Schema):
    version: _VersionNumber
    title: Text
    source: Text
    follows: Items[_EarlierVersionEntry] = ()
    blocks: NonEmpty[_BlockEntry]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_repeats(block.id for block in self.blocks)
        refuse_repeats(element.id for block in self.blocks for element in block.elements)
        return self

    @model_validator(mode="after")
    def _follows_others(self) -> Self:
        elements = {element.id for block in self.blocks for element in block.elements}
        refuse_repeats(str(earlier.version) for earlier in self.follows)
        for earlier in self.follows:
            if earlier.version == self.version:
                raise ValueError("een vragenlijst volgt niet op zichzelf")
            if unknown := set(earlier.changed) - elements:
                raise ValueError(f"element {min(unknown)} in “changed” bestaat niet")
        return self

    def record(self) -> Questionnaire:
        blocks = tuple(block.record() for block in self.blocks)
        follows = tuple(earlier.record() for earlier in self.follows)
        return Questionnaire(self.version, self.title, self.source, blocks, follows)


def load(path: Path = QUICKSCAN) -> Questionnaire:
    """Return a questionnaire, by default the one shipped with the app. Raise ContentError if anything is malformed."""
    return schema.read(path, _Quickscan, say=str).record()


@cache
def bundle() -> Mapping[int, Questionnaire]:
    """Return every version that ever came with the app, by its number."""
    forms = [load(), *map(load, QUICKSCAN.parent.glob("quickscan.[0-9]*.toml"))]
    return {form.version: form for form in forms}


@lru_cache(maxsize=16)  # a store reads the same few again at every start
def parse(data: bytes, file: str) -> Questionnaire:
    """Return the questionnaire in the TOML of a file with this name. Raise ContentError if anything is malformed."""
    return schema.parse(data, file, _Quickscan).record()


def translated(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire in the language of whoever reads; sentences of a network's own stay as they are."""
    return questionnaire if language() == DUTCH else _translated(questionnaire, language())


@lru_cache(maxsize=64)
def _translated(questionnaire: Questionnaire, _language: str) -> Questionnaire:
    blocks = tuple(
        replace(
            block,
            name=gettext(block.name),
            short=gettext(block.short),
            core_question=gettext(block.core_question),
            comes_first=gettext(block.comes_first),
            elements=tuple(map(_element, block.elements)),
        )
        for block in questionnaire.blocks
    )
    follows = tuple(replace(earlier, note=gettext(earlier.note)) for earlier in questionnaire.follows)
    return replace(
        questionnaire,
        title=gettext(questionnaire.title),
        source=gettext(questionnaire.source),
        blocks=blocks,
        follows=follows,
    )


def _element(element: Element) -> Element:
    return replace(
        element,
        title=gettext(element.title),
        hint=gettext(element.hint),
        statements=MappingProxyType({light: gettext(text) for light, text in element.statements.items()}),
        questions=tuple(map(gettext, element.questions)),
    )


@lru_cache(maxsize=16)
def to_toml(questionnaire: Questionnaire) -> bytes:
    """A questionnaire as a TOML file, word for word: `parse` gives the same questionnaire back."""
    lines = [f"version = {questionnaire.version}", _pair("title", questionnaire.title)]
    lines += [_pair("source", questionnaire.source)]
    for earlier in questionnaire.follows:
        lines += ["", "[[follows]]", f"version = {earlier.version}"]
        lines += [f"changed = [{', '.join(map(_quoted, earlier.changed))}]"]
        lines += [_pair("note", earlier.note)] if earlier.note else []
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
