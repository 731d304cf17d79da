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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from onlife.store.engine.database import Database, Row
from onlife.store.log_act import APP, Act
from onlife.store.log_view import VIEWS
from onlife.text import clean, local, now

CHAIN_COLUMNS = ("event", "moment", "actor", "network", "number", "act", "thing", "detail", "seal")
_COLUMNS = ", ".join(CHAIN_COLUMNS)
_BEGIN = ""


@dataclass(frozen=True)
class ChainCheck:
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
        database.follow(self._tell)

    def _tell(self, table: str, rows: Sequence[Row]) -> None:
        """Append what rows that were just added say."""
        for line in VIEWS[table](self._db, rows) if table in VIEWS else ():
            network = line.row.get("network", "")
            self.note(line.act, line.row["actor"], network, line.thing, line.detail, day_only=line.day_only)

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

    def check(self, *networks: str) -> ChainCheck:
        """Go over the chains of these networks, or of all, from their first row to the last."""
        chains: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows(*networks):
            chains.setdefault(row["network"], []).append(row)
        broken = [(network, number) for network, rows in chains.items() for number in self._broken_rows(rows)]
        return ChainCheck(sum(map(len, chains.values())), tuple(broken), self._db.as_noted("log_events"))

    def _broken_rows(self, rows: Iterable[Mapping[str, Any]]) -> list[int]:
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
            if not gone or self._broken_rows(rows):
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

    def seal_anew(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The rows of a chain that was whole where they come from, sealed with the key of this installation."""
        sealed, before = [], _BEGIN
        for row in sorted(rows, key=lambda row: row["number"]):
            anchor = row["act"] == Act.ANCHOR
            seal = self._seal(row["detail"] if anchor else before, row)
            sealed.append({**row, "seal": seal})
            before = row["detail"] if anchor else seal
        return sealed

    def _seal(self, before: str, row: Mapping[str, Any]) -> str:
        said = [row[column] for column in ("event", "actor", "network", "number", "act", "thing", "detail")]
        text = json.dumps([before, row["moment"].isoformat(), *said], ensure_ascii=False)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
