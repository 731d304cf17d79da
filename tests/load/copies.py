"""Many networks in one data folder: one that was filled through the store, copied under ids of its own.

What a network is made of is copied as it is kept: every row of every table that names it, with its live scans and drafts,
its sessions, its links, its log book and who coordinates it. Whatever is an id or a mark (32 or 64 signs of hexadecimal)
becomes another one in every copy, the same in every table. Links are made with the key of the folder, so that they open,
and log books are sealed with it, so that they hold. Rows of all copies stand among each other, as they would if all
networks had been filled in at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from onlife.security.token import fingerprint, link_token

Seal = Callable[[Iterable[Mapping[str, Any]]], list[dict[str, Any]]]
"""Rows of one log book -> the same rows, sealed anew (`Log.seal_anew`)."""

OTHER = (
    "CASE WHEN length({0}) = 32 AND regexp_full_match({0}, '[0-9a-f]+') THEN md5({0} || copy) "
    "WHEN length({0}) = 64 AND regexp_full_match({0}, '[0-9a-f]+') THEN sha256({0} || copy) ELSE {0} END"
)
SESSIONS = "subject IN (SELECT link FROM link_events)"
ACCOUNTS = "account IN (SELECT account FROM membership_events WHERE network <> '')"
NAMES = {"network_events": "name", "account_events": "username"}
"""What no two networks or accounts share."""


def multiply(folder: Path, networks: int, seal: Seal) -> None:
    """Copy the only network of a closed data folder until there are so many."""
    with closing(duckdb.connect(str(folder / "onlife.duckdb"))) as connection:
        tables = _tables(connection)
        first = _one(connection, "SELECT nextval('event_number')")
        copies = networks - 1
        _one(connection, f"SELECT count(nextval('event_number')) FROM range({first * copies})")
        for table, columns in tables.items():
            which = {"session_events": SESSIONS, "account_events": ACCOUNTS}.get(table, "network <> ''")
            _copy(connection, table, columns, which, first, copies)
        _make_links(connection, (folder / "server.key").read_bytes())
        _seal_logs(connection, seal)
        connection.execute("CHECKPOINT")
    (folder / "onlife.ledger").unlink()  # the next start makes one from what the file holds


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Table -> its columns with their types, of all that a network has rows in."""
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() JOIN duckdb_tables() USING (table_name) "
        "ORDER BY table_name, column_index"
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return {
        table: columns
        for table, columns in found.items()
        if "network" in columns or table in ("session_events", "account_events")
    }


def _copy(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    which: str,
    first: int,
    copies: int,
) -> None:
    """The event numbers of copies follow on those of the first, and rows of one event stay of one event."""
    values = {name: OTHER.format(f"t.{name}") if kind == "VARCHAR" else f"t.{name}" for name, kind in columns.items()}
    values["event"] = f"{first} + (t.event - 1) * {copies} + copy"
    if table in NAMES:
        values[NAMES[table]] = f"t.{NAMES[table]} || ' ' || copy"
    connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
        f"FROM (FROM {table} WHERE {which}) t, range(1, {copies + 1}) copies(copy) ORDER BY {values['event']}"
    )


def _make_links(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    links = pd.DataFrame(connection.execute("SELECT DISTINCT link FROM link_events").fetchall(), columns=["link"])
    links["secret"] = [fingerprint(link_token(key, link)) for link in links["link"]]
    connection.register("made", links)
    connection.execute("UPDATE link_events SET secret = made.secret FROM made WHERE made.link = link_events.link")
    connection.unregister("made")


def _seal_logs(connection: duckdb.DuckDBPyConnection, seal: Seal) -> None:
    columns = list(_tables(connection)["log_events"])
    chains: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(f"SELECT {', '.join(columns)} FROM log_events WHERE network <> ''").fetchall():
        named = dict(zip(columns, row, strict=True))
        chains.setdefault(named["network"], []).append(named)
    sealed = [(row["event"], row["network"], row["seal"]) for rows in chains.values() for row in seal(rows)]
    connection.register("made", pd.DataFrame(sealed, columns=["event", "network", "seal"]))
    connection.execute(
        "UPDATE log_events SET seal = made.seal FROM made "
        "WHERE made.event = log_events.event AND made.network = log_events.network"
    )
    connection.unregister("made")


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row: Sequence[Any] | None = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])
