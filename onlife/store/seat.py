"""Seats: the place of a partner in one meeting, from which whoever knows its word votes for it and does nothing else.

Meetings have a code, which stands on the screen and leads to the page where the word is asked. Code, word and seat hold as
long as the meeting has not ended; a seat also goes when its partner gets a new word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hmac import compare_digest

from onlife.content.message import message
from onlife.domain.meeting import Meeting, Seat, State
from onlife.security.seat_word import normal_word, seat_word
from onlife.security.token import meeting_code, new_id, normalize_meeting_code
from onlife.store.engine.database import Database, Refused
from onlife.store.engine.table import Table
from onlife.store.meeting import MEETINGS
from onlife.store.network import Networks

SEATS = Table("seat_events", "seat", Seat)


class Seats:
    def __init__(self, database: Database, key: bytes, networks: Networks) -> None:
        self._db = database
        self._networks = networks
        self._key = key

    def of(self, meeting: str) -> dict[str, Seat]:
        """Partner -> the seat that it has in a meeting now."""
        return {seat.partner: seat for seat in self._db.current(SEATS, meeting=meeting)}

    def give(self, meeting: Meeting, partners: Iterable[str], actor: str) -> None:
        """Give every partner named a seat that has none yet."""
        with self._db.transaction():
            known = self.of(meeting.id)
            self._put(meeting, [partner for partner in partners if partner not in known], actor)

    def renew(self, meeting: Meeting, partner: str, actor: str) -> None:
        """Give a partner another word; whoever came in by the old one is out at the next action."""
        with self._db.transaction():
            self._put(meeting, [partner], actor)

    def get(self, seat: str) -> Seat | None:
        """A seat that holds right now; None once its meeting has ended or its partner has another."""
        known = self._db.one(SEATS, seat=seat)
        holds = known and self.of(known.meeting)[known.partner] == known and self._goes_on(known.meeting)
        return known if holds else None

    def word(self, seat: Seat) -> str:
        return seat_word(self._key, seat.id)

    def matches(self, seat: Seat, typed: str) -> bool:
        """Whether somebody typed the word of a seat, in whatever way."""
        return compare_digest(normal_word(typed), self.word(seat))

    def code(self, meeting: Meeting) -> str:
        return meeting_code(self._key, meeting.id)

    def with_code(self, typed: str) -> Meeting | None:
        """The meeting that a code belongs to, as long as it has not ended."""
        self._db.refresh()
        code = normalize_meeting_code(typed)
        meetings = (one for one in self._db.current(MEETINGS) if one.state is not State.ENDED)
        return next((one for one in meetings if compare_digest(code, self.code(one))), None)

    def _goes_on(self, meeting: str) -> bool:
        known = self._db.one(MEETINGS, meeting=meeting)
        return known is not None and known.state is not State.ENDED

    def _put(self, meeting: Meeting, partners: Sequence[str], actor: str) -> None:
        if not self._goes_on(meeting.id):
            raise Refused(message("meeting.ended"))
        for partner in partners:
            self._networks.require_partner(meeting.network, partner)
        seats = [Seat(new_id(), meeting.network, meeting.round, meeting.id, partner) for partner in partners]
        self._db.put(SEATS, seats, actor)
