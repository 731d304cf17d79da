"""The agenda of the meeting about a round, as the network changed it, and which points were on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from onlife.content.message import explain, message
from onlife.domain.agenda import MOST_OWN, AgendaItem, Earlier, flaw
from onlife.domain.meeting import Meeting, Topic
from onlife.domain.network import Round
from onlife.store.engine.database import Database, Refused, Row
from onlife.store.engine.table import Table
from onlife.store.meeting import Meetings
from onlife.store.network import Networks
from onlife.text import line, now

AGENDA = Table("agenda_events", "point", AgendaItem)


class Agendas:
    def __init__(self, database: Database, networks: Networks, meetings: Meetings) -> None:
        self._db = database
        self._networks = networks
        self._meetings = meetings

    def items_by_point(self, scan_round: str) -> dict[str, AgendaItem]:
        """Point -> what the network made of it on the agenda of a round."""
        return {item.id: item for item in self._db.current(AGENDA, round=scan_round)}

    def keep(self, scan_round: Round, agenda: Sequence[AgendaItem], seen: int, actor: str) -> None:
        """Keep an agenda that follows on the one of which `seen` is the newest event. Refused while a meeting goes on, and for
        an agenda that somebody else changed meanwhile.
        """
        wanted = [replace(item, title=line(item.title)) for item in agenda]
        if found := next(filter(None, map(flaw, wanted)), None):
            raise Refused(explain(found))
        if sum(item.point.topic is Topic.OWN for item in wanted) > MOST_OWN:
            raise Refused(message("agenda.too_many", most=MOST_OWN))
        with self._db.transaction():
            if self._meetings.running(scan_round.network):
                raise Refused(message("agenda.meeting_runs"))
            self._networks.require_round(scan_round)
            known = self.items_by_point(scan_round.id)
            if max((item.event for item in known.values()), default=0) != seen:
                raise Refused(message("agenda.overtaken"))
            self._db.put(AGENDA, wanted, actor)

    def note_shown(self, meeting: Meeting, point: str) -> None:
        """Note that a point is on the screen, the first time that it is."""
        if self._screen_rows(meeting.id, point):
            return  # the screen asks every second, and no transaction has to wait for that
        with self._db.transaction():
            if not self._screen_rows(meeting.id, point):
                place = {"network": meeting.network, "round": meeting.round, "meeting": meeting.id, "point": point}
                self._db.add("screen_events", place)

    def since_first_shown(self, meeting: str, point: str) -> timedelta:
        """How long ago a point first came on the screen of a meeting; nothing if it did not yet."""
        return next((now() - row["moment"] for row in self._screen_rows(meeting, point)), timedelta())

    def _screen_rows(self, meeting: str, point: str) -> list[Row]:
        return [row for row in self._db.events("screen_events", meeting=meeting) if row["point"] == point]

    def earlier(self, scan_round: Round) -> Earlier:
        """What was reached in the meetings that were held about a round."""
        held = [one for one in self._meetings.past(scan_round.network) if one.round == scan_round.id]
        reached = {row["point"] for one in held for row in self._db.events("screen_events", meeting=one.id)}
        return Earlier(reached, max((one.event for one in held), default=0))
