"""What a database of the app can do, whether it is one file or a PostgreSQL that several processes share.

`FileDatabase` and `PostgresDatabase` are the two. Every call works on a cursor of its own; the writes of a process go
one after another. What the driver raises leaves here as one `StoreError` with a Dutch sentence; the cause stays attached
for the log.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from onlife.content.message import message
from onlife.store.engine.event_cache import EventCache
from onlife.store.engine.file_totals import table_totals
from onlife.store.engine.group_commit import Added, Change, GroupCommit
from onlife.store.engine.ledger import Total
from onlife.store.engine.table import Record, Table
from onlife.text import FIRST, LAST, clean, now

MIGRATIONS = sorted(Path(__file__).with_name("migrations").glob("*.sql"))
MEMORY_LIMIT = "512MB"
BACKUPS = "backups"
"""The folder beside the data that backups are made in."""

Row = Mapping[str, Any]
Follower = Callable[[str, Sequence[Row]], None]
"""Called with a table and the rows that were added to it."""


class StoreError(Exception):
    """The store cannot do what was asked; the message is a Dutch sentence for whoever sees it."""


class Hindered(StoreError):
    """What is wrong passes without touching the data: another process has them open, or the disk takes nothing."""


class InUse(Hindered):
    """Another process has the data open."""


class Unreachable(Hindered):
    """The database server does not answer."""


class TooNew(StoreError):
    """The data were made by a newer version of the app."""


class Refused(Exception):
    """A rule of the scan says no; the message is the Dutch sentence that the visitor reads."""


class Overtaken(Refused):
    """Somebody else changed the same thing meanwhile; `theirs` is what stands there now."""

    def __init__(self, theirs: Any) -> None:
        super().__init__(message("database.overtaken"))
        self.theirs = theirs


@dataclass
class Changes:
    """What was written so far. `gone`: tables that rows were deleted from, and what those had in common, None where only the
    database can tell; `number`: of the commit, once it has one; `rewrites`: what was destroyed is written over; `sums`: what they add to the ledger."""

    event: int = 0
    added: list[tuple[str, list[Row]]] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    gone: list[tuple[str, Row | None]] = field(default_factory=list)
    rewrites: bool = False
    number: int = -1
    sums: dict[str, Total] = field(default_factory=dict)


@dataclass(kw_only=True)
class Transaction(Changes):
    """What a thread is in the middle of writing; with `cursor` it asks, and sees its own changes."""

    cursor: duckdb.DuckDBPyConnection


class Database(ABC):
    """What both kinds share: reading through the event cache, and writing in transactions."""

    without_ledger = False
    """Whether the data were found without the ledger that says what they must hold."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._local = threading.local()
        self._cache = EventCache()
        self._group = GroupCommit(self)
        self._columns: Mapping[str, Sequence[str]] = {}
        self._followers: list[Follower] = []

    # -- what the two kinds do differently

    @abstractmethod
    def refresh(self) -> None:
        """Take in what other processes wrote: call it once per run, before rights are looked up."""

    @abstractmethod
    def ping(self) -> None:
        """Raise StoreError if the database does not answer."""

    @abstractmethod
    def lease(self, duty: str, holder: str) -> bool:
        """Whether this holder may do a duty that one process at a time does; asking again prolongs it."""

    @abstractmethod
    def copy_to(self, path: Path) -> dict[str, Total]:
        """Copy everything, as it is at this moment, to a fresh file in the backup folder; return what is in it."""

    @property
    @abstractmethod
    def needs_compaction(self) -> bool:
        """Whether the bytes of what was destroyed may still be there."""

    @abstractmethod
    def compact(self) -> None:
        """Write what is there anew, without the bytes of what was destroyed."""

    @abstractmethod
    def as_noted(self, table: str) -> bool:
        """Whether a table holds what was confirmed."""

    @abstractmethod
    def next_event(self, number: int = 1) -> int:
        """Return a fresh event number, for rows that belong to one event; of several the first. Call it in a transaction."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor to ask with: that of the transaction this thread is in, or one by itself."""

    @abstractmethod
    def _begin(self) -> Transaction: ...

    @abstractmethod
    def _commit(self, mine: Transaction) -> None: ...

    @abstractmethod
    def _insert(self, mine: Transaction, table: str, rows: Sequence[Row]) -> list[Row]:
        """Insert rows; return them as they are kept, with their event numbers."""

    @abstractmethod
    def _remove(self, mine: Transaction, table: str, condition: str, values: Sequence[object]) -> int:
        """Delete the rows for which a condition holds; return how many."""

    def _settle(self, mine: Transaction) -> None:  # noqa: B027  # most have nothing to wait for
        """Wait for what a writer still needs once the next one may go on."""

    # -- reading

    @property
    def columns(self) -> Mapping[str, Sequence[str]]:
        """Table -> its columns, in order."""
        return self._columns

    def tables_with(self, *columns: str) -> list[str]:
        """The tables that have all of these columns."""
        return [table for table, known in self._columns.items() if set(columns) <= set(known)]

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """The rows that a question gives, each as column name -> value."""
        with self._cursor() as cursor:
            cursor.execute(sql, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, sql: str, *values: object) -> dict[str, Any] | None:
        """The first row that a question gives, or None."""
        return next(iter(self.rows(sql, *values)), None)

    def frame(self, sql: str, *values: object) -> pd.DataFrame:
        """The rows that a question gives as a DataFrame, for sums and charts."""
        with self._cursor() as cursor:
            return cursor.execute(sql, values).df()

    def rows_of(self, tables: Sequence[str], sql: str, *values: object, network: str = "") -> Sequence[Row]:
        """The rows that a question about these tables gives, in memory for as long as nothing is written to them. With
        `network` it asks only for what is of that network, in the tables that say so, and others may write on."""
        if self._has_changed(tables):
            return self.rows(sql, *values)
        places = [(table, network if "network" in self._columns[table] else "") for table in tables]
        writes = {place: self._cache.writes(*place) for place in places}
        found = self._cache.get_query((sql, *values), writes)
        if found is None:
            found = self.rows(sql, *values)
            self._cache.put_query((sql, *values), found, writes)
        return found

    def events(self, table: str, **where: object) -> Sequence[Row]:
        """The events of a table that match every column given, oldest first, whole."""
        if self._has_changed([table]):
            return self._events(table, where)
        found = self._cache.get(table, where)
        if found is None:
            writes = self._cache.writes(table)
            found = self._events(table, where)
            self._cache.put(table, where, found, writes)
        return found

    def _has_changed(self, tables: Sequence[str]) -> bool:
        """Whether this thread is in a transaction that changed one of these tables: that is for itself only."""
        mine = self._transaction
        return mine is not None and not mine.changed.isdisjoint(tables)

    def _events(self, table: str, where: Mapping[str, object]) -> Sequence[Row]:
        match = " AND ".join(f"{column} = ?" for column in where) or "true"
        columns = ", ".join(self._columns[table])
        return self.rows(f"SELECT {columns} FROM {table} WHERE {match} ORDER BY event", *where.values())

    def newest(self, table: str, key: str, **where: object) -> list[Row]:
        """What holds now of each thing named by `key`: its newest event among those that match, first made first."""
        return list({row[key]: row for row in self.events(table, **where)}.values())

    def current(self, table: Table[Record], **where: object) -> list[Record]:
        """The records of a table that hold now, among those that match, first made first."""
        return [table.to_record(row) for row in self.newest(table.name, table.key, **where)]

    def one(self, table: Table[Record], **where: object) -> Record | None:
        """The newest record of a table that matches, or None."""
        rows = self.events(table.name, **where)
        return table.to_record(rows[-1]) if rows else None

    def totals(self) -> dict[str, Total]:
        """What every table holds: equal totals are equal contents, in a file and in PostgreSQL alike."""
        with self._cursor() as cursor:
            return table_totals(cursor, self._columns)

    # -- writing

    @property
    def _transaction(self) -> Transaction | None:
        """The transaction that this thread is in."""
        found: Transaction | None = getattr(self._local, "transaction", None)
        return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing does. May be nested: the outermost one decides.

        Nobody else writes meanwhile, so a check and what it allows stay together.
        """
        if self._transaction is not None:
            yield
            return
        with self._lock:
            mine = self._begin()
            self._local.transaction = mine
            try:
                yield
                self._commit(mine)
            except BaseException:
                with suppress(duckdb.Error):  # a commit that failed has rolled back already
                    mine.cursor.rollback()
                raise
            finally:
                self._local.transaction = None
                mine.cursor.close()
            self._remember(mine)
        self._settle(mine)

    @contextmanager
    def batch(self) -> Iterator[Callable[[Sequence[Added]], None]]:
        """A transaction of a group: events are asked in it, and then rows are added, by what it gives."""
        with self.transaction():
            yield self.add_all

    def _remember(self, mine: Changes) -> None:
        """Keep in memory what was committed."""
        for table, rows in mine.added:
            self._cache.on_insert(table, rows)
        both = {table for table, _ in mine.added}  # which came first is not known, so those are read anew
        for table, where in mine.gone:
            self._cache.on_delete(table, None if table in both else where)

    def follow(self, follower: Follower) -> None:
        """Hand over every row that is added from here on, in its transaction and as it is kept."""
        self._followers.append(follower)

    def submit(self, change: Change) -> None:
        """Check something and add the rows that follow from it, in one transaction with whoever submits at the same moment.

        All of them are checked before any row is added: use it only where what others add cannot change the answer.
        """

        def stored() -> Sequence[Added]:
            return [(table, _as_stored(rows)) for table, rows in change()]

        if self._transaction is not None:
            self.add_all(stored())
        else:
            self._group.submit(stored)

    def add(self, table: str, *rows: Row) -> None:
        """Add events to a table in one INSERT: all of them or none. All rows have the columns of the first. Where a table says
        the moment of an event, this is it for rows that say none."""
        if rows:
            known = {"moment": now()} if "moment" in self._columns[table] else {}
            self.add_all([(table, _as_stored([{**known, **row} for row in rows]))])

    def put(self, table: Table[Record], records: Iterable[Record], actor: str, **place: object) -> None:
        """Add records as the newest of what they are, all of them or none.

        `place`: columns that are no fields of theirs, each a value or what gives it for a record.
        """
        known = self._columns[table.name]
        rows = [
            {"actor": actor}
            | {column: value(record) if callable(value) else value for column, value in place.items()}
            | {column: value for column, value in table.to_row(record).items() if column in known}
            for record in records
        ]
        self.add(table.name, *rows)

    def add_all(self, added: Sequence[Added], *, news: bool = True) -> None:
        """Add rows that are as they are kept, all of them or none. What follows each other in the same table is one INSERT:
        ten rows in one cost a seventh of ten by themselves. Nobody who follows is told of rows that are no `news`.
        """
        with self.transaction():
            mine = self._transaction
            assert mine is not None
            for (table, _), some in groupby(added, lambda one: (one[0], [list(row) for row in one[1][:1]])):
                rows = list(chain.from_iterable(rows for _, rows in some))
                self._note_insert(mine, table, self._insert(mine, table, rows), news=news)

    def _note_insert(self, mine: Changes, table: str, rows: list[Row], *, news: bool = True) -> None:
        """Note what was inserted, as it is kept, and hand it to whoever follows."""
        mine.changed.add(table)
        mine.added.append((table, rows))
        for follower in self._followers if news else ():
            follower(table, rows)

    def delete(self, table: str, **where: str) -> None:
        """Delete the rows that match every column given: what a closed scan was made from, or what is erased."""
        self.destroy(table, " AND ".join(f"{column} = ?" for column in where), *where.values(), where=where)

    def destroy(self, table: str, condition: str, *values: object, where: Row | None = None) -> int:
        """Delete the rows for which a condition in SQL holds (`where`: the same as values of columns); return how many."""
        assert condition, "a whole table is never deleted"
        with self.transaction():
            mine = self._transaction
            assert mine is not None
            gone = self._remove(mine, table, condition, values)
            if gone:
                mine.changed.add(table)
                mine.gone.append((table, where))
        return gone


def migrations_to_do(done: int, where: object) -> list[tuple[int, str]]:
    """The scripts that data of a shape still need, with their numbers; raise TooNew for a shape that is not known."""
    if done > len(MIGRATIONS):
        raise TooNew(message("database.too_new", place=where))
    scripts = enumerate(MIGRATIONS[done:], start=done + 1)
    return [(number, script.read_text(encoding="utf-8")) for number, script in scripts]


def _as_stored(rows: Sequence[Row]) -> list[Row]:
    """Rows as they are kept."""
    return [{column: storable(value) for column, value in row.items()} for row in rows]


def storable(value: object) -> object:
    """A value as it is kept. Text passes `clean` here once more, so that no field can go round it, and a
    day is one that every picture and file can hold."""
    if isinstance(value, date) and not isinstance(value, datetime) and not FIRST <= value <= LAST:
        raise Refused(message("database.year", year=value.year, first=FIRST.year, last=LAST.year))
    if isinstance(value, Mapping):
        return {key: clean(part) for key, part in value.items()}
    return clean(value) if isinstance(value, str) else value
