"""The store server's side of the line: every request of an app process is done by the one `Database` that has the file.

Nothing is written but by that object: its lock, its ledger and its debts hold for all processes as they do for one. A
transaction of an app process is a thread here that holds the lock and does one step after another; a process that
falls silent in the middle loses the lock after `PATIENCE`, and nothing of its transaction happens.

Every answer carries the news: what was written since the asker last heard. A process may answer from memory for `FRESH`
seconds after it asked; therefore a write is confirmed only when nobody can answer from before it any more.
"""

from __future__ import annotations

import base64
import logging
import queue
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from onlife.store.engine.database import MIGRATIONS, NOT_KEPT, Added, Database, Hindered, StoreError
from onlife.store.engine.event_cache import concerns
from onlife.store.wire import pack, unpack

if TYPE_CHECKING:
    from onlife.store import Store

log = logging.getLogger("onlife")

FRESH = 0.03
"""Seconds."""
PATIENCE = 5.0
"""Seconds after which a transaction of a process that says nothing more is given up."""
TURN = 1.0
"""Seconds that one request waits for the lock at most; then the process asks again, so that no line is held for long."""
REMEMBERED = 2000
"""Writes of which the news is kept, and answers that are kept for whoever did not hear them."""

GIVEN_UP = "Dat duurde te lang. Wat je net deed, is niet bewaard; wat al bewaard was, blijft."


class Desk:
    def __init__(self, store: Store, database: Database) -> None:
        self._store, self._database = store, database
        self._epoch = secrets.token_hex(8)
        self._news = _News()
        self._lock = threading.Lock()
        self._transactions: dict[str, _Transaction] = {}
        self._answered: OrderedDict[str, Future[Any]] = OrderedDict()
        self._heard: dict[str, tuple[float, int]] = {}
        database.on_commit = self._news.tell

    def answer(self, request: str) -> str:
        """Do what is asked. Whatever goes wrong is an answer, too."""
        asked = unpack(request)
        since = asked["since"] if asked["epoch"] == self._epoch else -1
        said: dict[str, Any] = {"epoch": self._epoch}
        try:
            if asked["once"]:
                said["result"] = self._once(asked)
            else:
                # News first: an answer may know more than the news that comes with it, never less.
                said |= self._told(asked["app"], since)
                said["result"] = self._do(asked)
        except Exception as error:
            said |= _fault(error)
        if asked["once"]:
            said |= self._told(asked["app"], since)
            said["wait"] = self._until_all_know(asked["app"])
        return pack(said)

    def close(self) -> None:
        """Give up what is under way."""
        for transaction in list(self._transactions.values()):
            transaction.give_up()

    def _told(self, app: str, since: int) -> dict[str, Any]:
        with self._lock:
            newest, news = self._news.since(since)
            self._heard[app] = time.monotonic(), newest
        return {"newest": newest, "news": news}

    def _until_all_know(self, app: str) -> float:
        """Seconds until no other process may answer from before what this one was told last."""
        now = time.monotonic()
        with self._lock:
            _, mine = self._heard[app]
            old = [moment + FRESH - now for moment, newest in self._heard.values() if newest < mine]
            return max(0.0, *old, 0.0)

    def _once(self, asked: Mapping[str, Any]) -> Any:
        """Do what changes something; a request that is repeated gets the answer of the first time."""
        with self._lock:
            known = self._answered.get(asked["once"])
            if known is None:
                if asked["again"] and asked["began"] != self._epoch:
                    raise Hindered(UNSURE)
                mine: Future[Any] = Future()
                self._answered[asked["once"]] = mine
                while len(self._answered) > REMEMBERED:
                    self._answered.popitem(last=False)
        if known is not None:
            try:
                return known.result(PATIENCE)
            except TimeoutError as error:
                raise Hindered(UNSURE) from error
        try:
            result = self._do(asked)
        except BaseException as error:
            mine.set_exception(error)
            raise
        mine.set_result(result)
        return result

    def _do(self, asked: Mapping[str, Any]) -> Any:
        do: Callable[..., Any] = getattr(self, f"_do_{asked['do']}")
        return do(*asked["with"])

    # -- outside a transaction

    def _do_hello(self) -> Any:
        return {"shape": len(MIGRATIONS), "columns": self._database.columns}

    def _do_news(self) -> None:
        return None

    def _do_steps(self, steps: Sequence[Sequence[Any]]) -> Any:
        """Steps without a transaction of their own; gives back what the last one found."""
        return _steps(self._database, steps)

    def _do_totals(self, event: int | None) -> Any:
        return self._database.totals(event)

    def _do_as_noted(self, table: str) -> bool:
        return self._database.as_noted(table)

    def _do_owes_rewriting(self) -> bool:
        return self._database.owes_rewriting

    def _do_rewrite(self) -> None:
        self._database.rewrite()

    def _do_back_up(self, actor: str) -> Any:
        file, rows = self._store.back_up(actor=actor)
        return [file.name, rows]

    def _do_destroy_older_backups(self, network: str, actor: str) -> int:
        return self._store.destroy_older_backups(network, actor)

    def _do_backup_failed(self) -> Any:
        return self._store.backup_failed

    # -- a transaction

    def _do_begin(self, key: str) -> bool:
        """Whether the transaction has the lock; if not yet, ask again."""
        with self._lock:
            transaction = self._transactions.get(key)
            if transaction is None:
                transaction = self._transactions[key] = _Transaction(self._database, lambda: self._forget(key))
                transaction.start()
        try:
            transaction.begun.result(TURN)
        except TimeoutError:
            return False
        return True

    def _do_inside(self, key: str, steps: Sequence[Sequence[Any]], turn: str) -> Any:
        """Steps inside; a turn that comes twice (nobody heard the answer) gives the transaction up."""
        return self._transaction(key).do(steps, turn=turn)

    def _do_commit(self, key: str, steps: Sequence[Sequence[Any]]) -> None:
        self._transaction(key).do(steps, last=True)

    def _do_commit_if(self, *attempts: Sequence[Any]) -> list[dict[str, Any]]:
        """Add what each attempt adds if nothing changed of what it read; per attempt whether that was done, or why not.

        What waits at the same moment becomes one transaction: it waits for the disk once. If anything goes wrong in it,
        nothing happened, and every attempt is made by itself.
        """
        with self._database.writing():
            try:
                return self._together(attempts)
            except Exception as error:
                if len(attempts) == 1:
                    return [_fault(error)]
                log.warning("attempts that waited together are made one by one: %s", error)
            return [outcome for attempt in attempts for outcome in self._do_commit_if(attempt)]

    def _together(self, attempts: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
        outcomes, mine = [], list[Added]()
        for epoch, since, read, steps in attempts:
            changed = epoch != self._epoch or self._news.touched(read, since) or concerns(mine, read)
            if not changed:
                mine += [(table, rows) for _, table, rows in steps]
            outcomes.append({"done": not changed})
        self._database.add_all(mine)
        return outcomes

    def _do_rollback(self, key: str) -> None:
        with suppress(Hindered):
            self._transaction(key).give_up()

    def _transaction(self, key: str) -> _Transaction:
        with self._lock:
            found = self._transactions.get(key)
        if found is None:
            raise Hindered(GIVEN_UP)
        return found

    def _forget(self, key: str) -> None:
        with self._lock:
            self._transactions.pop(key, None)


UNSURE = "De gegevens waren even onbereikbaar. Wat eerder bevestigd werd, is bewaard; kijk na of je laatste wijziging er staat."


class _News:
    """What was written lately, in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest = 0
        self._told: deque[tuple[int, Sequence[Added], bool]] = deque(maxlen=REMEMBERED)

    def tell(self, added: Sequence[Added], deleted: bool) -> None:
        with self._lock:
            self._newest += 1
            self._told.append((self._newest, added, deleted))

    def since(self, number: int) -> tuple[int, list[list[Any]] | None]:
        """The newest number, and what was written after the number given; None if that is no longer known."""
        with self._lock:
            if number < 0 or number > self._newest or self._newest - number > len(self._told):
                return self._newest, None
            later = list(self._told)[len(self._told) - (self._newest - number) :]
            return self._newest, [[at, added, deleted] for at, added, deleted in later]

    def touched(self, read: Sequence[tuple[str, Mapping[str, Any]]], number: int) -> bool:
        """Whether anything of what was read changed after a number, as far as is known."""
        _, news = self.since(number)
        if news is None:
            return True
        return any(deleted or concerns(added, read) for _, added, deleted in news)


def _fault(error: Exception) -> dict[str, str]:
    """What an app process is told of it."""
    if isinstance(error, StoreError):
        return {"fault": "hindered" if isinstance(error, Hindered) else "store", "why": str(error)}
    log.error("a request of an app process failed", exc_info=error)
    return {"fault": "store", "why": NOT_KEPT}


class _Transaction(threading.Thread):
    """A transaction of an app process. `begun` is done once it holds the lock."""

    def __init__(self, database: Database, over: Callable[[], None]) -> None:
        super().__init__(name="transaction of an app process", daemon=True)
        self.begun: Future[None] = Future()
        self._database, self._over = database, over
        self._guard = threading.Lock()
        self._ended = False
        self._turns: set[str] = set()
        self._inbox: queue.SimpleQueue[tuple[Sequence[Sequence[Any]], bool, Future[Any]] | None] = queue.SimpleQueue()

    def do(self, steps: Sequence[Sequence[Any]], *, turn: str = "", last: bool = False) -> Any:
        """Do steps in it and give back what the last one found; with `last` commit after them."""
        answer: Future[Any] = Future()
        with self._guard:
            if self._ended or turn in self._turns:
                raise Hindered(GIVEN_UP)
            self._turns |= {turn} - {""}
            self._inbox.put((steps, last, answer))
        return answer.result()

    def give_up(self) -> None:
        self._inbox.put(None)

    def run(self) -> None:
        telling: Future[Any] = self.begun
        try:
            with self._database.transaction():
                self.begun.set_result(None)
                telling = self._until_last()
        except _GivenUp:
            pass
        except BaseException as error:  # whoever asked is told
            telling.set_exception(error)
        else:
            telling.set_result(None)
        finally:
            self._over()
            self._refuse_the_rest()

    def _until_last(self) -> Future[Any]:
        """Do what comes in; gives back the answer that waits for the commit."""
        while True:
            try:
                asked = self._inbox.get(timeout=PATIENCE)
            except queue.Empty:
                raise _GivenUp from None
            if asked is None:
                raise _GivenUp
            steps, last, answer = asked
            try:
                found = _steps(self._database, steps)
            except Exception as error:
                answer.set_exception(error)
                if last:
                    raise _GivenUp from error
            else:
                if last:
                    return answer
                answer.set_result(found)

    def _refuse_the_rest(self) -> None:
        with self._guard:
            self._ended = True
            while not self._inbox.empty():
                if asked := self._inbox.get():
                    asked[2].set_exception(Hindered(GIVEN_UP))


class _GivenUp(Exception):
    """The process that began the transaction does not end it."""


def _steps(database: Database, steps: Sequence[Sequence[Any]]) -> Any:
    found: Any = None
    for kind, *asked in steps:
        match kind:
            case "rows":
                sql, values = asked
                rows = database.rows(sql, *values)
                found = [list(rows[0]), [list(row.values()) for row in rows]] if rows else [[], []]
            case "frame":
                sql, values = asked
                found = _carried(pa.Table.from_pandas(database.frame(sql, *values), preserve_index=False))
            case "add":
                table, added = asked
                database.add(table, *added)
            case "destroy":
                table, condition, values = asked
                found = database.destroy(table, condition, *values)
            case _:
                raise ValueError(f"no step {kind!r}")
    return found


def _carried(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return base64.b64encode(sink.getvalue()).decode()
