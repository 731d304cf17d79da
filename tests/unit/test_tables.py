"""CSV for spreadsheets: it opens with one click in Excel and nothing in it calculates."""

from __future__ import annotations

import csv as reader
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlife.export.tables import csv


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
