"""The shared plan: what an action says, what contradicts itself, what is late. Pure.

The fields are those of the kit's template for one action (WERKFICHE, step 3), with a status beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from onlife.domain.questionnaire import Questionnaire
from onlife.domain.reason import Reason
from onlife.text import line, paragraphs, parse_date, short_date
from onlife.translation import N_, Worded

WHAT_LENGTH, TEXT_LENGTH, RESPONSIBLE_LENGTH = 200, 2000, 120
SOON = timedelta(days=30)
LATE, NEARLY = N_("te laat"), N_("binnenkort klaar")


class Term(Worded):
    """When an action must bear fruit, counted in months from the day it begins (see `begins`)."""

    SHORT = "short", N_("kort (0–6 maanden)")
    MIDDLE = "middle", N_("middellang (6–18 maanden)")
    LONG = "long", N_("lang (18+ maanden)")

    @property
    def months(self) -> tuple[int, int | None]:
        """From and up to how many months; None: without end."""
        return {Term.SHORT: (0, 6), Term.MIDDLE: (6, 18), Term.LONG: (18, None)}[self]


class Status(Worded):
    PLANNED = "planned", N_("gepland")
    RUNNING = "running", N_("bezig")
    DONE = "done", N_("klaar")
    DROPPED = "dropped", N_("stopgezet")

    @property
    def ended(self) -> bool:
        return self in (Status.DONE, Status.DROPPED)


@dataclass(frozen=True)
class PlanAction:
    """A row of the plan. `owner`: '' for the plan of the network, otherwise the partner whose own plan it is in;
    `lead` and `partners` (contributing) are partner ids; `responsible`: the function or team that carries it out;
    `begun`: the day it entered the plan; `offered`: a partner offers it to the network; `event`: the number under which
    it is stored, 0 if it is not; `content_version`: the questionnaire that its block and elements are from, 0 for the one
    its network works with.
    """

    id: str
    network: str
    owner: str
    block: str
    what: str
    begun: date
    elements: tuple[str, ...] = ()
    term: Term = Term.SHORT
    start: date | None = None
    end: date | None = None
    goal: str = ""
    lead: str = ""
    partners: tuple[str, ...] = ()
    resources: str = ""
    indicator: str = ""
    remarks: str = ""
    status: Status = Status.PLANNED
    offered: bool = False
    event: int = 0
    content_version: int = 0
    responsible: str = ""


@dataclass(frozen=True)
class FollowUp:
    """A moment at which an action is looked at again; `saw` and `change` are noted when it is `held`."""

    id: str
    action: str
    day: date
    held: bool = False
    saw: str = ""
    change: str = ""
    dropped: bool = False


def with_answers(moment: FollowUp, questions: Sequence[str], saw: str, change: str) -> FollowUp:
    """A moment that was held. The questions that were chosen stand ahead of what was seen; those that were set when it
    was planned are no answer of their own.
    """
    if not paragraphs(change) and paragraphs(saw) == paragraphs(moment.saw):
        saw = ""
    return replace(moment, held=True, saw=with_questions(questions, saw) if saw or change else "", change=change)


def with_questions(questions: Sequence[str], text: str = "") -> str:
    """A text with questions ahead of it, each with room for an answer; those that already stand in it are left out."""
    asked = [question for question in questions if question not in text]
    return "\n\n".join(filter(None, [*asked, text.strip()]))


def flaws(action: PlanAction, questionnaire: Questionnaire) -> dict[str, Reason]:
    """What keeps an action from being kept, by field."""
    found = {}
    if not line(action.what):
        found["what"] = Reason("plan.nothing_to_do")
    if action.start and action.end and action.end < action.start:
        found["end"] = Reason("plan.ends_first")
    own = {element.id for element in questionnaire.block(action.block).elements}
    if set(action.elements) - own:
        found["elements"] = Reason("plan.other_elements")
    if len(action.what) > WHAT_LENGTH:
        found["what"] = Reason("plan.what_too_long", {"most": WHAT_LENGTH})
    if len(action.responsible) > RESPONSIBLE_LENGTH:
        found["responsible"] = Reason("plan.text_too_long", {"most": RESPONSIBLE_LENGTH})
    for name in ("goal", "resources", "indicator", "remarks"):
        if len(getattr(action, name)) > TEXT_LENGTH:
            found[name] = Reason("plan.text_too_long", {"most": TEXT_LENGTH})
    return found


def advice(action: PlanAction) -> dict[str, Reason]:
    """What does not add up yet but can be kept, by field."""
    found = {}
    if not (action.lead or action.responsible):
        found["lead"] = Reason("plan.no_lead")
    if action.end is None:
        found["end"] = Reason("plan.no_end")
    elif not follows_dates(action):
        found["term"] = Reason("plan.other_term", {"term": term_by_dates(action).word})
    return found


def begins(action: PlanAction) -> date:
    """The day it begins: its first day, or without one the day it entered the plan."""
    return action.start or action.begun


def term_by_dates(action: PlanAction) -> Term:
    """The term that follows from its dates; without an end the one it has."""
    return term_of(begins(action), action.end) if action.end else action.term


def follows_dates(action: PlanAction) -> bool:
    return action.term is term_by_dates(action)


def term_of(begun: date, end: date) -> Term:
    """The term in which this end falls; a day that closes one term belongs to it."""
    for term in (Term.SHORT, Term.MIDDLE):
        until = term.months[1]
        assert until is not None
        if end <= _months_later(begun, until):
            return term
    return Term.LONG


def is_led_by(action: PlanAction, partner: str) -> bool:
    """Whether it stands in the plan of the network and this partner leads it."""
    return not action.owner and action.lead == partner


def overdue(action: PlanAction, today: date) -> bool:
    return not action.status.ended and action.end is not None and action.end < today


def due_soon(action: PlanAction, today: date) -> bool:
    return not action.status.ended and action.end is not None and today <= action.end <= today + SOON


def urgency(action: PlanAction, today: date) -> str:
    """What stands out about an action, in one word, or ''."""
    return LATE if overdue(action, today) else NEARLY if due_soon(action, today) else ""


def in_order(actions: Iterable[PlanAction], questionnaire: Questionnaire) -> list[PlanAction]:
    """By building block, what comes first first; within a block by term and end."""
    blocks = sorted(questionnaire.blocks, key=lambda block: not block.comes_first)
    place = {block.id: at for at, block in enumerate(blocks)}
    terms = list(Term)
    return sorted(
        actions,
        key=lambda a: (place.get(a.block, len(place)), terms.index(a.term), a.end or date.max, a.what.casefold()),
    )


@dataclass(frozen=True)
class GridWords:
    """How ids are written in a grid: block id -> name, partner id -> name ('' for nobody)."""

    blocks: Mapping[str, str]
    partners: Mapping[str, str]


GRID = ("Actie", "Bouwsteen", "Termijn", "Einde", "Trekker", "Stand")


def to_rows(actions: Iterable[PlanAction], words: GridWords) -> pd.DataFrame:
    """Actions as rows of a grid with the columns of GRID, in order; dates as one types them."""
    rows = [
        (
            action.what,
            words.blocks[action.block],
            action.term.word,
            short_date(action.end) if action.end else "",
            words.partners.get(action.lead, words.partners[""]),
            action.status.word,
        )
        for action in actions
    ]
    return pd.DataFrame(rows, columns=list(GRID)).astype("string")


def from_rows(
    rows: pd.DataFrame, actions: Sequence[PlanAction], empty: PlanAction, words: GridWords
) -> tuple[list[PlanAction], list[tuple[str, str]]]:
    """The actions that a changed grid changes or adds (on `empty`), and what is wrong: the action of a row, and a sentence.

    The first rows are those of `actions`, in order. Elements that do not belong to a new block are let go; a term that
    followed from the dates goes on doing so, unless another one is chosen. A lead that is emptied is nobody; a block or a
    status that is, stays.
    """
    changed, problems = [], []
    blocks = {word: key for key, word in words.blocks.items()}
    partners = {"": ""} | {word: key for key, word in words.partners.items()}
    for at, row in enumerate(rows.fillna("").to_dict("records")):
        before = actions[at] if at < len(actions) else empty
        typed = str(row["Einde"]).strip()
        try:
            end = parse_date(typed) if typed else None
        except ValueError as problem:
            problems.append((str(row["Actie"]), str(problem)))
            continue
        block = blocks.get(row["Bouwsteen"], before.block)
        after = replace(
            before,
            what=row["Actie"],
            block=block,
            elements=before.elements if block == before.block else (),
            term=next((term for term in Term if term.word == row["Termijn"]), before.term),
            end=end,
            lead=partners.get(row["Trekker"], before.lead),
            status=next((status for status in Status if status.word == row["Stand"]), before.status),
        )
        if after.term is before.term and follows_dates(before):
            after = replace(after, term=term_by_dates(after))
        if after != before:
            changed.append(after)
    return changed, problems


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
