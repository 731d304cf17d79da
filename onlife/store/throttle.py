"""Tries at something that can be guessed and has no account: a resume code, the code on a team link.

Of each thing at most so many wrong ones count in `TRY_WINDOW`; they stand beside the tries to log in, as a mark that says
nothing to who reads the file, so that a restart forgets none.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from onlife.security.token import new_id
from onlife.store.engine.database import Database
from onlife.store.login_throttle import TRY_WINDOW
from onlife.text import now


class Tries:
    def __init__(self, database: Database, key: bytes) -> None:
        self._db = database
        self._key = key

    def begin(self, what: str, most: int) -> str | timedelta:
        """Begin a try and give back its id; or how long there may be none. It counts as wrong until `end` is called."""
        mark = hmac.new(self._key, f"try:{what}".encode(), hashlib.sha256).hexdigest()
        with self._db.transaction():
            rows = self._db.rows(
                "SELECT min(moment) AS moment FROM login_events WHERE name = ? AND moment > ? "
                "GROUP BY attempt HAVING bool_and(step = 'tried') ORDER BY ALL",
                *(mark, now() - TRY_WINDOW),
            )
            if len(rows) >= most:
                first: datetime = rows[-most]["moment"]
                return first + TRY_WINDOW - now()
            attempt = new_id()
            self._event(attempt, "tried", mark)
        return attempt

    def end(self, attempt: str) -> None:
        """A try that was right."""
        row = self._db.row("SELECT name FROM login_events WHERE attempt = ?", attempt)
        assert row is not None
        self._event(attempt, "right", row["name"])

    def _event(self, attempt: str, step: str, mark: str) -> None:
        self._db.add("login_events", {"moment": now(), "attempt": attempt, "step": step, "name": mark, "address": ""})
