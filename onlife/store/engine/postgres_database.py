"""PostgreSQL, shared by several processes. DuckDB stays the engine that every question is put to.

DuckDB attaches the PostgreSQL and has a view of each of its tables, so that questions are worded as for a file. Every
write transaction begins by locking the table `commits` and adds one row to it: the commits of all processes form one
line, event numbers follow that line, and whoever knows the number of the newest commit knows what it has not read yet.
That row also tells whether a commit whose answer was lost has happened.

The lock must come before the first question: PostgreSQL then takes the snapshot of the transaction after the wait.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import duckdb
import psycopg

from onlife.content.message import message
from onlife.store.engine.commit_log import Commit, CommitLog, server_at
from onlife.store.engine.database import (
    BACKUPS,
    Changes,
    Database,
    Row,
    StoreError,
    Transaction,
    Unreachable,
)
from onlife.store.engine.file_totals import quoted, totals_of
from onlife.store.engine.group_commit import Added
from onlife.store.engine.ledger import Total
from onlife.store.engine.postgres_copy import copy_to, file_beside, roll_back, take_over
from onlife.store.engine.postgres_schema import (
    LOCK,
    OWN_TABLES,
    WAIT,
    connect,
    make_views,
    migrate,
    stored_value,
    tables,
)

LEASE_LENGTH = 300
"""Seconds after which another process may take over a duty."""
FRESH = 1.0
"""Seconds that what is in memory is trusted without asking, unless somebody asks for a refresh."""
UNREAD_MOST = 5000
"""Events of other processes that are read one by one; when there are more, everything in memory is forgotten."""
KEEP_COMMITS = 10_000

_LOST = re.compile(
    "server closed the connection|connection to server|could not connect|connection refused|terminating connection|"
    "connection has been closed|no connection to the server|could not (receive|send) data|the database system is|"
    "unable to connect|read-only transaction|connection not open|connection reset|broken pipe",
    re.IGNORECASE,
)
"""How DuckDB and PostgreSQL say that the server is away, restarts, or is a replica by now."""
_NO_ANSWER = re.compile('Unable to connect to Postgres at "[^"]*": (.+)')
"""How DuckDB tells what PostgreSQL, or the way to it, says."""


log = logging.getLogger("onlife")


class PostgresDatabase(Database):
    """A PostgreSQL database by its connection string. `folder`: where backups are made; `restore_from`: what `load` reads."""

    def __init__(self, address: str, folder: Path, restore_from: Path | None = None) -> None:
        super().__init__()
        server = server_at(address)
        self._commits = CommitLog(server)
        self._reading_news = threading.Lock()
        self._refreshed = float("-inf")
        self._number = -1
        self._event = 0
        self._batching = False
        try:
            self._connection = connect(*server, [folder / BACKUPS, *filter(None, [restore_from])])
        except duckdb.Error as error:
            if said := _NO_ANSWER.search(str(error)):
                raise Unreachable(message("database.no_answer", reason=" ".join(said[1].split()))) from error
            raise self._fault(error) from error
        try:
            migrate(self._connection)
            self._kinds = tables(self._connection)
            self._columns = {table: list(kinds) for table, kinds in self._kinds.items() if table not in OWN_TABLES}
            make_views(self._connection)
            self.refresh()
        except BaseException as error:
            self.close()
            if isinstance(error, duckdb.Error):
                raise self._fault(error) from error
            raise

    def claim(self, key_mark: str) -> bool:
        """Whether this database belongs to a key; one that belongs to none yet does from now on."""
        with self.transaction(), self._cursor() as cursor:
            row = cursor.execute("SELECT key_mark FROM installation").fetchone()
            if row is None:
                cursor.execute("INSERT INTO pg.public.installation VALUES (?)", [key_mark])
                self._in_transaction.changed.add("installation")
            return row is None or row[0] == key_mark

    # -- asking

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        mine = self._transaction
        with self._driver_errors():
            if mine is not None:
                yield mine.cursor
            else:
                with closing(self._connection.cursor()) as cursor:
                    yield cursor

    @contextmanager
    def _driver_errors(self) -> Iterator[None]:
        """Let what either driver raises leave as a StoreError."""
        try:
            yield
        except (duckdb.Error, psycopg.Error) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> StoreError:
        if "lock timeout" in str(error):
            return Unreachable(message("database.busy"))
        lost = isinstance(error, psycopg.OperationalError) or _LOST.search(str(error))
        return Unreachable(message("database.away")) if lost else StoreError(message("database.not_kept"))

    def ping(self) -> None:
        self.row("SELECT max(number) AS number FROM commits")

    def refresh(self) -> None:
        asked = time.monotonic()
        with self._reading_news:
            if self._refreshed >= asked:  # somebody asked after this call began
                return
            began = time.monotonic()
            with self._driver_errors():
                self._take_in(self._commits.since(self._number))
            self._refreshed = began

    def events(self, table: str, **where: object) -> Sequence[Row]:
        self._refresh_old()
        return super().events(table, **where)

    def rows_of(self, tables: Sequence[str], sql: str, *values: object, network: str = "") -> Sequence[Row]:
        self._refresh_old()
        return super().rows_of(tables, sql, *values, network=network)

    def _refresh_old(self) -> None:
        """For whoever looks up no rights: what does its work in the background."""
        if self._transaction is None and time.monotonic() - self._refreshed > FRESH:
            self.refresh()

    def _take_in(self, commits: Sequence[Commit]) -> None:
        """Take in what was committed since. Whatever does not follow on what is known makes everything be forgotten, and a
        commit that deleted rows what is in memory of its tables."""
        news = [commit for commit in commits if commit.number > self._number]
        if not news:
            return
        newest = news[-1]
        follows = news[0].number == self._number + 1 and newest.event - self._event <= UNREAD_MOST
        if not follows:
            self._cache.forget()
        else:
            gone = {table for commit in news if commit.deletes for table in commit.tables.split()}
            for table in gone:
                self._cache.on_delete(table)
            for table in {table for commit in news for table in commit.tables.split()} & set(self._columns) - gone:
                events = self._commits.events(table, self._columns[table], self._event, newest.event)
                self._cache.on_insert(table, events)
        self._number, self._event = newest.number, newest.event

    # -- writing

    @property
    def _in_transaction(self) -> Transaction:
        assert self._transaction is not None
        return self._transaction

    def _begin(self) -> Transaction:
        assert not self._batching, "a change that is submitted, or what follows from it, writes nothing itself"
        cursor = self._connection.cursor()
        try:
            cursor.begin()
            cursor.execute("CALL postgres_execute('pg', $1)", [LOCK])
            with self._reading_news:
                self._take_in(self._commits.since(self._number))
        except BaseException as error:
            roll_back(cursor)
            cursor.close()
            if isinstance(error, duckdb.Error | psycopg.Error):
                raise self._fault(error) from error
            raise
        return Transaction(cursor=cursor, event=self._event)

    @contextmanager
    def batch(self) -> Iterator[Callable[[Sequence[Added]], None]]:
        """As the base says. What is asked within is asked of what is committed, which nobody else changes meanwhile."""
        mine = Changes()
        with self._lock, self._driver_errors():
            self._batching = True
            try:
                commits = self._commits.lock(self._number)
                with self._reading_news:
                    self._take_in(commits)
                mine.event = self._event
                yield partial(self._number_events, mine)
                if mine.added:
                    self._append(mine)
            finally:
                self._batching = False
                self._commits.roll_back()  # nothing any more after a commit
            if mine.added:
                self._remember(mine)

    def _number_events(self, mine: Changes, added: Sequence[Added]) -> None:
        for table, rows in added:
            self._note_insert(mine, table, _with_events(mine, rows))

    def _append(self, mine: Changes) -> None:
        commit = self._commit_row(mine)
        try:
            self._commits.append(mine.added, commit)
        except psycopg.OperationalError as error:
            self._commits.roll_back()
            self._look_up(commit, error)

    def next_event(self, number: int = 1) -> int:
        self._in_transaction.event += number
        return self._in_transaction.event - number + 1

    def _insert(self, mine: Transaction, table: str, rows: Sequence[Row]) -> list[Row]:
        stored = _with_events(mine, rows)
        columns = list(stored[0])
        slots = f"({', '.join('?' * len(columns))})"
        values = [stored_value(row[column]) for row in stored for column in columns]
        with self._cursor() as cursor:
            cursor.execute(
                f"INSERT INTO pg.public.{table} ({', '.join(columns)}) VALUES {', '.join([slots] * len(rows))}", values
            )
        return stored

    def _remove(self, mine: Transaction, table: str, condition: str, values: Sequence[object]) -> int:
        with self._cursor() as cursor:
            row = cursor.execute(f"DELETE FROM pg.public.{table} WHERE {condition}", values).fetchone()
        assert row is not None
        return int(row[0])

    def _commit(self, mine: Transaction) -> None:
        if not mine.changed:
            mine.cursor.rollback()
            return
        commit = self._commit_row(mine)
        with self._driver_errors():
            mine.cursor.execute("INSERT INTO pg.public.commits VALUES (?, ?, ?, ?, ?, ?)", commit)
        try:
            mine.cursor.commit()
        except duckdb.Error as error:
            self._look_up(commit, error)

    def _commit_row(self, mine: Changes) -> Sequence[object]:
        """The row of a commit; its random second part is what it is found by."""
        mine.number = self._number + 1
        token = secrets.token_hex(16)
        return mine.number, token, mine.event, " ".join(sorted(mine.changed)), bool(mine.gone), mine.rewrites

    def _look_up(self, commit: Sequence[object], error: Exception) -> None:
        """Raise what kept a commit from happening, unless it happened and only its answer was lost."""
        log.warning("the answer to a commit was lost: %s", error)
        if not self._is_committed(str(commit[1])):
            raise self._fault(error) from error

    def _is_committed(self, token: str) -> bool:
        """Whether a commit happened whose answer was lost. Locking waits for the end of what may still be under way."""
        until = time.monotonic() + WAIT
        while True:
            try:
                with closing(self._connection.cursor()) as cursor:
                    try:
                        cursor.begin()
                        cursor.execute("CALL postgres_execute('pg', 'LOCK TABLE commits IN EXCLUSIVE MODE')")
                        return cursor.execute("SELECT 1 FROM commits WHERE token = ?", [token]).fetchone() is not None
                    finally:
                        roll_back(cursor)
            except duckdb.Error as error:
                if time.monotonic() > until:
                    raise Unreachable(message("database.unsure")) from error
                time.sleep(0.2)

    def _remember(self, mine: Changes) -> None:
        with self._reading_news:
            if self._number < mine.number:  # else it was among the news already
                super()._remember(mine)
                self._number, self._event = mine.number, mine.event

    # -- looking after the data

    def lease(self, duty: str, holder: str) -> bool:
        taken = (
            "INSERT INTO leases VALUES ({0}, {1}, now() + interval '{2}s') ON CONFLICT (duty) DO UPDATE "
            "SET holder = {1}, until = now() + interval '{2}s' WHERE leases.holder = {1} OR leases.until < now()"
        ).format(quoted(duty), quoted(holder), LEASE_LENGTH)
        with self._cursor() as cursor:
            cursor.execute("CALL postgres_execute('pg', $1)", [taken])
        return self.row("SELECT 1 AS one FROM leases WHERE duty = ? AND holder = ?", duty, holder) is not None

    def as_noted(self, table: str) -> bool:
        """PostgreSQL itself sees to it that what was confirmed stays."""
        return True

    def _to_rewrite(self) -> set[str]:
        """The tables from which rows were destroyed since they were last written anew."""
        rows = self.rows(
            "SELECT tables FROM commits WHERE deletes AND number > "
            "(SELECT coalesce(max(number) FILTER (rewrites), -1) FROM commits)"
        )
        return {table for row in rows for table in row["tables"].split()}

    @property
    def needs_compaction(self) -> bool:
        return bool(self._to_rewrite())

    def compact(self) -> None:
        tables = self._to_rewrite()
        with self._cursor() as cursor:
            for table in sorted(tables):
                cursor.execute("CALL postgres_execute('pg', $1, use_transaction = false)", [f"VACUUM FULL {table}"])
        with self.transaction():
            mine = self._in_transaction
            mine.changed.add("commits")
            mine.rewrites = True
            with self._cursor() as cursor:
                cursor.execute("DELETE FROM pg.public.commits WHERE number < ?", [self._number - KEEP_COMMITS])

    def copy_to(self, path: Path) -> dict[str, Total]:
        with self._driver_errors():
            return copy_to(self._connection, self._columns, path)

    @property
    def empty(self) -> bool:
        """Whether nobody has written anything yet."""
        return self.row("SELECT 1 AS one FROM commits LIMIT 1") is None

    def load(self, path: Path, key_mark: str) -> dict[str, Total]:
        """Take over everything from a file, in one transaction, refused unless it arrives as it was; return what it is."""
        wanted = totals_of(path)
        with self._driver_errors(), file_beside(self._connection, path, "(READ_ONLY)"), self.transaction():
            mine = self._in_transaction
            mine.event = max(mine.event, take_over(mine.cursor, self._columns, self._kinds))
            mine.cursor.execute("INSERT INTO pg.public.installation VALUES (?)", [key_mark])
            mine.changed.update(self._columns)
            mine.gone = [(table, None) for table in self._columns]  # in memory there is what the empty database held
            if self.totals() != wanted:
                raise StoreError(message("database.changed_on_the_way"))
        return wanted

    def close(self) -> None:
        with self._lock, self._reading_news:
            self._commits.close()
            self._connection.close()


def _with_events(mine: Changes, rows: Sequence[Row]) -> list[Row]:
    """Rows with the event numbers that follow; rows that belong to an event have theirs."""
    numbered = []
    for row in rows:
        if "event" not in row:
            mine.event += 1
            row = {**row, "event": mine.event}
        numbered.append(row)
    return numbered
