"""What there is to read: a chapter per building block, practices by function, questions to evaluate with.

Pure but for reading those files; anything malformed is refused with file, place and reason. The chapters belong to the
Quickscan that ships with the app and take all titles from it. A network may ask other questions: a passage is about an
element only where id and title are the same, so that beside another questionnaire it is simply not there.

Source: Assistentie-Kit Online Geweldpreventie, versie voor praktijkwerkers, bouwsteen 1-7 and the overview of practices
by function; the wording is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from onlife.content.questionnaire import QUICKSCAN, ContentError, Table, load, read, refuse_repeats
from onlife.domain.light import Light
from onlife.domain.questionnaire import Block, Element, Questionnaire

CONTENT = Path(__file__).parent
KIT = "www.samvzw.be/askolga"
"""Where the kit keeps all its links."""

FIRST = (Light.RED, Light.ORANGE)
"""The colours for which a passage says what to do first."""


@dataclass(frozen=True)
class Tool:
    """A tool or training that the kit names; `by`: the organisation, '' where the kit names none; `use`: what for."""

    name: str
    by: str
    use: str


@dataclass(frozen=True)
class Passage:
    """What there is to read on one element; `first`: colour (red, orange) -> what to do first."""

    element: str
    text: str
    first: Mapping[Light, str]


@dataclass(frozen=True)
class Example:
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """What there is to read on one building block; `passages`: element id -> passage."""

    block: str
    why: tuple[str, ...]
    attention: tuple[str, ...]
    handholds: tuple[str, ...]
    example: Example
    tools: tuple[Tool, ...]
    passages: Mapping[str, Passage]


@dataclass(frozen=True)
class Library:
    """The chapters (block id -> chapter) and the Quickscan they are about."""

    quickscan: Questionnaire
    chapters: Mapping[str, Chapter]

    def about(self, element: Element) -> Passage | None:
        """What there is to read on an element of any questionnaire."""
        passage = self._passages.get(element.id)
        return passage if passage and self.quickscan.element(element.id).title == element.title else None

    def asked(self, key: str) -> Element | None:
        """The element of the Quickscan with this id, if there is something to read on it."""
        return self.quickscan.element(key) if key in self._passages else None

    @cached_property
    def _passages(self) -> Mapping[str, Passage]:
        return {key: passage for chapter in self.chapters.values() for key, passage in chapter.passages.items()}


@dataclass(frozen=True)
class Practice:
    """A practice that the kit names. `by` and `place` are '' where the kit names none; `function`: the name of its
    function.
    """

    name: str
    by: str
    place: str
    text: str
    function: str


@dataclass(frozen=True)
class Function:
    """What online work is for, with the practices that the kit gives under it."""

    id: str
    name: str
    text: str
    practices: tuple[Practice, ...]


@dataclass(frozen=True)
class Practices:
    note: str
    functions: tuple[Function, ...]


@dataclass(frozen=True)
class Evaluation:
    """One of the ways to look back at an action, with its questions."""

    id: str
    name: str
    text: str
    questions: tuple[str, ...]


def library(path: Path = QUICKSCAN, folder: Path = CONTENT / "bouwstenen") -> Library:
    """One chapter for every block of this Quickscan, one passage for every element. Raises ContentError."""
    quickscan = load(path)
    blocks = {block.id: block for block in quickscan.blocks}
    found: dict[str, Chapter] = {}
    for file in sorted(folder.glob("*.toml")):
        table = read(file)
        block = table.text("block")
        if block not in blocks or block in found:
            raise table.error(f"bouwsteen {block} is er niet, of heeft al een hoofdstuk")
        found[block] = _chapter(table, blocks[block])
    if missing := blocks.keys() - found.keys():
        raise ContentError(f"{folder.name}: bouwsteen {min(missing)} heeft geen hoofdstuk.")
    return Library(quickscan, MappingProxyType(found))


def practices(path: Path = CONTENT / "inspiratie.toml") -> Practices:
    """The practices by function, in the order of the kit. Raises ContentError."""
    table = read(path)
    table.only(("note", "functions"))
    functions = tuple(_function(function) for function in table.tables("functions", "functie"))
    refuse_repeats(table, (function.id for function in functions))
    return Practices(table.text("note"), functions)


def matching(found: Practices, function: str, words: str) -> list[Practice]:
    """The practices of this function ('' for all) in which every one of these words occurs somewhere."""
    wanted = words.casefold().split()
    return [
        practice
        for each in found.functions
        for practice in each.practices
        if function in ("", each.name)
        and all(
            word in " ".join((practice.name, practice.by, practice.place, practice.text, each.name)).casefold()
            for word in wanted
        )
    ]


def evaluations(path: Path = CONTENT / "evaluatie.toml") -> tuple[Evaluation, ...]:
    """The ways to look back. Raises ContentError."""
    table = read(path)
    table.only(("kinds",))
    kinds = tuple(_evaluation(kind) for kind in table.tables("kinds", "soort"))
    refuse_repeats(table, (kind.id for kind in kinds))
    return kinds


def _chapter(table: Table, block: Block) -> Chapter:
    table.only(("block", "why", "attention", "handholds", "example", "tools", "elements"))
    known = {element.id for element in block.elements}
    passages = tuple(_passage(element, known) for element in table.tables("elements", "element"))
    refuse_repeats(table, (passage.element for passage in passages))
    if missing := known - {passage.element for passage in passages}:
        raise table.error(f"element {min(missing)} ontbreekt")
    example = table.table("example")
    example.only(("title", "text"))
    return Chapter(
        block.id,
        table.lines("why"),
        table.lines("attention"),
        table.lines("handholds"),
        Example(example.text("title"), example.lines("text")),
        tuple(_tool(tool) for tool in table.tables("tools", "tool", called="name", optional=True)),
        MappingProxyType({passage.element: passage for passage in passages}),
    )


def _passage(table: Table, known: set[str]) -> Passage:
    table.only(("id", "text", *(light.value for light in FIRST)))
    key = table.text("id")
    if key not in known:
        raise table.error("deze bouwsteen heeft dat element niet")
    return Passage(key, table.text("text"), MappingProxyType({light: table.text(light.value) for light in FIRST}))


def _tool(table: Table) -> Tool:
    table.only(("name", "by", "use"))
    return Tool(table.text("name"), table.optional("by"), table.text("use"))


def _function(table: Table) -> Function:
    table.only(("id", "name", "text", "practices"))
    name = table.text("name")
    own = tuple(_practice(practice, name) for practice in table.tables("practices", "praktijk", called="name"))
    return Function(table.text("id"), name, table.text("text"), own)


def _practice(table: Table, function: str) -> Practice:
    table.only(("name", "by", "place", "text"))
    return Practice(table.text("name"), table.optional("by"), table.optional("place"), table.text("text"), function)


def _evaluation(table: Table) -> Evaluation:
    table.only(("id", "name", "text", "questions"))
    return Evaluation(table.text("id"), table.text("name"), table.text("text"), table.lines("questions"))
