"""Tables for a spreadsheet, as CSV in which nothing that somebody typed calculates."""

from __future__ import annotations

import re

import pandas as pd

LIVE = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""How a cell begins that a spreadsheet would take for a formula, also behind blanks and in full width."""


def csv(frame: pd.DataFrame, separator: str = ";") -> bytes:
    """The rows as CSV in UTF-8 with a byte order mark, headings first, missing values empty.

    Text that begins like a formula gets an apostrophe in front. Numbers stay numbers, with the decimal mark that goes
    with the separator: a comma beside `;`, a point beside anything else.
    """
    safe = pd.DataFrame({at: frame.iloc[:, at].map(_harmless, na_action="ignore") for at in range(frame.shape[1])})
    text = safe.to_csv(
        sep=separator,
        header=[str(_harmless(str(heading))) for heading in frame.columns],
        index=False,
        lineterminator="\r\n",
        decimal="," if separator == ";" else ".",
    )
    return text.encode("utf-8-sig")


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and LIVE.match(value) else value
