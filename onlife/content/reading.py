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

from pydantic import Field, PrivateAttr, model_validator

from onlife.content import schema
from onlife.content.questionnaire import QUICKSCAN, load, translated
from onlife.content.schema import ById, ContentError, Items, NonEmpty, Schema, Text, refuse_repeats
from onlife.content.statement import prose
from onlife.domain.light import Light
from onlife.domain.questionnaire import Element, Questionnaire

CONTENT = Path(__file__).parent
KIT = "www.samvzw.be/askolga"
"""Where the kit keeps all its links."""

FIRST = (Light.RED, Light.ORANGE)
"""The colours for which a passage says what to do first."""


class Tool(Schema):
    """A tool or training that the kit names; `use`: what for. `by` and `link` are '' where the kit names no organisation
    and gives no address.
    """

    name: Text
    by: Text = ""
    use: Text
    link: Text = ""


class Passage(Schema):
    """What there is to read on the element with this id."""

    id: Text
    text: Text
    red: Text
    orange: Text

    @cached_property
    def first(self) -> Mapping[Light, str]:
        """Colour (red, orange) -> what to do first."""
        return {light: getattr(self, light.value) for light in FIRST}


class Story(Schema):
    title: Text
    text: NonEmpty[Text]


class ReadingTopic(Schema):
    """What one opens to know more about something."""

    title: Text
    points: NonEmpty[Text]


class Chapter(Schema):
    """What there is to read on one building block; `passages`: element id -> passage.

    `caution`: what to know before reading on. `cases`: examples from practice that the kit tells; `example`: one that we
    made up. `evaluations`: whether the questions to look back with belong here.
    """

    block: Text
    caution: Text = ""
    why: NonEmpty[Text]
    attention: NonEmpty[Text]
    handholds: NonEmpty[Text]
    topics: Items[ReadingTopic] = ()
    evaluations: bool = False
    cases: Items[Story] = ()
    example: Story
    tools: Items[Tool] = ()
    passages: ById[Passage] = Field(alias="elements")


@dataclass(frozen=True)
class Library:
    """The chapters (block id -> chapter) and the Quickscan they are about."""

    quickscan: Questionnaire
    chapters: Mapping[str, Chapter]

    def about(self, element: Element) -> Passage | None:
        """What there is to read on an element of any questionnaire."""
        passage = self._passages.get(element.id)
        return passage if passage and self.quickscan.element(element.id).title == element.title else None

    def element(self, key: str) -> Element | None:
        """The element of the Quickscan with this id, if there is something to read on it."""
        return self.quickscan.element(key) if key in self._passages else None

    @cached_property
    def _passages(self) -> Mapping[str, Passage]:
        return {key: passage for chapter in self.chapters.values() for key, passage in chapter.passages.items()}


class Practice(Schema):
    """A practice that the kit names. `by` and `place` are '' where the kit names none."""

    id: Text
    name: Text
    by: Text = ""
    place: Text = ""
    text: Text
    _function: str = PrivateAttr("")

    @property
    def function(self) -> str:
        """The name of its function."""
        return self._function


class Function(Schema):
    """What online work is for, with the practices that the kit gives under it."""

    id: Text
    name: Text
    text: Text
    practices: NonEmpty[Practice]

    def model_post_init(self, _: object) -> None:
        for practice in self.practices:
            practice._function = self.name


class Practices(Schema):
    note: Text
    by_id: ById[Function] = Field(alias="functions")

    @model_validator(mode="after")
    def _every_practice_once(self) -> Practices:
        refuse_repeats(practice.id for function in self.functions for practice in function.practices)
        return self

    @property
    def functions(self) -> tuple[Function, ...]:
        """The functions in the order of the kit."""
        return tuple(self.by_id.values())

    def practice(self, key: str) -> Practice | None:
        """The practice with this id, if there is one."""
        known = (practice for function in self.functions for practice in function.practices)
        return next((practice for practice in known if practice.id == key), None)


class Evaluation(Schema):
    """One of the ways to look back at an action, with its questions."""

    id: Text
    name: Text
    text: Text
    questions: NonEmpty[Text]


class _Evaluations(Schema):
    kinds: ById[Evaluation]


def library(path: Path = QUICKSCAN, folder: Path = CONTENT / "bouwstenen") -> Library:
    """Return one chapter for every block of this Quickscan, one passage for every element. Raise ContentError."""
    quickscan = load(path)
    elements = {block.id: {element.id for element in block.elements} for block in quickscan.blocks}
    chapters: dict[str, Chapter] = {}
    for file in sorted(folder.glob("*.toml")):
        chapter = schema.read(file, Chapter)
        block, passages = chapter.block, chapter.passages.keys()
        if block not in elements or block in chapters:
            raise ContentError(f"{file.name}, bovenaan: bouwsteen {block} is er niet, of heeft al een hoofdstuk.")
        if unknown := passages - elements[block]:
            raise ContentError(f"{file.name}, element {min(unknown)}: deze bouwsteen heeft dat element niet.")
        if missing := elements[block] - passages:
            raise ContentError(f"{file.name}, bovenaan: element {min(missing)} ontbreekt.")
        chapters[block] = chapter
    if without := elements.keys() - chapters.keys():
        raise ContentError(f"{folder.name}: bouwsteen {min(without)} heeft geen hoofdstuk.")
    return Library(translated(quickscan), chapters)


def introduction() -> str:
    """Return why one works onlife and what comes of it, in Markdown, for a partner who is new."""
    return prose(CONTENT / "lezen" / "waarom.md")


def practices(path: Path = CONTENT / "inspiratie.toml") -> Practices:
    """Return the practices by function, in the order of the kit. Raise ContentError."""
    return schema.read(path, Practices)


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
    """Return the ways to look back. Raise ContentError."""
    return tuple(schema.read(path, _Evaluations).kinds.values())
