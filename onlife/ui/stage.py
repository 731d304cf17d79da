"""What stands on the projector at each point of the meeting, as data for the packaged script that draws it.

A screen says one thing and asks one question. No vote that is not revealed gets in here: of an open question only how
many voted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import segno

from onlife.content import phrase
from onlife.content.message import explain
from onlife.domain import finding as findings
from onlife.domain import meeting, priority
from onlife.domain.light import COLOURS
from onlife.domain.meeting import Agreement, Meeting, Note, Point, Question, QuestionStep, Topic, VoteKind
from onlife.domain.network import Round
from onlife.domain.plan import LATE, WHAT_LENGTH, PlanAction, Status, Term, urgency
from onlife.domain.priority import COMMENT_LENGTH, STARS, Priority
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import Band
from onlife.domain.shown import Shown
from onlife.store.engine.database import today
from onlife.store.remark import Quote
from onlife.text import dutch_date

Data = dict[str, Any]
Thing = TypeVar("Thing")
MANY = 18
"""From this many names in a column only their number is shown, and who voted what gets the room."""
NAMED = 6
"""But as few as these who hold one colour are named all the same: they are whom the room wants to hear."""
NOBODY = {"value": "", "label": "nog niemand"}


@dataclass(frozen=True, eq=False)
class Desk:
    """All that the screens of a meeting are made from."""

    meeting: Meeting
    network: str
    round: Round
    questionnaire: Questionnaire
    shown: Shown
    names: Mapping[str, str]
    """Active partners: id -> name."""
    known: Mapping[str, str]
    """All partners, those that left too."""
    actions: Sequence[PlanAction]
    points: Sequence[Point]
    questions: Sequence[Question]
    votes: Mapping[str, Mapping[str, str]]
    voters: Mapping[str, set[str]]
    agreed: Mapping[str, Agreement]
    stars: Mapping[str, Priority]
    chosen: Mapping[str, Mapping[str, Priority]]
    notes: Mapping[str, Note]
    quotes: Sequence[Quote]
    present: set[str]
    noted: bool
    """Whether somebody noted who is present."""
    address: str

    @property
    def open(self) -> Question | None:
        return next((q for q in self.questions if q.step is QuestionStep.OPEN), None)

    def last(self, point: Point) -> Question | None:
        """The newest question about what this point is about."""
        return next((q for q in reversed(self.questions) if q.kind is point.kind and q.about == point.about), None)

    def still_open(self) -> list[PlanAction]:
        return meeting.still_open(self.actions, today())


def screen(desk: Desk, point: Point) -> Data:
    """A point of the agenda as the script draws it."""
    order = [p.id for p in desk.points]
    data: Data = {
        "id": point.id,
        "order": order,
        "section": f"{desk.network} · {point.topic.word}",
        "place": f"{order.index(point.id) + 1} / {len(order)}",
        "title": "",
        "question": "",
        "bullets": [],
        "rows": [],
        "columns": [],
        "join": None,
        "choices": [],
        "count": "",
        "buttons": [],
        "panels": [],
    }
    data |= SCREENS[point.topic](desk, point)
    data["panels"] = [*data["panels"], _note_panel(desk, point)]
    return data


def _welcome(desk: Desk, _point: Point) -> Data:
    here = len([partner for partner in desk.present if partner in desk.names])
    topics = [topic for topic, _ in meeting.sections(desk.points) if topic is not Topic.WELCOME]
    return {
        "title": "Welkom",
        "question": f"{dutch_date(today())} · we bespreken {desk.round.name}",
        "join": _join(desk, "Neem je telefoon: straks stem je mee, één keer per organisatie."),
        "choices": [{"label": f"{at}. {topic.word}", "tone": "plain"} for at, topic in enumerate(topics, start=1)],
        "count": f"{here} van {len(desk.names)} partners aanwezig" if here else "",
        "panels": [_presence_panel(desk)],
    }


def _actions(desk: Desk, point: Point) -> Data:
    waiting = desk.still_open()
    some = _page(waiting, point, meeting.ACTIONS_A_SCREEN)
    late = sum(urgency(action, today()) == LATE for action in waiting)
    if not waiting:
        return {
            "title": "Er staan geen acties open",
            "question": "Wat loopt er toch al, zonder dat het in het plan staat?",
            "panels": [_action_panel(desk)],
        }
    return {
        "title": _counted(len(waiting), "actie staat open", "acties staan open")
        + (f", {late} te laat" if late else ""),
        "question": "Wat lukte, en wat houdt ons tegen?",
        "rows": [_action_row(desk, action) for action in some],
        "panels": [_status_panel(some), _action_panel(desk)],
    }


def _shared(desk: Desk, _point: Point) -> Data:
    found = findings.shared(desk.shown, desk.questionnaire)
    return {
        "title": "Dit delen we" if found else "Nog niets waarover we het duidelijk eens zijn",
        "question": "Wat willen we hiervan zeker vasthouden, en wat pakken we samen aan?",
        "rows": [
            {
                "title": findings.title(finding.place),
                "text": phrase.finding(finding),
                "badge": _measured_label(desk, finding.place.id),
                "tone": _measured_tone(desk, finding.place.id),
            }
            for finding in found
        ],
        "panels": [_action_panel(desk)],
    }


def _quotes(desk: Desk, point: Point) -> Data:
    """Remarks in the words of who wrote them, under the partner that may show them."""
    return {
        "title": "Uit de opmerkingen",
        "question": "Wat herkennen jullie hierin?",
        "rows": [
            {
                "title": f"“{quote.remark}”",
                "text": f"{desk.questionnaire.block(quote.block).name} · {desk.known.get(quote.partner, '')}",
                "badge": "",
                "tone": "",
            }
            for quote in _page(desk.quotes, point, meeting.QUOTES_A_SCREEN)
        ],
        "panels": [_action_panel(desk)],
    }


def _element(desk: Desk, point: Point) -> Data:
    """An element with a colour to vote on: the conversation first, then the vote, then what follows."""
    element = desk.questionnaire.element(point.about)
    last = desk.last(point)
    asked = {
        Topic.DIFFERENCE: "Waar komt dit verschil vandaan?",
        Topic.MARKED: "Wat moeten we hierover uitspreken?",
        Topic.COOPERATION: "" if element.questions else "Zien we dezelfde samenwerking?",
    }[point.topic]
    data: Data = {
        "title": f"{element.id} {element.title}",
        "question": asked,
        "panels": [_agree_panel(desk, point.about), _action_panel(desk, element.block, point.about)],
    }
    if last is None and point.topic is Topic.COOPERATION:
        data["bullets"] = list(element.questions)
    if last is None or last.step is QuestionStep.REVEALED:
        data["columns"] = [_measured_column(desk, point.about), *_vote_columns(desk, last), _agreed_column(desk, point)]
    return data | _voting(desk, point, last, data)


def _stars(desk: Desk, point: Point) -> Data:
    block = desk.questionnaire.block(point.about)
    last = desk.last(point)
    data: Data = {
        "title": f"{block.id}. {block.name}",
        "question": "Hoeveel zetten we hier de komende maanden op in?",
        "panels": [_stars_panel(desk, block.id), _agree_panel(desk, block.id), _action_panel(desk, block.id)],
    }
    if last is None or last.step is QuestionStep.REVEALED:
        data["columns"] = [_score_column(desk, block.id), *_vote_columns(desk, last), _agreed_column(desk, point)]
    return data | _voting(desk, point, last, data)


def _plan(desk: Desk, _point: Point) -> Data:
    same = [action for action in desk.actions if action.content_version == desk.round.content_version]
    bare = meeting.uncovered((desk.stars[b.id] for b in desk.questionnaire.blocks if b.id in desk.stars), same)
    begun = [action for action in desk.actions if action.begun >= desk.meeting.day]
    todo = [
        {"title": f"{b}. {desk.questionnaire.block(b).name}", "text": "Afgesproken, en nog geen actie in het plan.",
         "badge": "◆ nog te doen", "tone": "orange"}
        for b in bare
    ]  # fmt: skip
    rows = [_action_row(desk, action) for action in begun] or todo or [_action_row(desk, a) for a in desk.still_open()]
    return {
        "title": _counted(len(begun), "actie van deze dag", "acties van deze dag")
        if begun
        else "Van afspraak naar actie",
        "question": "Wie doet wat, tegen wanneer, en waaraan merken we het?",
        "rows": rows[: meeting.ACTIONS_A_SCREEN],
        "panels": [_action_panel(desk)],
    }


def _closing(desk: Desk, _point: Point) -> Data:
    made = [a for a in desk.agreed.values() if a.meeting == desk.meeting.id]
    high = [f"{b.id}. {b.short}" for b in desk.questionnaire.blocks if b.id in priority.high(desk.stars.values())]
    revealed = len(desk.votes)
    rows = [
        {"title": "Hier zetten we op in", "text": ", ".join(high) or "nog niet afgesproken", "badge": "", "tone": ""},
        {"title": "Afgesproken kleuren", "text": f"{len(made)} in deze vergadering", "badge": "", "tone": ""},
        {"title": "Stemmingen", "text": f"{revealed} samen gestemd en getoond", "badge": "", "tone": ""},
    ]
    return {
        "title": "Bedankt",
        "question": "Wat neem jij mee naar je organisatie?",
        "rows": rows,
        "panels": [
            _panel(
                "end",
                "Rond de vergadering af",
                "De vergadering afronden?",
                "Afronden",
                text="Daarna kan niemand nog stemmen. Het verslag staat meteen op de pagina Vergadering.",
            )
        ],
    }


SCREENS: Mapping[Topic, Callable[[Desk, Point], Data]] = {
    Topic.WELCOME: _welcome,
    Topic.ACTIONS: _actions,
    Topic.SHARED: _shared,
    Topic.DIFFERENCE: _element,
    Topic.MARKED: _element,
    Topic.QUOTES: _quotes,
    Topic.COOPERATION: _element,
    Topic.STARS: _stars,
    Topic.PLAN: _plan,
    Topic.CLOSING: _closing,
}

# -- the vote


def _voting(desk: Desk, point: Point, last: Question | None, data: Data) -> Data:
    """What an open vote or the way to one adds to a screen."""
    if last and last.step is QuestionStep.OPEN:
        options = [{"label": o.label, "tone": o.light.value if o.light else ""} for o in last.kind.options]
        voted = desk.voters.get(last.id, set())
        return {
            "question": phrase.question(last.kind),
            "bullets": [],
            "columns": [],
            "join": _join(
                desk, "Stem op je telefoon" + (", van 1 tot 5 sterren" if last.kind is VoteKind.STARS else "")
            ),
            "choices": options if last.kind is VoteKind.COLOUR else [],
            "count": explain(
                meeting.turnout(len(voted), meeting.expected(desk.names, desk.present if desk.noted else None))
            ),
            "buttons": [
                {"do": "reveal", "label": "Toon de stemmen", "primary": True, "question": last.id},
                {"do": "drop", "label": "Trek in", "question": last.id},
            ],
            "panels": [],
        }
    if desk.open:
        return {"buttons": [{"do": "go", "label": "Naar de open stemming", "to": _place_of(desk, desk.open)}]}
    question = str(data["question"])
    if last:
        question = "" if len(desk.votes.get(last.id, {})) > MANY else "Wat spreken we hierover af?"
    label = "Stem opnieuw" if last else "Open de stemming"
    ask = {"do": "ask", "label": label, "primary": not last, "kind": str(point.kind), "about": point.about}
    return {"question": question, "buttons": [ask]}


def _place_of(desk: Desk, question: Question) -> str:
    """The screen on which a question was asked."""
    return next(p.id for p in desk.points if p.kind is question.kind and p.about == question.about)


def _join(desk: Desk, line: str) -> Data:
    short = desk.address.split("://")[-1]
    return {"qr": qr(desk.address), "alt": f"QR-code van {short}", "address": short, "line": line}


@cache
def qr(address: str) -> str:
    """An address as a QR code, black on white, as the source of an image."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=10, border=3, light="#fff")


def _vote_columns(desk: Desk, last: Question | None) -> list[Data]:
    """Every revealed vote on this: the newest with who voted what, older ones as numbers."""
    if last is None:
        return []
    rounds = [q for q in desk.questions if q.kind is last.kind and q.about == last.about and q.id in desk.votes]
    columns = []
    for question in rounds[-2:]:
        votes = desk.votes[question.id]
        newest = question is rounds[-1]
        groups = [
            _group(option.label, option.light.value if option.light else "", names if newest else [], f"{len(names)}")
            for option, names in meeting.spread(question.kind, votes, desk.known)
            if newest or names
        ]
        head = "Gestemd" if question.attempt == 1 else f"Gestemd, {question.attempt}e keer"
        result = meeting.outcome(question.kind, votes)
        text = explain(result) if result else "" if votes else "Niemand stemde."
        columns.append(_column(head, groups=groups, text=text, wide=newest and len(votes) > MANY))
    return columns


# -- columns


def _column(head: str, *, big: str = "", tone: str = "", text: str = "", groups: Sequence[Data] = (), wide: bool = False) -> Data:  # fmt: skip
    return {"head": head, "big": big, "tone": tone, "text": text, "groups": list(groups), "wide": wide}


def _group(label: str, tone: str, names: Sequence[str], number: str = "") -> Data:
    return {"label": label, "tone": tone, "names": list(names), "number": number}


def _measured_column(desk: Desk, element: str) -> Data:
    found = findings.measured(desk.shown, desk.questionnaire, element)
    if found is None:
        return _column("Gemeten in de scan", text="Nog geen resultaat om te tonen.")
    few = found.partners <= MANY
    groups = [
        _group(
            f"{band.light.symbol} {band.word if few else band.word.split()[-1]}",
            band.light.value,
            holders if few or len(holders) <= NAMED else [],
            f"{len(holders)}",
        )
        for band in Band
        if (holders := found.holders[band])
    ]
    if found.band_together:
        small = f"{found.band_together.light.symbol} kleine teams samen: {found.band_together.word}"
        groups.append(_group(small, found.band_together.light.value, [], f"{found.together}"))
    told = [
        f"{found.partners} partners, {found.scans} scans",
        *([found.verdict.value] if found.verdict else []),
    ]
    return _column("Gemeten in de scan", groups=groups, text=" · ".join(told))


def _score_column(desk: Desk, block: str) -> Data:
    chosen = {who: own[block].stars for who, own in desk.chosen.items() if block in own and own[block].stars}
    groups = [
        _group(option.label, "", names if len(chosen) <= MANY else [], f"{len(names)}")
        for option, names in meeting.spread(VoteKind.STARS, {w: f"{s}" for w, s in chosen.items()}, desk.known)
        if names
    ]
    if desk.shown.blocks.empty:
        return _column("Gemeten in de scan", groups=groups, text="Nog geen resultaat om te tonen.")
    standing = findings.block_summary(desk.shown, desk.questionnaire, block)
    text = f"{standing.partners} partners, {standing.scans} scans"
    text += f" · {standing.verdict.value}" if standing.verdict else ""
    text += ". Sterren van de Keuzehulp:" if groups else ""
    return _column("Gemeten in de scan", big=f"{findings.about(standing.score)} op 100", text=text, groups=groups)


def _agreed_column(desk: Desk, point: Point) -> Data:
    found = desk.agreed.get(point.about)
    big, tone, reason = (found.light.label, found.light.value, found.reason) if found else ("", "", "")
    if point.topic is Topic.STARS:
        stars = desk.stars.get(point.about) or priority.starting("", desk.questionnaire.block(point.about))
        if stars.suggested and not big:
            return _column("Voorstel van de methode", big="★" * stars.stars, text="Nog niet afgesproken.")
        if stars.stars and not stars.suggested:
            colour = f" · {big}" if big else ""
            reasons = " ".join(dict.fromkeys(filter(None, (stars.comment, reason))))
            return _column("Afgesproken", big="★" * stars.stars + colour, tone=tone, text=reasons)
    return _column("Afgesproken", big=big, tone=tone, text=reason or ("" if big else "Nog niets afgesproken."))


def _measured_label(desk: Desk, element: str) -> str:
    found = findings.measured(desk.shown, desk.questionnaire, element)
    return f"{found.band.light.symbol} {found.band.word}" if found else ""


def _measured_tone(desk: Desk, element: str) -> str:
    found = findings.measured(desk.shown, desk.questionnaire, element)
    return found.band.light.value if found else ""


def _page(things: Sequence[Thing], point: Point, a_screen: int) -> Sequence[Thing]:
    """What of all things stands on this screen."""
    return things[(int(point.about or 1) - 1) * a_screen :][:a_screen]


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _action_row(desk: Desk, action: PlanAction) -> Data:
    late = urgency(action, today())
    until = f"tegen {dutch_date(action.end)}" if action.end else "zonder einddatum"
    return {
        "title": action.what,
        "text": f"{desk.known.get(action.lead, NOBODY['label'])} · {until}",
        "badge": f"{'■' if late == LATE else '◆'} {late}" if late else action.status.word,
        "tone": "red" if late == LATE else "orange" if late else "",
    }


# -- panels: what the coordinator writes down without leaving the screen


def _panel(key: str, label: str, title: str, submit: str, *fields: Data, base: Any = 0, text: str = "") -> Data:
    return {"id": key, "label": label, "title": title, "submit": submit, "text": text, "fields": fields, "base": base}


def _field(name: str, label: str, kind: str, value: Any, options: Sequence[Data] = (), most: int = 0) -> Data:
    return {"name": name, "label": label, "kind": kind, "value": value, "options": list(options), "most": most}


def _note_panel(desk: Desk, point: Point) -> Data:
    note = desk.notes.get(point.id, Note(point.id, ""))
    field = _field("text", "Wat is er gezegd? Zonder namen van personen.", "text", note.text, most=meeting.NOTE_LENGTH)
    return _panel(
        "note",
        "Noteer",
        "Notitie bij dit punt",
        "Bewaar de notitie",
        field,
        base={"point": point.id, "event": note.event},
    )


def _presence_panel(desk: Desk) -> Data:
    options = [{"value": key, "label": name} for key, name in desk.names.items()]
    field = _field(
        "here", "Welke organisaties zijn er?", "checks", [p for p in desk.names if p in desk.present], options
    )
    return _panel("present", "Wie is er?", "Wie is er?", "Bewaar", field)


def _agree_panel(desk: Desk, about: str) -> Data:
    standing = desk.agreed.get(about)
    options = [{"value": light.value, "label": light.label, "tone": light.value} for light in COLOURS]
    return _panel(
        "agree",
        "Spreek een kleur af",
        "Welke kleur spreken we af?",
        "Bewaar de afspraak",
        _field("light", "Afgesproken kleur", "choice", standing.light.value if standing else "", options),
        _field("reason", "Waarom?", "text", standing.reason if standing else "", most=meeting.REASON_LENGTH),
        base={"about": about, "event": standing.event if standing else 0},
        text="De gemeten kleur blijft ernaast staan.",
    )


def _stars_panel(desk: Desk, block: str) -> Data:
    standing = desk.stars.get(block) or priority.starting("", desk.questionnaire.block(block))
    options = [{"value": f"{number}", "label": "★" * number} for number in STARS]
    return _panel(
        "stars",
        "Spreek sterren af",
        "Hoeveel sterren spreken we af?",
        "Bewaar de afspraak",
        _field("stars", "Afgesproken sterren", "choice", f"{standing.stars or ''}", options),
        _field("comment", "Waarom?", "text", standing.comment, most=COMMENT_LENGTH),
        base={"about": block, "event": standing.event},
    )


def _action_panel(desk: Desk, block: str = "", element: str = "") -> Data:
    blocks = [{"value": b.id, "label": f"{b.id}. {b.short}"} for b in desk.questionnaire.blocks]
    partners = [NOBODY, *({"value": key, "label": name} for key, name in desk.names.items())]
    return _panel(
        "action",
        "Start een actie",
        "Nieuwe actie in het plan",
        "Zet in het plan",
        _field("what", "Wat gaan we doen?", "line", "", most=WHAT_LENGTH),
        *([_field("block", "Bouwsteen", "pick", blocks[0]["value"], blocks)] if not block else []),
        _field("lead", "Wie trekt dit?", "pick", "", partners),
        _field("term", "Termijn", "choice", Term.SHORT.value, [{"value": t.value, "label": t.word} for t in Term]),
        _field("end", "Klaar tegen (dag/maand/jaar, mag leeg blijven)", "line", "", most=20),
        base={"block": block, "element": element},
        text=f"Bij {element} {desk.questionnaire.element(element).title}" if element else "",
    )


def _status_panel(actions: Sequence[PlanAction]) -> Data:
    options = [{"value": action.id, "label": f"{action.what} ({action.status.word})"} for action in actions]
    states = [{"value": status.value, "label": status.word} for status in Status]
    return _panel(
        "status",
        "Stand aanpassen",
        "Hoe staat deze actie ervoor?",
        "Bewaar de stand",
        _field("action", "Actie", "pick", actions[0].id, options),
        _field("status", "Stand", "choice", "", states),  # that of the first action would stand with any other one
        base={action.id: action.event for action in actions},
    )
