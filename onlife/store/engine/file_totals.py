"""What the tables of a database add up to, and what a file holds that nobody has open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import duckdb

from onlife.store.engine.ledger import Total


def totals_of(path: Path) -> dict[str, Total]:
    """What the tables of a database that nobody has open hold."""
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        return table_totals(connection, columns_of(connection))


def migrations_of(path: Path) -> int:
    """The shape of a database that nobody has open: the number of its newest migration."""
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        row = connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()
        assert row is not None
        return int(row[0])


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Table -> its columns in order, for every table that the file has."""
    # What DuckDB lists of all columns it works out for its own views too, in three times as long.
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY table_name"
    ).fetchall()
    return {table: connection.table(table).columns for (table,) in tables}


def row_hashes(columns: Sequence[str]) -> tuple[str, str]:
    """SQL for both halves of the hash of a row: of every column, in order, as text. DuckDB works it out once for both."""
    whole = f"md5_number(row({', '.join(columns)})::VARCHAR)"
    return f"({whole} & {2**64 - 1})::UBIGINT", f"({whole} >> 64)::UBIGINT"


def sums(columns: Sequence[str]) -> str:
    """SQL for what rows add up to, and their highest event number."""
    upper, lower = row_hashes(columns)
    highest = "coalesce(max(event), 0)" if "event" in columns else "0"
    return f"count(*), coalesce(sum({upper}), 0), coalesce(sum({lower}), 0), {highest}"


def in_use(cursor: duckdb.DuckDBPyConnection, tables: Collection[str]) -> list[str]:
    """Which of these tables hold a row, in one question: to add one up takes longer."""
    if not tables:
        return []
    asked = " UNION ALL ".join(f"(SELECT {quoted(table)} FROM {table} LIMIT 1)" for table in tables)
    return [table for (table,) in cursor.execute(asked).fetchall()]


def table_sums(
    cursor: duckdb.DuckDBPyConnection,
    columns: Mapping[str, Sequence[str]],
    database: str = "",
    until: int | None = None,
) -> dict[str, tuple[Total, int]]:
    """What each table adds up to, and its highest event number; with `until` of the rows up to that event.

    Asked at once: to ask takes longer than to add up most tables.
    """
    if not columns:
        return {}
    only = f"WHERE event <= {until}" if until is not None else ""
    asked = " UNION ALL ".join(
        f"(SELECT '{table}', {sums(names)} FROM {database}{table} {only if 'event' in names else ''})"
        for table, names in columns.items()
    )
    return {table: (Total(*map(int, added)), event) for table, *added, event in cursor.execute(asked).fetchall()}


def table_totals(
    cursor: duckdb.DuckDBPyConnection, columns: Mapping[str, Sequence[str]], database: str = ""
) -> dict[str, Total]:
    return {table: total for table, (total, _event) in table_sums(cursor, columns, database).items()}


def quoted(text: object) -> str:
    """Text as it stands in SQL."""
    return "'" + str(text).replace("'", "''") + "'"
