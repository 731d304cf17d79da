"""The network meeting: what is on the agenda, what is voted on, what is agreed. Pure.

A vote is the statement of a partner organisation, never of a person. It stays hidden until all votes are shown at once;
what the network then agrees stands beside what was measured and never in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from onlife.domain.light import COLOURS, Light
from onlife.domain.plan import PlanAction, overdue
from onlife.domain.priority import STARS, Priority, high
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.domain.reason import Reason
from onlife.translation import N_, Worded

T = TypeVar("T")
REASON_LENGTH, NOTE_LENGTH = 1000, 4000
VOTE_REASON_LENGTH = 140
"""Why a partner votes so: one sentence, as it stands on the screen beside those of the others."""
DIFFERENCES = 3
"""How many of the largest differences get a screen of their own."""
ACTIONS_A_SCREEN = 4
"""As many actions as can be read from the back row at once."""
QUOTES_A_SCREEN = 3
"""As many remarks as can be read from the back row at once."""


class State(Worded):
    RUNNING = "running", N_("loopt")
    PAUSED = "paused", N_("gepauzeerd")
    ENDED = "ended", N_("afgelopen")


class QuestionStep(StrEnum):
    """Where a question stands: votes come in, all votes are shown, or it was withdrawn unseen."""

    OPEN = "open"
    REVEALED = "revealed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Option:
    """Something to vote for: what is stored, what is read, and the light it stands for (None for stars)."""

    value: str
    label: str
    light: Light | None = None


class VoteKind(StrEnum):
    """What is asked: stars for a building block, or a colour for an element."""

    STARS = "stars"
    COLOUR = "colour"

    @property
    def options(self) -> tuple[Option, ...]:
        if self is VoteKind.STARS:
            return tuple(Option(f"{number}", "★" * number + "☆" * (max(STARS) - number)) for number in reversed(STARS))
        return tuple(Option(light.value, light.label, light) for light in COLOURS)


@dataclass(frozen=True)
class Meeting:
    """A meeting about a round. `event`: the number of its newest change."""

    id: str
    network: str
    round: str
    state: State
    day: date
    event: int = 0


@dataclass(frozen=True)
class Question:
    """A vote. `about`: a block id (stars) or an element id (colour); `attempt` counts votes on the same thing, from 1."""

    id: str
    meeting: str
    kind: VoteKind
    about: str
    step: QuestionStep
    attempt: int


@dataclass(frozen=True)
class Seat:
    """The place of a partner in a meeting, from which somebody votes for it who does not have its team link."""

    id: str
    network: str
    round: str
    meeting: str
    partner: str


@dataclass(frozen=True)
class Agreement:
    """The colour that the network agrees on for a block or an element, and why; it never replaces what was measured.

    `meeting`: '' if it was made outside one; `round`: the round in which it was made; `event`: the number under which it is stored, 0 if it is not.
    """

    about: str
    light: Light
    reason: str = ""
    meeting: str = ""
    event: int = 0
    round: str = ""


@dataclass(frozen=True)
class Note:
    """What was said at a point of the agenda."""

    point: str
    text: str
    event: int = 0


class Topic(Worded):
    """The parts of a meeting, in order. The value stands in addresses."""

    WELCOME = "welkom", N_("Welkom")
    ACTIONS = "acties", N_("Lopende acties")
    EVOLUTION = "evolutie", N_("Wat bewoog")
    SHARED = "gedeeld", N_("Wat we delen")
    DIFFERENCE = "verschil", N_("Grootste verschillen")
    MARKED = "punt", N_("Gesprekspunten")
    QUOTES = "citaten", N_("Uit de opmerkingen")
    BLOCK = "bouwsteen", N_("Samenwerking in één beeld")
    COOPERATION = "samenwerking", N_("Samenwerking")
    STARS = "sterren", N_("Waar zetten we op in?")
    OWN = "eigen", N_("Van het netwerk zelf")
    PLAN = "plan", N_("Plan")
    CLOSING = "slot", N_("Afronden")


WITHOUT_PLACE = frozenset({Topic.ACTIONS, Topic.QUOTES, Topic.BLOCK, Topic.OWN})
"""The topics of which a point is not about a block or an element, or whose word says it already."""


@dataclass(frozen=True)
class Point:
    """A screen of the meeting. `about`: a block id, an element id, the number of the screen within its topic, or the id of a
    point of the network itself.
    """

    topic: Topic
    about: str = ""

    @property
    def id(self) -> str:
        """The name of the point in addresses and beside its notes."""
        return f"{self.topic.value}-{self.about}" if self.about else self.topic.value

    @property
    def kind(self) -> VoteKind | None:
        """What can be voted on here."""
        if self.topic is Topic.STARS:
            return VoteKind.STARS
        return VoteKind.COLOUR if self.topic in (Topic.DIFFERENCE, Topic.MARKED, Topic.COOPERATION) else None


def agenda(
    actions: Sequence[PlanAction],
    differing: Iterable[str],
    marked: Iterable[str],
    cooperation: Block | None,
    questionnaire: Questionnaire,
    quotes: int = 0,
    drawn: Collection[Topic] = (),
) -> list[Point]:
    """The screens of a meeting, in order.

    `actions` are the open ones; `differing` (most first) and `marked` are element ids; `quotes` is the number of remarks
    that are quoted; of the topics that are a picture, those that can be `drawn` have a screen. A marked element
    that already has a screen gets no second one.
    """
    differences = list(differing)[:DIFFERENCES]
    six = [element.id for element in cooperation.elements] if cooperation else []
    covered = {*differences, *six}
    return [
        Point(Topic.WELCOME),
        *_pages(Topic.ACTIONS, max(len(actions), 1), ACTIONS_A_SCREEN),
        *([Point(Topic.EVOLUTION)] if Topic.EVOLUTION in drawn else []),
        Point(Topic.SHARED),
        *(Point(Topic.DIFFERENCE, element) for element in differences),
        *(Point(Topic.MARKED, element) for element in marked if element not in covered),
        *_pages(Topic.QUOTES, quotes, QUOTES_A_SCREEN),
        *([Point(Topic.BLOCK, cooperation.id)] if cooperation and Topic.BLOCK in drawn else []),
        *(Point(Topic.COOPERATION, element) for element in six),
        *(Point(Topic.STARS, block.id) for block in questionnaire.blocks),
        Point(Topic.PLAN),
        Point(Topic.CLOSING),
    ]


def _pages(topic: Topic, things: int, a_screen: int) -> list[Point]:
    """The screens of a topic of which so many things fit on one; the first has no number."""
    return [Point(topic, f"{page}" if page > 1 else "") for page in range(1, -(-things // a_screen) + 1)]


def on_screen(things: Sequence[T], point: Point, a_screen: int) -> Sequence[T]:
    """What of all things stands on the screen of a point, of which `a_screen` fit on each."""
    return things[(int(point.about or 1) - 1) * a_screen :][:a_screen]


def still_open(actions: Iterable[PlanAction], today: date) -> list[PlanAction]:
    """The actions that have not ended, overdue ones first, then by end."""
    found = [action for action in actions if not action.status.ended]
    return sorted(found, key=lambda a: (not overdue(a, today), a.end or date.max, a.what.casefold()))


def blocks_without_action(agreed: Iterable[Priority], actions: Iterable[PlanAction]) -> list[str]:
    """The ids of blocks that the network set high and that no open action of the plan is about."""
    busy = {action.block for action in actions if not action.status.ended}
    return [block for block in high(agreed) if block not in busy]


def vote_refusal(meeting: Meeting | None, question: Question | None, choice: str) -> Reason | None:
    """Why this vote cannot be taken; None if it can."""
    if meeting is None or meeting.state is State.ENDED:
        return Reason("vote.meeting_ended")
    if meeting.state is State.PAUSED:
        return Reason("vote.meeting_paused")
    if question is None or question.step is not QuestionStep.OPEN:
        return Reason("vote.closed")
    if choice not in {option.value for option in question.kind.options}:
        return Reason("vote.no_choice")
    return None


def spread(kind: VoteKind, votes: Mapping[str, str], names: Mapping[str, str]) -> list[tuple[Option, list[str]]]:
    """Every option with the names of the partners that chose it, in alphabetical order. `votes`: partner id -> choice."""
    return [
        (
            option,
            sorted((names.get(who, "") for who, chosen in votes.items() if chosen == option.value), key=str.casefold),
        )
        for option in kind.options
    ]


def sorted_by_name(said: Mapping[str, str], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Who said what, by name and in alphabetical order. `said`: partner id -> its words."""
    return sorted(((names.get(who, ""), words) for who, words in said.items()), key=lambda one: one[0].casefold())


def leading(kind: VoteKind, votes: Mapping[str, str]) -> tuple[list[Option], int]:
    """The options that most partners chose, and how many partners chose each. `votes`: partner id -> choice."""
    counted = {option: sum(chosen == option.value for chosen in votes.values()) for option in kind.options}
    highest = max(counted.values())
    return [option for option, number in counted.items() if number == highest], highest


def outcome(kind: VoteKind, votes: Mapping[str, str]) -> Reason | None:
    """How the votes lie; None for fewer than two. `votes`: partner id -> choice."""
    if len(votes) < 2:
        return None
    first, number = leading(kind, votes)
    *others, last = (option.label for option in first)
    if others:
        return Reason("vote.tie", {"others": ", ".join(others), "last": last, "number": number, "votes": len(votes)})
    if number == len(votes):
        return Reason("vote.unanimous", {"option": last})
    return Reason("vote.majority", {"option": last, "number": number, "votes": len(votes)})


def turnout(voted: int, expected: int) -> Reason:
    """How many voted; never what."""
    return Reason("vote.turnout", {"voted": voted, "expected": max(voted, expected)})


def expected_voters(active: Collection[str], present: Collection[str] | None) -> int:
    """How many partners can be expected to vote: those who are present, or all of them if nobody noted that (None)."""
    return len(active) if present is None else len(set(active) & set(present))
