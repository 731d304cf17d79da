"""Words on figures: labels of rows, notes, numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from onlife.charts.axes import (
    BLANK,
    HALF_LINE,
)
from onlife.charts.theme import (
    BAND_LIGHT,
    LABEL_WIDTH,
    LINE,
    ChartRow,
)
from onlife.domain.divergence import Verdict
from onlife.domain.scoring import Band
from onlife.text import decimal
from onlife.translation import N_

NETWORK = "NETWERK"
"""The row of the network, as a partner: also what a click on that row selects."""
JOINT = "(samen ingevuld)"
_SIGNS = {Verdict.DIFFERS: "≠", Verdict.CHANCE: "~", Verdict.ALIKE: "="}
"""Beside the words on the differences between partners."""
_SAID = {verdict: f"{sign} {verdict.value}" for verdict, sign in _SIGNS.items()}
VERDICT_ROW = "WOORDEN"
"""The row of the words on the differences between partners, as a partner."""
BANDS_NOTE = " · ".join(f"{BAND_LIGHT[band].symbol} {band.word}" for band in Band)
VERDICTS_NOTE = " · ".join(_SAID.values())
_SHORT = {Verdict.DIFFERS: "duidelijk\nanders", Verdict.CHANCE: "misschien\ntoeval", Verdict.ALIKE: "gelijk"}
WHY_BAND = N_("bij minder dan 10 scans, en waar bijna iedereen hetzelfde koos")
NO_BAND = N_("te weinig kleuren")


def centre_labels(labels: Mapping[str, list[str]]) -> dict[str, str]:
    """Labels of equal height around the middle of their rows.

    Vega hangs a label of several lines from its first one. All labels therefore start as high as the longest;
    shorter ones get empty lines above, and an invisible mark where half a line is left over.
    """
    most = max(len(lines) for lines in labels.values())
    padded = {}
    for key, lines in labels.items():
        above, half = divmod(most - len(lines), 2)
        padded[key] = [BLANK] * above + lines + ["" for _ in range(most - len(lines) - above)]
        padded[key][-1] += HALF_LINE * half
    return distinct_labels(padded)


def distinct_labels(labels: Mapping[str, list[str]]) -> dict[str, str]:
    """Lines joined; partners of the same name get a number, so that each keeps a row of its own."""
    seen: dict[str, int] = {}
    joined = {}
    for key, lines in labels.items():
        text = "\n".join(lines)
        seen[text] = seen.get(text, 0) + 1
        joined[key] = text if seen[text] == 1 else "\n".join([f"{lines[0]} ({seen[text]})", *lines[1:]])
    return joined


def wrap_label(text: str, width: int = LABEL_WIDTH) -> list[str]:
    return textwrap.wrap(text.replace(JOINT, JOINT.replace(" ", "\u00a0")), width) or [" "]


def short_lines(text: str, most: int = 2, width: int = LABEL_WIDTH) -> list[str]:
    """A label of at most so many lines; what is cut off stands in the table and the tooltip."""
    lines = wrap_label(text, width)
    if len(lines) <= most:
        return lines
    joint = text.endswith(JOINT)
    kept = lines[: most - 1] if joint else lines[:most]
    kept[-1] = kept[-1][: width - 1].rstrip() + "…"
    return [*kept, JOINT] if joint else kept


def rows_height(rows: Mapping[str, str], least: int) -> int:
    """Height in pixels that gives every row its label or the least it needs."""
    lines = max(label.count("\n") + 1 for label in rows.values())
    return len(rows) * max(least, lines * LINE + 10)


def verdict_words(verdict: Verdict) -> ChartRow:
    """What is found of the differences between partners: in short (`short`), as a sign, in full (`explanation`), and whether it is
    firm.
    """
    return {
        "short": _SHORT[verdict],
        "sign": _SIGNS[verdict],
        "explanation": verdict.value,
        "firm": verdict is Verdict.DIFFERS,
    }


def partner_label(partner: ChartRow) -> str:
    return f"{partner['name']} {JOINT}" if partner["joint"] else str(partner["name"])


def records(frame: pd.DataFrame) -> list[ChartRow]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def decimal_or_blank(value: Any, decimals: int = 0) -> str:
    """A number as one writes it, '' where there is none."""
    return "" if is_missing(value) else decimal(value, decimals)


def is_missing(value: Any) -> bool:
    return bool(pd.isna(value))
