"""A PostgreSQL of the tests' own: made in a temporary folder, on a free port of this machine, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from tests.ports import free_port

SKIP = "ONLIFE_SKIP_POSTGRESQL"
NOT_THERE = (
    "PostgreSQL is not on this machine, so nothing was tried on it. Install it (on Debian: apt install postgresql), or "
    f"leave these tests out by name with {SKIP}=1."
)
_numbers = count(1)


def binaries() -> Path | None:
    """The folder with the programs of the newest PostgreSQL here; None if there is none."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *map(Path, filter(None, [shutil.which("initdb")]))]
    newest = max((place.resolve() for place in found), key=lambda place: (len(place.parts), place), default=None)
    return newest.parent if newest else None


def must_be_there() -> None:
    """Fail a test without PostgreSQL, unless somebody chose to leave it out."""
    if binaries() is None:
        if os.environ.get(SKIP):
            pytest.skip(f"left out by {SKIP}")
        pytest.fail(NOT_THERE, pytrace=False)


class Postgres:
    """One server: `start` it, `stop` it, cut it off with `kill`, have it followed by a `replica`."""

    def __init__(self, folder: Path | None = None, *, durable: bool = False) -> None:
        tools = binaries()
        assert tools, NOT_THERE
        self._bin = tools
        self.folder = folder or Path(tempfile.mkdtemp(prefix="onlife-postgres-"))
        self.port = free_port()
        self._settings = "" if durable else "-c fsync=off -c synchronous_commit=off "
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        if folder is None:
            self.run("initdb", "-D", self._data, "-A", "trust", "-U", "onlife", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://onlife@127.0.0.1:{self.port}/{database}"

    def database(self, name: str = "", template: str = "template1") -> str:
        """Make a database, empty or as another one; return its address."""
        name = name or f"t{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def sql(self, *statements: str, database: str = "postgres") -> str:
        """Run statements with PostgreSQL's own client; return what it prints."""
        asked = [part for statement in statements for part in ("-c", statement)]
        return self.run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.address(database), *asked)

    def start(self) -> None:
        settings = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200 {self._settings}"
        )
        self.run("pg_ctl", "-D", self._data, "-w", "-l", str(self.folder / "log"), "-o", settings, "start")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def kill(self) -> None:
        """As when the machine falls over: nothing is finished, nobody is told."""
        self.stop("immediate")

    def replica(self) -> Postgres:
        """A server that follows this one, and waits to be promoted."""
        folder = Path(tempfile.mkdtemp(prefix="onlife-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        self.run("pg_basebackup", "-D", str(folder / "data"), "-d", self.address(), "-R", "-X", "stream", "-c", "fast")
        return Postgres(folder)

    def promote(self) -> None:
        self.run("pg_ctl", "-D", self._data, "-w", "promote")

    def close(self) -> None:
        with suppress(subprocess.CalledProcessError):  # it was down already
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs: they refuse to be run by root."""
        other_user: Sequence[str] = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        with tempfile.TemporaryFile("w+") as output:  # no pipe: the server that pg_ctl leaves behind would hold it open
            done = subprocess.run(
                [*other_user, str(self._bin / program), *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            output.seek(0)
            said = output.read().strip()
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, program, said)
        return said
