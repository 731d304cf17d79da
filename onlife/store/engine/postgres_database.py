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
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb

from onlife.content.message import message
from onlife.store.engine.database import (
    BACKUPS,
    MEMORY_LIMIT,
    MIGRATIONS,
    Database,
    Row,
    StoreError,
    Transaction,
    Unreachable,
    migrations_to_do,
    now,
    quoted,
    table_totals,
)
from onlife.store.engine.file_totals import totals_of
from onlife.store.engine.ledger import Total
from onlife.store.engine.postgres_schema import (
    _SEQUENCE,
    INDEXED_COLUMNS,
    OWN_DDL,
    OWN_TABLES,
    VIEW,
    extension_file,
    for_postgres,
    named,
    stored_value,
)

CONNECTIONS = 16
"""Connections to PostgreSQL that a process keeps."""
WAIT = 20
"""Seconds that a write waits for those of others, and that an answer that was lost is asked after."""
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


log = logging.getLogger("onlife")


class PostgresDatabase(Database):
    """A PostgreSQL database by its connection string. `folder`: where backups are made."""

    def __init__(self, address: str, folder: Path) -> None:
        super().__init__()
        self._address = address
        self._backups = folder / BACKUPS
        self._reading_news = threading.Lock()
        self._refreshed = float("-inf")
        self._number = -1
        self._event = 0
        try:
            self._connection = self._connect()
        except duckdb.Error as error:
            raise self._failed(error) from error
        try:
            self._migrate()
            self._columns = {
                table: list(columns) for table, columns in self._tables().items() if table not in OWN_TABLES
            }
            self._make_views()
            self.refresh()
        except duckdb.Error as error:
            self._connection.close()
            raise self._failed(error) from error
        except BaseException:
            self._connection.close()
            raise

    # -- opening

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(config={"threads": 1, "memory_limit": MEMORY_LIMIT})
        try:
            connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
            connection.execute(f"LOAD {quoted(extension_file())}")
            # Ranges of row addresses, by which DuckDB would divide a table among threads, keep PostgreSQL from its indexes.
            connection.execute(f"SET pg_use_ctid_scan = false; SET pg_pool_max_connections = {CONNECTIONS}")
            connection.execute(f"ATTACH {quoted(self._address)} AS pg (TYPE postgres)")
            connection.execute("SET allowed_directories = $1", [[str(self._backups)]])
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self) -> None:
        """Bring the tables to the newest shape, one numbered step at a time, while no other process does."""
        execute = self._connection.execute
        execute("CALL postgres_execute('pg', $1)", [OWN_DDL])
        execute("CALL pg_clear_cache()")
        execute("BEGIN")
        try:
            execute("CALL postgres_execute('pg', 'LOCK TABLE commits IN EXCLUSIVE MODE')")
            row = execute("SELECT coalesce(max(number), 0) FROM pg.public.migrations").fetchone()
            assert row is not None
            to_do = migrations_to_do(row[0], message("database.server"))
            for number, script in to_do:
                execute("CALL postgres_execute('pg', $1)", [for_postgres(script)])
                execute("INSERT INTO pg.public.migrations VALUES (?, ?)", [number, now()])
            if to_do:
                indexes = [
                    f"CREATE INDEX IF NOT EXISTS {table}_{column} ON {table} ({column})"
                    for table, columns in self._tables().items()
                    for column in INDEXED_COLUMNS
                    if column in columns and table not in OWN_TABLES
                ]
                execute("CALL postgres_execute('pg', $1)", ["; ".join(indexes)])
            execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):
                execute("ROLLBACK")
            raise
        execute("CALL pg_clear_cache()")

    def _tables(self) -> dict[str, dict[str, str]]:
        """Table -> its columns in order, each with its type."""
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in self._connection.execute(
            "FROM postgres_query('pg', 'SELECT table_name::text, column_name::text, data_type::text "
            "FROM information_schema.columns WHERE table_schema = ''public'' ORDER BY table_name, ordinal_position')"
        ).fetchall():
            found.setdefault(table, {})[column] = kind
        return found

    def _make_views(self) -> None:
        for table, columns in self._tables().items():
            parts = ", ".join(
                f"{column}::JSON::MAP(VARCHAR, VARCHAR) AS {column}" if kind == "json" else column
                for column, kind in columns.items()
            )
            self._connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {parts} FROM pg.public.{table}")
        for script in MIGRATIONS:
            for view in VIEW.findall(script.read_text(encoding="utf-8")):
                self._connection.execute(view)

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
        try:
            if mine is not None:
                yield mine.cursor
            else:
                with closing(self._connection.cursor()) as cursor:
                    yield cursor
        except duckdb.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> StoreError:
        if _LOST.search(str(error)):
            return Unreachable(message("database.away"))
        if "lock timeout" in str(error):
            return Unreachable(message("database.busy"))
        return StoreError(message("database.not_kept"))

    def ping(self) -> None:
        self.row("SELECT max(number) AS number FROM commits")

    def refresh(self) -> None:
        asked = time.monotonic()
        with self._reading_news:
            if self._refreshed >= asked:  # somebody asked after this call began
                return
            began = time.monotonic()
            with self._cursor() as cursor:
                self._read_news(cursor)
            self._refreshed = began

    def events(self, table: str, **where: object) -> Sequence[Row]:
        self._refresh_old()
        return super().events(table, **where)

    def rows_of(self, tables: Sequence[str], sql: str, *values: object) -> Sequence[Row]:
        self._refresh_old()
        return super().rows_of(tables, sql, *values)

    def _refresh_old(self) -> None:
        """For whoever looks up no rights: what does its work in the background."""
        if self._transaction is None and time.monotonic() - self._refreshed > FRESH:
            self.refresh()

    def _read_news(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Take in what was committed since. Whatever does not follow on what is known makes everything be forgotten."""
        news = cursor.execute(
            "SELECT number, event, tables, deletes FROM commits WHERE number > ? ORDER BY number", [self._number]
        ).fetchall()
        if not news:
            return
        number, event = news[-1][:2]
        follows = news[0][0] == self._number + 1 and event - self._event <= UNREAD_MOST
        if not follows or any(deletes for *_, deletes in news):
            self._cache.on_delete()
        else:
            for table in {table for row in news for table in row[2].split()} & set(self._columns):
                names = self._columns[table]
                rows = cursor.execute(
                    f"SELECT {', '.join(names)} FROM {table} WHERE event > ? AND event <= ? ORDER BY event",
                    [self._event, event],
                ).fetchall()
                self._cache.on_insert(table, [dict(zip(names, row, strict=True)) for row in rows])
        self._number, self._event = number, event

    # -- writing

    @property
    def _in_transaction(self) -> Transaction:
        assert self._transaction is not None
        return self._transaction

    def _begin(self) -> Transaction:
        cursor = self._connection.cursor()
        try:
            cursor.begin()
            lock = f"SET LOCAL lock_timeout = '{WAIT}s'; LOCK TABLE commits IN EXCLUSIVE MODE"
            cursor.execute("CALL postgres_execute('pg', $1)", [lock])
            with self._reading_news:
                self._read_news(cursor)
        except BaseException as error:
            _roll_back(cursor)
            cursor.close()
            if isinstance(error, duckdb.Error):
                raise self._failed(error) from error
            raise
        return Transaction(cursor, self._event)

    def next_event(self) -> int:
        self._in_transaction.event += 1
        return self._in_transaction.event

    def _insert(self, mine: Transaction, table: str, rows: Sequence[Row]) -> list[Row]:
        stored = [row if "event" in row else {**row, "event": self.next_event()} for row in rows]
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
        token = secrets.token_hex(16)
        try:
            self._note_commit(mine, token)
        except duckdb.Error as error:
            raise self._failed(error) from error
        try:
            mine.cursor.commit()
        except duckdb.Error as error:
            log.warning("the answer to a commit was lost: %s", error)
            if not self._arrived(token):
                raise self._failed(error) from error

    def _note_commit(self, mine: Transaction, token: str) -> None:
        mine.number = self._number + 1
        values = [mine.number, token, mine.event, " ".join(sorted(mine.changed)), mine.deletes, mine.rewrites]
        mine.cursor.execute("INSERT INTO pg.public.commits VALUES (?, ?, ?, ?, ?, ?)", values)

    def _arrived(self, token: str) -> bool:
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
                        _roll_back(cursor)
            except duckdb.Error as error:
                if time.monotonic() > until:
                    raise Unreachable(message("database.unsure")) from error
                time.sleep(0.2)

    def _remember(self, mine: Transaction) -> None:
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
        with self._copy_cursor(f"ATTACH {quoted(path)} AS copy") as cursor:
            cursor.begin()  # one snapshot of everything
            row = cursor.execute("SELECT coalesce(max(event), 0) + 1 FROM commits").fetchone()
            assert row is not None
            cursor.execute("USE copy")
            cursor.execute("CREATE TABLE migrations (number INTEGER, moment TIMESTAMP)")
            for script in MIGRATIONS:
                text = script.read_text(encoding="utf-8")
                cursor.execute(text.replace(_SEQUENCE, f"{_SEQUENCE} START WITH {row[0]}"))
            for table, columns in self._columns.items():
                cursor.execute(
                    f"INSERT INTO copy.{table} ({named(columns)}) SELECT {named(columns)} FROM memory.{table}"
                )
            held = table_totals(cursor, self._columns, "memory.main.")
            cursor.execute("USE memory")
            cursor.commit()
        path.chmod(0o600)
        if totals_of(path) != held:
            raise StoreError(message("backup.differs"))
        return held

    @property
    def empty(self) -> bool:
        """Whether nobody has written anything yet."""
        return self.row("SELECT 1 AS one FROM commits LIMIT 1") is None

    def load(self, path: Path, key_mark: str) -> dict[str, Total]:
        """Take over everything from a file, in one transaction, refused unless it arrives as it was; return what it is."""
        wanted = totals_of(path)
        with self._copy_cursor(f"ATTACH {quoted(path)} AS copy (READ_ONLY)"), self.transaction():
            mine = self._in_transaction
            mine.cursor.execute("DELETE FROM pg.public.migrations")
            for table, columns in self._columns.items():
                kinds = self._tables()[table]
                parts = ", ".join(f"to_json({c}) AS {c}" if kinds[c] == "json" else c for c in columns)
                mine.cursor.execute(
                    f"INSERT INTO pg.public.{table} ({named(columns)}) SELECT {parts} FROM copy.{table}"
                )
                mine.changed.add(table)
                if "event" in columns:
                    row = mine.cursor.execute(f"SELECT coalesce(max(event), 0) FROM copy.{table}").fetchone()
                    mine.event = max(mine.event, *(row or ()))
            mine.cursor.execute("INSERT INTO pg.public.installation VALUES (?)", [key_mark])
            mine.deletes = True  # whatever is in memory anywhere is of the empty database
            if self.totals() != wanted:
                raise StoreError(message("database.changed_on_the_way"))
        return wanted

    @contextmanager
    def _copy_cursor(self, attach: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor beside which a file is attached as `copy`."""
        try:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute(attach)
                try:
                    yield cursor
                finally:
                    _roll_back(cursor)
                    cursor.execute("USE memory; DETACH copy")
        except duckdb.Error as error:
            raise self._failed(error) from error

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """End a transaction before its cursor is closed: closing would, and DuckDB ends the process if the server is away then."""
    with suppress(duckdb.Error):
        cursor.rollback()
