"""The path for worrying signals online: six steps, and the same path as questions one answers with yes or no.

Pure but for reading its file. A file in which a question leads nowhere, or back to itself, is refused, so that whoever
walks the path always arrives.

Source: Assistentie-Kit Online Geweldpreventie, bouwsteen 6 (six steps, rol - opdracht - noodzaak, ZUS), which
takes it from a plan of SAM vzw for chats (Beelen, Stas, Van der Cam, Van Looveren, 2025); the wording is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import model_validator

from onlife.content import schema
from onlife.content.schema import ById, Items, NonEmpty, Schema, Text, refuse_repeats

CONCERN = Path(__file__).parent / "verontrusting.toml"


class ConcernStep(Schema):
    """One of the steps. `short`: its words in the flow chart; `on`: what leads to the next step, '' if nothing in
    particular; `skip`, `skip_to`: what leads straight to a later step, and its id.
    """

    id: Text
    title: Text
    short: Text
    points: NonEmpty[Text]
    on: Text = ""
    skip: Text = ""
    skip_to: Text = ""


class ConcernQuestion(Schema):
    """A question to answer with yes or no; `before`: what to do or know before answering; `yes`, `no`: the id of the
    question or outcome that follows.
    """

    id: Text
    step: Text
    ask: Text
    before: NonEmpty[Text]
    yes: Text
    no: Text


class ConcernPerson(Schema):
    """Somebody to involve, as the kit weighs it: role, mandate, need."""

    id: Text
    who: Text
    role: Text
    mandate: Text
    need: Text
    why: Text


class Outcome(Schema):
    """Where the path ends: what to do and whom to involve, by id. `when`, `short`: its words in the flow chart;
    `follow_up`: whether the last step and ZUS come after it.
    """

    id: Text
    step: Text
    when: Text
    short: Text
    title: Text
    do: NonEmpty[Text]
    people: Items[Text] = ()
    follow_up: bool = True


class Check(Schema):
    """One word of the ZUS check, and what it asks."""

    name: Text
    text: Text


class ConcernGuide(Schema):
    """The whole path. `scope`: for whom it was made; `block`: the building block that it belongs to; `zus`: what to ask oneself; `nobody_else`: whom not to involve."""

    source: Text
    scope: Text
    block: Text
    judgement: Text
    emergency: Text
    nobody_else: Text
    steps: NonEmpty[ConcernStep]
    zus: NonEmpty[Check]
    people: ById[ConcernPerson]
    questions: ById[ConcernQuestion]
    outcomes: ById[Outcome]

    @cached_property
    def first(self) -> ConcernQuestion:
        """The question with which the path begins."""
        return next(iter(self.questions.values()))

    def step(self, key: str) -> ConcernStep:
        return next(step for step in self.steps if step.id == key)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        """Every question leads to one that stands lower in the file, or to an outcome: so every path ends."""
        order, steps = list(self.questions), [step.id for step in self.steps]
        refuse_repeats(steps)
        refuse_repeats([*order, *self.outcomes])
        for at, question in enumerate(self.questions.values()):
            for following in (question.yes, question.no):
                if following not in self.outcomes and following not in order[at + 1 :]:
                    raise ValueError(
                        f"vraag {question.id} leidt naar “{following}”, en dat is geen einde en geen latere vraag"
                    )
        led_to = {following for question in self.questions.values() for following in (question.yes, question.no)}
        for key in (*order[1:], *self.outcomes):
            if key not in led_to:
                raise ValueError(f"niets leidt naar {key}")
        return self

    @model_validator(mode="after")
    def _names_what_is_there(self) -> Self:
        steps = [step.id for step in self.steps]
        places = {q.id: q.step for q in self.questions.values()} | {o.id: o.step for o in self.outcomes.values()}
        for key, place in places.items():
            if place not in steps:
                raise ValueError(f"{key} hoort bij stap {place}, en die is er niet")
        for at, step in enumerate(self.steps, start=1):
            if step.skip_to and step.skip_to not in steps[at:]:
                raise ValueError(f"stap {step.id} springt naar {step.skip_to}, en dat is geen latere stap")
        for outcome in self.outcomes.values():
            for person in outcome.people:
                if person not in self.people:
                    raise ValueError(f"einde {outcome.id}: persoon “{person}” is er niet")
        return self


def load(path: Path = CONCERN) -> ConcernGuide:
    """Return the path. Raise ContentError if anything is malformed or leads nowhere."""
    return schema.read(path, ConcernGuide)


def walk(guide: ConcernGuide, answers: Sequence[bool]) -> tuple[list[ConcernQuestion], ConcernQuestion | Outcome]:
    """The questions that these answers answer, and what they lead to; answers after an outcome are not looked at."""
    answered: list[ConcernQuestion] = []
    here: ConcernQuestion | Outcome = guide.first
    for answer in answers:
        if isinstance(here, Outcome):
            break
        answered.append(here)
        following = here.yes if answer else here.no
        here = guide.questions.get(following) or guide.outcomes[following]
    return answered, here
