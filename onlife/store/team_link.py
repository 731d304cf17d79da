"""What a partner can see and do about its team link, because a coordinator sees that link as well.

Every opening is noted, a replacement stays in sight of the whole team, and a code of the contact's own makes the link alone
worth nothing. A code belongs to one link: whoever lost it needs a new link, which everybody of that team then sees.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from onlife.domain.account import Link, LinkKind
from onlife.domain.network import Partner
from onlife.security.token import fingerprint
from onlife.store.engine.database import Database
from onlife.store.log_act import Act
from onlife.store.log_book import Log
from onlife.text import local


class TeamLinks:
    def __init__(self, database: Database, log: Log) -> None:
        self._db = database
        self._log = log

    def note_opening(self, link: Link) -> None:
        """Note that somebody came in by a link in a browser that was not inside yet; the day, as beside answers."""
        place = (link.network, link.partner, link.kind.value)
        self._log.note(Act.LINK_OPENED, link.id, *place, day_only=True)

    def visits_by_day(self, link: Link) -> dict[date, int]:
        """Day -> how often somebody came in by a link, newest first."""
        rows = self._db.rows(
            "SELECT moment FROM session_events WHERE subject = ? AND kind = 'team' AND step = 'start' "
            "ORDER BY event DESC",
            link.id,
        )
        return dict(Counter(local(row["moment"]).date() for row in rows))

    def replacement_day(self, partner: Partner) -> date | None:
        """The day on which the team link of a partner took the place of an earlier one; None if it is the first."""
        rows = self._db.newest("link_events", "link", network=partner.network, partner=partner.id)
        team = [row for row in rows if row["kind"] == LinkKind.TEAM]
        made = [row["moment"] for row in team if not row["revoked"]]
        return local(max(made)).date() if made and len(team) > len(made) else None

    def code(self, link: Link) -> str:
        """The hash of the code on a link; '' if there is none."""
        rows = self._db.newest("team_code_events", "link", link=link.id)
        return str(rows[0]["code"]) if rows else ""

    def set_code(self, link: Link, code: str, session: str) -> None:
        """Put a code (its hash) on a link, or take it off (''). Whoever else came in by the link is out, but this session."""
        with self._db.transaction():
            place = {"network": link.network, "partner": link.partner, "link": link.id}
            self._db.add("team_code_events", {"actor": link.id, **place, "code": code})
            others = self._db.rows(
                "SELECT session, kind, subject, scan, max(expires) AS expires FROM session_events "
                "WHERE subject = ? AND session <> ? GROUP BY ALL HAVING NOT bool_or(step = 'end')",
                *(link.id, fingerprint(session)),
            )
            self._db.add("session_events", *({**row, "step": "end"} for row in others))
