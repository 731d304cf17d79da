"""Tables for a spreadsheet, as CSV or as cells of a workbook, in which nothing that somebody typed calculates."""

from __future__ import annotations

import re

import pandas as pd
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from onlife.text import clean

_LIVE = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""How a cell begins that a spreadsheet would take for a formula, also behind blanks and in full width."""


def csv(frame: pd.DataFrame, separator: str = ";") -> bytes:
    """The rows as CSV in UTF-8 with a byte order mark, headings first, missing values empty.

    Text that begins like a formula gets an apostrophe in front. Numbers stay numbers, with the decimal mark that goes
    with the separator: a comma beside `;`, a point beside anything else.
    """
    safe = pd.DataFrame({at: frame.iloc[:, at].map(_harmless, na_action="ignore") for at in range(frame.shape[1])})
    text = safe.to_csv(
        sep=separator,
        header=[str(_harmless(str(heading))) for heading in frame.columns],
        index=False,
        lineterminator="\r\n",
        decimal="," if separator == ";" else ".",
    )
    return text.encode("utf-8-sig")


def fill(sheet: Worksheet, frame: pd.DataFrame, row: int = 1, column: int = 1) -> None:
    """Write the headings and then the rows into a sheet, from this cell on; missing values stay empty."""
    for across, heading in enumerate(frame.columns):
        put(sheet.cell(row, column + across), str(heading))
        for down, value in enumerate(frame.iloc[:, across], start=1):
            put(sheet.cell(row + down, column + across), None if pd.isna(value) else value)


def put(cell: Cell | MergedCell, value: object) -> None:
    """Put a value in a cell of a workbook. Text is text, letter for letter, whatever it begins with.

    The mark that a spreadsheet sets for a leading apostrophe keeps it text when somebody edits the cell.
    """
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        cell.quotePrefix = _LIVE.match(value) is not None
    else:
        cell.value = value.item() if hasattr(value, "item") else value  # type: ignore[assignment]


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _LIVE.match(value) else value
