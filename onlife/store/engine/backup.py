"""Backups: one file from which an installation can be set up again, made while the app runs.

A backup is a tar with the database (copied by DuckDB itself: the copied files of a running database often do not open),
`server.key`, without which no link or code works any more, and what every table must hold. It is as secret as the data
folder. Restoring reads everything back before it puts anything in place, and never overwrites data.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from onlife.content.message import message
from onlife.store.engine.database import BACKUPS, MIGRATIONS, Database, Refused, StoreError
from onlife.store.engine.file_database import FileDatabase
from onlife.store.engine.file_totals import migrations_of, totals_of
from onlife.store.engine.ledger import Total, put_in_place
from onlife.store.engine.postgres_schema import open_postgres

if TYPE_CHECKING:
    from onlife.store.engine.postgres_database import PostgresDatabase

KEY_LENGTH = 32
HOURLY, DAILY = 24, 30
"""How many backups are kept: the newest of each of so many hours, and of each of so many days."""

_DATABASE, _KEY, _CONTENTS = "onlife.duckdb", "server.key", "contents.json"
_HOLDING = (_DATABASE, f"{_DATABASE}.wal", "onlife.ledger", _KEY)
_STAMP = "onlife-%Y%m%dT%H%M%S.tar"
_ASIDE = "opzij-%Y%m%dT%H%M%S%f"
_SKEW = timedelta(minutes=1)
"""A backup may bear a moment that is this far ahead: two of one second take the names of two seconds."""
_one_at_a_time = threading.Lock()


def make(database: Database, folder: Path, target: Path | None = None) -> tuple[Path, dict[str, int]]:
    """Make a backup as `target`, or among the automatic ones; gives back the file and the rows per table."""
    backups = folder / BACKUPS
    with _one_at_a_time:
        target = target or _free(backups)
        if target.exists():
            raise Refused(message("backup.taken", file=target))
        try:
            backups.mkdir(mode=0o700, exist_ok=True)
            clear(folder)
            with tempfile.TemporaryDirectory(dir=backups, prefix="making-") as place:
                copy = Path(place) / _DATABASE
                held = database.copy_to(copy)
                _pack(copy, (folder / _KEY).read_bytes(), held, target)
        except OSError as error:
            raise StoreError(message("backup.not_kept", file=target, reason=error.strerror)) from error
    return target, _rows(held)


def _pack(copy: Path, key: bytes, held: Mapping[str, Total], target: Path) -> None:
    """Write the tar, and give it its name once it is whole; what is half written goes."""
    sums = {_DATABASE: _sha256(copy), _KEY: hashlib.sha256(key).hexdigest()}
    contents = {"sha256": sums[_DATABASE], "files": sums, "tables": held}  # `sha256` is what older versions look at
    draft = target.with_name(target.name + ".new")
    try:
        with draft.open("wb") as file:
            draft.chmod(0o600)
            with tarfile.open(fileobj=file, mode="w") as tar:
                _put(tar, _CONTENTS, json.dumps(contents).encode())
                _put(tar, _KEY, key)
                tar.add(copy, _DATABASE)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(draft, target)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def clear(folder: Path) -> None:
    """Remove what a backup or a restore left that was broken off: it may hold what has been erased since."""
    for left in (*(folder / BACKUPS).glob("making-*"), *folder.glob("restoring-*")):
        shutil.rmtree(left, ignore_errors=True)
    for left in (folder / BACKUPS).glob("*.new"):
        left.unlink(missing_ok=True)


def key_mark(key: bytes) -> str:
    """By what a PostgreSQL knows the key that belongs to it, without being able to tell the key."""
    return hashlib.sha256(b"onlife key:" + key).hexdigest()


def restore(file: Path, folder: Path, address: str = "", *, replace: bool = False) -> dict[str, int]:
    """Set up a data folder from a backup, or a folder and a PostgreSQL; return the rows per table.

    Refuses a folder or a database that holds data. With `replace` what is in the folder is put aside first, in a folder
    beside it: nothing is thrown away.
    """
    holding = [_KEY] if address else _HOLDING
    with _unpack(file, folder) as (place, expected):
        there = [folder / name for name in holding if (folder / name).exists()]
        if there == [folder / _KEY] and there[0].read_bytes() == (place / _KEY).read_bytes():
            there = []
        if there and not replace:
            files = ", ".join(path.name for path in there)
            raise Refused(message("backup.data_there", folder=folder, files=files))
        if there and not address and _in_use(folder / _DATABASE):
            raise Refused(message("backup.data_in_use", folder=folder))
        database = _empty_postgres(address, folder, place) if address else None
        if there:
            aside = folder / datetime.now(UTC).strftime(_ASIDE)
            aside.mkdir(mode=0o700)
            for path in there:
                path.replace(aside / path.name)
        put_in_place(place / _KEY, folder / _KEY)  # first: a database without its key would get another one
        if database is None:
            put_in_place(place / _DATABASE, folder / _DATABASE)
            return _rows(expected)
        with closing(database):
            FileDatabase(place / _DATABASE).close()  # brings an older backup to the shape of today
            return _rows(database.load(place / _DATABASE, key_mark((folder / _KEY).read_bytes())))


def move(folder: Path, address: str, *, to_file: bool) -> dict[str, int]:
    """Copy everything from the file in a folder to a PostgreSQL, or back; return the rows per table.

    The source stays, and so does the backup by which it was copied.
    """
    if not to_file and not (folder / _DATABASE).exists():
        raise Refused(message("backup.nothing_to_move", folder=folder, file=_DATABASE))
    source = open_postgres(address, folder) if to_file else FileDatabase(folder / _DATABASE)
    with closing(source):
        made, _ = make(source, folder)
    try:
        return restore(made, folder, "" if to_file else address)
    except Refused:
        made.unlink()  # nobody waits for it, and it would outlive what is erased
        raise


def _rows(totals: Mapping[str, Total]) -> dict[str, int]:
    return {table: total.rows for table, total in totals.items()}


def _empty_postgres(address: str, folder: Path, restore_from: Path) -> PostgresDatabase:
    database = open_postgres(address, folder, restore_from)
    if not database.empty:
        database.close()
        raise Refused(message("backup.database_not_empty"))
    return database


@contextmanager
def _unpack(file: Path, folder: Path) -> Iterator[tuple[Path, dict[str, Total]]]:
    """A folder with the database and the key of a backup that is whole, and what its tables hold."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix="restoring-") as name:
        place = Path(name)
        try:
            with tarfile.open(file) as tar:
                for member in (_CONTENTS, _KEY, _DATABASE):
                    source = tar.extractfile(member)
                    if source is None:
                        raise KeyError(member)
                    with source, (place / member).open("wb") as goal:
                        (place / member).chmod(0o600)
                        shutil.copyfileobj(source, goal)
                        goal.flush()
                        os.fsync(goal.fileno())
            contents = json.loads((place / _CONTENTS).read_bytes())
            expected = {table: Total(*values) for table, values in contents["tables"].items()}
            sums = contents.get("files", {_DATABASE: contents["sha256"]})  # older backups know the database only
            whole = (
                all(_sha256(place / name) == sums[name] for name in sums.keys() & {_DATABASE, _KEY})
                and (place / _KEY).stat().st_size == KEY_LENGTH
                and totals_of(place / _DATABASE) == expected
            )
            newer = whole and migrations_of(place / _DATABASE) > len(MIGRATIONS)
        except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError, duckdb.Error) as error:
            raise Refused(message("backup.no_backup", file=file)) from error
        if not whole:
            raise Refused(message("backup.damaged", file=file))
        if newer:
            raise Refused(message("backup.too_new", file=file))
        yield place, expected


@dataclass(frozen=True)
class BackupStatus:
    """How the automatic backups stand. Moments in UTC without zone; `late`: the newest is older than it should be."""

    number: int
    newest: datetime | None
    oldest: datetime | None
    late: bool


def backup_status(folder: Path, moment: datetime, *, often: bool) -> BackupStatus:
    """How the backups stand: a newest one may be overdue for as long as the time between two (and late from then on)."""
    made = [each for each, _ in _backups(folder)]
    newest = last_good(folder, moment)
    return BackupStatus(
        len(made),
        newest,
        min(made, default=None),
        late=newest is None or moment - newest >= 2 * _between(often),
    )


def last_good(folder: Path, moment: datetime) -> datetime | None:
    """When the newest automatic backup up to a moment was made, in UTC without zone; None if there is none.

    One that bears a later moment is from before the clock was set back: it says nothing about today.
    """
    return max((made for made, _ in _backups(folder) if made <= moment + _SKEW), default=None)


def due(folder: Path, moment: datetime, *, often: bool) -> bool:
    """Whether it is time for a backup: once a day, or once an hour."""
    last = last_good(folder, moment)
    return last is None or moment - last >= _between(often)


def _between(often: bool) -> timedelta:
    return timedelta(hours=1) if often else timedelta(days=1)


def expire(folder: Path) -> list[Path]:
    """Delete the backups whose time is over; gives back which."""
    made = sorted(_backups(folder), reverse=True)
    keep = _newest_of_each(made, "%Y%m%d%H", HOURLY) | _newest_of_each(made, "%Y%m%d", DAILY)
    gone = [path for _, path in made if path not in keep]
    for path in gone:
        path.unlink()
    return gone


def last_expiry(folder: Path, day: date) -> date | None:
    """The day by which the backups that are there now have expired, if the app runs every day; None without any."""
    return day + timedelta(days=DAILY) if _backups(folder) else None


def destroy_all_but(folder: Path, fresh: Path) -> int:
    """Delete every automatic backup but one, and what a broken-off backup left; gives back how many backups went."""
    with _one_at_a_time:
        clear(folder)
        old = [path for _, path in _backups(folder) if path != fresh]
        for path in old:
            path.unlink()
    return len(old)


def _free(backups: Path) -> Path:
    """The name of a backup that is made now; two within one second get the names of two seconds."""
    moment = datetime.now(UTC)
    while (path := backups / moment.strftime(_STAMP)).exists():
        moment += timedelta(seconds=1)
    return path


def _newest_of_each(made: Iterable[tuple[datetime, Path]], period: str, number: int) -> set[Path]:
    newest: dict[str, Path] = {}
    for moment, path in made:
        newest.setdefault(moment.strftime(period), path)
    return set(list(newest.values())[:number])


def _backups(folder: Path) -> list[tuple[datetime, Path]]:
    found = []
    for path in (folder / BACKUPS).glob("onlife-*.tar"):
        try:
            found.append((datetime.strptime(path.name, _STAMP), path))
        except ValueError:
            continue  # a file that its keeper put there
    return found


def _in_use(database: Path) -> bool:
    """Whether another process has a database open; its lock tells, also of a file too damaged to be opened."""
    if os.name != "posix" or not database.exists():
        return False  # elsewhere an open file cannot be moved in the first place
    import fcntl

    with database.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _put(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
