"""Contact persons as somebody typed them, or as they stand in the cells of a list: several in one cell, too. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from onlife.content.letter import address
from onlife.text import line
from onlife.translation import gettext as _

NAME_MAX, TELEPHONE_MAX = 120, 60

_BETWEEN = re.compile(r"[\s;,|<>()\[\]\"]+")
"""What stands between two addresses; no address that mail goes to holds it."""
_PARTS = re.compile(r"[;|]")
_EDGES = ' ,;:|<>()[]"-–'


@dataclass(frozen=True)
class Person:
    """A contact person to be added; what is not known is empty."""

    name: str = ""
    address: str = ""
    telephone: str = ""

    @property
    def as_line(self) -> str:
        return ", ".join(filter(None, (self.name, self.address, self.telephone)))


def check(person: Person) -> Person:
    """The same person as it is kept. Raises ValueError with a Dutch sentence for what cannot be."""
    name, mail, telephone = map(line, (person.name, person.address, person.telephone))
    if len(name) > NAME_MAX:
        raise ValueError(
            _(
                "de naam van de contactpersoon telt {number} tekens; hoogstens {name_max} passen.",
                number=len(name),
                name_max=NAME_MAX,
            )
        )
    if len(telephone) > TELEPHONE_MAX:
        raise ValueError(
            _(
                "het telefoonnummer telt {number} tekens; hoogstens {telephone_max} passen.",
                number=len(telephone),
                telephone_max=TELEPHONE_MAX,
            )
        )
    return Person(name, address(mail) if mail else "", telephone)


def persons(name: str, mail: str, telephone: str) -> tuple[Person, ...]:
    """The people in three cells of a row, the first name with the first address and the first telephone.

    An address may stand beside its name, in either cell. Raises ValueError with a Dutch sentence for what cannot be.
    """
    found = [word.removeprefix("mailto:") for cell in (mail, name) for word in _BETWEEN.split(cell) if "@" in word]
    if _strip_quotes(mail) and not any("@" in word for word in _BETWEEN.split(mail)):
        address(mail)
    beside = _strip_quotes(_without_addresses(name)) or _strip_quotes(_without_addresses(mail))
    names = _several(beside, len(found))
    telephones = [_strip_quotes(part) for part in re.split(r"[;|,]", telephone)]
    rows = zip_longest(filter(None, names), dict.fromkeys(found), filter(None, telephones), fillvalue="")
    return tuple(check(Person(*row)) for row in rows)


def _without_addresses(cell: str) -> str:
    words = [word for word in re.split(r"([\s;,|<>()\[\]\"]+)", cell) if "@" not in word]
    return "".join(words)


def _several(text: str, addresses: int) -> Iterable[str]:
    """The names in a text. A comma may stand inside a name (Peeters, An), but not between whole names."""
    parts = [_strip_quotes(part) for part in _PARTS.split(text)]
    by_comma = [_strip_quotes(part) for part in re.split(r"[;|,]", text)]
    return by_comma if len(by_comma) == addresses and all(" " in name for name in by_comma) else parts


def _strip_quotes(text: str) -> str:
    """The text without the signs around it; '' for a mere dash."""
    return line(text.strip(_EDGES))
