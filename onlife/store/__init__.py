"""The store: the only home of SQL and of `import duckdb`.

    store = Store(folder, questionnaire)            the one process that has the file, or
    store = Store(folder, questionnaire, address)   one of several, and a store server has it
    store.networks   networks, partners, rounds
    store.visitors   accounts, links, sessions
    store.team_links openings, replacements and codes of team links
    store.tries      tries at codes, counted
    store.audit      the log book
    store.priorities stars per building block
    store.plans      actions and their follow-up
    store.meetings   points for discussion, meetings, votes, what was agreed
    store.questionnaires  their versions, and which one a network works with
    store.comparison what networks bring in to stand beside each other, and what is shown of it
    store.remarks    shared by a contact, quoted in the meeting
    store.statements what the privacy page and the accessibility statement are completed with
    store.hints      first-time hints that were read
    store.mails      addresses of contact persons, mails to them
    store.erasure    what is destroyed when somebody asks
    store.retention  what is destroyed when its time is over
    store.slips      codes that are drawn from a hat
    store.imports    undoing a list or a file that was read in
    store.merging    two partners that are one organisation
    store.scans      drafts, submissions, closings, frozen counts

The folder holds `onlife.duckdb`, its ledger `onlife.ledger`, `backups/` and `server.key`, the secret from which links and
codes are derived; whoever has the database alone can derive neither.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from onlife.domain.network import RoundState
from onlife.domain.questionnaire import Questionnaire
from onlife.security.token import long_code
from onlife.store.audit import Audit
from onlife.store.engine import backup
from onlife.store.engine.backup import KEY_LENGTH
from onlife.store.engine.database import Database, Hindered, InUse, Overtaken, Refused, StoreError, TooNew, now
from onlife.store.engine.ledger import Total, write_whole
from onlife.store.erasure import Erasure
from onlife.store.hint import Hints
from onlife.store.import_batch import Imports
from onlife.store.log_book import APP, Log
from onlife.store.mail import Mails
from onlife.store.meeting import Meetings
from onlife.store.merge import Merging
from onlife.store.network import Networks
from onlife.store.peer import Comparison
from onlife.store.plan import Plans
from onlife.store.priority import Priorities
from onlife.store.quack import is_address
from onlife.store.questionnaire import Questionnaires
from onlife.store.remark import Remarks
from onlife.store.remote import Remote, Unreachable
from onlife.store.retention import Retention
from onlife.store.scan import Scans
from onlife.store.server import Server
from onlife.store.statement import Statements
from onlife.store.team_link import TeamLinks
from onlife.store.throttle import Tries
from onlife.store.visitors import Visitors

__all__ = [
    "Hindered",
    "InUse",
    "Overtaken",
    "Refused",
    "Store",
    "StoreError",
    "TooNew",
    "Unreachable",
    "backup",
    "is_address",
]


class Store:
    """The open data folder. Raises StoreError if another process has it open or it cannot be read."""

    def __init__(self, folder: Path, questionnaire: Questionnaire, address: str = "") -> None:
        self.folder = folder
        self._failed: datetime | None = None
        self._key = key = _server_key(folder, made_elsewhere=bool(address))
        self._served = Remote(folder, address) if address else None
        self._db = self._served or Database(folder / "onlife.duckdb")
        if self._served is None:
            _shut(folder)
            backup.clear(folder)
        log = Log(self._db, key)
        try:
            self.questionnaires = Questionnaires(self._db, log, questionnaire)
        except BaseException:
            self._db.close()
            raise
        self.networks = Networks(self._db, log, self.questionnaires)
        self.visitors = Visitors(self._db, key, log)
        self.team_links = TeamLinks(self._db, log)
        self.tries = Tries(self._db, key)
        self.audit = Audit(self._db, log)
        self.erasure = Erasure(self._db, log)
        self.retention = Retention(self._db, log, self.erasure)
        self.priorities = Priorities(self._db)
        self.plans = Plans(self._db, self.questionnaires)
        self.meetings = Meetings(self._db, log, self.networks, self.questionnaires)
        self.scans = Scans(self._db, key, log, self.networks, self.questionnaires)
        self.slips = self.scans.slips
        self.imports = Imports(self._db, log, self.networks, self.visitors)
        self.merging = Merging(self._db, log, self.networks, self.visitors, self.team_links, self.scans, self.plans)
        self.mails = Mails(self._db, log)
        self.hints = Hints(self._db)
        self.statements = Statements(self._db, log)
        self.comparison = Comparison(self._db, log)
        self.remarks = Remarks(self._db, log, self.scans)

    def transaction(self) -> AbstractContextManager[None]:
        """Several changes as one: all of them happen or none."""
        return self._db.transaction()

    @property
    def shared(self) -> bool:
        """Whether a store server has the data, and looks after them, and other processes work with them as well."""
        return self._served is not None

    @property
    def backup_failed(self) -> datetime | None:
        """When the last attempt at a backup failed, in UTC; None if it did not."""
        return self._served.backup_failed if self._served else self._failed

    def shared_code(self, purpose: str) -> str:
        """A code for a purpose, the same in every process of this installation."""
        return long_code(hmac.new(self._key, f"code:{purpose}".encode(), hashlib.sha256).digest())

    def served(self, address: str) -> Server:
        """Begin to work for other processes, which reach this one at an address."""
        return Server(address, self.folder, self, self._db)

    def back_up(self, target: Path | None = None, actor: str = APP) -> tuple[Path, dict[str, int]]:
        """Make a backup while the app runs; gives back the file and how many rows of each table are in it."""
        if self._served:
            return backup.fetch(self._served, self.folder, target, actor)
        try:
            made = backup.make(self._db, self.folder, target)
        except StoreError:
            self._failed = now()
            raise
        self._failed = None
        self.audit.backed_up(actor)
        return made

    def destroy_older_backups(self, network: str, actor: str) -> int:
        """Make a fresh backup and destroy the older ones of the app; gives back how many went."""
        if self._served:
            return self._served.destroy_older_backups(network, actor)
        fresh, _ = self.back_up(actor=actor)
        gone = backup.destroy_all_but(self.folder, fresh)
        self.audit.backups_destroyed(gone, network, actor)
        return gone

    @property
    def owes_rewriting(self) -> bool:
        """Whether the file may still hold bytes of what was destroyed."""
        return self._db.owes_rewriting

    def rewrite(self) -> None:
        """Write the file anew, without the bytes of what was destroyed."""
        self._db.rewrite()

    def note_opening(self, actor: str) -> None:
        """Say in the log book, once, that the data were found without their ledger."""
        if self._db.without_ledger:
            self._db.without_ledger = False
            self.audit.restored(actor)

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


def _shut(folder: Path) -> None:
    """Let nobody else look into the data folder. A folder of another user, or one that all share, is theirs to set."""
    about = folder.stat()
    if os.name == "posix" and about.st_uid == os.geteuid() and not about.st_mode & stat.S_ISVTX:
        folder.chmod(stat.S_IMODE(about.st_mode) & 0o700)


def _server_key(folder: Path, *, made_elsewhere: bool) -> bytes:
    """The secret of this installation, made before anything else and readable for its owner only.

    Data whose key is gone are refused: with another one every link and code that was sent out would be dead.
    """
    path = folder / "server.key"
    if made_elsewhere and not path.exists():
        raise Unreachable(f"In {folder} staan geen gegevens. Start eerst de store-server, met dezelfde ONLIFE_DATA.")
    if not path.exists() and not (folder / "onlife.duckdb").exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, secrets.token_bytes(KEY_LENGTH))
    key = path.read_bytes() if path.exists() else b""
    if len(key) != KEY_LENGTH:
        raise StoreError(
            f"De gegevens in {folder} missen hun geheim: {path.name} ontbreekt of is beschadigd, en zonder werkt geen enkele "
            "verstuurde link. Zet dat bestand terug, of een back-up: onlife restore --replace BESTAND."
        )
    return key
