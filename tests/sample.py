"""A few of many alike for `make test`; `make test-all` takes them all."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from _pytest.mark import ParameterSet


def sample(values: Sequence[object], among: Collection[object]) -> list[ParameterSet]:
    """Values for `parametrize`: those `among` which are in every run, the others marked `slow`."""
    assert all(each in values for each in among), "what is to be tried every time is not there"
    return [pytest.param(value, marks=() if value in among else pytest.mark.slow) for value in values]
