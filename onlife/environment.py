"""Environment variables as they come in, with the blanks, marks and quotes that an editor or a service manager left."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_MARKS = "\r\n\x0b\x0c\u200b\u200e\u200f\u2060\ufeff"
_BLANK = f" \t\xa0\u2007\u202f{_MARKS}"
"""What can stand around a value unseen, in any mix."""
_QUOTES = {'"': '"', "'": "'", "“": "“”", "”": "”", "„": "“”", "‘": "‘’", "’": "’", "«": "»"}
"""What may open a quotation -> what closes it then."""


def value(name: str, given: Mapping[str, str] = os.environ) -> str:
    """A setting without the blanks, marks and quotes that came along; '' if it is not there."""
    return _bare(given.get(name, ""), _BLANK)


def folder(name: str) -> Path | None:
    """The folder that a setting names; a blank behind it belongs to its name only if it does not exist without."""
    exact, plain = _bare(os.environ.get(name, ""), _MARKS).lstrip(_BLANK), value(name)
    if not plain:
        return None
    with_blank, without = Path(exact).expanduser(), Path(plain).expanduser()
    if with_blank != without and without.exists() and not with_blank.exists():
        return without
    return with_blank


def _bare(text: str, around: str) -> str:
    text = text.strip(around)
    if len(text) > 1 and text[-1] in _QUOTES.get(text[0], ""):
        text = text[1:-1].strip(around)
    return text


def is_port(text: str) -> bool:
    return text.isdecimal() and len(text) < 6 and 1 <= int(text) <= 65535
