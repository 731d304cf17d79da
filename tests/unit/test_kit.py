"""Nothing of the publication gets lost: every thing that it says on a page is found in our words on ours.

The list stands in `kit_items.toml`, written while reading the publication beside the app.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.content import concern, reading
from onlife.content.guide import guide
from onlife.content.reading import FIRST
from onlife.content.schema import Schema

LISTED = tomllib.loads((Path(__file__).parent / "kit_items.toml").read_text(encoding="utf-8"))
ABOUT: Mapping[str, str] = LISTED.pop("elementen")
COUNTS = {
    "bouwsteen-1": (26, 0), "bouwsteen-2": (34, 12), "bouwsteen-3": (23, 25), "bouwsteen-4": (21, 15), "bouwsteen-5": (18, 4),
    "bouwsteen-6": (27, 21), "bouwsteen-7": (10, 4), "evaluatie": (12, 0), "verontrusting": (45, 0), "inspiratie": (6, 37),
    "uitleg": (43, 0), "waarom": (13, 0),
}  # fmt: skip
"""Page -> how many things and how many names were listed while reading; of block 6 three make its own example safe."""


def page(name: str) -> str:
    """Everything that a page says, as one text."""
    if name.startswith("bouwsteen-"):
        library = reading.library()
        block = library.quickscan.block(name.removeprefix("bouwsteen-"))
        return said(block.core_question, library.chapters[block.id])
    pages: Mapping[str, object] = {
        "evaluatie": reading.evaluations(),
        "verontrusting": concern.load(),
        "inspiratie": reading.practices(),
        "uitleg": guide(),
        "waarom": reading.introduction(),
    }
    return said(pages[name])


def said(*found: object) -> str:
    """All texts in what was read from content."""
    text = json.dumps(found, default=fields, ensure_ascii=False)
    return " ".join(text.replace("\\n", " ").split())


def fields(table: Schema) -> dict[str, object]:
    return {name: getattr(table, name) for name in type(table).model_fields}


def phrases(name: str) -> dict[str, str]:
    """Thing or name -> the words by which it is found."""
    listed = LISTED[name]
    return {**listed.get("items", {}), **{each: each for each in listed.get("names", [])}}


def lost(wanted: Mapping[str, str], text: str) -> list[str]:
    return [thing for thing, words in wanted.items() if words not in text]


def test_the_list_itself_loses_nothing() -> None:
    listed = {name: (len(page.get("items", {})), len(page.get("names", []))) for name, page in LISTED.items()}
    assert listed == COUNTS
    for name in LISTED:
        assert len(set(phrases(name).values())) == sum(COUNTS[name]), f"{name}: two things are found by the same words"


@pytest.mark.parametrize("name", COUNTS)
def test_every_thing_of_the_publication_is_on_its_page(name: str) -> None:
    assert lost(phrases(name), page(name)) == []


@pytest.mark.parametrize("name", COUNTS)
def test_a_thing_that_is_taken_out_is_missed(name: str) -> None:
    text = page(name)
    for thing, words in phrases(name).items():
        assert thing in lost(phrases(name), text.replace(words, ""))


# -- every element of the Quickscan


def strangers(library: reading.Library) -> list[str]:
    """Elements whose paragraph is missing or about another element, which lack a first step, or which belong to what
    partners share and ask nothing to talk about.
    """
    shared = library.quickscan.cooperation_block
    assert shared is not None
    found = []
    for element in library.quickscan.elements:
        passage = library.about(element)
        whole = passage and ABOUT.get(element.id, "?") in passage.text and all(passage.first[light] for light in FIRST)
        if not whole or (element.block == shared.id and not element.questions):
            found.append(element.id)
    return found


def test_every_element_has_its_paragraph_first_steps_and_questions() -> None:
    library = reading.library()
    assert list(ABOUT) == [element.id for element in library.quickscan.elements]
    assert strangers(library) == []


def test_a_paragraph_beside_the_wrong_element_is_noticed() -> None:
    library = reading.library()
    chapter = library.chapters["2"]
    passages = {**chapter.passages, "2.1": chapter.passages["2.2"], "2.2": chapter.passages["2.1"]}
    swapped = {**library.chapters, "2": chapter.model_copy(update={"passages": passages})}
    assert strangers(reading.Library(library.quickscan, swapped)) == ["2.1", "2.2"]


def test_an_element_without_paragraph_or_without_questions_is_noticed() -> None:
    library = reading.library()
    chapter = library.chapters["2"]
    passages = {key: passage for key, passage in chapter.passages.items() if key != "2.3"}
    fewer = {**library.chapters, "2": chapter.model_copy(update={"passages": passages})}
    assert strangers(reading.Library(library.quickscan, fewer)) == ["2.3"]
    silent = replace(library.quickscan.element("5.6"), questions=())
    blocks = tuple(
        replace(block, elements=tuple(silent if e.id == silent.id else e for e in block.elements))
        for block in library.quickscan.blocks
    )
    assert strangers(reading.Library(replace(library.quickscan, blocks=blocks), library.chapters)) == ["5.6"]
