"""A network, its partner organisations and its scan rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from onlife.translation import DUTCH, N_, Worded

EXPECTED_MAX = 5000
"""As many people can be asked of a partner."""


class RoundState(Worded):
    CONCEPT = "concept", N_("concept")
    OPEN = "open", N_("open")
    CLOSED = "closed", N_("gesloten")


FUNCTION_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "leidinggevende": N_("Leidinggevende"),
        "praktijkwerker": N_("Praktijkwerker"),
        "ict": N_("ICT"),
        "dpo": N_("DPO / juridisch"),
        "ander": N_("Ander"),
    }
)


@dataclass(frozen=True)
class Network:
    """A network. `language`: of its links and letters; `sample`: made up to look around in; it sends no mail and stands beside no other network."""

    id: str
    name: str
    town: str
    threshold: int
    sample: bool = False
    language: str = DUTCH


@dataclass(frozen=True)
class Partner:
    """A partner organisation. `expected`: number of people asked to scan; `joint`: they fill in one scan together; `language`: of its
    links and letters, '' for that of the network.
    """

    id: str
    network: str
    name: str
    sector: str
    expected: int
    joint: bool
    archived: bool = False
    language: str = ""


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
