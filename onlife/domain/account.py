"""Who comes in: accounts, links and sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from onlife.domain.access import Role
from onlife.translation import N_, Worded


class LinkKind(Worded):
    SCAN = "scan", N_("scanlink")
    TEAM = "team", N_("teamlink")
    CALENDAR = "calendar", N_("agendalink")
    VIEW = "view", N_("kijklink")


ENTRANCES = (LinkKind.SCAN, LinkKind.TEAM)
"""The links that every partner has, and by which somebody comes in; by a calendar link dates go out, and a
view link is of the network."""


@dataclass(frozen=True)
class Link:
    """`partner`: whose it is; '' for the calendar link and the view links of the network."""

    id: str
    network: str
    partner: str
    kind: LinkKind
    revoked: bool
    made: datetime


@dataclass(frozen=True)
class ViewLink:
    """What a view link opens: these pages of a network, up to and including a day. `id`: of the link; `name`: for whom."""

    id: str
    network: str
    name: str
    pages: tuple[str, ...]
    until: date


@dataclass(frozen=True)
class Invitation:
    """By its link somebody becomes the first coordinator of a network, up to and including a day."""

    id: str
    network: str
    until: date
    step: str = "made"


@dataclass(frozen=True)
class Account:
    """`password_hash`: '' of who signs in through a provider, and has no password here."""

    id: str
    username: str
    name: str
    password_hash: str
    networks: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def from_provider(self) -> bool:
        return not self.password_hash


@dataclass(frozen=True)
class Identity:
    """Who somebody is to a provider: its issuer and the subject there, for good. The names may change."""

    issuer: str
    subject: str
    name: str
    username: str


@dataclass(frozen=True)
class Session:
    """A visitor that came in. `kind` is account, scan, team, view or seat; `subject` is an account id, a link id or a seat
    id.
    """

    kind: str
    subject: str
    scan: str
