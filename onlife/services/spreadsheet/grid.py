"""What a list is read into, whatever it came as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from onlife.text import line

SIZE, PASTED = 5_000_000, 1_000_000
"""Bytes of a file, and signs of pasted text."""
ROWS, COLUMNS = 20_000, 500
"""How far a list is looked at, empty rows and columns included."""
CELLS = 250_000
"""How many filled cells a list may have."""
CELL_LENGTH = 1000
"""Signs that are kept of one cell; every name is shorter."""

_ERRORS = re.compile(
    r"#(?:N/A|N/B|NB|NV|REF!|VERW!|VALUE!|WAARDE!|DIV/0!|DEEL/0!|NAME\?|NAAM\?|NUM!|GETAL!|NULL!|LEEG!|SPILL!|OVERLOOP!|CALC!|"
    r"BEREKENEN!|FIELD!|VELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|#+)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:\d{1,2}[/-]\d{1,2}[/-](?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII
)
_TRUTHS = frozenset({"TRUE", "FALSE", "ONWAAR", "True", "False"})


class UnreadableGrid(ValueError):
    """Why a list as a whole cannot be used; the message is the Dutch sentence."""


class Odd(StrEnum):
    """What a cell holds that is neither text nor a number."""

    ERROR = "een fout van Excel"
    DAY = "een datum"
    TRUTH = "waar of onwaar"
    FORMULA = "een formule zonder berekende waarde"


@dataclass(frozen=True)
class GridRow:
    """A row that is not wholly empty. `number`: as the spreadsheet counts; `odd`: place of a cell -> what is odd there."""

    number: int
    cells: list[str]
    odd: Mapping[int, Odd] = field(default_factory=lambda: MappingProxyType({}))

    def cell(self, at: int) -> str:
        return self.cells[at] if at < len(self.cells) else ""


@dataclass(frozen=True)
class Grid:
    """The filled rows of a list, and what was read or left out.

    `heading`: the place among `rows` of the row that looks like headings, None if none does. `sheets`: what could be read
    instead of `sheet`. `readings`: encoding -> what a text with accents then looks like, where the file does not tell.
    """

    rows: list[GridRow]
    heading: int | None = None
    notes: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    readings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    clear: bool = True
    """Whether one of the readings, or of the sheets, is clearly the right one."""


def row_of(number: int, texts: list[str], odd: Mapping[int, Odd] | None = None) -> GridRow | None:
    """A row of texts as it is kept; None if it is empty."""
    cells = [text if text.isalnum() and text.isascii() else line(text[:CELL_LENGTH]) for text in texts]
    while cells and not cells[-1] and (not odd or len(cells) - 1 not in odd):
        cells.pop()
    if not any(cells) and not odd:
        return None
    return GridRow(number, cells, odd) if odd else GridRow(number, cells)


def odd_text(text: str) -> Odd | None:
    """What a text is that a spreadsheet wrote for a cell that is no text."""
    if _ERRORS.fullmatch(text):
        return Odd.ERROR
    if text in _TRUTHS:
        return Odd.TRUTH
    return Odd.DAY if _DAY.fullmatch(text) else None


def letters(at: int) -> str:
    """A column as a spreadsheet calls it: 0 is A."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name
