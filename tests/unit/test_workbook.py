"""An Excel file: sheets with headings that stay, filters, real dates and numbers, and nothing that calculates."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from onlife.export.workbook import About, xlsx

ABOUT = About("Resultaten", "Netwerk Zuid", date(2026, 11, 25), "Quickscan, versie 3")
LIVE = ["=1+1", "+32 2", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "\uff1d1"]


def written(frame: pd.DataFrame) -> object:
    return load_workbook(BytesIO(xlsx({"Blad": frame}, ABOUT)))["Blad"]


@pytest.mark.parametrize("typed", LIVE)
def test_typed_text_is_never_a_formula(typed: str) -> None:
    sheet = written(pd.DataFrame({typed: [typed]}))
    for cell in (sheet["A1"], sheet["A2"]):  # type: ignore[index]
        assert (cell.value, cell.data_type) == (typed, "s")


def test_numbers_dates_and_what_is_hidden() -> None:
    frame = pd.DataFrame(
        {"n": pd.array([3, pd.NA], "Int64"), "score": [12.5, float("nan")], "dag": [date(2026, 1, 2), None]}
    )
    sheet = written(frame.astype({"dag": object}))
    assert [cell.value for cell in sheet[2]] == [3, 12.5, datetime(2026, 1, 2)]  # type: ignore[index]
    assert sheet["C2"].is_date and sheet["C2"].number_format == "dd/mm/yyyy"  # type: ignore[index]
    assert [cell.value for cell in sheet[3]] == [None, None, None]  # type: ignore[index]


def test_headings_stay_in_sight_and_rows_can_be_filtered() -> None:
    sheet = written(pd.DataFrame({"a": [1, 2], "b": [3, 4]}))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")  # type: ignore[attr-defined]


def test_it_says_who_made_it() -> None:
    properties = load_workbook(BytesIO(xlsx({"Blad": pd.DataFrame({"a": [1]})}, ABOUT))).properties
    assert (properties.title, properties.creator, properties.language) == ("Resultaten", "Netwerk Zuid", "nl-BE")
    assert properties.keywords == "Quickscan, versie 3" and properties.created.date() == date(2026, 11, 25)


def test_text_that_no_cell_can_hold_is_cut_and_cleaned() -> None:
    sheet = written(pd.DataFrame({"a": ["x\x00y\x0b", "z" * 40_000]}))
    assert sheet["A2"].value == "xy" and len(sheet["A3"].value) == 32_767  # type: ignore[index]
