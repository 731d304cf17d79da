"""What may be shown of a round, as frames: the shape that every figure on a page and in an export has. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from onlife.domain.scoring import LIGHTS, Band
from onlife.translation import N_, Worded

ENTERED = ("paper", "import")
"""The ways in which somebody else than who answered enters scans; each is counted beside the others."""
BAND_COLUMNS = {Band.GREEN: "greens", Band.MIXED: "mixed", Band.RED: "reds"}
"""The columns that tell how many partners hold a band."""
SHARES = [f"share_{light}" for light in LIGHTS]
"""The columns of shares of all answers given, 0-100; each with its range in `_from` and `_to`, as the score has."""


FrameRow = dict[Any, Any]


class Visibility(Worded):
    """Whether a partner's result is shown, and if not why. The value is what a visitor reads."""

    SHOWN = N_("getoond")
    TOO_FEW = N_("te weinig antwoorden")
    NOT_RELEASED = N_("nog niet vrijgegeven")
    NOT_CLOSED = N_("nog niet afgesloten")


def as_frame(columns: Sequence[str], rows: Iterable[Mapping[Any, Any]] = ()) -> pd.DataFrame:
    """Rows with nullable columns, so that hidden is NA and never a zero."""
    held = list(rows)
    # An array of the right type for each column at once: what pandas would make of the rows is made anew for its type.
    arrays = {column: pd.array([row.get(column) for row in held], dtype=_type(column)) for column in columns}
    return pd.DataFrame(arrays, columns=list(columns))


def as_rows(frame: pd.DataFrame) -> list[FrameRow]:
    """The rows of a frame, in order, with None for what is hidden. To look at a few rows at a time, frames are slow."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _type(column: str) -> Any:  # the types of pandas know an array only by a name that is spelled out
    if column in (*LIGHTS, "n", "partners", "pooled", *BAND_COLUMNS.values(), *ENTERED, "left_out", "least"):
        return "Int64"
    if column.startswith(("share_", "score", "position")) or column == "consensus":
        return "Float64"
    return "bool" if column == "joint" else "string"


def with_ranges(*columns: str) -> list[str]:
    """Columns, each with the ends of the range that holds the real figure."""
    return [name for column in columns for name in (column, f"{column}_from", f"{column}_to")]


PARTNERS = ["partner", "name", "sector", "joint", "visibility", "n", *ENTERED, "left_out", "least"]
BLOCKS = ["partner", "block", "n", *LIGHTS, *with_ranges("score"), "consensus", *with_ranges(*SHARES)]
ELEMENTS = ["partner", "element", "block", "n", *LIGHTS, "score", "consensus", "band", *with_ranges("position")]
POOL = ["element", "block", "partners", "n", "band", *with_ranges("position")]
SPLITS = ["partner", "group", "block", "element", "n", *LIGHTS, "score"]
NETWORK_BLOCKS = ["block", "partners", "n", *LIGHTS, *with_ranges("score"), "consensus", *with_ranges(*SHARES)]
NETWORK_ELEMENTS = [
    "element", "block", "partners", "pooled", "n", *LIGHTS, "score", "consensus", "band", "position", *BAND_COLUMNS.values(),
]  # fmt: skip


@dataclass(frozen=True, eq=False)  # equal to itself only, so that what follows from it can be kept beside it
class Shown:
    """All that may be shown of a round; hidden is NA, n is always the number of submitted scans.

    Scores, positions and shares are 0-100, consensus 0-1. A figure with `_from` and `_to` lies in that range for certain;
    where both are the figure itself, it is exact.

    partners: partner, name, sector, joint, visibility, n (NA where not shown), and of n how many came from paper and from a
    file; left_out: scans of a kind too few to count; least: the number of the smallest kind. Every partner has a row.
    blocks: partner, block, n, counts and consensus (only where every element has its own), score and the shares of the
    four lights in all answers, with their ranges; shown partners only, NA where too few colours were given.
    elements: partner, element, block, n; counts, score and consensus where they may be told; band; position (the score,
    or what the band stands for) with its range. All but n are NA where an element is not told, as of a small team outside
    the cooperation block.
    pool: the small teams together: element, block, partners and n (how many they are, and their scans), band, position
    with its range; no rows where they are not taken together. `pooled`: who they are.
    splits: partner, group, block, element ('' on the row of a block), n, counts, score; only rows that may be shown.
    """

    partners: pd.DataFrame
    blocks: pd.DataFrame
    elements: pd.DataFrame
    pool: pd.DataFrame = field(default_factory=lambda: as_frame(POOL))
    pooled: frozenset[str] = frozenset()
    splits: pd.DataFrame = field(default_factory=lambda: as_frame(SPLITS))

    @property
    def names(self) -> dict[str, str]:
        """Partner id -> name, of every partner."""
        return dict(zip(self.partners["partner"], self.partners["name"], strict=True))
