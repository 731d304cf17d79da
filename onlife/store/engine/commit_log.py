"""The commits of all processes on one PostgreSQL, which form one line, over connections that do nothing else.

Every run of a page asks what is new in it, and a choice adds a row and the row of its commit. Through DuckDB either costs
five times the processor time, so these two go to PostgreSQL directly; whatever asks more of the data goes through DuckDB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import conninfo

from onlife.content.message import message
from onlife.store.engine.database import Row, StoreError
from onlife.store.engine.postgres_schema import LOCK, stored_value

COMMIT_COLUMNS = ("number", "token", "event", "tables", "deletes", "rewrites")


class Commit(NamedTuple):
    """One commit: its number in the line, the newest event after it, the tables it changed, and whether rows went."""

    number: int
    event: int
    tables: str
    deletes: bool


class Server(NamedTuple):
    """Where a PostgreSQL is and how one gets in. Errors and logs quote `address`; `password` stands in no sentence."""

    address: str
    password: str = ""


def server_at(address: str) -> Server:
    """Take the password out of an address; raise StoreError if nothing can be made of it."""
    try:
        parts = conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise StoreError(
            message("database.no_address")
        ) from None  # its message quotes the address with the password in it
    password = parts.pop("password", None) or ""
    return Server(conninfo.make_conninfo("", **parts), str(password))


class _Connection:
    """One connection, made anew when it turns out to be cut. For one thread at a time."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._open: psycopg.Connection[Any] | None = None

    def execute(self, statements: str, values: Sequence[object] = ()) -> psycopg.Cursor[Any]:
        """Run statements in one round trip; values are put in by the driver."""
        if self._open is None or self._open.closed:
            address, password = self._server
            self._open = psycopg.connect(
                address, password=password or None, autocommit=True, cursor_factory=psycopg.ClientCursor
            )
        return self._open.execute(statements.encode(), values or None)

    def execute_again(self, statements: str) -> psycopg.Cursor[Any]:
        """Run statements that change nothing yet; over a new connection if the server had cut this one meanwhile."""
        try:
            return self.execute(statements)
        except psycopg.OperationalError:
            if self._open is None or not self._open.closed:
                raise
        return self.execute(statements)

    def roll_back(self) -> None:
        """End what is under way, on the server as well; a connection that cannot is given up."""
        if self._open is not None and not self._open.closed:
            try:
                self._open.rollback()
            except psycopg.Error:
                self._open.close()

    def close(self) -> None:
        if self._open is not None:
            self._open.close()


class CommitLog:
    """One connection to read with and one to write with: whoever looks never waits for who writes. Raises psycopg.Error."""

    def __init__(self, server: Server) -> None:
        self._reader, self._writer = _Connection(server), _Connection(server)

    def since(self, number: int) -> list[Commit]:
        """The commits after this one."""
        return [Commit(*row) for row in self._reader.execute_again(_since(number)).fetchall()]

    def events(self, table: str, columns: Sequence[str], after: int, until: int) -> list[Row]:
        """The events of a table between two numbers, the second one included."""
        asked = f"SELECT {', '.join(columns)} FROM {table} WHERE event > {after} AND event <= {until} ORDER BY event"
        return [dict(zip(columns, row, strict=True)) for row in self._reader.execute_again(asked).fetchall()]

    def lock(self, number: int) -> list[Commit]:
        """Begin to write once nobody else does; return the commits after this one. End with `append` or `roll_back`."""
        cursor = self._writer.execute_again(f"BEGIN; {LOCK}; {_since(number)}")
        while cursor.nextset():
            pass
        return [Commit(*row) for row in cursor.fetchall()]

    def append(self, added: Sequence[tuple[str, Sequence[Row]]], commit: Sequence[object]) -> None:
        """Insert rows and the row of their commit, and commit. An OperationalError leaves open whether it happened."""
        insertions = [_insertion(table, list(rows[0]), [list(row.values()) for row in rows]) for table, rows in added]
        insertions.append(_insertion("commits", COMMIT_COLUMNS, [commit]))
        statements = "; ".join(statement for statement, _ in insertions)
        self._writer.execute(f"{statements}; COMMIT", [value for _, values in insertions for value in values])

    def roll_back(self) -> None:
        self._writer.roll_back()

    def close(self) -> None:
        self._reader.close()
        self._writer.close()


def _since(number: int) -> str:
    return f"SELECT number, event, tables, deletes FROM commits WHERE number > {number} ORDER BY number"


def _insertion(table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> tuple[str, list[object]]:
    slots = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
    values = [stored_value(value) for row in rows for value in row]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {slots}", values
