"""Tables as one Excel file: a sheet per table, headings that stay in sight, filters, real dates, and no formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from onlife.export.report import printable
from onlife.export.tables import LIVE
from onlife.translation import tag

WIDEST, NARROWEST = 60, 10
CELL_LENGTH = 32_767
"""As many characters as a cell of Excel holds."""
DATE = "dd/mm/yyyy"


@dataclass(frozen=True)
class About:
    """What the file says of itself. `author`: the network's name; `origin`: which version of the content."""

    title: str
    author: str
    day: date
    origin: str


def xlsx(sheets: Mapping[str, pd.DataFrame], about: About) -> bytes:
    """Sheet name -> table. Text is written as text, whatever it begins with; missing values are empty cells."""
    book = Workbook()
    properties = book.properties
    properties.title, properties.creator = printable(about.title), printable(about.author)
    properties.lastModifiedBy = printable(about.author)
    properties.language, properties.keywords, properties.description = tag(), about.origin, about.origin
    properties.created = properties.modified = datetime.combine(about.day, time())
    book.remove(book.worksheets[0])
    for name, frame in sheets.items():
        _fill(book.create_sheet(name), frame)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _fill(sheet: Worksheet, frame: pd.DataFrame) -> None:
    for at, heading in enumerate(frame.columns, start=1):
        cell = sheet.cell(1, at)
        _write(cell, str(heading))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="F1EEE7")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    widths = [len(str(heading)) for heading in frame.columns]
    for place, row in enumerate(frame.itertuples(index=False, name=None), start=2):
        for at, value in enumerate(row, start=1):
            cell = sheet.cell(place, at)
            _write(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            widths[at - 1] = max(widths[at - 1], *(len(line) for line in str(value).split("\n")))
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = min(WIDEST, max(NARROWEST, width + 3))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _write(cell: Cell | MergedCell, value: object) -> None:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return
    if isinstance(value, str):
        cell.value = text = printable(value)[:CELL_LENGTH]
        cell.data_type = "s"  # openpyxl would take a text that begins with = for a formula
        cell.quotePrefix = LIVE.match(text) is not None  # and a spreadsheet, once somebody edits the cell
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DATE
    else:
        cell.value = value.item() if hasattr(value, "item") else value  # type: ignore[assignment]
