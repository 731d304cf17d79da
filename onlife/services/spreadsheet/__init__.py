"""Lists from the real world: a CSV or XLSX file, or pasted text, read into one grid of text. Pure; nothing is decided
about what a row means.

Whatever is in a file, no more than `ROWS` rows and `COLUMNS` columns are looked at, and no more than a few seconds and some
tens of megabytes are spent; what is not looked at, guessed or left out is said in the notes of the grid.
"""

from __future__ import annotations

from collections.abc import Callable

from onlife.services.spreadsheet import delimited, excel
from onlife.services.spreadsheet.delimited import DOS, WINDOWS
from onlife.services.spreadsheet.grid import COLUMNS, PASTED, ROWS, SIZE, Grid, GridRow, Odd, UnreadableGrid, letters
from onlife.services.spreadsheet.shorten import above_heading, name_list, shorten
from onlife.translation import gettext as _

__all__ = [
    "COLUMNS",
    "DOS",
    "ROWS",
    "SIZE",
    "WINDOWS",
    "Grid",
    "GridRow",
    "Odd",
    "UnreadableGrid",
    "above_heading",
    "letters",
    "name_list",
    "paste",
    "read",
    "shorten",
]

Likeness = Callable[[list[str]], int]
"""How many cells of a row are headings of the list that is expected; 0 if it is none."""

_OLD_OFFICE, _PACKED, _PDF = b"\xd0\xcf\x11\xe0", b"PK", b"%PDF"


def read(data: bytes, name: str, likeness: Likeness, *, sheet: str = "", encoding: str = "") -> Grid:
    """A file as a grid; its content decides what it is, not its name. Raises UnreadableGrid with a Dutch sentence.

    `sheet` and `encoding` are what somebody chose where a grid offers more than one.
    """
    if len(data) > SIZE:
        raise UnreadableGrid(
            _("{name} is groter dan {size} MB. Deel het bestand op.", name=name, size=SIZE // 1_000_000)
        )
    if data.startswith(_PACKED):
        return excel.read(data, name, likeness, sheet)
    if data.startswith(_OLD_OFFICE):
        raise UnreadableGrid(
            _(
                "{name} is een oud Excel-bestand (.xls) of heeft een wachtwoord. Bewaar het in Excel als XLSX, "
                "zonder wachtwoord.",
                name=name,
            )
        )
    if data.startswith(_PDF):
        raise UnreadableGrid(_("{name} is een PDF. Bewaar de lijst als CSV of als Excel-bestand (.xlsx).", name=name))
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise UnreadableGrid(excel.BROKEN.format(name))
    return delimited.read(data, name, likeness, encoding)


def paste(text: str, likeness: Likeness) -> Grid:
    """Pasted text as a grid. Raises UnreadableGrid if it is longer than a file may be."""
    if len(text) > PASTED:
        raise UnreadableGrid(_("Deze tekst is te lang. Lees de lijst in als bestand."))
    return delimited.paste(text, likeness)
