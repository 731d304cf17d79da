"""Dates as people in Flanders write them: `23 november 2026` on screen, `23/11/2026` when typed. Pure."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_TYPED = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2}|[a-z]+)\.?\s*[-/. ]\s*(\d{4})")


def dutch_date(day: date) -> str:
    """A date in words, such as `23 november 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """A date as one types it, such as `23/11/2026`; `parse_date` reads it back."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def parse_date(text: str) -> date:
    """The date somebody typed as day, month and year; the month may be a number, its name or the name's beginning.

    Raises ValueError with a Dutch sentence for anything else and for a day that does not exist.
    """
    typed = " ".join(text.lower().split())
    found = _TYPED.fullmatch(typed)
    month = _month(found[2]) if found else 0
    if found is None or not month:
        raise ValueError(f"“{typed}” is geen datum. Schrijf dag/maand/jaar, bijvoorbeeld 23/11/2026.")
    try:
        return date(int(found[3]), month, int(found[1]))
    except ValueError:
        raise ValueError(f"{typed} bestaat niet. Kijk de dag en de maand na.") from None


def _month(text: str) -> int:
    """The number of a month, 0 if the text is none."""
    if text.isdigit():
        return int(text)
    named = [number for number, name in enumerate(MONTHS, start=1) if len(text) >= 3 and name.startswith(text)]
    return named[0] if len(named) == 1 else 0
