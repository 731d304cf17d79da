"""The network meeting: points for discussion, meetings with their questions and votes, what was agreed and noted.

A vote leaves here only after its question was revealed; before that one can ask who voted, and what one partner itself
chose.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from onlife.content.message import explain, message
from onlife.domain.light import COLOURS
from onlife.domain.meeting import (
    NOTE_LENGTH,
    REASON_LENGTH,
    VOTE_REASON_LENGTH,
    Agreement,
    Meeting,
    Note,
    Question,
    QuestionStep,
    State,
    VoteKind,
    vote_refusal,
)
from onlife.domain.network import Round
from onlife.security.token import new_id
from onlife.store.engine.database import Database, Overtaken, Refused
from onlife.store.engine.table import Table, last_event
from onlife.store.network import Networks
from onlife.store.questionnaire import Questionnaires
from onlife.text import paragraphs, today

_TABLES = (
    *("meeting_events", "question_events", "vote_events", "agreement_events"),
    *("note_events", "presence_events", "point_events", "partner_events"),
    *("quote_events", "remark_sharing_events", "agenda_events"),
)

MEETINGS = Table("meeting_events", "meeting", Meeting)
AGREEMENTS = Table("agreement_events", "about", Agreement)
NOTES = Table("note_events", "point", Note)


class Meetings:
    def __init__(self, database: Database, networks: Networks, questionnaires: Questionnaires) -> None:
        self._db = database
        self._networks = networks
        self._questionnaires = questionnaires

    # -- points for discussion

    def points(self, scan_round: str) -> list[str]:
        """The elements that are marked as a point for discussion, in the order of their ids."""
        rows = self._db.newest("point_events", "element", round=scan_round)
        return sorted((row["element"] for row in rows if row["marked"]), key=_place)

    def mark(self, scan_round: Round, element: str, marked: bool, actor: str) -> None:
        """Make an element a point for discussion, or no longer."""
        if element not in self._ids(scan_round)[1]:
            raise Refused(message("meeting.no_element"))
        self._networks.require_round(scan_round)
        if (element in self.points(scan_round.id)) != marked:
            place = {"network": scan_round.network, "round": scan_round.id, "element": element}
            self._db.add("point_events", {"actor": actor, **place, "marked": marked})

    # -- meetings

    def all(self, network: str) -> list[Meeting]:
        """The meetings of a network, newest first."""
        return self._db.current(MEETINGS, network=network)[::-1]

    def past(self, network: str) -> list[Meeting]:
        """The meetings that have ended, newest first."""
        return [meeting for meeting in self.all(network) if meeting.state is State.ENDED]

    def running(self, network: str) -> Meeting | None:
        """The meeting that runs or is paused; a network has one at a time."""
        return next((meeting for meeting in self.all(network) if meeting.state is not State.ENDED), None)

    def start(self, scan_round: Round, actor: str, day: date | None = None) -> Meeting:
        """Begin a meeting about a round, today unless told otherwise."""
        with self._db.transaction():
            if self.running(scan_round.network):
                raise Refused(message("meeting.runs"))
            self._networks.require_round(scan_round)
            meeting = Meeting(new_id(), scan_round.network, scan_round.id, State.RUNNING, day or today())
            self._turn(meeting, State.RUNNING, actor)
        return meeting

    def turn(self, meeting: Meeting, state: State, actor: str) -> None:
        """Pause, resume or end a meeting. What is still open when it ends is withdrawn unseen."""
        with self._db.transaction():
            known = self._require(meeting)
            if known.state is State.ENDED:
                raise Refused(message("meeting.ended"))
            if known.state is state:
                return
            if state is State.ENDED and (question := self.open_question(meeting)):
                self._step(meeting, question, QuestionStep.DROPPED, actor)
            self._turn(known, state, actor)

    def newest_event(self, network: str) -> int:
        """The number of the newest event that a screen or a phone in the meeting shows; the key of what is cached."""
        newest = last_event(self._db.events(table, network=network) for table in _TABLES)
        return max(newest, self._networks.newest_erasure(network))

    # -- questions and votes

    def questions(self, meeting: Meeting) -> list[Question]:
        """The questions of a meeting in the order in which they were asked, without those that were withdrawn."""
        rows = self._db.newest("question_events", "question", meeting=meeting.id)
        found: list[Question] = []
        for row in rows:
            if row["step"] != QuestionStep.DROPPED.value:
                before = sum(q.about == row["about"] and q.kind == row["kind"] for q in found)
                found.append(
                    Question(
                        row["question"],
                        meeting.id,
                        VoteKind(row["kind"]),
                        row["about"],
                        QuestionStep(row["step"]),
                        before + 1,
                    )
                )
        return found

    def open_question(self, meeting: Meeting) -> Question | None:
        return next((q for q in self.questions(meeting) if q.step is QuestionStep.OPEN), None)

    def ask(self, meeting: Meeting, kind: VoteKind, about: str, actor: str) -> Question:
        """Open a vote; asking the same thing again is a new vote, and both stay."""
        with self._db.transaction():
            scan_round = self._networks.round(meeting.network, meeting.round)
            if scan_round is None or about not in self._ids(scan_round)[kind is VoteKind.COLOUR]:
                raise Refused(message("meeting.no_vote"))
            if self._require(meeting).state is not State.RUNNING:
                raise Refused(message("meeting.not_running"))
            if self.open_question(meeting):
                raise Refused(message("meeting.vote_open"))
            attempt = sum(q.about == about and q.kind is kind for q in self.questions(meeting)) + 1
            question = Question(new_id(), meeting.id, kind, about, QuestionStep.OPEN, attempt)
            self._step(meeting, question, QuestionStep.OPEN, actor)
        return question

    def reveal(self, meeting: Meeting, question: str, actor: str) -> None:
        """Show all votes at once; from then on none can change."""
        self._end(meeting, question, QuestionStep.REVEALED, actor)

    def drop(self, meeting: Meeting, question: str, actor: str) -> None:
        """Withdraw an open vote; what was chosen is never shown."""
        self._end(meeting, question, QuestionStep.DROPPED, actor)

    def _end(self, meeting: Meeting, question: str, step: QuestionStep, actor: str) -> None:
        with self._db.transaction():
            standing = self.open_question(meeting)
            if standing is None or standing.id != question:
                raise Refused(message("meeting.vote_closed"))
            self._step(meeting, standing, step, actor)

    def vote(self, network: str, question: str, partner: str, choice: str, actor: str, reason: str = "") -> None:
        """Take the vote of a partner, with why; until the question is revealed its newest one counts. Refused when it comes
        too late."""
        if len(reason) > VOTE_REASON_LENGTH:
            raise Refused(message("meeting.reason_too_long", most=VOTE_REASON_LENGTH))
        with self._db.transaction():
            meeting = self.running(network)
            standing = self.open_question(meeting) if meeting else None
            found = standing if standing and standing.id == question else None
            if problem := vote_refusal(meeting, found, choice):
                raise Refused(explain(problem))
            assert meeting is not None
            known = self._networks.partner(network, partner)
            if known is None or known.archived:
                raise Refused(message("vote.left"))
            cast = {"choice": choice, "reason": paragraphs(reason)}
            if (self.own_vote(question, partner), self.own_reason(question, partner)) != tuple(cast.values()):
                self._add("vote_events", meeting, actor, question=question, partner=partner, **cast)

    def own_vote(self, question: str, partner: str) -> str:
        """What a partner chose itself, '' if nothing; for nobody but that partner until the question is revealed."""
        return self._of_voters(question, "choice").get(partner, "")

    def own_reason(self, question: str, partner: str) -> str:
        """Why a partner voted so, '' if it did not say; for nobody but that partner until the question is revealed."""
        return self._of_voters(question, "reason").get(partner, "")

    def voters(self, question: str) -> set[str]:
        """The partners that voted on a question; never what."""
        return set(self._of_voters(question, "choice"))

    def votes(self, meeting: Meeting) -> dict[str, dict[str, str]]:
        """Question id -> partner id -> choice, of the questions that were revealed and of no other."""
        return self._of_revealed(meeting, "choice")

    def reasons(self, meeting: Meeting) -> dict[str, dict[str, str]]:
        """Question id -> partner id -> why it voted so, where it said; of the questions that were revealed and of no other."""
        return self._of_revealed(meeting, "reason")

    def _of_revealed(self, meeting: Meeting, column: str) -> dict[str, dict[str, str]]:
        revealed = [q.id for q in self.questions(meeting) if q.step is QuestionStep.REVEALED]
        return {question: self._of_voters(question, column) for question in revealed}

    def _of_voters(self, question: str, column: str) -> dict[str, str]:
        """Partner id -> what its newest vote on a question says."""
        rows = self._db.newest("vote_events", "partner", question=question)
        return {row["partner"]: row[column] for row in rows if row[column]}

    # -- what was agreed

    def agreements(self, scan_round: str) -> dict[str, Agreement]:
        """Block or element id -> the colour that the network agreed on in a round, and why."""
        return {found.about: found for found in self._db.current(AGREEMENTS, round=scan_round)}

    def agree(self, scan_round: Round, agreement: Agreement, actor: str) -> None:
        """Keep an agreed colour that follows on the one with number `agreement.event`.

        Raises Overtaken if that is no longer the newest, and Refused for what cannot be agreed.
        """
        if not any(agreement.about in ids for ids in self._ids(scan_round)):
            raise Refused(message("meeting.no_agreement"))
        if agreement.light not in COLOURS:
            raise Refused(message("meeting.no_colour"))
        if len(agreement.reason) > REASON_LENGTH:
            raise Refused(message("meeting.reason_too_long", most=REASON_LENGTH))
        with self._db.transaction():
            self._networks.require_round(scan_round)
            standing = self.agreements(scan_round.id).get(agreement.about)
            if standing and standing.event != agreement.event:
                raise Overtaken(standing)
            made = replace(agreement, reason=paragraphs(agreement.reason), round=scan_round.id)
            self._db.put(AGREEMENTS, [made], actor, network=scan_round.network)

    # -- notes and presence

    def notes(self, meeting: Meeting) -> dict[str, Note]:
        """Point of the agenda -> what was noted there."""
        return {note.point: note for note in self._db.current(NOTES, meeting=meeting.id)}

    def note(self, meeting: Meeting, note: Note, actor: str) -> None:
        """Keep a note that follows on the one with number `note.event`; raises Overtaken if that is not the newest."""
        if len(note.text) > NOTE_LENGTH:
            raise Refused(message("meeting.note_too_long", most=NOTE_LENGTH))
        with self._db.transaction():
            self._require(meeting)
            standing = self.notes(meeting).get(note.point)
            if standing and standing.event != note.event:
                raise Overtaken(standing)
            self._add("note_events", meeting, actor, point=note.point, text=paragraphs(note.text))

    def present(self, meeting: Meeting) -> set[str]:
        """The partners that were noted as present, and those that voted and were not noted as absent."""
        rows = self._db.newest("presence_events", "partner", meeting=meeting.id)
        noted = {row["partner"]: row["present"] for row in rows}
        voted = {
            row["partner"]
            for row in self._db.rows("SELECT DISTINCT partner FROM vote_events WHERE meeting = ?", meeting.id)
        }
        return {partner for partner in {*noted, *voted} if noted.get(partner, True)}

    def presence_noted(self, meeting: Meeting) -> bool:
        """Whether anybody noted who is present; until then every partner may be."""
        return bool(self._db.row("SELECT 1 AS one FROM presence_events WHERE meeting = ? LIMIT 1", meeting.id))

    def note_present(self, meeting: Meeting, here: Collection[str], partners: Collection[str], actor: str) -> None:
        """Note which of these partners are present (`here`) and which are not; nothing of one that was erased meanwhile."""
        with self._db.transaction():
            self._require(meeting)
            known = self.present(meeting)
            there = {p.id for p in self._networks.partners(meeting.network, archived=True)}
            changed = [p for p in sorted(there.intersection(partners)) if (p in here) != (p in known)]
            self._db.add(
                "presence_events",
                *(self._row(meeting, actor, partner=partner, present=partner in here) for partner in changed),
            )

    # -- rows

    def _ids(self, scan_round: Round) -> tuple[set[str], set[str]]:
        """The ids of the blocks and of the elements that a round asks."""
        asked = self._questionnaires.get(scan_round.content_version)
        return {block.id for block in asked.blocks}, {element.id for element in asked.elements}

    def _require(self, meeting: Meeting) -> Meeting:
        known = next((m for m in self.all(meeting.network) if m.id == meeting.id), None)
        if known is None:
            raise Refused(message("meeting.gone"))
        return known

    def _step(self, meeting: Meeting, question: Question, step: QuestionStep, actor: str) -> None:
        asked: Mapping[str, Any] = {"question": question.id, "kind": question.kind.value, "about": question.about}
        self._add("question_events", meeting, actor, **asked, step=step.value)

    def _turn(self, meeting: Meeting, state: State, actor: str) -> None:
        self._add("meeting_events", meeting, actor, day=meeting.day, state=state.value)

    def _add(self, table: str, meeting: Meeting, actor: str, **values: object) -> None:
        self._db.add(table, self._row(meeting, actor, **values))

    def _row(self, meeting: Meeting, actor: str, **values: object) -> dict[str, object]:
        place = {"network": meeting.network, "round": meeting.round, "meeting": meeting.id}
        return {"actor": actor, **place, **values}


def _place(element: str) -> list[int]:
    return [int(part) for part in element.split(".")]
