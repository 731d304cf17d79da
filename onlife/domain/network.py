"""A network, its partner organisations and its scan rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

EXPECTED_MAX = 5000
"""As many people can be asked of a partner."""


class RoundState(StrEnum):
    CONCEPT = "concept"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def word(self) -> str:
        return {"concept": "concept", "open": "open", "closed": "gesloten"}[self.value]


FUNCTION_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "leidinggevende": "Leidinggevende",
        "praktijkwerker": "Praktijkwerker",
        "ict": "ICT",
        "dpo": "DPO / juridisch",
        "ander": "Ander",
    }
)


@dataclass(frozen=True)
class Network:
    """A network. `sample`: made up to look around in; it sends no mail and stands beside no other network."""

    id: str
    name: str
    town: str
    threshold: int
    sample: bool = False


@dataclass(frozen=True)
class Partner:
    """A partner organisation. `expected`: number of people asked to scan; `joint`: they fill in one scan together."""

    id: str
    network: str
    name: str
    sector: str
    expected: int
    joint: bool
    archived: bool = False


@dataclass(frozen=True)
class Raise:
    """More people were asked to scan, while a round was open."""

    day: date
    before: int
    after: int


@dataclass(frozen=True)
class Round:
    """A scan round. `shared`: partners may see the network pages of this round; `practice`: people only try, and nothing of
    it is ever closed, shown or kept.
    """

    id: str
    network: str
    name: str
    state: RoundState
    content_version: int
    closes_on: date | None = None
    shared: bool = False
    practice: bool = False
