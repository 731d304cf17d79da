"""What was shown of a closed round, as text that an archive holds and a store can show again.

A part for each partner with all that was shown of it, and one ('') with what is about several. So what is erased of a
partner later takes its figures along, and those of the small teams together with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from onlife.domain.scan import Response
from onlife.domain.shown import BLOCKS, ELEMENTS, PARTNERS, POOL, SPLITS, Shown, Visibility, as_frame

ALL = ""
"""The part that is about several partners."""
_FRAMES = {"partners": PARTNERS, "blocks": BLOCKS, "elements": ELEMENTS, "splits": SPLITS}


def to_json(shown: Shown, response: Sequence[Response], days: pd.DataFrame) -> dict[str, str]:
    """Partner id -> what was shown of it, as JSON. `response`: how far each was; `days`: scans of all by day."""
    answered = {row.partner: asdict(row) for row in response}
    told: dict[str, dict[str, Any]] = {
        ALL: {"pool": _rows(shown.pool), "pooled": sorted(shown.pooled), "days": _rows(days)}
    }
    for at, partner in enumerate(dict.fromkeys([*shown.partners["partner"], *answered])):
        frames = {name: getattr(shown, name) for name in _FRAMES}
        own = {name: _rows(frame[frame["partner"] == partner]) for name, frame in frames.items()}
        told[partner] = {"order": at, **own, "response": answered.get(partner)}
    return {partner: json.dumps(part, ensure_ascii=False, default=str) for partner, part in told.items()}


def from_json(parts: Mapping[str, Mapping[str, Any]]) -> Shown:
    """What was shown, from its parts; the small teams together only while each of them is there."""
    own = sorted((part for partner, part in parts.items() if partner), key=lambda part: part["order"])
    frames = {name: as_frame(columns, [row for part in own for row in part[name]]) for name, columns in _FRAMES.items()}
    several = parts.get(ALL, {"pool": [], "pooled": []})
    seen = frames["partners"].loc[frames["partners"]["visibility"] == Visibility.SHOWN.value, "partner"]
    whole = set(several["pooled"]) <= set(seen)
    return Shown(
        **frames,
        pool=as_frame(POOL, several["pool"] if whole else []),
        pooled=frozenset(several["pooled"] if whole else ()),
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame in plain values, None for what is hidden."""
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]
