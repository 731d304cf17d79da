"""The agenda that a network makes of its meeting: which points, in which order, for how long, and points of its own. Pure.

What nobody changed stands where the app puts it; what was on the screen in an earlier meeting about the round is off, and
what was not reached waits for the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from onlife.domain.meeting import Point, Topic
from onlife.domain.reason import Reason

TITLE_LENGTH, MOST_MINUTES, MOST_OWN = 120, 240, 20
FIXED = (Topic.WELCOME, Topic.CLOSING)
"""How every meeting begins and ends."""
EVERY_TIME = frozenset({*FIXED, Topic.ACTIONS, Topic.PLAN})
"""What is on the agenda of every meeting, reached before or not."""


@dataclass(frozen=True)
class AgendaItem:
    """A point as a network has it on the agenda of a round. `id` names the point; `place`: where it stands, from 1; `minutes`: 0
    where nobody said how long; `title`: of a point of its own; `kept`: whether it is on the agenda.
    """

    id: str
    network: str
    round: str
    place: int
    minutes: int = 0
    title: str = ""
    kept: bool = True
    event: int = 0

    @property
    def point(self) -> Point:
        topic, _, about = self.id.partition("-")
        return Point(Topic(topic), about)

    @property
    def heading(self) -> str:
        """Its own title, or what it is a part of."""
        return self.title or self.point.topic.word


@dataclass(frozen=True)
class Earlier:
    """The meetings that were held about a round: the points that were on the screen, and the event of the last one's end."""

    reached: Collection[str] = ()
    until: int = 0


def items(
    points: Sequence[Point], known: Mapping[str, AgendaItem], network: str, scan_round: str, earlier: Earlier
) -> list[AgendaItem]:
    """Every point that can be on the agenda, in order: those of the app (`points`) and those of the network itself."""
    usual = [point.id for point in points]
    own = [item.id for item in known.values() if item.point.topic is Topic.OWN]
    ordered = sorted((key for key in (*usual, *own) if key in known), key=lambda key: known[key].place)
    for at, key in enumerate(usual):
        if key not in known:  # after the one that it follows by itself
            ordered.insert(ordered.index(usual[at - 1]) + 1 if at else 0, key)
    first, last = (Point(topic).id for topic in FIXED)
    middle = [key for key in ordered if key not in (first, last)]
    return [
        _now(known.get(key, AgendaItem(key, network, scan_round, place)), place, earlier)
        for place, key in enumerate((first, *middle, last), start=1)
    ]


def _now(item: AgendaItem, place: int, earlier: Earlier) -> AgendaItem:
    over = item.id in earlier.reached and item.event <= earlier.until and item.point.topic not in EVERY_TIME
    return replace(item, place=place, kept=item.point.topic in FIXED or (item.kept and not over))


def points_on(agenda: Sequence[AgendaItem]) -> list[Point]:
    """The screens of the meeting, in order."""
    return [item.point for item in agenda if item.kept]


def stretches(agenda: Sequence[AgendaItem]) -> list[list[AgendaItem]]:
    """What is on the agenda, with points of one kind that follow on each other together; each of the network's own by itself."""
    found: list[list[AgendaItem]] = []
    for item in (item for item in agenda if item.kept):
        topic = item.point.topic
        if found and topic is not Topic.OWN and found[-1][0].point.topic is topic:
            found[-1].append(item)
        else:
            found.append([item])
    return found


def move(agenda: Sequence[AgendaItem], at: int, by: int) -> list[AgendaItem]:
    """The agenda with one item, at an index, so many places further; never before the first or after the last."""
    rest = [*agenda[:at], *agenda[at + 1 :]]
    to = min(max(at + by, 1), len(rest) - 1)
    return in_order([*rest[:to], agenda[at], *rest[to:]])


def in_order(agenda: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The items with the places at which they stand."""
    return [replace(item, place=place) for place, item in enumerate(agenda, start=1)]


def flaw(item: AgendaItem) -> Reason | None:
    """What keeps an item from being kept."""
    own = item.point.topic is Topic.OWN
    if own and not item.title:
        return Reason("agenda.no_title")
    if len(item.title) > TITLE_LENGTH:
        return Reason("agenda.title_too_long", {"most": TITLE_LENGTH})
    if not 0 <= item.minutes <= MOST_MINUTES:
        return Reason("agenda.minutes", {"most": MOST_MINUTES})
    return None


def minutes_left(item: AgendaItem, gone: timedelta) -> int | None:
    """How many minutes are left of an item that came on the screen so long ago, below 0 once it takes longer; None where
    nobody said how long it takes.
    """
    return item.minutes - int(gone.total_seconds() // 60) if item.minutes else None
