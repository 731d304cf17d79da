"""The story of the demo network, from content/demo.toml. Figures called leanings are in points: 0 red, 1 orange, 2 green."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, Strict, model_validator

from onlife.content import schema
from onlife.content.schema import Items, NonEmpty, Schema, Text
from onlife.domain.light import Light
from onlife.domain.meeting import VoteKind
from onlife.domain.plan import Status, Term

STORY = Path(__file__).with_name("demo.toml")


class Remark(Schema):
    """What somebody of a partner wrote; `quoted`: whether the coordinator put it on the agenda."""

    partner: Text
    block: Text
    text: Text
    quoted: bool = False


class StoryRound(Schema):
    """A scan round: the weeks in which people filled in, and the leaning of every block."""

    name: Text
    begins: date
    weeks: int
    ends: date
    blocks: dict[str, float]
    remarks: Items[Remark] = ()


class DemoContact(Schema):
    """A contact person, made up."""

    name: Text = ""
    address: Text = ""
    telephone: Text = ""


class DemoSender(Schema):
    """Who invites."""

    name: Text
    service: Text
    telephone: Text
    address: Text


class Organisation(Schema):
    """A partner. `lean`: how it stands to the others; per round the number of scans per function group; `views`:
    element id -> what it sees otherwise.
    """

    name: Text
    sector: Text
    expected: int
    contacts: Items[DemoContact] = ()
    lean: float
    spring: dict[str, int]
    autumn: dict[str, int]
    joint: bool = False
    closed: bool = True
    released: bool = True
    views: dict[str, float] = Field(default_factory=dict)


class Stars(Schema):
    """What a partner, or the network where none is named, chose after the autumn scan."""

    partner: Text = ""
    block: Text
    stars: int
    comment: Text = ""
    direction: Text = ""


class FollowUpMoment(Schema):
    """What was seen and what changes; without text it is still to come."""

    day: date
    saw: Text = ""
    change: Text = ""


class DemoAction(Schema):
    """An action of the plan that the network made after the spring scan."""

    block: Text
    elements: NonEmpty[Text]
    what: Text
    term: Annotated[Term, Strict(False)]
    start: date
    end: date
    lead: Text
    partners: Items[Text] = ()
    status: Annotated[Status, Strict(False)]
    goal: Text = ""
    indicator: Text = ""
    resources: Text = ""
    responsible: Text = ""
    follow_ups: Items[FollowUpMoment] = ()


class Vote(Schema):
    """A question at the meeting; `choices`: partner -> what it voted; `reasons`: partner -> why, where it said."""

    kind: Annotated[VoteKind, Strict(False)]
    about: Text
    choices: dict[str, Text]
    reasons: dict[str, Text] = Field(default_factory=dict)


class AgreedColour(Schema):
    about: Text
    light: Annotated[Light, Strict(False)]
    reason: Text


class AgendaNote(Schema):
    point: Text
    text: Text


class DemoStory(Schema):
    """`meeting`: the day of the meeting after the first round, at which the partners in `present` were; `planned`:
    element id -> what the plan moved; `leaders`: block id -> how much brighter leaders see it; `middle`, `person`,
    `moment`: the mean leaning, the spread between persons, and within one scan; `skipped`: the share not applicable.
    """

    network: Text
    town: Text
    meeting: date
    present: NonEmpty[Text]
    middle: float
    person: float
    moment: float
    skipped: float
    planned: dict[str, float]
    leaders: dict[str, float]
    spring: StoryRound
    autumn: StoryRound
    sender: DemoSender
    organisations: NonEmpty[Organisation]
    stars: Items[Stars]
    actions: Items[DemoAction]
    votes: Items[Vote]
    agreements: Items[AgreedColour]
    notes: Items[AgendaNote]

    @model_validator(mode="after")
    def _names_partners_that_are_there(self) -> Self:
        named = {*self.present, *(stars.partner for stars in self.stars), *(action.lead for action in self.actions)}
        named.update(remark.partner for remark in (*self.spring.remarks, *self.autumn.remarks))
        named.update(
            *(action.partners for action in self.actions), *(vote.choices | vote.reasons for vote in self.votes)
        )
        if unknown := named - {organisation.name for organisation in self.organisations} - {""}:
            raise ValueError(f"partner “{min(unknown)}” is er niet")
        return self


def load(path: Path = STORY) -> DemoStory:
    """Return the story. Raise ContentError if anything in it is malformed."""
    return schema.read(path, DemoStory)
