"""What the store gives back: frozen records, one per thing that a page talks about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from onlife.access import Role

EXPECTED_MAX = 5000
"""As many people can be asked of a partner."""


class RoundState(StrEnum):
    CONCEPT = "concept"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def word(self) -> str:
        return {"concept": "concept", "open": "open", "closed": "gesloten"}[self.value]


class LinkKind(StrEnum):
    SCAN = "scan"
    TEAM = "team"

    @property
    def word(self) -> str:
        return {"scan": "scanlink", "team": "teamlink"}[self.value]


class Source(StrEnum):
    """How a scan came in."""

    WEB = "web"
    IMPORT = "import"
    PAPER = "paper"  # filled in on paper and typed over
    SLIP = "slip"  # here or on paper, by who drew a slip
    REPEAT = "repeat"  # not the first from its device


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
    id: str
    name: str
    town: str
    threshold: int


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
    """A scan round. `shared`: partners may see the network pages of this round."""

    id: str
    network: str
    name: str
    state: RoundState
    content_version: int
    closes_on: date | None = None
    shared: bool = False


@dataclass(frozen=True)
class Link:
    id: str
    network: str
    partner: str
    kind: LinkKind
    revoked: bool
    made: datetime


@dataclass(frozen=True)
class Account:
    id: str
    username: str
    name: str
    password_hash: str
    networks: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Session:
    """A visitor that came in. `kind` is account, scan or team; `subject` is an account id or a link id."""

    kind: str
    subject: str
    scan: str


@dataclass(frozen=True)
class Scan:
    """One person's (or one joint) scan that is still theirs: not yet frozen.

    `answers` maps element id to the value of a Light; `remarks` maps block id to text. `typist`: who types it over from
    paper (an account or link id), '' for a scan that its owner fills in here. `slip`: it was begun with a slip.
    """

    id: str
    network: str
    round: str
    partner: str
    submitted: bool
    function_group: str = ""
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    remarks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    typist: str = ""
    slip: bool = False

    @property
    def source(self) -> Source:
        return Source.SLIP if self.slip else Source.PAPER if self.typist else Source.WEB


@dataclass(frozen=True)
class Filled:
    """A filled-in scan as it is handed to the store at once (import, demo)."""

    partner: str
    function_group: str
    joint: bool
    answers: Mapping[str, str]
    remarks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = Source.IMPORT
    day: date | None = None


@dataclass(frozen=True)
class Closing:
    """Where a partner's scan stands in a round.

    `opened`: somebody has looked at the result, so it can no longer be reopened; `withheld`: the contact chose not to
    release it, which the end of the round respects; `offered`: released, and nobody of another organisation looked yet, so
    it can be taken back; `released`: the network sees it; `erased`: what had been seen was erased, and it stays closed;
    `sharing`: colleagues fill in on one device, so that every scan from it counts; `removed`: how many test scans the
    contact removed.
    """

    closed: bool = False
    opened: bool = False
    released: bool = False
    withheld: bool = False
    offered: bool = False
    erased: bool = False
    sharing: bool = False
    removed: int = 0
    closed_on: date | None = None


@dataclass(frozen=True)
class Response:
    """How far a partner is: people expected, scans submitted and how many of those were typed over from paper or read from a
    file, scans begun but not submitted, last day of activity.
    """

    partner: str
    name: str
    sector: str
    expected: int
    submitted: int
    on_paper: int
    from_file: int
    begun: int
    last_day: date | None
