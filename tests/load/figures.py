"""Times as percentiles, and the table that is printed: what was measured, the bar it has, and whether it holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed; NaN without values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


@dataclass
class Times:
    """How long runs took (seconds each) and in how much time they were made."""

    runs: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    cpu: float = 0.0
    received: int = 0

    def ms(self, share: float) -> float:
        return 1000 * percentile(self.runs, share)

    @property
    def per_second(self) -> float:
        return len(self.runs) / self.elapsed if self.elapsed else math.nan

    def words(self) -> str:
        return (
            f"p50 {self.ms(0.5):4.0f}  p95 {self.ms(0.95):4.0f}  p99 {self.ms(0.99):4.0f} ms   "
            f"{self.per_second:5.1f} runs/s  n={len(self.runs)}"
        )


@dataclass(frozen=True)
class Bar:
    """A figure that must stay at most (or at least) some value. One that could not be measured does not hold."""

    what: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def words(self) -> str:
        sign = ">=" if self.at_least else "<="
        digits = 1 if self.unit in ("x", "/s") else 0
        value = f"{self.value:.{digits}f} {self.unit}".rstrip()
        return f"{'ok    ' if self.holds else 'MISSED'}  {self.what:<58} {value:>10}   bar {sign} {self.limit:g} {self.unit}".rstrip()
