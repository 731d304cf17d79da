"""The frames that hold what is shown: a column has its type from its name, also where nothing stands in it."""

from __future__ import annotations

from typing import Any

import pytest

from onlife.domain.shown import as_frame, as_rows

TYPES = {"n": "Int64", "score_from": "Float64", "consensus": "Float64", "joint": "bool", "name": "string"}


@pytest.mark.parametrize("rows", [[], [{"n": None, "score_from": None, "consensus": 60, "joint": True, "name": "CAW"}]])
def test_hidden_is_missing_in_a_column_of_its_own_type(rows: list[dict[str, Any]]) -> None:
    frame = as_frame([*TYPES], rows)
    assert {column: str(kind) for column, kind in frame.dtypes.items()} == TYPES
    assert [*frame.columns] == [*TYPES]
    assert as_rows(frame) == rows


def test_what_a_row_does_not_hold_is_missing() -> None:
    assert as_frame(["n"], [{}])["n"].isna().all()
