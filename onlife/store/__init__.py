"""The store: the only home of SQL and of `import duckdb`.

    store = Store(folder, questionnaire)
    store.networks   networks, partners, rounds
    store.visitors   accounts, links, sessions
    store.audit      the log book
    store.priorities stars per building block
    store.plans      actions and their follow-up
    store.meetings   points for discussion
    store.questionnaires  their versions, and which one a network works with
    store.remarks    shared by a contact, quoted in the meeting
    store.hints      first-time hints that were read
    store.mails      addresses of contact persons, mails to them
    store.scans      drafts, submissions, closings, frozen counts

The folder holds `onlife.duckdb`, its ledger `onlife.ledger`, `backups/` and `server.key`, the secret from which links and
codes are derived; whoever has the database alone can derive neither.
"""

from __future__ import annotations

import os
import secrets
from contextlib import AbstractContextManager
from pathlib import Path

from onlife.questionnaire import Questionnaire
from onlife.store import backup
from onlife.store.audit import Audit
from onlife.store.database import Database, Overtaken, Refused, StoreError
from onlife.store.hints import Hints
from onlife.store.ledger import Total
from onlife.store.mails import Mails
from onlife.store.meetings import Meetings
from onlife.store.networks import Networks
from onlife.store.plans import Plans
from onlife.store.priorities import Priorities
from onlife.store.questionnaires import Questionnaires
from onlife.store.records import RoundState
from onlife.store.remarks import Remarks
from onlife.store.scans import Scans
from onlife.store.visitors import Visitors

__all__ = ["Overtaken", "Refused", "Store", "StoreError", "backup"]


class Store:
    """The open data folder. Raises StoreError if another process has it open or it cannot be read."""

    def __init__(self, folder: Path, questionnaire: Questionnaire) -> None:
        self.folder = folder
        self._db = Database(folder / "onlife.duckdb")
        key = _server_key(folder / "server.key")
        self.questionnaires = Questionnaires(self._db, questionnaire)
        self.networks = Networks(self._db, self.questionnaires)
        self.visitors = Visitors(self._db, key)
        self.audit = Audit(self._db)
        self.priorities = Priorities(self._db)
        self.plans = Plans(self._db, self.questionnaires)
        self.meetings = Meetings(self._db, self.questionnaires)
        self.scans = Scans(self._db, key, self.networks, self.questionnaires)
        self.mails = Mails(self._db)
        self.hints = Hints(self._db)
        self.remarks = Remarks(self._db, self.scans)

    def transaction(self) -> AbstractContextManager[None]:
        """Several changes as one: all of them happen or none."""
        return self._db.transaction()

    def back_up(self, target: Path | None = None) -> tuple[Path, dict[str, int]]:
        """Make a backup while the app runs; gives back the file and how many rows of each table are in it."""
        return backup.make(self._db, self.folder, target)

    def totals(self) -> dict[str, Total]:
        """Table -> how many rows it has and what they add up to: equal totals are equal contents."""
        return self._db.totals()

    def any_round_open(self) -> bool:
        rows = self._db.newest("round_events", "round, state", "round")
        return any(row["state"] == RoundState.OPEN.value for row in rows)

    def healthy(self) -> bool:
        """Whether the store answers."""
        try:
            return self._db.row("SELECT 1 AS one") is not None
        except StoreError:
            return False

    def close(self) -> None:
        self._db.close()


def _server_key(path: Path) -> bytes:
    """The secret of this installation, made at the first start and readable for its owner only."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()
