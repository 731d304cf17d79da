"""The Quickscan as frozen records: building blocks, their elements and statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from onlife.domain.light import Light

SHORT_MAX = 14
"""Longest short name of a block, in characters: what fits above a column of the heat map."""


VERSION_MAX = 999_999


@dataclass(frozen=True)
class Element:
    """One thing asked. `statements` holds one sentence per colour; `questions` are for the conversation
    afterwards.
    """

    id: str
    block: str
    title: str
    hint: str
    statements: Mapping[Light, str]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """One building block with its elements in order. `short` has at most 14 characters; `comes_first`: why it has a
    high priority before anybody chooses, '' if it has none.
    """

    id: str
    name: str
    short: str
    core_question: str
    elements: tuple[Element, ...]
    comes_first: str = ""


@dataclass(frozen=True)
class EarlierVersion:
    """A version that a questionnaire follows on: the ids of the elements that ask something else since then, and what a
    reader of both should know, '' for nothing.
    """

    version: int
    changed: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, eq=False)  # equal to itself only, so that what follows from it can be kept
class Questionnaire:
    """One version of the Quickscan. Ids are written down in the content and are never derived or reused."""

    version: int
    title: str
    source: str
    blocks: tuple[Block, ...]
    follows: tuple[EarlierVersion, ...] = ()

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """All elements, block after block."""
        return tuple(element for block in self.blocks for element in block.elements)

    @cached_property
    def cooperation_block(self) -> Block | None:
        """The block about the one reality that partners share: the first one with questions for the conversation."""
        return next((block for block in self.blocks if any(element.questions for element in block.elements)), None)

    def block(self, key: str) -> Block:
        """The block with this id; KeyError if there is none."""
        return self._blocks[key]

    def element(self, key: str) -> Element:
        """The element with this id; KeyError if there is none."""
        return self._elements[key]

    @cached_property
    def places(self) -> tuple[Block | Element, ...]:
        """Every block, each before its elements."""
        found: list[Block | Element] = []
        for block in self.blocks:
            found += [block, *block.elements]
        return tuple(found)

    def place(self, key: str) -> Block | Element:
        """The block or the element with this id; KeyError if there is neither."""
        return self._blocks.get(key) or self._elements[key]

    def since(self, other: Questionnaire) -> EarlierVersion | None:
        """What changed between this and another version, whichever is the newer; None where neither says that it follows
        on the other.
        """
        pairs = [*((f, other) for f in self.follows), *((f, self) for f in other.follows)]
        return next((earlier for earlier, asked in pairs if earlier.version == asked.version), None)

    def alike(self, other: Questionnaire) -> frozenset[str]:
        """The ids of the elements and blocks that ask the same in another version: all in the same one, a block only if
        each of its elements does, and nothing where neither follows on the other.
        """
        if self.version == other.version:
            return frozenset(self._blocks) | frozenset(self._elements)
        earlier = self.since(other)
        if earlier is None:
            return frozenset()
        same = (self._elements.keys() & other._elements.keys()) - set(earlier.changed)
        blocks = {key for key in self._blocks.keys() & other._blocks.keys() if self._whole(key, other) <= same}
        return frozenset(same | blocks)

    def _whole(self, block: str, other: Questionnaire) -> set[str]:
        """The elements of a block in either version."""
        return {element.id for form in (self, other) for element in form.block(block).elements}

    @cached_property
    def _blocks(self) -> Mapping[str, Block]:
        return {block.id: block for block in self.blocks}

    @cached_property
    def _elements(self) -> Mapping[str, Element]:
        return {element.id: element for element in self.elements}
