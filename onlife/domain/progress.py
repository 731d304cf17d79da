"""How far a network is in the work of a year, in totals over its partners: what the steps of a scan round follow from. Pure.

Of a partner nothing stands here but that it counts; of answers nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.network import Round, RoundState
from onlife.domain.plan import Status


@dataclass(frozen=True)
class RoundProgress:
    """How far the partners of a network are in a round.

    `partners`: how many take part; `begun`, `finished`: how many of them began and closed their scan; `asked`: how many
    scans may come in (of a partner that scans together one), `scans`: how many did. `led_somewhere`: a partner closed its
    scan; `released`, `stars`, `met`, `agreed`: some partner released its result or shows its stars, there was a meeting
    about it, the network agreed on stars.
    """

    round: Round
    opened: datetime | None
    closed: datetime | None
    partners: int = 0
    begun: int = 0
    finished: int = 0
    asked: int = 0
    scans: int = 0
    led_somewhere: bool = False
    released: bool = False
    stars: bool = False
    met: bool = False
    agreed: bool = False

    @property
    def tells_scans(self) -> bool:
        """Whether how many scans came in may be told outside the network: not where a few people are asked."""
        return self.asked >= EXACT_FROM


@dataclass(frozen=True)
class PlannedAction:
    """An action in the plan of a network. `followed_up`: it has a follow-up moment."""

    status: Status
    begun: date
    followed_up: bool


@dataclass(frozen=True)
class NetworkProgress:
    """`rounds`: newest first; `visited`: when somebody last came in by a link (UTC); `coordinated`: it has a coordinator;
    `active`: the day of the last line in its log book that somebody caused.
    """

    partners: int = 0
    rounds: tuple[RoundProgress, ...] = ()
    actions: tuple[PlannedAction, ...] = ()
    visited: datetime | None = None
    coordinated: bool = False
    active: date | None = None

    @property
    def about(self) -> RoundProgress | None:
        """The round that the steps are about: the one that is open, or else the newest that led to something."""
        is_open = (r for r in self.rounds if r.round.state is RoundState.OPEN)
        closed = (r for r in self.rounds if r.round.state is RoundState.CLOSED and r.led_somewhere)
        return next(is_open, None) or next(closed, None)
