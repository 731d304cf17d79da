"""What store and rules have to say: refusals, faults, the lines of the log book. The words stand in messages.toml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict

from onlife.content import schema
from onlife.content.schema import Schema, Text, fill, places
from onlife.domain.reason import Reason
from onlife.text import plural
from onlife.translation import per_language

TEXTS = Path(__file__).with_name("messages.toml")


def _whole(text: str) -> str:
    around = fill(text, lambda _: "")
    if "" in places(text) or "{" in around or "}" in around:
        raise ValueError("tussen accolades hoort één naam te staan, zoals {partner}")
    return text


WholeSentence = Annotated[Text, AfterValidator(_whole)]


class _Messages(Schema):
    """A table per noun, of keys and sentences."""

    model_config = ConfigDict(extra="allow")
    names: ClassVar[frozenset[str]] = frozenset()  # a key is what a sentence is about, such as `link`
    __pydantic_extra__: dict[str, dict[str, WholeSentence]]


def load(path: Path = TEXTS) -> Mapping[str, str]:
    """Return the sentences of a file by `noun.key`. Raise ContentError for what is no sentence."""
    tables = schema.read(path, _Messages).model_dump()
    return {f"{noun}.{key}": text for noun, table in tables.items() for key, text in table.items()}


@per_language
def sentences() -> Mapping[str, str]:
    return load()


def message(key: str, /, **values: object) -> str:
    """Return a sentence with its places filled in.

    Raise KeyError for a key that there is not, TypeError unless the values are exactly those that the sentence names.
    """
    sentence = sentences()[key]
    if set(places(sentence)) != values.keys():
        raise TypeError(f"{key} names {places(sentence)}, not {[*values]}")
    return fill(sentence, lambda place: str(values[place]))


def explain(reason: Reason) -> str:
    """Return what a rule found, in words."""
    return message(reason.key, **reason.values)


def count_of(number: int, noun: str) -> str:
    """Return how many of something there are, by its words in the tables `one` and `many`, such as `12 regels`."""
    return f"{number} {noun_of(number, noun)}"


def noun_of(number: int, noun: str) -> str:
    """Return the noun that goes with a number."""
    return plural(number, message(f"one.{noun}"), message(f"many.{noun}"))
