"""The words of what is taken away: how to read it, and what each term means. From content/meenemen.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).with_name("meenemen.toml")


@dataclass(frozen=True)
class Wording:
    """`reading`, `definitions` and `columns` (what only a sheet has) are pairs of a few words and their explanation."""

    title: str
    purpose: str
    reading: tuple[tuple[str, str], ...]
    mirror: str
    evolution: str
    agreed: str
    plan: str
    own_title: str
    own_next: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]


@cache
def wording() -> Wording:
    """The words as they stand in the content; a key that is missing is an error."""
    found = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    pack, own = found["pack"], found["own"]
    terms = {
        of_sheet: tuple((d["term"], d["meaning"]) for d in found["definitions"] if d.get("sheet", False) is of_sheet)
        for of_sheet in (False, True)
    }
    return Wording(
        title=pack["title"],
        purpose=pack["purpose"],
        reading=tuple((strong, text) for strong, text in pack["reading"]),
        mirror=pack["mirror"],
        evolution=pack["evolution"],
        agreed=pack["agreed"],
        plan=pack["plan"],
        own_title=own["title"],
        own_next=tuple(own["next"]),
        definitions=terms[False],
        columns=terms[True],
    )
