"""Everything that a PostgreSQL holds, copied to a file of the app's own kind and taken over from one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb

from onlife.content.message import message
from onlife.store.engine.database import MIGRATIONS, StoreError
from onlife.store.engine.file_totals import quoted, table_totals, totals_of
from onlife.store.engine.ledger import Total
from onlife.store.engine.postgres_schema import SEQUENCE, column_list

TableColumns = Mapping[str, Sequence[str]]


def copy_to(connection: duckdb.DuckDBPyConnection, columns: TableColumns, path: Path) -> dict[str, Total]:
    """Copy everything, as it is at this moment, to a fresh file; return what is in it. Raise duckdb.Error or StoreError."""
    with file_beside(connection, path) as cursor:
        cursor.begin()  # one snapshot of everything
        row = cursor.execute("SELECT coalesce(max(event), 0) + 1 FROM commits").fetchone()
        assert row is not None
        cursor.execute("USE copy")
        cursor.execute("CREATE TABLE migrations (number INTEGER, moment TIMESTAMP)")
        for script in MIGRATIONS:
            text = script.read_text(encoding="utf-8")
            cursor.execute(text.replace(SEQUENCE, f"{SEQUENCE} START WITH {row[0]}"))
        for table, names in columns.items():
            cursor.execute(
                f"INSERT INTO copy.{table} ({column_list(names)}) SELECT {column_list(names)} FROM memory.{table}"
            )
        held = table_totals(cursor, columns, "memory.main.")
        cursor.execute("USE memory")
        cursor.commit()
    path.chmod(0o600)
    if totals_of(path) != held:
        raise StoreError(message("backup.differs"))
    return held


def take_over(cursor: duckdb.DuckDBPyConnection, columns: TableColumns, kinds: Mapping[str, Mapping[str, str]]) -> int:
    """Insert everything from the file that is attached as `copy`; return the highest event number in it."""
    highest = 0
    cursor.execute("DELETE FROM pg.public.migrations")
    for table, names in columns.items():
        parts = ", ".join(f"to_json({c}) AS {c}" if kinds[table][c] == "json" else c for c in names)
        cursor.execute(f"INSERT INTO pg.public.{table} ({column_list(names)}) SELECT {parts} FROM copy.{table}")
        if "event" in names:
            row = cursor.execute(f"SELECT coalesce(max(event), 0) FROM copy.{table}").fetchone()
            highest = max(highest, *(row or ()))
    return highest


@contextmanager
def file_beside(
    connection: duckdb.DuckDBPyConnection, path: Path, options: str = ""
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor beside which a file is attached as `copy`."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"ATTACH {quoted(path)} AS copy {options}")
        try:
            yield cursor
        finally:
            roll_back(cursor)
            cursor.execute("USE memory; DETACH copy")


def roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """End a transaction before its cursor is closed: closing would, and DuckDB ends the process if the server is away then."""
    with suppress(duckdb.Error):
        cursor.rollback()
