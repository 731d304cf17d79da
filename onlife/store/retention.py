"""How long each kind of data is kept, and destroying what is older.

The months are a setting per network. What belongs to the installation (removed accounts, logins of accounts, tries to
log in) is kept as long as the network that keeps it longest. Running is safe to repeat: a run destroys what its time is
over, says in the log book how much of each kind and by which term, and does nothing the second time. The bytes leave the file when it is
written anew (see `Database.compact`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from types import MappingProxyType

import pandas as pd

from onlife.content.message import count_of, message
from onlife.store.contact import CONTACTS
from onlife.store.engine.combine import combine
from onlife.store.engine.database import Database, Refused
from onlife.store.erasure import Erasure
from onlife.store.log_act import APP, Act
from onlife.store.log_book import Log
from onlife.store.view_link import VIEW_LINKS
from onlife.text import now, plural

MONTHS_MAX = 240


@dataclass(frozen=True)
class DataKind:
    """A kind of data. `noun`: what is counted; `months`: how long it is kept by default, and at least."""

    id: str
    noun: str
    months: int
    least: int = 1

    @property
    def name(self) -> str:
        return message(f"data_name.{self.id}")

    @property
    def since(self) -> str:
        """From when its time runs."""
        return message(f"data_since.{self.id}")

    def count(self, number: int) -> str:
        return count_of(number, self.noun)


DATA_KINDS: Mapping[str, DataKind] = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            DataKind("results", "round", 60, least=6),
            DataKind("remarks", "remark", 24),
            DataKind("plans", "action", 60),
            DataKind("log", "line", 24, least=6),
            # Addresses stay known for 90 days, and the session of a scan may last 60.
            DataKind("visits", "row", 6, least=4),
            DataKind("contacts", "row", 24, least=6),
            DataKind("accounts", "account", 12),
        )
    }
)


@dataclass(frozen=True)
class Destruction:
    """What a run destroyed, and after how many months; network '' is the installation."""

    network: str
    kind: str
    number: int
    months: int


class Retention:
    def __init__(self, database: Database, log: Log, erasure: Erasure) -> None:
        self._db = database
        self._log = log
        self._erasure = erasure

    def months(self, network: str) -> Mapping[str, int]:
        """Kind -> how many months a network keeps it."""
        set_to = self._db.newest("retention_events", "kind", network=network)
        return {kind: known.months for kind, known in DATA_KINDS.items()} | {r["kind"]: r["months"] for r in set_to}

    def longest(self) -> Mapping[str, int]:
        """Kind -> the longest that any network keeps it."""
        kept = [self.months(network) for network in self._networks()] or [self.months("")]
        return {kind: max(months[kind] for months in kept) for kind in DATA_KINDS}

    def keep(self, network: str, months: Mapping[str, int], actor: str, seen: Mapping[str, int] | None = None) -> None:
        """Change how long a network keeps its data from what somebody has `seen`: what another changed meanwhile stays, or
        BothChanged is raised. Every kind that changes is one event.
        """
        with self._db.transaction():
            standing = self.months(network)
            for kind, number in combine(seen or standing, months, standing).items():
                known = DATA_KINDS[kind]
                if not known.least <= number <= MONTHS_MAX:
                    raise Refused(
                        message("retention.out_of_range", data=known.name, least=known.least, most=MONTHS_MAX)
                    )
                if number != standing[kind]:
                    row = {"actor": actor, "network": network, "kind": kind, "months": number}
                    self._db.add("retention_events", row)

    def run(self, moment: datetime | None = None, actor: str = APP) -> list[Destruction]:
        """Destroy everything whose time is over at a moment (UTC; without one: now): a transaction for each network and one
        for the installation, so that nobody waits for all of them."""
        moment = moment or now()
        found = []
        for network in self._networks():
            kept = self.months(network)
            each = (
                ("results", self._results),
                ("remarks", self._remarks),
                ("plans", self._plans),
                ("visits", self._visits_by_link),
                ("contacts", self._contacts),
                ("log", self._log.forget),
            )
            with self._db.transaction():
                found += self._destroy(
                    network, moment, kept, [(kind, partial(act, network)) for kind, act in each], actor
                )
        everywhere = (
            ("visits", self._visits),
            ("accounts", self._accounts),
            ("log", partial(self._log.forget, "")),
        )
        with self._db.transaction():
            found += self._destroy("", moment, self.longest(), everywhere, actor)
        return found

    def _destroy(
        self,
        network: str,
        moment: datetime,
        months: Mapping[str, int],
        acts: Iterable[tuple[str, Callable[[datetime], int]]],
        actor: str,
    ) -> list[Destruction]:
        """Destroy kind by kind what is older than its months, and tell it in the log book."""
        found = []
        for kind, destroy in acts:
            if number := destroy(_before(moment, months[kind])):
                found.append(Destruction(network, kind, number, months[kind]))
        for destroyed in found:
            detail = f"{destroyed.kind} {destroyed.number} {destroyed.months}"
            self._log.note(Act.RETAINED, actor, network, detail=detail)
        return found

    def _networks(self) -> list[str]:
        return [row["network"] for row in self._db.rows("SELECT DISTINCT network FROM network_events ORDER BY network")]

    def _rounds_closed(self, network: str, until: datetime) -> list[str]:
        """The rounds of a network that were closed at or before a moment."""
        rows = self._db.rows(
            "SELECT round FROM round_events WHERE network = ? AND state = 'closed' "
            "GROUP BY round HAVING min(moment) <= ? ORDER BY round",
            *(network, until),
        )
        return [row["round"] for row in rows]

    def _results(self, network: str, until: datetime) -> int:
        rounds = self._rounds_closed(network, until)
        for scan_round in rounds:
            self._erasure.remove_round(network, scan_round)
        return len(rounds)

    def _remarks(self, network: str, until: datetime) -> int:
        rounds = self._rounds_closed(network, until)
        gone = [self._db.destroy("frozen_remarks", _OF_ROUND, network, scan_round) for scan_round in rounds]
        for table in ("quote_events", "remark_sharing_events"):  # they hold the same words
            for scan_round in rounds:
                self._db.destroy(table, _OF_ROUND, network, scan_round)
        return sum(gone)

    def _plans(self, network: str, until: datetime) -> int:
        newest: dict[str, datetime] = {}
        for row in self._db.newest("action_events", "action", network=network):
            end = datetime.combine(row["end_day"], time.max) if row["end_day"] else row["moment"]
            newest[row["action"]] = max(row["moment"], end)
        for row in self._db.newest("follow_up_events", "follow_up", network=network):
            newest[row["action"]] = max(row["moment"], newest.get(row["action"], row["moment"]))
        old = [action for action, moment in newest.items() if moment <= until]
        for action in old:
            for table in self._db.tables_with("network", "action"):
                self._db.delete(table, network=network, action=action)
        return len(old)

    def _contacts(self, network: str, until: datetime) -> int:
        mails = self._db.events("mail_events", network=network)
        mailed = {
            row["contact"]: row["moment"] for row in mails if row["round"]
        }  # what the app sends by itself keeps nobody
        gone = self._db.destroy("mail_events", "network = ? AND round = '' AND moment <= ?", network, until)
        known = self._db.newest(CONTACTS.name, CONTACTS.key, network=network)
        old = [row for row in known if max(row["moment"], mailed.get(row["contact"], row["moment"])) <= until]
        for row in old:
            self._db.delete(CONTACTS.name, network=network, contact=row["contact"])
        return gone + len(old)

    def _visits_by_link(self, network: str, until: datetime) -> int:
        gone = self._db.destroy(VIEW_LINKS.name, "network = ? AND until_day <= ?", network, until.date())
        for table, column in (("link_events", "link"), ("seat_events", "seat")):
            theirs = f"subject IN (SELECT {column} FROM {table} WHERE network = ?)"
            gone += self._db.destroy("session_events", f"{_OLD_SESSION} AND {theirs}", until, network)
        return gone

    def _visits(self, until: datetime) -> int:
        """Sessions of accounts and of links and seats that are gone, and tries to log in."""
        others = "subject NOT IN (SELECT link FROM link_events UNION ALL SELECT seat FROM seat_events)"
        return self._db.destroy("session_events", f"{_OLD_SESSION} AND {others}", until) + self._db.destroy(
            "login_events", "moment <= ?", until
        )

    def _accounts(self, until: datetime) -> int:
        accounts = self._db.newest("account_events", "account")
        old = [row["account"] for row in accounts if row["removed"] and row["moment"] <= until]
        for account in old:
            for table in self._db.tables_with("account"):
                self._db.delete(table, account=account)
            self._db.delete("hint_events", subject=account)
        return len(old)


_OF_ROUND = "network = ? AND round = ?"
_OLD_SESSION = "session IN (SELECT session FROM session_events WHERE step = 'start' AND moment <= ?)"
"""A session goes as a whole: what would be left of it could pass for a younger one."""


def period(months: int) -> str:
    """A number of months in words: `5 jaar`, `18 maanden`."""
    if months % 12:
        return count_of(months, "month")
    years = months // 12
    return plural(years, message("retention.year"), message("retention.years", years=years))


def _before(moment: datetime, months: int) -> datetime:
    return (pd.Timestamp(moment) - pd.DateOffset(months=months)).to_pydatetime()
