"""What is filled in on Beheer for the privacy page and the accessibility statement of this installation."""

from __future__ import annotations

from collections.abc import Mapping

from onlife.content.message import message
from onlife.store.engine.combine import combine
from onlife.store.engine.database import Database, Refused
from onlife.text import line

LENGTH = 300


class Statements:
    def __init__(self, database: Database) -> None:
        self._db = database

    def values(self) -> dict[str, str]:
        """Field -> what is filled in for it; fields without anything are left out."""
        rows = self._db.newest("statement_events", "field")
        return {row["field"]: row["value"] for row in rows if row["value"]}

    def save(self, values: Mapping[str, str], actor: str, seen: Mapping[str, str] | None = None) -> None:
        """Keep fields, '' empties one; what does not change is no event. Of what somebody has `seen` only what they changed is
        kept, or BothChanged is raised.
        """
        values = {field: line(value) for field, value in values.items()}
        if any(len(value) > LENGTH for value in values.values()):
            raise Refused(message("statement.too_long", most=LENGTH))
        with self._db.transaction():
            known = self.values()
            stands = {field: known.get(field, "") for field in values}
            for field, value in combine(seen or stands, values, stands).items():
                if value != known.get(field, ""):
                    self._db.add("statement_events", {"actor": actor, "field": field, "value": value})
