"""One DuckDB file: opening it, migrating it, adding events, asking questions.

One process owns the file. Every call works on a cursor of its own; writes go one after another. What the driver
raises leaves here as one `StoreError` with a Dutch sentence; the cause stays attached for the log.

Beside the file lies its ledger. What the file holds is compared with it at every start, and a difference is refused:
an app that opens with less than it confirmed is worse than one that says so.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from onlife.store.engine.event_cache import Kept, concerns
from onlife.store.engine.group_commit import Together
from onlife.store.engine.ledger import BrokenLedger, Ledger, Total, Totals, put_in_place, write_whole
from onlife.text import FIRST, LAST, clean, local

MIGRATIONS = sorted(Path(__file__).with_name("migrations").glob("*.sql"))
MEMORY_LIMIT = "512MB"
BACKUPS = "backups"
REWRITING = "rewriting"
"""The two folders beside the file that DuckDB may still write to once it is locked down."""

log = logging.getLogger("onlife")

Row = Mapping[str, Any]
Added = tuple[str, Sequence[Row]]
"""A table, and rows for it."""
Committed = Callable[[Sequence[Added], bool], None]
"""Gets the rows that were added, per table, and whether any were deleted."""
Attempt = Callable[[], None]
"""Checks something and adds what follows from it. Made again it does the same: it changes nothing but events."""


class StoreError(Exception):
    """The store cannot do what was asked; the message is a Dutch sentence for whoever sees it."""


class Hindered(StoreError):
    """What is wrong passes without touching the data: another process has them open, or the disk takes nothing."""


class InUse(Hindered):
    """Another process has the data open."""


class TooNew(StoreError):
    """The data were made by a newer version of the app."""


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
    """The day it is in Flanders: between midnight there and in UTC an action would be due a day too late."""
    return local(now()).date()


class Database:
    """The open file. `path` may not exist yet; it is then made, readable for its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.backups = path.parent / BACKUPS
        self._rewriting = path.parent / REWRITING
        self._owed = path.with_name("onlife.owed")
        self._lock = threading.RLock()
        self._copying = threading.Lock()
        self._gate = _Gate()
        self._local = threading.local()
        self._attempts = Together[Attempt]()
        self.on_commit: Committed | None = None
        """Told what every write added, while the next write still waits."""
        self._given_up = False
        os.umask(0o077)  # DuckDB makes its log anew after every checkpoint, and nobody else may read that either
        self._open()

    def _open(self) -> None:
        path = self.path
        self._changes: dict[str, Total] = {}
        self._deletes = False
        self._kept = Kept()
        self._committing: list[tuple[str, list[Row]]] = []
        self._highest = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._ledger = Ledger(path.with_name("onlife.ledger"))
            self.without_ledger = path.exists() and not self._ledger.known
            self._connection = duckdb.connect(str(path))
            path.chmod(0o600)
        except duckdb.Error as error:
            if any(word in str(error) for word in _HELD):
                raise InUse(
                    f"De gegevens in {path.parent} zijn al in gebruik door een andere app die loopt. "
                    "Stop die eerst, of kies met ONLIFE_DATA een andere map."
                ) from error
            raise self._unopened(error) from error
        except OSError as error:
            if path.parent.is_dir():
                raise self._unopened(error) from error
            raise  # no folder: a setting that is wrong, and its message names it
        except (BrokenLedger, RuntimeError, ValueError) as error:
            raise self._unopened(error) from error
        try:
            self._connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            held = self._compare()
            if self._migrate():
                held = None
            self._columns = _columns(self._connection)
            # Counting is most of what a start with many scans costs; what was counted is not counted again.
            self._ledger.begin(held or self.totals(), self._highest)
            self._lock_down()
        except (duckdb.Error, OSError, RuntimeError, ValueError) as error:
            self._connection.close()
            raise self._unopened(error) from error
        except BaseException as error:
            self._connection.close()
            if isinstance(error.__cause__, duckdb.Error):  # met while what is held was counted
                raise self._unopened(error.__cause__) from error.__cause__
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
                    hindered = isinstance(error, Hindered)
                    raise Hindered(NOT_KEPT_BY_DISK) if hindered else StoreError(NOT_KEPT) from error

    def _failed(self, error: Exception) -> StoreError:
        """What to tell of a fault while the file is open."""
        self._given_up = self._given_up or isinstance(error, duckdb.FatalException)
        trouble = _disk_trouble(error)
        return Hindered(f"{trouble} {NOT_KEPT_BY_DISK}") if trouble else StoreError(NOT_KEPT)

    def _unopened(self, error: Exception) -> StoreError:
        """What to tell of a fault while the file is opened."""
        trouble = _disk_trouble(error)
        if trouble is None:
            return self._broken()
        return Hindered(
            f"De gegevens in {self.path.parent} kunnen niet geopend worden. {trouble} Ze zijn niet beschadigd."
        )

    def _lock_down(self) -> None:
        self._connection.execute("SET threads = 1")  # many small questions at once, not one large one
        folders = [str(self.backups), str(self._rewriting)]
        self._connection.execute("SET allowed_directories = $1", [folders])
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def _broken(self) -> StoreError:
        return StoreError(
            f"De gegevens in {self.path} kunnen niet geopend worden: ze zijn beschadigd of onvolledig. Zet een back-up "
            f"terug: onlife restore --replace BESTAND. De back-ups van de app staan in {self.backups}."
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
        self._revive()
        with self._copying:
            return self._copy_to(path)

    def _copy_to(self, path: Path) -> dict[str, Total]:
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

    @property
    def owes_rewriting(self) -> bool:
        """Whether the file may still hold bytes of what was destroyed."""
        return self._owed.exists()

    def rewrite(self) -> None:
        """Write what is there to a fresh file and put that in the place of the old one, without the bytes of what was.

        DuckDB keeps deleted rows in blocks that it will use again some day. The old file and the fresh one hold the same
        rows and fit the same ledger, so whichever is there after a crash is whole; `owes_rewriting` then says that it has
        to be done again. Writers wait from the copying on, readers only while the one file takes the place of the other.
        """
        assert getattr(self._local, "cursor", None) is None, "a transaction is not over"
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
                raise StoreError(STILL_THERE) from error
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
                raise StoreError(STILL_THERE)
            put_in_place(fresh, self.path)
            shutil.rmtree(self.path.with_name(f"{self.path.name}.tmp"), ignore_errors=True)
        except duckdb.Error as error:
            raise StoreError(STILL_THERE) from error
        finally:
            self._connection = duckdb.connect(str(self.path))
            if self._connection.execute("SELECT current_setting('lock_configuration')").fetchone() == (False,):
                self._connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
                self._lock_down()

    def as_noted(self, table: str) -> bool:
        """Whether a table holds what the ledger says."""
        with self._lock, self._cursor() as cursor:
            return _totals(cursor, {table: self._columns[table]})[table] == self._ledger.totals.get(table)

    @property
    def columns(self) -> Mapping[str, Sequence[str]]:
        """Table -> its columns, in order."""
        return self._columns

    def tables_with(self, *columns: str) -> list[str]:
        """The tables that have all of these columns."""
        return [table for table, known in self._columns.items() if set(columns) <= set(known)]

    def close(self) -> None:
        with self._lock:  # never while the file is being written anew
            self._connection.close()

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """The rows that a question gives, each as column name -> value."""
        if self._trial:
            raise _NotYet
        with self._cursor() as cursor:
            cursor.execute(sql, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def rows_of(self, tables: Sequence[str], sql: str, *values: object) -> Sequence[Row]:
        """The rows that a question about these tables gives, in memory for as long as nothing is written to them."""
        if getattr(self._local, "cursor", None) is not None:  # what a transaction did so far is for itself only
            return self.rows(sql, *values)
        if any(table in tables for table, _ in self._trial or ()):
            raise _NotYet
        writes = {table: self._kept.writes(table) for table in tables}
        found = self._kept.told((sql, *values), writes)
        if found is None:
            found = self.rows(sql, *values)
            self._kept.tell((sql, *values), found, writes)
        return found

    def row(self, sql: str, *values: object) -> dict[str, Any] | None:
        """The first row that a question gives, or None."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def events(self, table: str, **where: object) -> Sequence[Row]:
        """The events of a table that match every column given, oldest first, whole."""
        if getattr(self._local, "cursor", None) is not None:  # what a transaction did so far is for itself only
            return self._events(table, where)
        if concerns(self._trial or (), [(table, where)]):
            raise _NotYet
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
        if self._trial:
            raise _NotYet
        with self._cursor() as cursor:
            return cursor.execute(sql, values).df()

    def add(self, table: str, *rows: Row) -> None:
        """Add events to a table in one INSERT: all of them or none. All rows have the columns of the first."""
        if not rows:
            return
        rows = tuple({column: storable(value) for column, value in row.items()} for row in rows)
        if self._trial is not None:
            self._trial.append((table, rows))
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

    def add_all(self, added: Sequence[Added]) -> None:
        """Add events to several tables, in this order, all of them or none. What follows each other in the same table is
        one INSERT: ten rows in one cost a seventh of ten by themselves.
        """
        with self.transaction():
            for (table, _), some in groupby(added, lambda one: (one[0], [list(row) for row in one[1][:1]])):
                self.add(table, *chain.from_iterable(rows for _, rows in some))

    def delete(self, table: str, **where: str) -> None:
        """Delete the rows that match every column given: what a closed scan was made from, or what is erased."""
        self.destroy(table, " AND ".join(f"{column} = ?" for column in where), *where.values())

    def destroy(self, table: str, condition: str, *values: object) -> int:
        """Delete the rows for which a condition in SQL holds; gives back how many."""
        assert condition, "a whole table is never deleted"
        with self.transaction(), self._cursor() as cursor:
            row = cursor.execute(
                f"SELECT {_sums(self._columns[table])} FROM {table} WHERE {condition}", values
            ).fetchone()
            assert row is not None
            gone = Total(*map(int, row[:3]))
            if gone.rows:
                cursor.execute(f"DELETE FROM {table} WHERE {condition}", values)
                self._changes[table] = self._changes.get(table, Total()).minus(gone)
                self._deletes = True
        return gone.rows

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Note a single write in the ledger once it is committed; inside a transaction its end does that."""
        with self._alone():
            yield
            if getattr(self._local, "cursor", None) is None:
                self._note()

    def _note(self) -> None:
        after, deletes = self._after_changes(), self._deletes
        if self.on_commit and (self._committing or deletes):
            self.on_commit(self._committing, deletes)
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
            raise self._failed(error) from error

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
        if self._trial is not None:
            raise _NotYet
        with self._alone():
            self._revive()
            cursor = self._connection.cursor()
            self._local.cursor = cursor
            try:
                try:
                    cursor.begin()
                except duckdb.Error as error:
                    raise self._failed(error) from error
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
                if not self._owed.exists():
                    write_whole(self._owed, b"")
                self._ledger.announce(self._after_changes(), self._highest)
            cursor.commit()
        except (duckdb.Error, OSError) as error:
            raise self._failed(error) from error

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
                raise self._failed(error) from error

    def attempt(self, do: Attempt) -> None:
        """Check and add, as in `writing`. Where others write too it may be done again."""
        if getattr(self._local, "inside", False):
            do()
            return
        mine = self._attempts.join(do)
        with self._alone():
            self._attempts.serve(mine, self._make)
            self._local.owes = mine.exception() is None  # also if another thread did it: it must be on disk
        mine.result()

    def _make(self, attempts: Sequence[tuple[Attempt, Future[Any]]]) -> None:
        """Make attempts one after the other, and write what they add in one transaction that waits for the disk once.

        Nothing is written before all have checked. Whoever would have to read what is not written yet is made after the
        others, by itself; so is everybody if what they add cannot be written together.
        """
        added, checked, alone = list[Added](), [], []
        for do, mine in attempts:
            before = len(added)
            self._local.trial = added
            try:
                do()
                checked.append((do, mine))
            except _NotYet:
                del added[before:]
                alone.append((do, mine))
            except BaseException as error:  # its asker is told
                del added[before:]
                mine.set_exception(error)
            finally:
                self._local.trial = None
        try:
            self.add_all(added)
        except Exception as error:
            log.warning("attempts that waited together are made one by one: %s", error)
            alone = [*checked, *alone]
        else:
            for _, mine in checked:
                mine.set_result(None)
        for do, mine in alone:
            try:
                do()
            except BaseException as error:  # its asker is told
                mine.set_exception(error)
            else:
                mine.set_result(None)

    @property
    def _trial(self) -> list[Added] | None:
        """What attempts that are made together would add; None while none are. Nothing of it is in the file."""
        found: list[Added] | None = getattr(self._local, "trial", None)
        return found

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        shared = getattr(self._local, "cursor", None)
        try:
            if shared is not None:
                yield shared
            else:
                self._revive()
                with self._gate.passing(), closing(self._connection.cursor()) as cursor:
                    yield cursor
        except duckdb.Error as error:
            raise self._failed(error) from error

    def _migrate(self) -> bool:
        """Bring the file to the newest shape, one numbered step at a time; gives back whether there was any."""
        self._connection.execute("CREATE TABLE IF NOT EXISTS migrations (number INTEGER, moment TIMESTAMP)")
        done = self._connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()
        assert done is not None
        if done[0] > len(MIGRATIONS):
            raise TooNew(
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


class _NotYet(BaseException):
    """What is asked can only be answered once what an attempt added is written; nobody else may catch this."""


_HELD = ("Could not set lock", "being used by another process")
"""How DuckDB says on Linux and macOS, and on Windows, that another process has the file."""


class _Gate:
    """Many may pass at once; `shut` waits until nobody is inside and keeps everybody out. Passing is never nested."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside = 0
        self._is_shut = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        with self._condition:
            self._condition.wait_for(lambda: not self._is_shut)
            self._inside += 1
        try:
            yield
        finally:
            with self._condition:
                self._inside -= 1
                self._condition.notify_all()

    @contextmanager
    def shut(self) -> Iterator[None]:
        with self._condition:
            self._is_shut = True
            self._condition.wait_for(lambda: not self._inside)
        try:
            yield
        finally:
            with self._condition:
                self._is_shut = False
                self._condition.notify_all()


STILL_THERE = "Wat gewist is, is weg uit de app, maar het bestand kon nog niet herschreven worden. De app probeert dat vanzelf opnieuw."
NOT_KEPT = "De gegevens konden niet gelezen of bewaard worden. Probeer het opnieuw."
NOT_KEPT_BY_DISK = "Wat je net deed, is niet bewaard; wat al bewaard was, blijft. Verwittig wie de app beheert."
_DISK_TROUBLES = {
    errno.ENOSPC: "De schijf van de server is vol.",
    errno.EDQUOT: "De schijf van de server is vol.",
    errno.EFBIG: "De schijf van de server is vol.",
    errno.EROFS: "De schijf van de server laat niet schrijven.",
    errno.EACCES: "De app mag op de schijf van de server niet lezen of schrijven.",
    errno.EPERM: "De app mag op de schijf van de server niet lezen of schrijven.",
}


def _disk_trouble(error: Exception) -> str | None:
    """What is wrong with the disk, in a sentence, if that is what a fault comes from; DuckDB tells it in words only."""
    if isinstance(error, OSError):
        return _DISK_TROUBLES.get(error.errno or 0)
    if isinstance(error, duckdb.Error):
        return next((said for number, said in _DISK_TROUBLES.items() if os.strerror(number) in str(error)), None)
    return None


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


def migrations_of(path: Path) -> int:
    """The shape of a database that nobody has open: the number of its newest migration."""
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        row = connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()
        assert row is not None
        return int(row[0])


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


def storable(value: object) -> object:
    """A value as it is kept. Text passes the door of `typed` here once more, so that no field can go round it, and a
    day is one that every picture and file can hold."""
    if isinstance(value, date) and not isinstance(value, datetime) and not FIRST <= value <= LAST:
        raise Refused(f"Kijk het jaar {value.year} na: het moet tussen {FIRST.year} en {LAST.year} liggen.")
    if isinstance(value, Mapping):
        return {key: clean(part) for key, part in value.items()}
    return clean(value) if isinstance(value, str) else value
