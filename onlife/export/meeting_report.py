"""The report of a meeting that was held: who was there, what was agreed with what was measured and voted beside it, what was
noted, and who does what.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from onlife.content import phrase
from onlife.content.message import explain
from onlife.domain import finding, meeting
from onlife.domain.meeting import Agreement, Meeting, Note, Question, VoteKind
from onlife.domain.plan import PlanAction
from onlife.domain.priority import Priority
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.shown import Shown
from onlife.export.report import Heading, Items, Part, Report, ReportTable, Text
from onlife.text import long_date
from onlife.translation import N_
from onlife.translation import gettext as _

TITLE = N_("Verslag van de vergadering")


@dataclass(frozen=True)
class MeetingContent:
    """What came out of a meeting. `names`: partner id -> name; `present`: ids; `agreed`: what this meeting agreed, by element
    or block id; `stars`: those of the network for the round, by block id; `questions`: those that were revealed, in order;
    `votes` and `reasons`: question id -> partner id -> choice, and why; `titles`: of points of the network itself, by their
    id; `actions`: those that were added on its day.
    """

    network: str
    round: str
    meeting: Meeting
    questionnaire: Questionnaire
    shown: Shown
    names: Mapping[str, str]
    present: Collection[str]
    agreed: Mapping[str, Agreement]
    stars: Mapping[str, Priority]
    questions: Sequence[Question]
    votes: Mapping[str, Mapping[str, str]]
    reasons: Mapping[str, Mapping[str, str]]
    notes: Sequence[Note]
    titles: Mapping[str, str]
    actions: Sequence[PlanAction]

    @property
    def here(self) -> list[str]:
        """The names of those who were present, in alphabetical order."""
        return sorted((self.names[who] for who in self.present if who in self.names), key=str.casefold)

    @property
    def places(self) -> list[Block | Element]:
        """What this meeting agreed a colour on, in the order of the questionnaire."""
        return [place for place in self.questionnaire.places if place.id in self.agreed]

    @property
    def priorities(self) -> list[Priority]:
        """The stars that the network agreed on, in the order of the questionnaire."""
        return [self.stars[b.id] for b in self.questionnaire.blocks if b.id in self.stars and self.stars[b.id].stars]

    def vote_lines(self, kind: VoteKind, about: str) -> str:
        """How the votes on this lay the last time, a line for each answer."""
        asked = [q for q in self.questions if q.kind is kind and q.about == about]
        return "\n".join(f"{label} {len(who)}" for label, who in self.spread(asked[-1])) if asked else "–"

    def spread(self, question: Question) -> list[tuple[str, list[str]]]:
        """What was chosen and by whom, without what nobody chose."""
        found = meeting.spread(question.kind, self.votes[question.id], self.names)
        return [(option.label, who) for option, who in found if who]


def report(content: MeetingContent) -> Report:
    """A meeting as a report of its own."""
    return Report(
        _(TITLE),
        f"{long_date(content.meeting.day)} · over {content.round}",
        content.network,
        content.meeting.day,
        content.questionnaire.version,
        tuple(parts(content)),
    )


def chapter(content: MeetingContent | None) -> list[Part]:
    """A meeting, if there was one, as a chapter of the pack."""
    if content is None:
        return []
    return [
        Heading(_("{value} van {day}", value=_(TITLE), day=long_date(content.meeting.day)), apart=True),
        *parts(content, 2),
    ]


def parts(content: MeetingContent, level: int = 1) -> list[Part]:
    """What stands in the report, under headings of this level."""
    return [
        Heading(_("Aanwezig ({number})", number=len(content.here)), level),
        Text(", ".join(content.here) or _("Niet genoteerd.")),
        Heading(_("Afgesproken"), level),
        *_agreements(content),
        Heading(_("Acties van die dag"), level),
        *_actions(content),
        Heading(_("Notities"), level),
        *_notes(content),
        Heading(_("Gestemd"), level),
        *_votes(content, level + 1),
    ]


def _agreements(content: MeetingContent) -> list[Part]:
    form = content.questionnaire
    found: list[Part] = []
    if content.places:
        rows = tuple(
            (
                finding.title(place),
                phrase.measurement(content.shown, form, place.id),
                content.vote_lines(VoteKind.COLOUR, place.id),
                content.agreed[place.id].light.label,
                content.agreed[place.id].reason,
            )
            for place in content.places
        )
        found.append(
            ReportTable(
                (_("Waarover"), _("Gemeten"), _("Gestemd"), _("Afgesproken"), _("Waarom")), rows, (7, 5, 4, 4, 6)
            )
        )
    if content.priorities:
        stars = tuple(
            (
                finding.title(form.place(own.block)),
                phrase.stars(own),
                content.vote_lines(VoteKind.STARS, own.block),
                phrase.why(own),
                own.direction,
            )
            for own in content.priorities
        )
        found.append(
            ReportTable(
                (_("Bouwsteen"), _("Sterren"), _("Gestemd"), _("Waarom"), _("Waarheen")), stars, (6, 3, 4, 7, 6)
            )
        )
    return found or [Text(_("In deze vergadering is nog niets afgesproken."))]


def _actions(content: MeetingContent) -> list[Part]:
    if not content.actions:
        return [Text(_("Er is die dag geen actie bij gekomen."))]
    rows = tuple(
        (
            action.what,
            content.names.get(action.lead, "nog niemand"),
            action.responsible,
            long_date(action.end) if action.end else _("nog geen datum"),
        )
        for action in content.actions
    )
    return [ReportTable((_("Actie"), _("Trekker"), _("Verantwoordelijke"), _("Einde")), rows, (9, 6, 5, 4))]


def _notes(content: MeetingContent) -> list[Part]:
    told = tuple((phrase.point(note.point, content.questionnaire, content.titles), note.text) for note in content.notes)
    return [Items(told)] if told else [Text(_("Er zijn geen notities."))]


def _votes(content: MeetingContent, level: int) -> list[Part]:
    found: list[Part] = []
    for question in content.questions:
        again = f" · {question.attempt}e stemming" if question.attempt > 1 else ""
        chosen = [(f"{label} ({len(who)})", ", ".join(who)) for label, who in content.spread(question)]
        said = meeting.sorted_by_name(content.reasons.get(question.id, {}), content.names)
        told = (*chosen, *((name, f"“{reason}”") for name, reason in said))
        found += [
            Heading(f"{phrase.vote_subject(question, content.questionnaire)}{again}", level),
            Items(told) if told else Text(_("Niemand stemde.")),
        ]
        if outcome := meeting.outcome(question.kind, content.votes[question.id]):
            found.append(Text(explain(outcome), "note"))
    return found or [Text(_("Er is niet gestemd."))]
