"""The tables of the store as PostgreSQL knows them: how they are made, and how DuckDB comes to see them."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from onlife.content.message import message
from onlife.store.engine.database import MEMORY_LIMIT, MIGRATIONS, StoreError, migrations_to_do
from onlife.store.engine.file_totals import quoted
from onlife.text import now

if TYPE_CHECKING:
    from onlife.store.engine.postgres_database import PostgresDatabase

EXTENSION = "postgres_scanner"
CONNECTIONS = 16
"""Connections to PostgreSQL that DuckDB keeps in a process."""
WAIT = 20
"""Seconds that a write waits for those of others, and that an answer that was lost is asked after."""
LOCK = f"SET LOCAL lock_timeout = '{WAIT}s'; LOCK TABLE commits IN EXCLUSIVE MODE"
"""What every write begins with, before its first question: PostgreSQL then takes its snapshot after the wait."""
OWN_DDL = """
DO $$ BEGIN
PERFORM pg_advisory_xact_lock(6630195);
CREATE TABLE IF NOT EXISTS migrations (number INTEGER, moment TIMESTAMP);
CREATE TABLE IF NOT EXISTS commits (number BIGINT PRIMARY KEY, token VARCHAR NOT NULL UNIQUE, event BIGINT NOT NULL,
    tables VARCHAR NOT NULL, deletes BOOLEAN NOT NULL, rewrites BOOLEAN NOT NULL);
CREATE TABLE IF NOT EXISTS leases (duty VARCHAR PRIMARY KEY, holder VARCHAR NOT NULL, until TIMESTAMPTZ NOT NULL);
CREATE TABLE IF NOT EXISTS installation (key_mark VARCHAR PRIMARY KEY);
END $$
"""
BYTEWISE = """
DO $$ DECLARE texts record; BEGIN
FOR texts IN SELECT table_name, string_agg(format('ALTER %I TYPE varchar COLLATE "C"', column_name), ', ') AS columns
    FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'character varying'
    AND collation_name IS DISTINCT FROM 'C' GROUP BY table_name
LOOP EXECUTE format('ALTER TABLE %I ', texts.table_name) || texts.columns; END LOOP;
END $$
"""
"""Texts are compared byte by byte, as DuckDB does and asks for; an index in any other order would serve none of its questions."""
OWN_TABLES = ("commits", "leases", "installation")
"""What a file has no need of, and no backup holds."""
INDEXED_COLUMNS = (
    *("event", "scan", "session", "subject", "link", "secret", "seat", "account", "name"),
    *("mail", "partner", "round", "network", "meeting"),
)
SEQUENCE = "CREATE SEQUENCE event_number"
COMMENT = re.compile("--.*")
VIEW = re.compile(r"^CREATE (?:OR REPLACE )?VIEW .*?;", re.DOTALL | re.MULTILINE)


def for_postgres(script: str) -> str:
    """A migration in the words of PostgreSQL: event numbers are given by the app, and the views are DuckDB's. '' if nothing
    is left to do."""
    script = (
        COMMENT.sub("", VIEW.sub("", script))
        .strip()
        .replace(f"{SEQUENCE};", "")
        .replace(" DEFAULT nextval('event_number')", "")
    )
    return script.replace("MAP(VARCHAR, VARCHAR)", "JSON").replace("TINYINT", "SMALLINT")


def stored_value(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else value


def column_list(columns: Sequence[str]) -> str:
    return ", ".join(columns)


def open_postgres(address: str, folder: Path, restore_from: Path | None = None) -> PostgresDatabase:
    """Open a PostgreSQL, to take over what lies in another folder if there is one; what is needed for it is installed only
    where it is wanted."""
    try:
        from onlife.store.engine.postgres_database import PostgresDatabase
    except ImportError as missing:
        raise StoreError(message("database.not_installed", version=duckdb.__version__)) from missing
    return PostgresDatabase(address, folder, restore_from)


def extension_file() -> Path:
    """The extension as its package brings it; nothing is loaded from the internet."""
    found = importlib.util.find_spec(f"duckdb_extension_{EXTENSION}")
    for folder in (found.submodule_search_locations or []) if found else []:
        for file in Path(folder).glob(f"extensions/v{duckdb.__version__}/{EXTENSION}.duckdb_extension"):
            return file
    raise StoreError(message("database.not_installed", version=duckdb.__version__))


def connect(address: str, password: str, folders: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with the PostgreSQL attached as `pg`. Of this machine it reaches files in these folders, and no
    other extension or database; nobody can change that afterwards."""
    connection = duckdb.connect(config={"threads": 1, "memory_limit": MEMORY_LIMIT})
    try:
        connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        connection.execute(f"LOAD {quoted(extension_file())}")
        # Ranges of row addresses, by which DuckDB would divide a table among threads, keep PostgreSQL from its indexes.
        # GLOBAL: without it they hold for this connection alone, and every question is put to a cursor of its own.
        connection.execute(f"SET GLOBAL pg_use_ctid_scan = false; SET GLOBAL pg_pool_max_connections = {CONNECTIONS}")
        # What DuckDB cannot reach it quotes the address of, in messages that end in the log; a secret it keeps to itself.
        connection.execute(f"CREATE SECRET pg (TYPE postgres, PASSWORD {quoted(password)})")
        connection.execute(f"ATTACH {quoted(address)} AS pg (TYPE postgres, SECRET pg)")
        connection.execute("SET allowed_directories = $1", [[str(folder) for folder in folders]])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the tables to the newest shape, one numbered step at a time, while no other process does."""
    execute = connection.execute
    execute("CALL postgres_execute('pg', $1)", [OWN_DDL])
    execute("CALL pg_clear_cache()")
    execute("BEGIN")
    try:
        execute("CALL postgres_execute('pg', 'LOCK TABLE commits IN EXCLUSIVE MODE')")
        row = execute("SELECT coalesce(max(number), 0) FROM pg.public.migrations").fetchone()
        assert row is not None
        to_do = migrations_to_do(row[0], message("database.server"))
        for number, script in to_do:
            if statements := for_postgres(script):
                execute("CALL postgres_execute('pg', $1)", [statements])
            execute("INSERT INTO pg.public.migrations VALUES (?, ?)", [number, now()])
        if to_do:
            indexes = [
                f"CREATE INDEX IF NOT EXISTS {table}_{column} ON {table} ({column})"
                for table, columns in tables(connection).items()
                for column in INDEXED_COLUMNS
                if column in columns and table not in OWN_TABLES
            ]
            execute("CALL postgres_execute('pg', $1)", ["; ".join([BYTEWISE, *indexes])])
        execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            execute("ROLLBACK")
        raise
    execute("CALL pg_clear_cache()")


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Table -> its columns in order, each with its type."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "FROM postgres_query('pg', 'SELECT table_name::text, column_name::text, data_type::text "
        "FROM information_schema.columns WHERE table_schema = ''public'' ORDER BY table_name, ordinal_position')"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def make_views(connection: duckdb.DuckDBPyConnection) -> None:
    """A view for each table, so that questions are worded as for a file, and those that migrations ask for."""
    for table, columns in tables(connection).items():
        parts = ", ".join(
            f"{column}::JSON::MAP(VARCHAR, VARCHAR) AS {column}" if kind == "json" else column
            for column, kind in columns.items()
        )
        connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {parts} FROM pg.public.{table}")
    for script in MIGRATIONS:
        for view in VIEW.findall(script.read_text(encoding="utf-8")):
            connection.execute(view)
