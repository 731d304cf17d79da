"""A scan from draft to closing, and how far a partner is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Source(StrEnum):
    """How a scan came in."""

    WEB = "web"
    IMPORT = "import"
    PAPER = "paper"  # filled in on paper and typed over
    SLIP = "slip"  # here or on paper, by who drew a slip
    REPEAT = "repeat"  # not the first from its device


@dataclass(frozen=True)
class Scan:
    """One person's (or one joint) scan that is still theirs: not yet frozen.

    `answers` maps element id to the value of a Light; `remarks` maps block id to text, and in a joint scan element id to
    the reason of its colour. `typist`: who types it over from paper (an account or link id), '' for a scan that its owner
    fills in here. `slip`: it was begun with a slip. `earlier`: the round whose joint scan it goes on from, '' for none.
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
    earlier: str = ""

    @property
    def source(self) -> Source:
        return Source.SLIP if self.slip else Source.PAPER if self.typist else Source.WEB


@dataclass(frozen=True)
class FilledScan:
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
