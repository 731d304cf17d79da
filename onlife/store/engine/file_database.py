"""One DuckDB file, owned by one process.

Beside the file lies its ledger. What the file holds is compared with it at every start, and a difference is refused:
an app that opens with less than it confirmed is worse than one that says so.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb

from onlife.content.message import message
from onlife.store.engine.database import (
    BACKUPS,
    MEMORY_LIMIT,
    Changes,
    Database,
    Hindered,
    InUse,
    Row,
    StoreError,
    Transaction,
    migrations_to_do,
)
from onlife.store.engine.disk_trouble import HELD_BY_ANOTHER, disk_trouble
from onlife.store.engine.event_cache import EventCache
from onlife.store.engine.file_totals import columns_of, in_use, quoted, row_hashes, sums, table_sums, table_totals
from onlife.store.engine.gate import Gate
from onlife.store.engine.ledger import BrokenLedger, Ledger, Total, Totals, put_in_place, write_whole
from onlife.text import now

REWRITING = "rewriting"
"""The other folder beside the file, after that of the backups, that DuckDB may still write to once it is locked down."""

log = logging.getLogger("onlife")


class FileDatabase(Database):
    """The open file. `path` may not exist yet; it is then made, readable for its owner only."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.backups = path.parent / BACKUPS
        self._rewriting = path.parent / REWRITING
        self._owed = path.with_name("onlife.owed")
        self._copying = threading.Lock()
        self._gate = Gate()
        self._given_up = False
        os.umask(0o077)  # DuckDB makes its log anew after every checkpoint, and nobody else may read that either
        self._open()

    def _open(self) -> None:
        path = self.path
        self._cache = EventCache()
        self._highest = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._ledger = Ledger(path.with_name("onlife.ledger"))
            self.without_ledger = path.exists() and not self._ledger.known
            self._connection = duckdb.connect(str(path))
            path.chmod(0o600)
        except duckdb.Error as error:
            if any(word in str(error) for word in HELD_BY_ANOTHER):
                raise InUse(message("database.in_use", folder=path.parent)) from error
            raise self._opening_fault(error) from error
        except OSError as error:
            if path.parent.is_dir():
                raise self._opening_fault(error) from error
            raise  # no folder: a setting that is wrong, and its message names it
        except (BrokenLedger, RuntimeError, ValueError) as error:
            raise self._opening_fault(error) from error
        try:
            self._connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            held = self._compare()
            if self._migrate() or held is None:  # counting is most of what a start with many scans costs: not twice
                self._columns = columns_of(self._connection)
                held, self._highest = self._totals()
            self._ledger.begin(held, self._highest)
            self._lock_down()
        except (duckdb.Error, OSError, RuntimeError, ValueError) as error:
            self._connection.close()
            raise self._opening_fault(error) from error
        except BaseException as error:
            self._connection.close()
            if isinstance(error.__cause__, duckdb.Error):  # met while what is held was counted
                raise self._opening_fault(error.__cause__) from error.__cause__
            raise

    def _revive(self) -> None:
        """DuckDB gives up for good on a file that it could not finish writing (a full disk); it is then opened anew, and
        what it holds compared with the ledger as at every start. Call it before passing the gate."""
        if not self._given_up:
            return
        with self._lock:
            if self._given_up:
                self._connection.close()
                self._given_up = False
                try:
                    self._open()
                except StoreError as error:
                    self._given_up = True
                    log.error("the data cannot be opened again: %s", error)
                    if isinstance(error, Hindered):
                        raise Hindered(message("disk.not_kept")) from error
                    raise StoreError(message("database.not_kept")) from error

    def _fault(self, error: Exception) -> StoreError:
        """What to tell of a fault while the file is open."""
        self._given_up = self._given_up or isinstance(error, duckdb.FatalException)
        trouble = disk_trouble(error)
        if trouble is None:
            return StoreError(message("database.not_kept"))
        return Hindered(f"{trouble} {message('disk.not_kept')}")

    def _opening_fault(self, error: Exception) -> StoreError:
        """What to tell of a fault while the file is opened."""
        trouble = disk_trouble(error)
        if trouble is None:
            return self._damage()
        return Hindered(message("database.not_opened", folder=self.path.parent, trouble=trouble))

    def _lock_down(self) -> None:
        self._connection.execute("SET threads = 1")  # many small questions at once, not one large one
        folders = [str(self.backups), str(self._rewriting)]
        self._connection.execute("SET allowed_directories = $1", [folders])
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def _damage(self) -> StoreError:
        return StoreError(message("database.damaged", file=self.path, backups=self.backups))

    def _compare(self) -> dict[str, Total] | None:
        """Refuse a file that does not hold what the ledger says was confirmed; gives back what it holds, if it knows."""
        self._columns = columns_of(self._connection)
        if not self._ledger.known:
            if self._columns:
                log.warning("%s has no ledger; one is made from what it holds", self.path)
            return None
        if self._ledger.reshaping:
            return None
        held, self._highest = self._totals()
        if held in (self._ledger.totals, self._ledger.announced):
            return held
        # A write that was committed but not yet noted when the process ended: the file holds more, never less.
        if self._totals(self._ledger.event)[0] == self._ledger.totals:
            return held
        raise self._damage()

    def totals(self) -> dict[str, Total]:
        return self._totals()[0]

    def _totals(self, until: int | None = None) -> tuple[dict[str, Total], int]:
        """What every table holds, and the highest event number; only of the rows up to `until`, if that is given."""
        with self._cursor() as cursor:
            tables = in_use(cursor, self._columns)
            found = table_sums(cursor, {table: self._columns[table] for table in tables}, until=until)
        held = dict.fromkeys(self._columns, Total()) | {table: total for table, (total, _event) in found.items()}
        return held, max((event for _total, event in found.values()), default=0)

    def copy_to(self, path: Path) -> dict[str, Total]:
        """Copy everything, as it is at this moment, to a fresh file in the backup folder; gives back what is in it.

        Read back after it is closed and opened again: a copy that does not hold what the ledger says is refused.
        """
        self._revive()
        with self._copying:
            return self._copy_to(path)

    def _copy_to(self, path: Path) -> dict[str, Total]:
        with closing(self._connection.cursor()) as cursor:
            try:
                cursor.execute(f"ATTACH {quoted(path)} AS copy")
                try:
                    # Nobody writes until the transaction has its snapshot; the rows are copied while others go on. The empty
                    # tables come first: DuckDB makes those in no transaction, nor on a cursor that was read from.
                    with self._lock:
                        held = dict(self._ledger.totals)
                        cursor.execute(f"COPY FROM DATABASE {self.path.stem} TO copy (SCHEMA)")
                        cursor.begin()
                        cursor.execute("SELECT 1 FROM migrations")
                    for table in self._columns:
                        cursor.execute(f"INSERT INTO copy.{table} FROM {table}")
                    cursor.commit()
                finally:
                    with suppress(duckdb.Error):  # over already, unless something failed
                        cursor.rollback()
                    cursor.execute("DETACH copy")
                path.chmod(0o600)
                cursor.execute(f"ATTACH {quoted(path)} AS copy (READ_ONLY)")
                try:
                    copied = table_totals(cursor, self._columns, "copy.")
                finally:
                    cursor.execute("DETACH copy")
            except duckdb.Error as error:
                raise StoreError(message("backup.failed")) from error
        if copied != held:
            raise StoreError(message("backup.differs"))
        return held

    @property
    def needs_compaction(self) -> bool:
        """Whether the file may still hold bytes of what was destroyed."""
        return self._owed.exists()

    def compact(self) -> None:
        """Write what is there to a fresh file and put that in the place of the old one, without the bytes of what was.

        DuckDB keeps deleted rows in blocks that it will use again some day. The old file and the fresh one hold the same
        rows and fit the same ledger, so whichever is there after a crash is whole; `needs_compaction` then says that it has
        to be done again. Writers wait from the copying on, readers only while the one file takes the place of the other.
        """
        assert self._transaction is None, "a transaction is not over"
        with self._copying, self._lock:
            fresh = self._rewriting / self.path.name
            try:
                shutil.rmtree(self._rewriting, ignore_errors=True)
                self._rewriting.mkdir(mode=0o700)
                self._copy_to(fresh)
                with fresh.open("rb+") as file:
                    os.fsync(file.fileno())
                with self._gate.shut():
                    self._swap(fresh)
                self._owed.unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(message("erasure.still_there")) from error
            finally:
                shutil.rmtree(self._rewriting, ignore_errors=True)

    def _swap(self, fresh: Path) -> None:
        """Put a fresh file in the place of the one that is open, and open it. Nobody may be reading or writing."""
        try:
            self._connection.execute("CHECKPOINT")
            self._connection.close()
            with closing(duckdb.connect(str(self.path))) as alone:
                # As long as anybody holds the old file open, DuckDB gives out that one for this name.
                held = alone.execute("SELECT current_setting('lock_configuration')").fetchone() != (False,)
            if held or self.path.with_name(f"{self.path.name}.wal").exists():
                raise StoreError(message("erasure.still_there"))
            put_in_place(fresh, self.path)
            shutil.rmtree(self.path.with_name(f"{self.path.name}.tmp"), ignore_errors=True)
        except duckdb.Error as error:
            raise StoreError(message("erasure.still_there")) from error
        finally:
            self._connection = duckdb.connect(str(self.path))
            if self._connection.execute("SELECT current_setting('lock_configuration')").fetchone() == (False,):
                self._connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
                self._lock_down()

    def as_noted(self, table: str) -> bool:
        """Whether a table holds what the ledger says."""
        with self._lock, self._cursor() as cursor:
            return table_totals(cursor, {table: self._columns[table]})[table] == self._ledger.totals.get(table)

    def refresh(self) -> None:
        """Nobody else writes to the file."""

    def ping(self) -> None:
        self.row("SELECT 1 AS one")

    def lease(self, duty: str, holder: str) -> bool:
        return True

    def close(self) -> None:
        with self._lock:  # never while the file is being written anew
            self._connection.close()

    def next_event(self, number: int = 1) -> int:
        found = self.row("SELECT min(nextval('event_number')) AS event FROM range(?)", number)
        assert found is not None
        return int(found["event"])

    # -- writing

    def _begin(self) -> Transaction:
        self._revive()
        mine = Transaction(cursor=self._connection.cursor())
        try:
            mine.cursor.begin()
        except duckdb.Error as error:
            mine.cursor.close()
            raise self._fault(error) from error
        return mine

    def _insert(self, mine: Transaction, table: str, rows: Sequence[Row]) -> list[Row]:
        columns = list(rows[0])
        values = [bound(row[column] for column in columns) for row in rows]
        known = self._columns[table]
        event = "event" if "event" in known else "0"
        with self._cursor() as cursor:
            added = cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(places for places, _parts in values)} "
                f"RETURNING {event}, {', '.join(row_hashes(known))}",
                [part for _places, parts in values for part in parts],
            ).fetchall()
        total = Total(len(added), sum(row[1] for row in added), sum(row[2] for row in added))
        mine.sums[table] = mine.sums.get(table, Total()).plus(total)
        self._highest = max([self._highest, *(row[0] for row in added)])
        return [{**row, "event": said[0]} for row, said in zip(rows, added, strict=True)]

    def _remove(self, mine: Transaction, table: str, condition: str, values: Sequence[object]) -> int:
        with self._cursor() as cursor:
            row = cursor.execute(
                f"SELECT {sums(self._columns[table])} FROM {table} WHERE {condition}", values
            ).fetchone()
            assert row is not None
            gone = Total(*map(int, row[:3]))
            if gone.rows:
                cursor.execute(f"DELETE FROM {table} WHERE {condition}", values)
                mine.sums[table] = mine.sums.get(table, Total()).minus(gone)
        return gone.rows

    def _commit(self, mine: Transaction) -> None:
        try:
            if mine.gone:
                if not self._owed.exists():
                    write_whole(self._owed, b"")
                self._ledger.announce(self._after(mine), self._highest)
            mine.cursor.commit()
        except (duckdb.Error, OSError) as error:
            raise self._fault(error) from error

    def _remember(self, mine: Changes) -> None:
        """Note what was committed in memory and in the ledger, while the next write still waits."""
        super()._remember(mine)
        after = self._after(mine)
        try:
            if mine.gone:
                self._ledger.begin({**self._ledger.totals, **after}, self._highest)
            elif after:
                self._ledger.note(after, self._highest)
        except OSError as error:
            raise self._fault(error) from error

    def _settle(self, mine: Transaction) -> None:
        """What was written is in the ledger on disk before its writer goes on, but the next writer need not wait for that:
        those who wait for the disk at the same time share one line."""
        if mine.added:
            try:
                self._ledger.settle()
            except OSError as error:
                raise self._fault(error) from error

    def _after(self, mine: Changes) -> Totals:
        before = self._ledger.totals
        return {table: before.get(table, Total()).plus(change) for table, change in mine.sums.items()}

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        mine = self._transaction
        try:
            if mine is not None:
                yield mine.cursor
            else:
                self._revive()
                with self._gate.passing(), closing(self._connection.cursor()) as cursor:
                    yield cursor
        except duckdb.Error as error:
            raise self._fault(error) from error

    def _migrate(self) -> bool:
        """Bring the file to the newest shape, one numbered step at a time; return whether there was any."""
        self._connection.execute("CREATE TABLE IF NOT EXISTS migrations (number INTEGER, moment TIMESTAMP)")
        done = self._connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()
        assert done is not None
        to_do = migrations_to_do(done[0], self.path.parent)
        if to_do and self._ledger.known:
            self._ledger.reshape()
        for number, script in to_do:
            self._connection.execute("BEGIN")
            self._connection.execute(script)
            self._connection.execute("INSERT INTO migrations VALUES (?, ?)", [number, now()])
            self._connection.execute("COMMIT")
            self._connection.execute("CHECKPOINT")  # a change of shape is never left to the log
        return bool(to_do)


def bound(values: Iterable[object]) -> tuple[str, list[object]]:
    """How values stand in SQL, a mapping in two places, and what goes in those places."""
    places: list[str] = []
    parts: list[object] = []
    for value in values:
        if isinstance(value, Mapping):
            places.append("map(?::VARCHAR[], ?::VARCHAR[])")
            parts += [list(value.keys()), list(value.values())]
        else:
            places.append("?")
            parts.append(value)
    return f"({', '.join(places)})", parts
