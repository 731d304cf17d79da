"""The path for worrying signals online: six steps, and the same path as questions one answers with yes or no.

Pure but for reading its file. A file in which a question leads nowhere, or back to itself, is refused, so that whoever
walks the path always arrives.

Source: Assistentie-Kit Online Geweldpreventie, bouwsteen 6 (six steps, rol - opdracht - noodzaak, ZUS), which
takes it from a plan of SAM vzw for chats (Beelen, Stas, Van der Cam, Van Looveren, 2025); the wording is ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from onlife.content.questionnaire import Table, read, refuse_repeats

WORRY = Path(__file__).parent / "verontrusting.toml"


@dataclass(frozen=True)
class Step:
    """One of the steps. `short`: its words in the flow chart; `on`: what leads to the next step, '' if nothing in
    particular; `skip`, `skip_to`: what leads straight to a later step, and its id.
    """

    id: str
    title: str
    short: str
    points: tuple[str, ...]
    on: str
    skip: str
    skip_to: str


@dataclass(frozen=True)
class Question:
    """A question to answer with yes or no; `before`: what to do or know before answering; `yes`, `no`: the id of the
    question or outcome that follows.
    """

    id: str
    step: str
    ask: str
    before: tuple[str, ...]
    yes: str
    no: str


@dataclass(frozen=True)
class Person:
    """Somebody to involve, as the kit weighs it: role, mandate, need."""

    id: str
    who: str
    role: str
    mandate: str
    need: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """Where the path ends: what to do and whom to involve. `when`, `short`: its words in the flow chart."""

    id: str
    step: str
    when: str
    short: str
    title: str
    do: tuple[str, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Worry:
    """The whole path. `check`: the ZUS check, word -> question; `nobody_else`: whom not to involve."""

    source: str
    judgement: str
    emergency: str
    steps: tuple[Step, ...]
    questions: Mapping[str, Question]
    outcomes: Mapping[str, Outcome]
    people: tuple[Person, ...]
    nobody_else: str
    check: Mapping[str, str]

    @property
    def first(self) -> Question:
        """The question with which the path begins."""
        return next(iter(self.questions.values()))

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.id == key)


def load(path: Path = WORRY) -> Worry:
    """Read the path. Raises ContentError if anything is malformed or leads nowhere."""
    table = read(path)
    table.only(("source", "judgement", "emergency", "nobody_else", "steps", "zus", "people", "questions", "outcomes"))
    steps = tuple(_step(step) for step in table.tables("steps", "stap"))
    people = {person.id: person for person in map(_person, table.tables("people", "persoon"))}
    questions = tuple(_question(question) for question in table.tables("questions", "vraag"))
    outcomes = tuple(_outcome(outcome, people) for outcome in table.tables("outcomes", "einde"))
    refuse_repeats(table, (step.id for step in steps))
    refuse_repeats(table, [*(question.id for question in questions), *(outcome.id for outcome in outcomes)])
    found = Worry(
        table.text("source"),
        table.text("judgement"),
        table.text("emergency"),
        steps,
        MappingProxyType({question.id: question for question in questions}),
        MappingProxyType({outcome.id: outcome for outcome in outcomes}),
        tuple(people.values()),
        table.text("nobody_else"),
        MappingProxyType(
            {check.text("name"): check.text("text") for check in table.tables("zus", "ZUS", called="name")}
        ),
    )
    _refuse_dead_ends(table, found)
    return found


def walk(worry: Worry, answers: Sequence[bool]) -> tuple[list[Question], Question | Outcome]:
    """The questions that these answers answer, and what they lead to; answers after an outcome are not looked at."""
    answered: list[Question] = []
    here: Question | Outcome = worry.first
    for answer in answers:
        if isinstance(here, Outcome):
            break
        answered.append(here)
        following = here.yes if answer else here.no
        here = worry.questions.get(following) or worry.outcomes[following]
    return answered, here


def _refuse_dead_ends(table: Table, worry: Worry) -> None:
    """Every question leads to one that stands lower in the file, or to an outcome: so every path ends."""
    order = list(worry.questions)
    steps = [step.id for step in worry.steps]
    for question in worry.questions.values():
        for following in (question.yes, question.no):
            later = order[order.index(question.id) + 1 :]
            if following not in worry.outcomes and following not in later:
                raise table.error(
                    f"vraag {question.id} leidt naar “{following}”, en dat is geen einde en geen latere vraag"
                )
    places = {q.id: q.step for q in worry.questions.values()} | {o.id: o.step for o in worry.outcomes.values()}
    for key, step in places.items():
        if step not in steps:
            raise table.error(f"{key} hoort bij stap {step}, en die is er niet")
    for each in worry.steps:
        if each.skip_to and each.skip_to not in steps[steps.index(each.id) + 1 :]:
            raise table.error(f"stap {each.id} springt naar {each.skip_to}, en dat is geen latere stap")
    led_to = {following for question in worry.questions.values() for following in (question.yes, question.no)}
    for key in (*order[1:], *worry.outcomes):
        if key not in led_to:
            raise table.error(f"niets leidt naar {key}")


def _step(table: Table) -> Step:
    table.only(("id", "title", "short", "points", "on", "skip", "skip_to"))
    return Step(
        table.text("id"),
        table.text("title"),
        table.text("short"),
        table.lines("points"),
        table.optional("on"),
        table.optional("skip"),
        table.optional("skip_to"),
    )


def _person(table: Table) -> Person:
    table.only(("id", "who", "role", "mandate", "need", "why"))
    return Person(*(table.text(key) for key in ("id", "who", "role", "mandate", "need", "why")))


def _question(table: Table) -> Question:
    table.only(("id", "step", "ask", "before", "yes", "no"))
    own_id, step, ask, yes, no = (table.text(key) for key in ("id", "step", "ask", "yes", "no"))
    return Question(own_id, step, ask, table.lines("before"), yes, no)


def _outcome(table: Table, people: Mapping[str, Person]) -> Outcome:
    table.only(("id", "step", "when", "short", "title", "do", "people"))
    own_id, step, when, short, title = (table.text(key) for key in ("id", "step", "when", "short", "title"))
    named = table.lines("people")
    for person in named:
        if person not in people:
            raise table.error(f"persoon “{person}” is er niet")
    return Outcome(own_id, step, when, short, title, table.lines("do"), tuple(people[person] for person in named))
