"""The rows of one network on their way to another installation, and taking them in there.

Two kinds travel: all rows of a network that moves, and those of an archive (`onlife.store.archive`), which hold what a
coordinator may see. Either comes in as a whole or not at all, with event numbers of this installation in the order they had.

What belongs to the installation stays behind. Links and codes follow from its key: every link comes in revoked, so that
whoever opens one is told, and partners get new ones. Accounts do not move; of those that had access the name comes along
as of accounts that were removed, so that the log book still says who did what. The log book is checked before it leaves
and sealed anew with the key of where it arrives.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from onlife.content.message import message
from onlife.content.questionnaire import parse, to_toml
from onlife.content.schema import ContentError
from onlife.domain.access import Role
from onlife.domain.account import ENTRANCES
from onlife.domain.network import Network, RoundState
from onlife.domain.privacy import THRESHOLD_MIN
from onlife.store.account import ACCOUNTS
from onlife.store.contact import CONTACTS
from onlife.store.engine.database import MIGRATIONS, Database, Refused, Row, StoreError, storable
from onlife.store.engine.reshape import Misshapen, to_today
from onlife.store.link import LINKS, Links
from onlife.store.log_act import APP, Act
from onlife.store.log_book import Log
from onlife.store.meeting import AGREEMENTS, MEETINGS, NOTES
from onlife.store.network import NETWORKS, PARTNERS, ROUNDS, Networks
from onlife.store.plan import ACTIONS, FOLLOW_UPS
from onlife.store.priority import PRIORITIES
from onlife.store.proposal import PROPOSALS
from onlife.store.questionnaire import Questionnaires
from onlife.store.reminder import CHOICES
from onlife.store.retention import MONTHS_MAX
from onlife.store.sender import SENDERS
from onlife.text import now

STAYS: Mapping[str, str] = MappingProxyType(
    {
        "membership_events": "no account moves",
        "plan_look_events": "belongs to an account",
        "hint_events": "belongs to an account or a link",
        "draft_events": "there is none while no round is open, which is asked first",
        "submission_events": "as drafts",
        "device_events": "as drafts, and a mark follows from the key",
        "import_events": "a list can be withdrawn where it came in",
        "slip_events": "a code follows from the key",
        "seat_events": "a word follows from the key",
        "team_code_events": "belongs to a link, which is replaced",
        "view_events": "says what a link opens, which opens nothing any more",
        "mail_events": "a mail that waits would leave from both",
        "comparing_events": "is about the other networks of the installation",
        "comparison_events": "as comparing",
        "kind_share_events": "as comparing",
        "helped_consent_events": "was given for the readers of this installation",
        "helped_sentence_events": "as the consent",
        "helped_member_events": "as the consent",
    }
)
"""Tables with rows of a network that do not move, and why."""
AT_ONCE = 500
"""As many rows are added by one INSERT."""
_RECORDS = (
    *(NETWORKS, PARTNERS, ROUNDS, LINKS, CONTACTS, SENDERS, CHOICES, PRIORITIES),
    *(ACTIONS, FOLLOW_UPS, PROPOSALS, MEETINGS, AGREEMENTS, NOTES),
)
_IDS = (
    *("network", "round", "partner", "scan", "link", "secret", "meeting", "question"),
    *("action", "follow_up", "contact", "mail", "seat", "slip"),
)
"""Columns with ids that are in use in one network only."""
_QUESTIONNAIRES = "questionnaire_events"
_MEMBER = ("account", "username", "name", "role")
_HERE: Mapping[str, Row] = MappingProxyType({LINKS.name: {"revoked": True}, CHOICES.name: {"origin": ""}})
"""What becomes of rows here: no link opens anything, and the app mails nothing by itself until somebody asks it to."""


@dataclass(frozen=True)
class NetworkRows:
    """Rows of one network, by table. `shape`: the number of migrations that made the database they are from; `members`: who
    had access (account, username, name, role).
    """

    network: str
    shape: int
    tables: Mapping[str, Sequence[Row]]
    members: Sequence[Mapping[str, str]] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Table -> how many rows of the network itself, for tables that have any."""
        found = {t: sum(row["network"] == self.network for row in rows) for t, rows in sorted(self.tables.items())}
        return {table: number for table, number in found.items() if number}


@dataclass(frozen=True)
class TakenIn:
    """What came in: the network, how many rows of each table, and for how many partners new links were made."""

    network: Network
    counts: Mapping[str, int]
    partners: int


class Transfers:
    def __init__(
        self, database: Database, log: Log, networks: Networks, questionnaires: Questionnaires, links: Links
    ) -> None:
        self._db = database
        self._log = log
        self._networks = networks
        self._questionnaires = questionnaires
        self._links = links

    # -- out

    def rows(self, network: Network) -> NetworkRows:
        """All rows of a network that move. Refuses while a round is open, and if its log book does not hold."""
        with self._db.transaction():
            if self._networks.open_round(network.id):
                raise Refused(message("transfer.round_open"))
            if self._log.check(network.id).broken:
                raise Refused(message("transfer.log"))
            tables = {
                table: self._db.rows(
                    f"SELECT {', '.join(self._db.columns[table])} FROM {table} WHERE network = ? ORDER BY event",
                    network.id,
                )
                for table in self._db.tables_with("network")
                if table not in STAYS
            }
            tables[_QUESTIONNAIRES] += self.questionnaires(_versions(tables))
            return NetworkRows(network.id, len(MIGRATIONS), tables, self._members(network))

    def questionnaires(self, versions: Collection[int]) -> list[dict[str, Any]]:
        """The rows of these versions of the questionnaire of the installation, word for word."""
        for version in sorted(versions):
            self._questionnaires.keep(version, APP)
        kept = self._db.events(_QUESTIONNAIRES, network="")
        return [dict(row) for row in kept if row["version"] in versions]

    def _members(self, network: Network) -> list[dict[str, str]]:
        roles = self._db.newest("membership_events", "account", network=network.id)
        names = {row["account"]: row for row in self._db.newest(ACCOUNTS.name, ACCOUNTS.key)}
        return [
            {
                "account": row["account"],
                "username": names[row["account"]]["username"],
                "name": names[row["account"]]["name"],
                "role": "" if names[row["account"]]["removed"] else row["role"],
            }
            for row in roles
            if row["account"] in names
        ]

    # -- in

    def take_in(self, given: NetworkRows, actor: str, *, only: Collection[str] = ()) -> TakenIn:
        """Take a network in, all of it or nothing; with `only` from an archive, which has rows of these tables and no other.

        Refuses what a newer version made, what is here already, and rows that cannot be.
        """
        if given.shape > len(MIGRATIONS):
            raise Refused(message("transfer.too_new"))
        try:
            tables = to_today(given.shape, given.tables)
            network = self._check(given, tables, only)
        except (Misshapen, ContentError, ValueError, KeyError, TypeError) as error:
            raise Refused(message("transfer.wrong")) from error
        with self._db.transaction():
            self._refuse_known(network, tables)
            tables[_QUESTIONNAIRES] = self._new_questionnaires(network, tables[_QUESTIONNAIRES])
            links = [LINKS.to_record(row) for row in _newest_rows(tables, LINKS.name, LINKS.key)]
            in_force = {link.partner for link in links if link.kind in ENTRANCES and not link.revoked}
            counts = self._add(network, tables)
            self._add_names(given.members)
            self._links.make(network.id, sorted(in_force), actor)
            if only:
                self._keep_long(network, actor)
            self._log.note(Act.TAKEN_IN, actor, network.id, detail="archive" if only else "move")
        return TakenIn(network, counts, len(in_force))

    def _check(self, given: NetworkRows, tables: Mapping[str, Sequence[Row]], only: Collection[str]) -> Network:
        """The network that rows are of; raises ValueError, KeyError or TypeError for rows that are not of one network."""
        for table, rows in tables.items():
            if rows and (
                table in STAYS or table not in self._db.tables_with("network") or (only and table not in only)
            ):
                raise ValueError(table)
            shared = ("",) if table == _QUESTIONNAIRES else ()
            if not {row["network"] for row in rows} <= {given.network, *shared}:
                raise ValueError(f"{table} of another network")
        for known in _RECORDS:
            for row in tables[known.name]:
                known.to_record(row)
        for row in tables[_QUESTIONNAIRES]:
            if parse(row["content"].encode(), "vragenlijst").version != row["version"]:
                raise ValueError("a questionnaire of another version")
        _check_members(given.members)
        rounds = [ROUNDS.to_record(row) for row in _newest_rows(tables, ROUNDS.name, ROUNDS.key)]
        [found] = [NETWORKS.to_record(row) for row in _newest_rows(tables, NETWORKS.name, NETWORKS.key)]
        if found.threshold < THRESHOLD_MIN or any(known.state is RoundState.OPEN for known in rounds):
            raise ValueError("a threshold or a state that cannot be")
        return found

    def _refuse_known(self, network: Network, tables: Mapping[str, Sequence[Row]]) -> None:
        """Refuse a network that is here, or that has the name or an id of something that is here."""
        if self._networks.get(network.id):
            raise Refused(message("transfer.there", name=network.name))
        if self._networks.by_name(network.name):
            raise Refused(message("network.taken", name=network.name))
        for column in _IDS:
            ids = {row[column] for rows in tables.values() for row in rows if row.get(column)}
            for table in self._db.tables_with("network", column) if ids else ():
                if self._db.row(f"SELECT 1 AS one FROM {table} WHERE list_contains(?, {column}) LIMIT 1", sorted(ids)):
                    raise Refused(message("transfer.ids"))

    def _new_questionnaires(self, network: Network, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The questionnaires that this installation does not have yet; one number never stands for two texts."""
        new = []
        for row in rows:
            form = parse(row["content"].encode(), "vragenlijst")
            if self._questionnaires.differs(form):
                raise Refused(message("transfer.version", version=form.version))
            known = self._db.row(f"SELECT 1 AS one FROM {_QUESTIONNAIRES} WHERE version = ? LIMIT 1", form.version)
            if row["network"] == network.id or not known:
                new.append({**row, "content": to_toml(form).decode("utf-8")})
        return new

    def _add(self, network: Network, tables: Mapping[str, Sequence[Row]]) -> dict[str, int]:
        """Add rows with numbers of this installation; gives back how many of each table are there.

        Every row gets a number of its own, also where several share one in the file: by it what is kept in memory knows
        what it has already.
        """
        order = sorted((row["event"], table, at) for table, rows in tables.items() for at, row in enumerate(rows))
        first = self._db.next_event(len(order))
        numbers = {(table, at): first + number for number, (_, table, at) in enumerate(order)}
        for table, rows in tables.items():
            ours = [_ours(table, row, numbers[table, at]) for at, row in enumerate(rows)]
            if table == "log_events":
                ours = self._log.seal_anew(ours)
            for at in range(0, len(ours), AT_ONCE):
                self._db.add_all([(table, ours[at : at + AT_ONCE])], news=False)
        counts = NetworkRows(network.id, len(MIGRATIONS), tables).counts
        if any(number != self._count(table, network) for table, number in counts.items()):
            raise StoreError(message("database.changed_on_the_way"))
        return counts

    def _count(self, table: str, network: Network) -> int:
        row = self._db.row(f"SELECT count(*) AS number FROM {table} WHERE network = ?", network.id)
        assert row is not None
        return int(row["number"])

    def _add_names(self, members: Sequence[Mapping[str, str]]) -> None:
        """Keep the names of who had access where they came from, as accounts that were removed."""
        known = {row["account"] for row in self._db.newest(ACCOUNTS.name, ACCOUNTS.key)}
        rows = [
            {
                "moment": now(),
                "actor": APP,
                **{column: storable(member[column]) for column in _MEMBER[:3]},
                "password_hash": "",
                "removed": True,
            }
            for member in members
            if member["account"] not in known
        ]
        if rows:
            self._db.add_all([(ACCOUNTS.name, rows)], news=False)

    def _keep_long(self, network: Network, actor: str) -> None:
        """Let an archive be read: what is in it may be older than a network keeps its data."""
        place = {"actor": actor, "network": network.id, "months": MONTHS_MAX}
        self._db.add("retention_events", *({**place, "kind": kind} for kind in ("results", "plans")))


def _check_members(members: Sequence[Mapping[str, str]]) -> None:
    """Raise KeyError, TypeError or ValueError for who had access and of whom something cannot be."""
    for member in members:
        if not all(isinstance(member[key], str) for key in _MEMBER):
            raise TypeError("a name that is no text")
        Role(member["role"] or Role.READER)


def _newest_rows(tables: Mapping[str, Sequence[Row]], table: str, key: str) -> list[Row]:
    return list({row[key]: row for row in tables[table]}.values())


def _versions(tables: Mapping[str, Sequence[Row]]) -> set[int]:
    """The versions of questionnaires that rows name, and that are not among them."""
    named = {row["content_version"] for rows in tables.values() for row in rows if row.get("content_version")}
    named |= {row["version"] for row in tables["questionnaire_choice_events"]}
    return named - {row["version"] for row in tables[_QUESTIONNAIRES]}


def _ours(table: str, row: Row, number: int) -> dict[str, Any]:
    """A row as it is kept here."""
    changes = _HERE.get(table, {})
    return {column: storable(value) for column, value in row.items()} | {"event": number, **changes}
