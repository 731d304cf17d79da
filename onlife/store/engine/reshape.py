"""Rows that were taken from a database of an earlier shape, in the shape of today.

They pass through a database in memory that is made as that one was and goes through the same migrations since. So a row
that no such table can hold is found before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import duckdb

from onlife.store.engine.database import MEMORY_LIMIT, MIGRATIONS, Row
from onlife.store.engine.file_database import bound
from onlife.store.engine.file_totals import columns_of


class Misshapen(ValueError):
    """No table of the shape that was named can hold these rows."""


def to_today(shape: int, tables: Mapping[str, Sequence[Row]]) -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows in the shape of today, in the order of their events; values may come in as text.

    `shape`: the number of migrations that made the database they are from, at most as many as there are.
    """
    if not 0 < shape <= len(MIGRATIONS):
        raise Misshapen(f"shape {shape}")
    with closing(duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "threads": 1})) as scratch:
        scratch.execute("SET enable_external_access = false")
        try:
            _migrate(scratch, 0, shape)
            known = columns_of(scratch)
            for table, rows in tables.items():
                for row in rows:
                    _insert(scratch, table, row, known)
            _migrate(scratch, shape, len(MIGRATIONS))
            return {table: _rows(scratch, table) for table in columns_of(scratch)}
        except (duckdb.Error, TypeError, AttributeError) as error:
            raise Misshapen(str(error)) from error


def _migrate(scratch: duckdb.DuckDBPyConnection, done: int, shape: int) -> None:
    for script in MIGRATIONS[done:shape]:
        scratch.execute(script.read_text(encoding="utf-8"))


def _insert(scratch: duckdb.DuckDBPyConnection, table: str, row: Row, known: Mapping[str, Sequence[str]]) -> None:
    if table not in known or set(row) != set(known[table]):
        raise Misshapen(f"{table} {sorted(row)}")
    columns = ", ".join(row)
    places, parts = bound(row.values())
    scratch.execute(f"INSERT INTO {table} ({columns}) VALUES {places}", parts)


def _rows(scratch: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    found = scratch.execute(f"SELECT * FROM {table} ORDER BY event")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
