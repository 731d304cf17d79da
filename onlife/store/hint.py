"""First-time hints that somebody has read, so that they stay away on another device as well."""

from __future__ import annotations

from onlife.store.engine.database import Database


class Hints:
    def __init__(self, database: Database) -> None:
        self._db = database

    def read(self, subject: str) -> set[str]:
        """The ids of the hints that an account or a team link has put away."""
        return {row["hint"] for row in self._db.events("hint_events", subject=subject)}

    def put_away(self, network: str, partner: str, subject: str, hint: str) -> None:
        """Note that an account (or the team link of a partner) has read a hint."""
        if hint not in self.read(subject):
            place = {"network": network, "partner": partner, "subject": subject}
            self._db.add("hint_events", {**place, "hint": hint})
