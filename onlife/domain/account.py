"""Who comes in: accounts, links and sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from onlife.domain.access import Role


class LinkKind(StrEnum):
    SCAN = "scan"
    TEAM = "team"
    CALENDAR = "calendar"

    @property
    def word(self) -> str:
        return {"scan": "scanlink", "team": "teamlink", "calendar": "agendalink"}[self.value]


ENTRANCES = (LinkKind.SCAN, LinkKind.TEAM)
"""The links that every partner has, and by which somebody comes in; by a calendar link dates go out."""


@dataclass(frozen=True)
class Link:
    """`partner`: whose it is; '' for the calendar link of the network."""

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
    """A visitor that came in. `kind` is account, scan, team or seat; `subject` is an account id, a link id or a seat id."""

    kind: str
    subject: str
    scan: str
