"""The log book as it is kept: one row per act, appended in the transaction of the act itself, and chained.

Every row carries a seal over all that it says and over the seal of the row before it, made with the key of the
installation, which is not in the database. A row that was changed, removed, inserted or swapped breaks the chain, and
nobody who has the database alone can mend it. Each network has a chain of its own, so that it can be erased and grow old
by itself; '' is the chain of the installation (accounts, logins, backups).

That the newest rows of a chain are gone cannot be seen from what is left: there the ledger beside the database is the
witness. Without that file the app opens, and says so in the chain of the installation.

A row holds ids and words of the app, never an answer, a secret or a name that somebody typed: names are looked up when
the log book is read (`audit`), so that what was erased has no name here either.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from onlife.store.engine.database import Database, now
from onlife.text import clean, local

APP = "de app"
"""The actor of what the app does by itself."""

KEPT = ("event", "moment", "actor", "network", "number", "act", "thing", "detail", "seal")
_COLUMNS = ", ".join(KEPT)
_BEGIN = ""


class Act(StrEnum):
    """What can be done. The comment says what `thing` and `detail` hold."""

    NETWORK_SAVED = "network saved"  # detail: threshold
    PARTNER_SAVED = "partner saved"  # thing: partner; detail: people asked before and after, where that changed
    PARTNER_ARCHIVED = "partner archived"  # thing: partner
    ROUND_SAVED = "round saved"  # thing: round; detail: state, and whether partners see the network pages
    SCANS_TAKEN_IN = "scans taken in"  # thing: round; detail: how many
    SCANS_WITHDRAWN = "scans withdrawn"  # thing: round; detail: how many that were taken in
    PARTNERS_MERGED = "partners merged"  # thing: the partner that stays; detail: the one that goes
    SLIPS_MADE = "slips made"  # thing: partner; detail: how many
    LINK_MADE = "link made"  # thing: partner; detail: kind
    LINK_REVOKED = "link revoked"
    LINK_REPLACED = "link replaced"
    LINK_OPENED = "link opened"
    TEAM_CODE = "team code"  # thing: partner; detail: on or off
    SCAN_STEP = "scan step"  # thing: partner; detail: steps
    ACCOUNT_ADDED = "account added"  # thing: account
    ACCOUNT_REMOVED = "account removed"
    PASSWORD = "password"
    ROLE = "role"  # thing: account; detail: role, or nothing
    FACTOR_ON = "factor on"
    FACTOR_OFF = "factor off"
    LOGIN = "login"  # thing: account
    LOGOUT = "logout"
    LOGOUT_EVERYWHERE = "logout everywhere"
    LOGIN_BLOCKED = "login blocked"  # thing: account, or nothing for a name that does not exist
    MEETING = "meeting"  # thing: meeting; detail: state
    QUESTION = "question"  # thing: meeting; detail: block or element, and step
    AGREED = "agreed"  # thing: round; detail: block or element, and light
    ADDRESS = "address"  # thing: partner
    MAIL_QUEUED = "mail queued"  # thing: partner; detail: occasion
    MAIL_ENDED = "mail ended"  # thing: partner; detail: occasion and what became of it
    QUOTED = "quoted"  # thing: partner; detail: on or off
    REMARK_SHARED = "remark shared"  # thing: partner; detail: on or off
    QUESTIONNAIRE_ADDED = "questionnaire added"  # detail: version
    QUESTIONNAIRE_CHOSEN = "questionnaire chosen"  # detail: version
    COMPARING = "comparing"  # detail: on or off
    EXPORTED = "exported"  # detail: name of the file
    ERASED = "erased"  # thing: what is gone; detail: what it was
    RETENTION_SET = "retention set"  # detail: kind and months
    RETAINED = "retained"  # detail: kind and how many rows were destroyed
    BACKED_UP = "backed up"
    BACKUPS_DESTROYED = "backups destroyed"  # detail: how many
    RESTORED = "restored"
    STATEMENT = "statement"  # detail: field
    ANCHOR = "anchor"  # older rows are gone, rightly; detail: the seal of the last of them


@dataclass(frozen=True)
class Checked:
    """What a check of chains found: how many rows they hold, and at which rows they do not fit."""

    rows: int
    broken: tuple[tuple[str, int], ...] = ()
    """(network, number) of rows that were changed, or before which something is missing or was put in between."""
    noted: bool = True
    """Whether the ledger agrees; if not, rows at the end may be gone."""

    @property
    def whole(self) -> bool:
        return self.noted and not self.broken


class Log:
    def __init__(self, database: Database, key: bytes) -> None:
        self._db = database
        self._key = hmac.new(key, b"log", hashlib.sha256).digest()

    def note(
        self, act: Act, actor: str, network: str = "", thing: str = "", detail: str = "", *, day_only: bool = False
    ) -> None:
        """Append one row. Call it in the transaction of the act; `day_only` for what stands beside answers."""
        with self._db.transaction():
            last = self._db.row(
                "SELECT number, seal FROM log_events WHERE network = ? ORDER BY number DESC LIMIT 1", network
            )
            moment = now()
            row = {
                "event": self._db.next_event(),
                "moment": datetime.combine(local(moment).date(), time()) if day_only else moment,
                "actor": clean(actor),  # as the database will keep it: that is what is sealed
                "network": network,
                "number": last["number"] + 1 if last else 1,
                "act": act.value,
                "thing": thing,
                "detail": clean(detail),
            }
            self._db.add("log_events", {**row, "seal": self._seal(last["seal"] if last else _BEGIN, row)})

    def rows(self, *networks: str) -> list[dict[str, Any]]:
        """The rows of these networks ('' for the installation), oldest first; without names those of all."""
        if not networks:
            return self._db.rows(f"SELECT {_COLUMNS} FROM log_events ORDER BY event")
        marks = ", ".join("?" for _ in networks)
        return self._db.rows(f"SELECT {_COLUMNS} FROM log_events WHERE network IN ({marks}) ORDER BY event", *networks)

    def check(self, *networks: str) -> Checked:
        """Go over the chains of these networks, or of all, from their first row to the last."""
        chains: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows(*networks):
            chains.setdefault(row["network"], []).append(row)
        broken = [(network, number) for network, rows in chains.items() for number in self._broken(rows)]
        return Checked(sum(map(len, chains.values())), tuple(broken), self._db.as_noted("log_events"))

    def _broken(self, rows: Iterable[Mapping[str, Any]]) -> list[int]:
        broken = []
        number, seal = 1, _BEGIN
        for place, row in enumerate(sorted(rows, key=lambda row: row["number"])):
            if place == 0 and row["act"] == Act.ANCHOR:
                number, seal = row["number"], row["detail"]
            if row["number"] != number or row["seal"] != self._seal(seal, row):
                broken.append(row["number"])
            number, seal = row["number"] + 1, row["seal"]
            if row["act"] == Act.ANCHOR:
                seal = row["detail"]
        return broken

    def forget(self, network: str, until: datetime) -> int:
        """Destroy the rows of a chain up to a moment; an anchor takes the place of the last, so that the rest holds.

        The newest row always stays. A chain that does not hold is left alone: it is evidence. Gives back how many went.
        """
        with self._db.transaction():
            rows = sorted(self.rows(network), key=lambda row: row["number"])
            old = 0
            while old < len(rows) - 1 and rows[old]["moment"] <= until:
                old += 1
            gone = [row for row in rows[:old] if row["act"] != Act.ANCHOR]
            if not gone or self._broken(rows):
                return 0
            last = rows[old - 1]
            self._db.destroy("log_events", "network = ? AND number <= ?", network, last["number"])
            anchor = {
                "event": last["event"],
                "moment": last["moment"],
                "actor": APP,
                "network": network,
                "number": last["number"],
                "act": Act.ANCHOR.value,
                "thing": "",
                "detail": last["seal"],
            }
            self._db.add("log_events", {**anchor, "seal": self._seal(last["seal"], anchor)})
        return len(gone)

    def _seal(self, before: str, row: Mapping[str, Any]) -> str:
        said = [row[column] for column in ("event", "actor", "network", "number", "act", "thing", "detail")]
        text = json.dumps([before, row["moment"].isoformat(), *said], ensure_ascii=False)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
