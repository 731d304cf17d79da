"""Rows and cells of a frame for tests, of any type: to a type checker `loc` gives everything that pandas can hold at once."""

from __future__ import annotations

from typing import Any

import pandas as pd


def row(frame: pd.DataFrame, key: Any) -> dict[str, Any]:
    """The row with this key in the index, column -> value."""
    return {str(column): value for column, value in frame.loc[key].items()}


def cell(frame: pd.DataFrame, key: Any, column: str) -> Any:
    """The value in this column of the row with this key in the index."""
    return row(frame, key)[column]
