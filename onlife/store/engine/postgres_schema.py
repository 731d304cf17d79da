"""The tables of the store as PostgreSQL knows them, and the extension through which DuckDB reaches it."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from onlife.content.message import message
from onlife.store.engine.database import (
    StoreError,
)

EXTENSION = "postgres_scanner"
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
OWN_TABLES = ("commits", "leases", "installation")
"""What a file has no need of, and no backup holds."""
INDEXED_COLUMNS = ("event", "scan", "session", "subject", "link", "name", "round", "network", "meeting")
_SEQUENCE = "CREATE SEQUENCE event_number"
VIEW = re.compile(r"^CREATE VIEW .*?;", re.DOTALL | re.MULTILINE)


def for_postgres(script: str) -> str:
    """A migration in the words of PostgreSQL: event numbers are given by the app, and the views are DuckDB's."""
    script = VIEW.sub("", script).replace(f"{_SEQUENCE};", "").replace(" DEFAULT nextval('event_number')", "")
    return script.replace("MAP(VARCHAR, VARCHAR)", "JSON").replace("TINYINT", "SMALLINT")


def stored_value(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else value


def named(columns: Sequence[str]) -> str:
    return ", ".join(columns)


def extension_file() -> Path:
    """The extension as its package brings it; nothing is loaded from the internet."""
    found = importlib.util.find_spec(f"duckdb_extension_{EXTENSION}")
    for folder in (found.submodule_search_locations or []) if found else []:
        for file in Path(folder).glob(f"extensions/v{duckdb.__version__}/{EXTENSION}.duckdb_extension"):
            return file
    raise StoreError(message("database.no_extension", version=duckdb.__version__))
