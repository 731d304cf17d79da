"""CSV for spreadsheets: it opens with one click in Excel and nothing in it calculates."""

from __future__ import annotations

import csv as reader
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from onlife.export.report import printable
from onlife.export.tables import csv
from onlife.export.workbook import About, xlsx


def rows(content: bytes, separator: str = ";") -> list[list[str]]:
    return list(reader.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_excel_recognises_letters_columns_and_decimals() -> None:
    content = csv(pd.DataFrame({"naam": ["Café"], "score": [12.5], "n": [3]}))
    assert content == "\ufeffnaam;score;n\r\nCafé;12,5;3\r\n".encode()


def test_with_commas_between_columns_decimals_have_a_point() -> None:
    assert rows(csv(pd.DataFrame({"score": [12.5]}), separator=","), ",") == [["score"], ["12.5"]]


def test_what_is_hidden_is_empty() -> None:
    frame = pd.DataFrame({"n": pd.array([1, pd.NA], "Int64"), "naam": pd.array(["a", pd.NA], "string")})
    assert rows(csv(frame)) == [["n", "naam"], ["1", "a"], ["", ""]]


@pytest.mark.parametrize("typed", ["=1+1", "+32 2", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1"])
def test_text_that_looks_like_a_formula_gets_an_apostrophe(typed: str) -> None:
    assert rows(csv(pd.DataFrame({typed: [typed]}))) == [["'" + typed], ["'" + typed]]


def test_a_negative_number_stays_a_number() -> None:
    assert rows(csv(pd.DataFrame({"verschil": [-2]}))) == [["verschil"], ["-2"]]


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_no_typed_text_ever_begins_like_a_formula(typed: str) -> None:
    [[cell]] = rows(csv(pd.DataFrame({"tekst": [typed]})))[1:] or [[""]]
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert cell.removeprefix("'") in (typed, typed.removeprefix("'"))


FORMULAS = (
    "=1+1",
    '=HYPERLINK("https://elders.example")',
    "+32 2",
    "-1+1",
    "@SUM(A1)",
    "  =1+1",
    "\t=1+1",
    "=cmd|'/C calc'!A0",
)


def sheet_in(book: Workbook) -> Worksheet:
    assert isinstance(book.active, Worksheet)
    return book.active


def typed(texts: Sequence[str] = FORMULAS) -> bytes:
    frame = pd.DataFrame({"=kop": texts, "n": range(len(texts))})
    return xlsx({"Blad": frame}, About("Titel", "Netwerk", date(2026, 7, 1), "versie 1"))


def naive(*values: str) -> bytes:
    book, out = Workbook(), BytesIO()
    for row, value in enumerate(values, start=1):
        sheet_in(book).cell(row, 1).value = value
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> list[tuple[Cell | MergedCell, ...]]:
    return list(sheet_in(load_workbook(BytesIO(content))).iter_rows())


def test_in_a_workbook_typed_text_is_text_letter_for_letter() -> None:
    [heading, *found] = read(typed())
    assert {cell.data_type for cell in (heading[0], *(row[0] for row in found))} == {"s"}
    assert [row[0].value for row in found] == [printable(formula) for formula in FORMULAS]
    assert [row[1].value for row in found] == list(range(len(FORMULAS)))


def test_in_a_workbook_it_stays_text_when_somebody_edits_the_cell() -> None:
    hidden = [f"\x00{formula}" for formula in FORMULAS]  # behind a sign that no workbook takes
    for row in (*read(typed())[1:], *read(typed(hidden))[1:]):
        assert row[0].quotePrefix and not row[1].quotePrefix


def test_written_without_care_it_would_be_a_formula() -> None:
    assert "f" in {row[0].data_type for row in read(naive(*FORMULAS))}


@pytest.mark.process
@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc is hier niet")
def test_a_spreadsheet_that_calculates_everything_anew_finds_nothing_to_calculate(tmp_path: Path) -> None:
    for name, content in (
        ("typed.xlsx", typed()),
        ("live.xlsx", naive("=1+1")),
        ("table.csv", csv(pd.DataFrame({"tekst": FORMULAS}))),
    ):
        (tmp_path / name).write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "ods",
         "--outdir", str(tmp_path / "out"), *map(str, tmp_path.glob("*.xlsx")), str(tmp_path / "table.csv")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    calculated = {
        name: b"table:formula" in zipfile.ZipFile(tmp_path / "out" / f"{name}.ods").read("content.xml")
        for name in ("typed", "live", "table")
    }
    assert calculated == {"typed": False, "live": True, "table": False}
