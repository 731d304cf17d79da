"""One DuckDB file: opening it, migrating it, adding events, asking questions.

One process owns the file. Every call works on a cursor of its own; writes go one after another. What the driver
raises leaves here as one `StoreError` with a Dutch sentence; the cause stays attached for the log.

Beside the file lies its ledger. What the file holds is compared with it at every start, and a difference is refused:
an app that opens with less than it confirmed is worse than one that says so.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from onlife.store.kept import Kept
from onlife.store.ledger import BrokenLedger, Ledger, Total, Totals

MIGRATIONS = sorted(Path(__file__).with_name("migrations").glob("*.sql"))
MEMORY_LIMIT = "512MB"
BACKUPS = "backups"
"""The one folder beside the file that DuckDB may still write to once it is locked down."""

log = logging.getLogger("onlife")

Row = Mapping[str, Any]


class StoreError(Exception):
    """The store cannot do what was asked; the message is a Dutch sentence for whoever sees it."""


class Refused(Exception):
    """A rule of the scan says no; the message is the Dutch sentence that the visitor reads."""


class Overtaken(Refused):
    """Somebody else changed the same thing meanwhile; `theirs` is what stands there now."""

    def __init__(self, theirs: Any) -> None:
        super().__init__("Iemand anders wijzigde dit intussen. Kijk eerst wat er nu staat.")
        self.theirs = theirs


def now() -> datetime:
    """This moment in UTC, without zone, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    return now().date()


class Database:
    """The open file. `path` may not exist yet; it is then made, readable for its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.backups = path.parent / BACKUPS
        self._lock = threading.RLock()
        self._local = threading.local()
        self._changes: dict[str, Total] = {}
        self._deletes = False
        self._kept = Kept()
        self._committing: list[tuple[str, list[Row]]] = []
        self._highest = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        os.umask(0o077)  # DuckDB makes its log anew after every checkpoint, and nobody else may read that either
        try:
            self._ledger = Ledger(path.with_name("onlife.ledger"))
            self._connection = duckdb.connect(str(path))
            path.chmod(0o600)
        except duckdb.Error as error:
            if isinstance(error, duckdb.IOException) and "lock" in str(error).lower():
                raise StoreError(
                    f"De gegevens in {path.parent} zijn al in gebruik door een andere app die loopt. "
                    "Stop die eerst, of kies met ONLIFE_DATA een andere map."
                ) from error
            raise self._broken() from error
        except (BrokenLedger, RuntimeError, ValueError) as error:
            raise self._broken() from error
        try:
            self._connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            held = self._compare()
            if self._migrate():
                held = None
            self._columns = _columns(self._connection)
            # Counting is most of what a start with many scans costs; what was counted is not counted again.
            self._ledger.begin(held or self.totals(), self._highest)
            self._connection.execute("SET threads = 1")  # many small questions at once, not one large one
            self._connection.execute("SET allowed_directories = $1", [[str(self.backups)]])
            self._connection.execute("SET enable_external_access = false")
            self._connection.execute("SET lock_configuration = true")
        except (duckdb.Error, RuntimeError, ValueError) as error:
            self._connection.close()
            raise self._broken() from error
        except BaseException:
            self._connection.close()
            raise

    def _broken(self) -> StoreError:
        return StoreError(
            f"De gegevens in {self.path} kunnen niet geopend worden: ze zijn beschadigd of onvolledig. Zet een back-up "
            f"terug in een lege map: onlife restore BESTAND. De back-ups van de app staan in {self.backups}."
        )

    def _compare(self) -> dict[str, Total] | None:
        """Refuse a file that does not hold what the ledger says was confirmed; gives back what it holds, if it knows."""
        self._columns = _columns(self._connection)
        if not self._ledger.known:
            if self._columns:
                log.warning("%s has no ledger; one is made from what it holds", self.path)
            return None
        if self._ledger.reshaping:
            return None
        held = self.totals()
        if held in (self._ledger.totals, self._ledger.announced):
            return held
        # A write that was committed but not yet noted when the process ended: the file holds more, never less.
        if self.totals(self._ledger.event) == self._ledger.totals:
            return held
        raise self._broken()

    def totals(self, event: int | None = None) -> dict[str, Total]:
        """What every table holds; only the rows up to `event`, if that is given."""
        with self._cursor() as cursor:
            found = {}
            for table, columns in self._columns.items():
                until = f"WHERE event <= {event}" if event is not None and "event" in columns else ""
                row = cursor.execute(f"SELECT {_sums(columns)} FROM {table} {until}").fetchone()
                assert row is not None
                found[table] = Total(*map(int, row[:3]))
                if event is None:
                    self._highest = max(self._highest, row[3])
            return found

    def copy_to(self, path: Path) -> dict[str, Total]:
        """Copy everything, as it is at this moment, to a fresh file in the backup folder; gives back what is in it.

        Read back after it is closed and opened again: a copy that does not hold what the ledger says is refused.
        """
        with closing(self._connection.cursor()) as cursor:
            try:
                cursor.execute(f"ATTACH '{_quoted(path)}' AS copy")
                try:
                    # DuckDB does not copy inside a transaction, nor on a cursor that was read from, once its settings are
                    # locked. So nobody writes meanwhile.
                    with self._lock:
                        held = dict(self._ledger.totals)
                        cursor.execute(f"COPY FROM DATABASE {self.path.stem} TO copy")
                finally:
                    cursor.execute("DETACH copy")
                path.chmod(0o600)
                cursor.execute(f"ATTACH '{_quoted(path)}' AS copy (READ_ONLY)")
                try:
                    copied = _totals(cursor, self._columns, "copy.")
                finally:
                    cursor.execute("DETACH copy")
            except duckdb.Error as error:
                raise StoreError("De back-up is niet gelukt. Kijk of er nog plaats is op de schijf.") from error
        if copied != held:
            raise StoreError("De back-up is niet gelukt: de kopie bevat niet hetzelfde als de gegevens.")
        return held

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """The rows that a question gives, each as column name -> value."""
        with self._cursor() as cursor:
            cursor.execute(sql, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, sql: str, *values: object) -> dict[str, Any] | None:
        """The first row that a question gives, or None."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def events(self, table: str, **where: object) -> Sequence[Row]:
        """The events of a table that match every column given, oldest first, whole."""
        if getattr(self._local, "cursor", None) is not None:  # what a transaction did so far is for itself only
            return self._events(table, where)
        found = self._kept.find(table, where)
        if found is None:
            writes = self._kept.writes(table)
            found = self._events(table, where)
            self._kept.keep(table, where, found, writes)
        return found

    def _events(self, table: str, where: Mapping[str, object]) -> Sequence[Row]:
        match = " AND ".join(f"{column} = ?" for column in where) or "true"
        columns = ", ".join(self._columns[table])
        return self.rows(f"SELECT {columns} FROM {table} WHERE {match} ORDER BY event", *where.values())

    def newest(self, table: str, columns: str, key: str, **where: object) -> list[dict[str, Any]]:
        """What holds now of each thing named by `key`: its newest event among those that match, first made first."""
        newest = {row[key]: row for row in self.events(table, **where)}
        names = [*columns.split(", "), "event"]
        return [{name: row[name] for name in names} for row in newest.values()]

    def frame(self, sql: str, *values: object) -> pd.DataFrame:
        """The rows that a question gives as a DataFrame, for sums and charts."""
        with self._cursor() as cursor:
            return cursor.execute(sql, values).df()

    def add(self, table: str, *rows: Row) -> None:
        """Add events to a table in one INSERT: all of them or none. All rows have the columns of the first."""
        if not rows:
            return
        columns = list(rows[0])
        slots = ", ".join(_slot(rows[0][column]) for column in columns)
        values = [part for row in rows for column in columns for part in _parts(row[column])]
        known = self._columns[table]
        event = "event" if "event" in known else "0"
        with self._noted(), self._cursor() as cursor:
            added = cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([f'({slots})'] * len(rows))} "
                f"RETURNING {event}, {_hash('upper', known)}, {_hash('lower', known)}",
                values,
            ).fetchall()
            total = Total(len(added), sum(row[1] for row in added), sum(row[2] for row in added))
            self._changes[table] = self._changes.get(table, Total()).plus(total)
            self._highest = max([self._highest, *(row[0] for row in added)])
            self._committing.append((table, [{**row, "event": said[0]} for row, said in zip(rows, added, strict=True)]))

    def delete(self, table: str, **where: str) -> None:
        """Delete the rows that match every column given: what a closed scan was made from, or what is erased."""
        found = " AND ".join(f"{column} = ?" for column in where)
        assert found, "a whole table is never deleted"
        with self.transaction(), self._cursor() as cursor:
            row = cursor.execute(
                f"SELECT {_sums(self._columns[table])} FROM {table} WHERE {found}", list(where.values())
            ).fetchone()
            assert row is not None
            cursor.execute(f"DELETE FROM {table} WHERE {found}", list(where.values()))
            self._changes[table] = self._changes.get(table, Total()).minus(Total(*map(int, row[:3])))
            self._deletes = True

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Note a single write in the ledger once it is committed; inside a transaction its end does that."""
        with self._alone():
            yield
            if getattr(self._local, "cursor", None) is None:
                self._note()

    def _note(self) -> None:
        after, deletes = self._after_changes(), self._deletes
        for table, added in self._committing:
            self._kept.added(table, added)
        if deletes:
            self._kept.deleted()
        self._committing = []
        self._changes, self._deletes = {}, False
        try:
            if deletes:
                self._ledger.begin({**self._ledger.totals, **after}, self._highest)
            elif after:
                self._ledger.note(after, self._highest)
                self._local.owes = True
        except OSError as error:
            raise StoreError(NOT_KEPT) from error

    def _after_changes(self) -> Totals:
        before = self._ledger.totals
        return {table: before.get(table, Total()).plus(change) for table, change in self._changes.items()}

    def next_event(self) -> int:
        """A fresh event number, for rows that belong to one event."""
        found = self.row("SELECT nextval('event_number') AS event")
        assert found is not None
        return int(found["event"])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing does. May be nested: the outermost one decides."""
        if getattr(self._local, "cursor", None) is not None:
            yield
            return
        with self._alone():
            cursor = self._connection.cursor()
            self._local.cursor = cursor
            try:
                cursor.begin()
                yield
                self._commit(cursor)
            except BaseException:
                self._changes, self._deletes, self._committing = {}, False, []
                with suppress(duckdb.Error):  # a commit that failed has rolled back already
                    cursor.rollback()
                raise
            finally:
                self._local.cursor = None
                cursor.close()
            self._note()

    def _commit(self, cursor: duckdb.DuckDBPyConnection) -> None:
        try:
            if self._deletes:
                self._ledger.announce(self._after_changes(), self._highest)
            cursor.commit()
        except (duckdb.Error, OSError) as error:
            raise StoreError(NOT_KEPT) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one place where writes happen, so that a check and the event it allows stay together."""
        with self._alone():
            yield

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock around writes. What was written is in the ledger on disk before its writer goes on, but the next
        writer need not wait for that: those who wait for the disk at the same time share one line."""
        outermost = not getattr(self._local, "inside", False)
        with self._lock:
            self._local.inside = True
            try:
                yield
            finally:
                self._local.inside = not outermost
        if outermost and getattr(self._local, "owes", False):
            self._local.owes = False
            try:
                self._ledger.settle()
            except OSError as error:
                raise StoreError(NOT_KEPT) from error

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        shared = getattr(self._local, "cursor", None)
        cursor = shared if shared is not None else self._connection.cursor()
        try:
            yield cursor
        except duckdb.Error as error:
            raise StoreError(NOT_KEPT) from error
        finally:
            if shared is None:
                cursor.close()

    def _migrate(self) -> bool:
        """Bring the file to the newest shape, one numbered step at a time; gives back whether there was any."""
        self._connection.execute("CREATE TABLE IF NOT EXISTS migrations (number INTEGER, moment TIMESTAMP)")
        done = self._connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()
        assert done is not None
        if done[0] > len(MIGRATIONS):
            raise StoreError(
                f"De gegevens in {self.path.parent} zijn gemaakt door een nieuwere versie van de app. "
                "Installeer die versie om ze te openen."
            )
        if done[0] < len(MIGRATIONS) and self._ledger.known:
            self._ledger.reshape()
        for number, script in enumerate(MIGRATIONS[done[0] :], start=done[0] + 1):
            self._connection.execute("BEGIN")
            self._connection.execute(script.read_text(encoding="utf-8"))
            self._connection.execute("INSERT INTO migrations VALUES (?, ?)", [number, now()])
            self._connection.execute("COMMIT")
            self._connection.execute("CHECKPOINT")  # a change of shape is never left to the log
        return bool(done[0] < len(MIGRATIONS))


NOT_KEPT = "De gegevens konden niet gelezen of bewaard worden. Probeer het opnieuw."


def _hash(half: str, columns: Sequence[str]) -> str:
    """SQL for half of the hash of a row: of every column, in order, as text."""
    return f"md5_number_{half}(row({', '.join(columns)})::VARCHAR)"


def _sums(columns: Sequence[str]) -> str:
    """SQL for what rows add up to, and their highest event number."""
    highest = "coalesce(max(event), 0)" if "event" in columns else "0"
    halves = ", ".join(f"coalesce(sum({_hash(half, columns)}), 0)" for half in ("upper", "lower"))
    return f"count(*), {halves}, {highest}"


def totals_of(path: Path) -> dict[str, Total]:
    """What the tables of a database that nobody has open hold."""
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        return _totals(connection, _columns(connection))


def _totals(
    cursor: duckdb.DuckDBPyConnection, columns: Mapping[str, Sequence[str]], database: str = ""
) -> dict[str, Total]:
    found = {}
    for table, names in columns.items():
        row = cursor.execute(f"SELECT {_sums(names)} FROM {database}{table}").fetchone()
        assert row is not None
        found[table] = Total(*map(int, row[:3]))
    return found


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Table -> its columns in order, for every table that the file has."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_catalog, table_schema, table_name) WHERE table_type = 'BASE TABLE' "
        "AND table_catalog = current_database() ORDER BY table_name, ordinal_position"
    ).fetchall():
        found.setdefault(table, []).append(column)
    return found


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _slot(value: object) -> str:
    return "map(?::VARCHAR[], ?::VARCHAR[])" if isinstance(value, Mapping) else "?"


def _parts(value: object) -> Sequence[object]:
    return (list(value.keys()), list(value.values())) if isinstance(value, Mapping) else (value,)
