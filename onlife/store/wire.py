"""What app processes and the store server say to each other: JSON in plain ASCII, which any text of SQL can carry. Pure.

Whatever a row or a question can hold comes out on the other side as it went in: text with any sign in it, numbers of any
size, booleans, days, moments, maps, lists and nothing at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_DAY, _MOMENT, _MAP = "day", "moment", "map"


def pack(value: object) -> str:
    """A value as text of printable ASCII signs; TypeError for what no row can hold."""
    return json.dumps(_out(value), separators=(",", ":"))


def unpack(text: str) -> Any:
    """The value that was packed; a tuple comes out as a list."""
    return _in(json.loads(text))


def literal(text: str) -> str:
    """Text as it stands in SQL. Only a quote means something there, and it is doubled; NUL would end the text."""
    if "\0" in text:
        raise ValueError("SQL cannot hold NUL; pack it first")
    return "'" + text.replace("'", "''") + "'"


def _out(value: object) -> object:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Mapping):
        return {_MAP: [[_out(key), _out(part)] for key, part in value.items()]}
    if isinstance(value, list | tuple):
        return [_out(part) for part in value]
    return value


def _in(value: Any) -> Any:
    if isinstance(value, list):
        return [_in(part) for part in value]
    if isinstance(value, dict):
        ((kind, inside),) = value.items()
        if kind == _MOMENT:
            return datetime.fromisoformat(inside)
        if kind == _DAY:
            return date.fromisoformat(inside)
        return {_in(key): _in(part) for key, part in inside}
    return value
