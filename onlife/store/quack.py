"""DuckDB's own client-server protocol, as this app uses it: a line over which text goes one way and text comes back.

The server end is a DuckDB without any table, beside the one that has the file open, with one function: `onlife(text)`.
Who has the token can call it and can reach no file: outside access is off and the settings are locked. Only addresses of
this machine are served and called, because what passes is not encrypted.

The client end repeats nothing by itself: whether a request that got no answer may be sent again is for the caller to say.
"""

from __future__ import annotations

import importlib.util
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path

import duckdb

from onlife.store.engine.database import StoreError
from onlife.store.wire import literal

EXTENSIONS = ("httpfs", "quack")
HERE = ("localhost", "127.0.0.1")
FUNCTION = "onlife"
LINES = 3
"""Requests that one process has under way at most. The server answers some twenty at a time, of all processes together."""
ANSWER_WITHIN = 30
"""Seconds."""
_ADDRESS = re.compile(rf"quack:({'|'.join(map(re.escape, HERE))}):([1-9][0-9]{{0,4}})")


class Silence(Exception):
    """No answer came: the server is away, or went away on the way. Whether it did what was asked is not known."""


def is_address(text: str) -> bool:
    found = _ADDRESS.fullmatch(text)
    return bool(found) and int(found[2]) < 1 << 16 if found else False


class Listener:
    """The server end: calls `answer` for every request, several at a time, until it is closed."""

    def __init__(self, address: str, token: str, answer: Callable[[str], str]) -> None:
        self._address = address
        if _answered(address):  # DuckDB would share the port, and every other request would come to the wrong server
            raise StoreError(f"{address} is al bezet. Kies een andere poort in ONLIFE_STORE.")
        self._connection = _without_tables()
        try:
            self._connection.create_function(FUNCTION, answer, ["VARCHAR"], "VARCHAR", side_effects=True)
            self._connection.execute(f"CALL quack_serve({literal(address)}, token = {literal(token)})")
            _lock_down(self._connection)
        except duckdb.Error as error:
            self._connection.close()
            raise StoreError(
                f"Op {address} kan niet geluisterd worden. Kies een andere poort in ONLIFE_STORE."
            ) from error

    def close(self) -> None:
        with suppress(duckdb.Error):
            self._connection.execute(f"CALL quack_stop({literal(self._address)})")
        self._connection.close()


class Caller:
    """The client end, for many threads."""

    def __init__(self, address: str, token: Callable[[], str]) -> None:
        self._address, self._token = address, token
        self._connection = _calling().cursor()
        self._free = threading.Semaphore(LINES)
        self._lock = threading.Lock()
        self._open: list[str] = []

    def call(self, request: str) -> str:
        """Send a request and give back the answer; raises Silence, and then the next call begins with a fresh line."""
        with self._free, self._line() as line:
            asked = f"SELECT {FUNCTION}({literal(request)})"
            with self._connection.cursor() as cursor:
                row = cursor.execute("FROM quack_query_by_name($1, $2)", [line, asked]).fetchone()
            assert row is not None
            return str(row[0])

    @contextmanager
    def _line(self) -> Iterator[str]:
        with self._lock:
            line = self._open.pop() if self._open else None
        try:
            if line is None:
                line = self._new()
            yield line
        except duckdb.Error as error:
            with self._lock:
                dead, self._open = [*self._open, *([line] if line else [])], []  # what one line met, all met
            for line in dead:
                self._hang_up(line)
            raise Silence(str(error)) from error
        else:
            with self._lock:
                self._open.append(line)

    def _new(self) -> str:
        line = f"line{next(_numbers)}"
        with self._connection.cursor() as cursor:
            cursor.execute(f"ATTACH {literal(self._address)} AS {line} (TOKEN {literal(self._token())})")
        return line

    def _hang_up(self, line: str) -> None:
        with suppress(duckdb.Error), self._connection.cursor() as cursor:
            cursor.execute(f"DETACH {line}")

    def close(self) -> None:
        for line in self._open:
            self._hang_up(line)
        self._connection.close()


_numbers = count(1)


@cache
def _calling() -> duckdb.DuckDBPyConnection:
    """The DuckDB of this process from which every call leaves."""
    connection = _without_tables()
    # A request that was sent twice unasked could be done twice.
    connection.execute(f"SET http_retries = 0; SET http_timeout = {ANSWER_WITHIN}")
    return connection


def _answered(address: str) -> bool:
    """Whether somebody listens there."""
    _, host, port = address.split(":")
    with socket.socket() as door:
        return door.connect_ex((host, int(port))) == 0


def _without_tables() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "128MB"})
    connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    for name in EXTENSIONS:
        connection.execute(f"LOAD {literal(str(_file(name)))}")
    return connection


def _lock_down(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _file(name: str) -> Path:
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    for folder in (found.submodule_search_locations or []) if found else []:
        for file in Path(folder).glob(f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"):
            return file
    raise StoreError(
        f"Voor meer dan één proces is het pakket duckdb-extension-{name} nodig, versie {duckdb.__version__}: "
        "pip install 'onlife[processes]'."
    )
