"""The store: the only home of SQL and of `import duckdb`.

    store = Store(folder, questionnaire)            one process, one file
    store = Store(folder, questionnaire, address)   any number of processes, one PostgreSQL
    store.networks   networks, partners, rounds
    store.accounts   accounts, their roles in networks, their second factor
    store.identities accounts of who signs in through a provider
    store.invitations links of one use for the first coordinator of a network
    store.links      scan links, team links and calendar links
    store.seats      places of partners in a meeting, and the words that lead to them
    store.view_links links for who reads along on chosen pages
    store.sessions   sessions of browsers
    store.actors     who stands behind the cookies of a browser
    store.login_throttle  tries to log in, counted
    store.team_links openings, replacements and codes of team links
    store.tries      tries at codes, counted
    store.audit      the log book
    store.progress   how far networks are, in totals
    store.priorities stars per building block
    store.plans      actions and their follow-up
    store.proposals  other dates for actions, by the partners that lead them
    store.plan_looks what others changed in the plan since somebody saw it
    store.agendas    the agenda of the meeting about a round, and which points were on the screen
    store.meetings   points for discussion, meetings, votes, what was agreed
    store.questionnaires  their versions, and which one a network works with
    store.peers      what networks bring in to stand beside each other, and what is shown of it
    store.affiliations  who is behind networks, so that those of the same people count as one
    store.experiences  what networks tell others of their actions, and in which batch it is read
    store.kinds      kinds of networks, and what is shown of each
    store.remarks    shared by a contact, quoted in the meeting
    store.statements what the privacy page and the accessibility statement are completed with
    store.hints      first-time hints that were read
    store.contacts   contact persons of partners
    store.senders    who stands behind letters, mails and reports
    store.letters    own words of networks for letters and mails
    store.mails      mails to contact persons
    store.reminders  who wants which reminders
    store.erasure    what is destroyed when somebody asks
    store.retention  what is destroyed when its time is over
    store.slips      codes that are drawn from a hat
    store.imports    undoing a list or a file that was read in
    store.merges     two partners that are one organisation
    store.transfers  a network that moves to another installation, or comes in
    store.archives   what of a network may stand in an archive
    store.scans      drafts and submissions
    store.scan_imports  scans that were filled in elsewhere
    store.closings   closing, releasing, freezing
    store.results    frozen counts and remarks, response

The folder holds `backups/` and `server.key`, the secret from which links and codes are derived: whoever has the database
alone can derive neither. Without PostgreSQL it holds `onlife.duckdb` and its ledger `onlife.ledger` as well.
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

from onlife.content.message import message, sentences
from onlife.domain.network import RoundState
from onlife.domain.questionnaire import Questionnaire
from onlife.security.token import long_code
from onlife.store.account import Accounts
from onlife.store.actor import Actors
from onlife.store.affiliation import Affiliations
from onlife.store.agenda import Agendas
from onlife.store.archive import Archives
from onlife.store.audit import Audit
from onlife.store.closing import Closings
from onlife.store.contact import Contacts
from onlife.store.engine import backup
from onlife.store.engine.backup import KEY_LENGTH
from onlife.store.engine.combine import BothChanged
from onlife.store.engine.database import Database, Hindered, InUse, Overtaken, Refused, StoreError, TooNew, Unreachable
from onlife.store.engine.file_database import FileDatabase
from onlife.store.engine.ledger import Total, write_whole
from onlife.store.engine.postgres_schema import open_postgres
from onlife.store.erasure import Erasure
from onlife.store.experience import Experiences
from onlife.store.hint import Hints
from onlife.store.identity import Identities
from onlife.store.import_batch import Imports
from onlife.store.invitation import Invitations
from onlife.store.kind import Kinds
from onlife.store.letter import Letters
from onlife.store.link import Links
from onlife.store.log_act import APP
from onlife.store.log_book import Log
from onlife.store.login_throttle import LoginThrottle
from onlife.store.mail import Mails
from onlife.store.meeting import Meetings
from onlife.store.merge import Merges
from onlife.store.network import Networks
from onlife.store.peer import Peers
from onlife.store.plan import Plans
from onlife.store.plan_look import PlanLooks
from onlife.store.priority import Priorities
from onlife.store.progress import Progress
from onlife.store.proposal import Proposals
from onlife.store.questionnaire import Questionnaires
from onlife.store.remark import Remarks
from onlife.store.reminder import Reminders
from onlife.store.result import Results
from onlife.store.retention import Retention
from onlife.store.scan import Scans
from onlife.store.scan_import import ScanImports
from onlife.store.seat import Seats
from onlife.store.sender import Senders
from onlife.store.session import Sessions
from onlife.store.statement import Statements
from onlife.store.submission import Submissions
from onlife.store.team_link import TeamLinks
from onlife.store.throttle import Tries
from onlife.store.transfer import Transfers
from onlife.store.view_link import ViewLinks
from onlife.text import now

__all__ = [
    "BothChanged",
    "Hindered",
    "InUse",
    "Overtaken",
    "Refused",
    "Store",
    "StoreError",
    "TooNew",
    "Unreachable",
    "backup",
]


class Store:
    """The open data folder. Raises StoreError if another process has it open or it cannot be read."""

    def __init__(self, folder: Path, questionnaire: Questionnaire, address: str = "") -> None:
        self.folder = folder
        sentences()  # a fault is told in them, so they are read before there can be one
        self.backup_failed: datetime | None = None
        """When the last attempt of this process at a backup failed, in UTC; None if it did not."""
        self._db, self._key = _postgres_and_key(folder, address) if address else _file_and_key(folder)
        self._holder = secrets.token_hex(8)
        key = self._key
        _shut(folder)
        backup.clear(folder)
        log = Log(self._db, key)
        try:
            self.questionnaires = Questionnaires(self._db, questionnaire)
        except BaseException:
            self._db.close()
            raise
        self.networks = Networks(self._db, self.questionnaires)
        self.sessions = Sessions(self._db, log)
        self.accounts = Accounts(self._db, key, self.sessions)
        self.identities = Identities(self._db, key, self.accounts)
        self.login_throttle = LoginThrottle(self._db, key, log, self.accounts)
        self.invitations = Invitations(self._db, key, self.networks, self.accounts)
        self.links = Links(self._db, key)
        self.seats = Seats(self._db, key, self.networks)
        self.view_links = ViewLinks(self._db, log, self.links)
        self.actors = Actors(self._db, self.sessions, self.accounts, self.links, self.seats, self.view_links)
        self.team_links = TeamLinks(self._db, log)
        self.tries = Tries(self._db, key)
        self.audit = Audit(self._db, log)
        self.erasure = Erasure(self._db, log)
        self.retention = Retention(self._db, log, self.erasure)
        self.progress = Progress(self._db)
        self.priorities = Priorities(self._db, self.networks)
        self.plans = Plans(self._db, self.questionnaires, self.networks)
        self.proposals = Proposals(self._db, self.plans)
        self.plan_looks = PlanLooks(self._db)
        self.meetings = Meetings(self._db, self.networks, self.questionnaires)
        self.agendas = Agendas(self._db, self.networks, self.meetings)
        self.closings = Closings(self._db, self.networks)
        self.results = Results(self._db)
        submissions = Submissions(self._db)
        scans = self.networks, self.questionnaires, self.closings, submissions
        self.scans = Scans(self._db, key, log, *scans)
        self.scan_imports = ScanImports(self._db, log, *scans)
        self.slips = self.scans.slips
        self.imports = Imports(self._db, log, self.networks, self.links)
        self.contacts = Contacts(self._db, self.networks)
        self.merges = Merges(
            *(self._db, log, self.networks, self.contacts, self.links, self.team_links),
            *(self.slips, self.closings, self.results, self.plans),
        )
        self.transfers = Transfers(self._db, log, self.networks, self.questionnaires, self.links)
        self.archives = Archives(self._db, self.transfers)
        self.senders = Senders(self._db)
        self.letters = Letters(self._db)
        self.mails = Mails(self._db)
        self.reminders = Reminders(self._db, key)
        self.hints = Hints(self._db)
        self.statements = Statements(self._db)
        self.peers = Peers(self._db)
        self.kinds = Kinds(self._db)
        self.affiliations = Affiliations(self._db)
        self.experiences = Experiences(self._db, self.plans)
        self.remarks = Remarks(self._db, self.results)

    def transaction(self) -> AbstractContextManager[None]:
        """Several changes as one: all of them happen or none."""
        return self._db.transaction()

    def refresh(self) -> None:
        """Take in what other processes wrote. Whoever looks up rights (`actors.of`) has done it."""
        self._db.refresh()

    def lease(self, duty: str) -> bool:
        """Whether this process may do a duty that one at a time does; asking again prolongs it."""
        return self._db.lease(duty, self._holder)

    def shared_code(self, purpose: str) -> str:
        """A code for a purpose, the same in every process of this installation."""
        return long_code(hmac.new(self._key, f"code:{purpose}".encode(), hashlib.sha256).digest())

    def back_up(self, target: Path | None = None, actor: str = APP) -> tuple[Path, dict[str, int]]:
        """Make a backup while the app runs; return the file and how many rows of each table are in it."""
        try:
            made = backup.make(self._db, self.folder, target)
        except StoreError:
            self.backup_failed = now()
            raise
        self.backup_failed = None
        self.audit.note_backup(actor)
        return made

    def destroy_older_backups(self, network: str, actor: str) -> int:
        """Make a fresh backup and destroy the older ones of the app; return how many went."""
        fresh, _ = self.back_up(actor=actor)
        gone = backup.destroy_all_but(self.folder, fresh)
        self.audit.backups_destroyed(gone, network, actor)
        return gone

    def expire_backups(self) -> None:
        """Destroy the backups whose time is over; the log book tells how many."""
        if gone := backup.expire(self.folder):
            self.audit.backups_expired(len(gone), APP)

    @property
    def needs_compaction(self) -> bool:
        """Whether the file may still hold bytes of what was destroyed."""
        return self._db.needs_compaction

    def compact(self) -> None:
        """Write the file anew, without the bytes of what was destroyed."""
        self._db.compact()

    def note_opening(self, actor: str) -> None:
        """Say in the log book, once, that the data were found without their ledger."""
        if self._db.without_ledger:
            self._db.without_ledger = False
            self.audit.note_restore(actor)

    def totals(self) -> dict[str, Total]:
        """Table -> how many rows it has and what they add up to: equal totals are equal contents."""
        return self._db.totals()

    def any_round_open(self) -> bool:
        rows = self._db.newest("round_events", "round")
        return any(row["state"] == RoundState.OPEN.value for row in rows)

    def healthy(self) -> bool:
        """Whether the store answers."""
        try:
            self._db.ping()
        except StoreError:
            return False
        return True

    def close(self) -> None:
        self._db.close()


def _shut(folder: Path) -> None:
    """Let nobody else look into the data folder. A folder of another user, or one that all share, is theirs to set."""
    about = folder.stat()
    if os.name == "posix" and about.st_uid == os.geteuid() and not about.st_mode & stat.S_ISVTX:
        folder.chmod(stat.S_IMODE(about.st_mode) & 0o700)


def _file_and_key(folder: Path) -> tuple[Database, bytes]:
    """Data whose key is gone are refused: with another one every link and code that was sent out would be dead."""
    if not (folder / "onlife.duckdb").exists():
        _make_key(folder)
    key = _key(folder, message("database.restore_key"))
    return FileDatabase(folder / "onlife.duckdb"), key


def _postgres_and_key(folder: Path, address: str) -> tuple[Database, bytes]:
    """A database that others made already belongs to their key."""
    database = open_postgres(address, folder)
    try:
        if database.empty:
            _make_key(folder)
        key = _key(folder, message("database.copy_key"))
        if not database.claim(backup.key_mark(key)):
            raise StoreError(message("database.other_key", key=folder / KEY))
    except BaseException:
        database.close()
        raise
    return database, key


def _make_key(folder: Path) -> None:
    """Make the secret of this installation, before anything else and readable for its owner only."""
    if not (folder / KEY).exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / KEY, secrets.token_bytes(KEY_LENGTH))


def _key(folder: Path, to_do: str) -> bytes:
    path = folder / KEY
    key = path.read_bytes() if path.exists() else b""
    if len(key) != KEY_LENGTH:
        raise StoreError(message("database.no_key", folder=folder, key=KEY, to_do=to_do))
    return key


KEY = "server.key"
