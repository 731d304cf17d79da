"""What is wrong with a list, told so that a person can use it: a few of every kind of fault, and how many more there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onlife.text import plural
from onlife.translation import gettext as _

EACH = 3
"""How many of one kind are told in full."""
KINDS_TOLD = 6
"""How many kinds are told."""
NAMES, LENGTH = 50, 60
"""How many names are told one after the other, and how much of each."""
_ROW = re.compile(r"^Rij (\d+): ")
_VALUE = re.compile(r"“[^”]*”|\d+(?:[.,]\d+)*")


def shorten(problems: Sequence[str]) -> list[str]:
    """The same problems in a handful of sentences. What differs within one kind stands in curly quotes or is a number."""
    kinds: dict[str, list[str]] = {}
    for problem in problems:
        kinds.setdefault(_VALUE.sub("…", _ROW.sub("", problem)), []).append(problem)
    told: list[str] = []
    for found in list(kinds.values())[:KINDS_TOLD]:
        told += found if len(found) <= EACH + 1 else found[:EACH]
        if len(found) > EACH + 1:
            told.append(_more(found[EACH:]))
    if more := sum(len(found) for found in list(kinds.values())[KINDS_TOLD:]):
        told.append(
            _(
                "En nog {number} andere {plural}. Verbeter eerst deze.",
                number=_number(more),
                plural=plural(more, _("fout"), _("fouten")),
            )
        )
    return told


def _more(problems: Sequence[str]) -> str:
    """How many more there are of a kind, and where they stand."""
    rows = [row[1] for problem in problems if (row := _ROW.match(problem))]
    where = _(", van rij {first} tot rij {last}", first=rows[0], last=rows[-1]) if rows else ""
    return _("En nog {number} keer dezelfde soort fout{where}.", number=_number(len(problems)), where=where)


def above_heading(numbers: Sequence[int]) -> list[str]:
    """What is said of the rows above a heading; nothing if there are none."""
    rows = ", ".join(map(str, numbers))
    return (
        [_("Overgeslagen boven de kop: {plural} {rows}.", plural=plural(len(numbers), _("rij"), _("rijen")), rows=rows)]
        if numbers
        else []
    )


def name_list(names: Sequence[str]) -> str:
    """Names one after the other, none longer than a heading should be and not more than a person reads."""
    short = [name if len(name) <= LENGTH else f"{name[:LENGTH]}…" for name in names[:NAMES]]
    return ", ".join(short) + (_(" en nog {number}", number=_number(len(names) - NAMES)) if len(names) > NAMES else "")


def _number(number: int) -> str:
    return f"{number:,}".replace(",", ".")
