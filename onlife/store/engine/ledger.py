"""The ledger: a file beside the database that knows what the database must hold.

A write is confirmed only after a line here says, on disk, how many rows each changed table now has and what they add up
to. DuckDB opens a database whose log is cut or damaged without a word and with less in it; compared with the ledger that
is seen. Every line carries the hash of the one before, so a changed, lost or swapped line in the middle is seen too.

Only the last line may be incomplete: the write it belonged to was never confirmed. A write that deletes is announced
first, because the rows that are gone could not be told from lost ones otherwise. After it the ledger is begun anew with
one line: what older lines say of rows that were destroyed must not outlive them.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

LEDGER_BYTES_MAX = 8_000_000
"""Bytes after which the ledger is begun anew: reading it must never be what a start waits for."""

_NOTHING = "0" * 64


class Total(NamedTuple):
    """How many rows, and the sums of the two halves of their hashes. Order does not matter; one row taken away does."""

    rows: int = 0
    upper: int = 0
    lower: int = 0

    def plus(self, other: Total) -> Total:
        return Total(self.rows + other.rows, self.upper + other.upper, self.lower + other.lower)

    def minus(self, other: Total) -> Total:
        return Total(self.rows - other.rows, self.upper - other.upper, self.lower - other.lower)


Totals = Mapping[str, Total]


class BrokenLedger(Exception):
    """The ledger cannot be read to its end."""


class Ledger:
    """The ledger of one data folder. `known` says whether there is one; `begin` makes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known = path.exists()
        self.totals: dict[str, Total] = {}
        self.event = 0
        self.announced: dict[str, Total] | None = None
        self.reshaping = False
        self._hash = _NOTHING
        self._length = 0
        self._owed: set[str] = set()
        self._noted = self._settled = 0
        self._state, self._file = threading.Lock(), threading.Lock()
        if self.known:
            self._read()

    def begin(self, totals: Totals, event: int) -> None:
        """Begin anew with one line, in one step: there is always a whole ledger, the old one or the new one.

        Called while nobody writes to the database.
        """
        with self._file, self._state:
            self._begin(totals, event)
            self.totals, self.event = dict(totals), event
            self.announced, self.reshaping, self._owed = None, False, set()
            self._settled = self._noted

    def note(self, totals: Totals, event: int) -> None:
        """Take in what tables hold after a write that is committed; it is on disk once `settle` returns."""
        with self._state:
            self.totals |= totals
            self.event = max(self.event, event)
            self._owed |= set(totals)
            self._noted += 1

    def settle(self) -> None:
        """Return once everything noted so far is on disk. Whoever waits meanwhile shares the next line and its sync."""
        wanted = self._noted
        with self._file:
            if self._settled >= wanted:
                return
            with self._state:
                noted, event, totals = self._noted, self.event, dict(self.totals)
                owed, self._owed = self._owed, set()
            try:
                if self._length > LEDGER_BYTES_MAX:
                    self._begin(totals, event)
                else:
                    self._append("write", {table: totals[table] for table in owed}, event)
            except OSError:
                # What could not be noted (a full disk) is noted with the next write: the database does hold it.
                with self._state:
                    self._owed |= owed
                raise
            self._settled = noted

    def write(self, totals: Totals, event: int) -> None:
        """Note, on disk, what tables hold after a write that is committed."""
        self.note(totals, event)
        self.settle()

    def announce(self, totals: Totals, event: int) -> None:
        """Note what tables will hold if the commit that comes now, and deletes rows, succeeds."""
        self.settle()
        with self._file:
            self._append("announced", totals, event)

    def reshape(self) -> None:
        """Note that a migration begins: if it is broken off, rows may look different without being damaged."""
        with self._file:
            self._append("reshape", {}, self.event)

    def _begin(self, totals: Totals, event: int) -> None:
        line, mark = _line("base", totals, event, _NOTHING)
        write_whole(self.path, line)
        self.known, self._hash, self._length = True, mark, len(line)

    def _append(self, kind: str, totals: Totals, event: int) -> None:
        line, mark = _line(kind, totals, event, self._hash)
        handle = os.open(self.path, os.O_WRONLY)
        try:
            os.ftruncate(handle, self._length)  # whatever an earlier, failed line left
            os.lseek(handle, 0, os.SEEK_END)
            with os.fdopen(os.dup(handle), "wb") as file:
                file.write(line)
            os.fsync(handle)
        finally:
            os.close(handle)
        self._hash, self._length = mark, self._length + len(line)

    def _read(self) -> None:
        lines = self.path.read_bytes().split(b"\n")
        last = len(lines) - (2 if lines[-1] == b"" else 1)
        for number, text in enumerate(lines[: last + 1]):
            entry = _entry(text, self._hash)
            if entry is None:
                if number == last and number > 0:
                    break
                raise BrokenLedger
            totals = {table: Total(*values) for table, values in entry["tables"].items()}
            self._hash = entry["hash"]
            self._length += len(text) + 1
            self.reshaping = entry["kind"] == "reshape"
            if entry["kind"] == "announced":
                self.announced = self.totals | totals
            else:
                self.announced = None
                self.totals |= totals
                self.event = entry["event"]
        if self._hash == _NOTHING:
            raise BrokenLedger


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there completely or not at all, whatever happens, for its owner only."""
    draft = path.with_name(path.name + ".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(draft, path)


def put_in_place(draft: Path, path: Path) -> None:
    """Give a finished file its name, and see to it that the name is on disk."""
    draft.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be synced
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _line(kind: str, totals: Totals, event: int, previous: str) -> tuple[bytes, str]:
    body = json.dumps({"kind": kind, "event": event, "tables": totals}, separators=(",", ":"), sort_keys=True)
    mark = hashlib.sha256(f"{previous}{body}".encode()).hexdigest()
    return f"{mark} {body}\n".encode(), mark


def _entry(text: bytes, previous: str) -> dict[str, Any] | None:
    mark, _, body = text.partition(b" ")
    if hashlib.sha256(previous.encode() + body).hexdigest().encode() != mark:
        return None
    entry: dict[str, Any] = json.loads(body)
    return {**entry, "hash": mark.decode()}
