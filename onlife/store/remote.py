"""The database as an app process sees it that shares it with others: a store server has the file, this asks it.

What one process writes, the next question of any other knows: see `desk`. Events that were read before are kept in
memory; they are answered from there only within `FRESH` seconds after the server was asked what is new, or while this
process holds the lock. Inside a transaction what was read may be answered so, what the transaction itself changed never.
"""

from __future__ import annotations

import base64
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from onlife.store.desk import FRESH, PATIENCE, UNSURE
from onlife.store.engine.database import MIGRATIONS, Attempt, Database, Hindered, Row, StoreError, TooNew, storable
from onlife.store.engine.event_cache import Kept
from onlife.store.engine.group_commit import Together
from onlife.store.engine.ledger import Total
from onlife.store.quack import Caller, Silence
from onlife.store.wire import pack, unpack

TOKEN = "store.token"
LONGEST_WAIT = 20.0
"""Seconds that a write waits for those of others before it is refused."""

Step = Sequence[Any]
_Said = Mapping[str, Any]
_Attempt = Sequence[object]
"""An attempt as it is sent: epoch and number of the news it knows, what it read, what it adds."""


class Unreachable(Hindered):
    """The store server does not answer."""


BUSY = "De gegevens zijn even bezet door een ander. Wat je net deed, is niet bewaard; wat al bewaard was, blijft."
AWAY = "De gegevens zijn even onbereikbaar. Wat al bewaard was, blijft; wat je net deed, is niet bewaard."


@dataclass
class _Transaction:
    """What this thread is in the middle of: steps that were not sent yet, and the tables that it changed."""

    id: str
    waiting: list[Step] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    deleted: bool = False
    read: list[tuple[str, Mapping[str, object]]] | None = None
    """What was read, if the lock is not held: it must not have changed at the end."""
    heard: float = 0.0
    """When the server last heard of it, so that it does not give it up."""


class Remote(Database):
    """The interface of `Database` over a line to the store server. The folder holds the token that it is opened with."""

    def __init__(self, folder: Path, address: str) -> None:
        self.without_ledger = False
        self._token = folder / TOKEN
        self._app = secrets.token_hex(8)
        self._epoch, self._newest, self._fresh_until = "", -1, 0.0
        self._hearing = threading.Lock()
        self._asking = threading.Lock()
        self._lock = threading.RLock()
        self._local = threading.local()
        self._sending = Together[_Attempt]()
        self._kept = Kept()
        self._caller = Caller(address, self._read_token)
        try:
            hello = self.ask("hello")
        except BaseException:
            self._caller.close()
            raise
        if hello["shape"] != len(MIGRATIONS):
            self._caller.close()
            raise TooNew(
                "De app en de store-server zijn niet van dezelfde versie. Stop beide, installeer overal dezelfde versie en "
                "start eerst de store-server."
            )
        self._columns = hello["columns"]

    def _read_token(self) -> str:
        try:
            return self._token.read_text(encoding="ascii").strip()
        except OSError as error:
            raise Unreachable(
                f"De sleutel van de store-server is niet te lezen: {self._token}. Start de store-server eerst, met dezelfde "
                "ONLIFE_DATA en als dezelfde gebruiker."
            ) from error

    # -- the line

    def ask(self, do: str, *what: object) -> Any:
        """Ask the server something that changes nothing there."""
        return self._ask(do, what)["result"]

    def _ask(self, do: str, what: Sequence[object], *, once: bool = False) -> Mapping[str, Any]:
        """The whole answer. `once`: it changes something, and is asked again only of a server that remembers whether it did it."""
        began = self._epoch
        request: dict[str, object] = {
            "do": do,
            "with": what,
            "app": self._app,
            "once": secrets.token_hex(12) if once else "",
            "began": began,
        }
        for again in (False, True):
            sent = time.monotonic()
            with self._hearing:
                request |= {"epoch": self._epoch, "since": self._newest, "again": again}
            try:
                said: dict[str, Any] = unpack(self._caller.call(pack(request)))
            except Silence as silence:
                if again:
                    raise Unreachable(UNSURE if once else AWAY) from silence
                continue
            self._hear(said, sent)
            return _well(said)
        raise AssertionError("the second time either answers or raises")

    def _until_all_know(self, said: Mapping[str, Any]) -> None:
        """A write is over when no other process can answer from before it."""
        if wait := said.get("wait"):
            time.sleep(wait)

    def _hear(self, said: Mapping[str, Any], sent: float) -> None:
        """Take in the news of an answer to what was sent at a moment."""
        with self._hearing:
            if said["epoch"] != self._epoch or said["news"] is None:
                self._kept.deleted()
                self._epoch, self._newest = said["epoch"], said["newest"]
            for number, added, deleted in said["news"] or ():
                if number > self._newest:
                    for table, rows in added:
                        self._kept.added(table, rows)
                    if deleted:
                        self._kept.deleted()
            self._newest = max(self._newest, said["newest"])
            self._fresh_until = max(self._fresh_until, sent + FRESH)

    def _refresh(self) -> None:
        """Hear what is new, unless that was asked a moment ago."""
        if time.monotonic() >= self._fresh_until:
            with self._asking:
                if time.monotonic() >= self._fresh_until:
                    self.ask("news")

    # -- questions

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        return _rows(self._step(["rows", sql, values])["result"])

    def rows_of(self, tables: Sequence[str], sql: str, *values: object) -> Sequence[Row]:
        if self._mine() is not None:
            return self.rows(sql, *values)
        self._refresh()
        return super().rows_of(tables, sql, *values)

    def frame(self, sql: str, *values: object) -> pd.DataFrame:
        carried = base64.b64decode(self._step(["frame", sql, values])["result"])
        with pa.ipc.open_stream(carried) as stream:
            frame: pd.DataFrame = stream.read_all().to_pandas()
        return frame

    def events(self, table: str, **where: object) -> Sequence[Row]:
        """The events of a table that match every column given, oldest first, whole."""
        mine = self._mine()
        if mine and (mine.deleted or table in mine.changed):
            return self._found(table, where)[0]
        if mine and mine.read is not None:
            mine.read.append((table, where))
        if mine is None and self._kept.find(table, where) is not None:
            self._refresh()
        found = self._kept.find(table, where)
        if found is None:
            found, newest = self._found(table, where)
            with self._hearing:
                if newest == (self._epoch, self._newest):  # else something may have been added since
                    self._kept.keep(table, where, found, self._kept.writes(table))
        return found

    def _found(self, table: str, where: Mapping[str, object]) -> tuple[Sequence[Row], tuple[str, int]]:
        """The events, and how new they are at least."""
        match = " AND ".join(f"{column} = ?" for column in where) or "true"
        columns = ", ".join(self._columns[table])
        question = f"SELECT {columns} FROM {table} WHERE {match} ORDER BY event"
        said = self._step(["rows", question, list(where.values())], noted=True)
        return _rows(said["result"]), (said["epoch"], said["newest"])

    def totals(self, event: int | None = None) -> dict[str, Total]:
        return {table: Total(*total) for table, total in self.ask("totals", event).items()}

    def as_noted(self, table: str) -> bool:
        return bool(self._change("as_noted", table))

    # -- changes

    def add(self, table: str, *rows: Row) -> None:
        if not rows:
            return
        for row in rows:
            for value in row.values():
                storable(value)  # refused here, in the words for whoever asked
        step: Step = ["add", table, rows]
        mine = self._mine()
        if mine is None:
            self._change("steps", [step])
            return
        mine.changed.add(table)
        mine.waiting.append(step)
        if mine.read is None and time.monotonic() - mine.heard > PATIENCE / 4:
            self._inside(mine)

    def destroy(self, table: str, condition: str, *values: object) -> int:
        assert condition, "a whole table is never deleted"
        with self.transaction():
            mine = self._mine()
            assert mine is not None
            mine.deleted = True
            return int(self._step(["destroy", table, condition, values])["result"])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing does. What nobody asks about in between is sent with the commit."""
        if self._mine() is not None:
            yield
            return
        said: Mapping[str, Any] = {}
        with self._lock:
            mine = self._begun()
            self._local.mine = mine
            try:
                yield
                if mine.changed or mine.deleted:
                    said = self._ask("commit", [mine.id, mine.waiting], once=True)
                else:
                    self._ask("rollback", [mine.id])
            except BaseException:
                with suppress(StoreError):  # a server that cannot be told gives it up by itself
                    self._ask("rollback", [mine.id])
                raise
            finally:
                self._local.mine = None
        self._until_all_know(said)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Checks and the event that they allow stay together, whoever else writes: here as one transaction."""
        with self.transaction():
            yield

    def attempt(self, do: Attempt) -> None:
        """Check without the lock, and add on the condition that nothing of what was read has changed; else with the lock.

        A process that is busy would hold the lock for as long as its other visitors keep it waiting.
        """
        if self._mine() is not None or not self._attempted(do):
            with self.writing():
                do()

    def _attempted(self, do: Attempt) -> bool:
        self._refresh()
        with self._hearing:
            epoch, since = self._epoch, self._newest
        mine = self._local.mine = _Transaction("", read=[])
        try:
            do()
        except _NeedsLock:
            return False
        finally:
            self._local.mine = None
        return self._commit_if([epoch, since, mine.read, mine.waiting])

    def _commit_if(self, attempt: _Attempt) -> bool:
        """Have an attempt made; whether it was. Whoever waits for the line at the same moment shares the next request."""
        mine = self._sending.join(attempt)
        with self._lock:
            self._sending.serve(mine, self._send)
        said = mine.result()
        self._until_all_know(said)
        return bool(_well(said)["done"])

    def _send(self, together: Sequence[tuple[_Attempt, Future[_Said]]]) -> None:
        """Per attempt what was said of it, and how long to `wait`."""
        said = self._ask("commit_if", [attempt for attempt, _ in together], once=True)
        for (_, mine), outcome in zip(together, said["result"], strict=True):
            mine.set_result({**outcome, "wait": said["wait"]})

    def _change(self, do: str, *what: object) -> Any:
        """Have the server do what waits there for the lock.

        Threads of this process wait for each other here, before they take a line: the one that holds the lock needs one.
        """
        with self._lock:
            said = self._ask(do, what, once=True)
        self._until_all_know(said)
        return said["result"]

    def _begun(self) -> _Transaction:
        mine = _Transaction(secrets.token_hex(12))
        until = time.monotonic() + LONGEST_WAIT
        while not self.ask("begin", mine.id):
            if time.monotonic() > until:
                raise Hindered(BUSY)
        mine.heard = time.monotonic()
        return mine

    def _mine(self) -> _Transaction | None:
        found: _Transaction | None = getattr(self._local, "mine", None)
        return found

    def _step(self, step: Step, *, noted: bool = False) -> Mapping[str, Any]:
        """One step, in the transaction that this thread is in the middle of or by itself. `noted`: what it reads is."""
        mine = self._mine()
        if mine and mine.read is None:
            return self._inside(mine, step)
        if mine and (mine.changed or not noted):
            raise _NeedsLock
        return self._ask("steps", [[step]])

    def _inside(self, mine: _Transaction, *steps: Step) -> Mapping[str, Any]:
        waiting, mine.waiting = mine.waiting, []
        said = self._ask("inside", [mine.id, [*waiting, *steps], secrets.token_hex(4)])
        mine.heard = time.monotonic()
        return said

    # -- what the server looks after

    def back_up(self, actor: str) -> tuple[str, dict[str, int]]:
        """Have a backup made; gives back the name of the file and the rows per table."""
        name, rows = self._change("back_up", actor)
        return name, rows

    def destroy_older_backups(self, network: str, actor: str) -> int:
        return int(self._change("destroy_older_backups", network, actor))

    @property
    def backup_failed(self) -> datetime | None:
        failed: datetime | None = self.ask("backup_failed")
        return failed

    @property
    def owes_rewriting(self) -> bool:
        return bool(self.ask("owes_rewriting"))

    def rewrite(self) -> None:
        self._change("rewrite")

    def copy_to(self, path: Path) -> dict[str, Total]:
        raise StoreError("Een back-up maakt de store-server: die heeft de gegevens.")

    def close(self) -> None:
        self._caller.close()


class _NeedsLock(BaseException):
    """What is asked in an attempt can only be answered with the lock; nobody else may catch this."""


def _well(said: _Said) -> _Said:
    """What was said, unless it says that something went wrong."""
    if "fault" in said:
        raise Hindered(said["why"]) if said["fault"] == "hindered" else StoreError(said["why"])
    return said


def _rows(result: tuple[Sequence[str], Sequence[Sequence[Any]]]) -> list[dict[str, Any]]:
    names, rows = result
    return [dict(zip(names, row, strict=True)) for row in rows]
