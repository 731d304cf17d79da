"""Servers as processes of their own, on 127.0.0.1 and a free port: Streamlit, alone or several on one PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from onlife.services import settings
from onlife.store.engine import backup
from tests.ports import free_port
from tests.postgres import Postgres

HOST = "127.0.0.1"
HEALTHY = "/_stcore/health"
STARTING = 60.0
STOPPING = 15.0


class Server:
    """A running server; `address` is where it answers, `log` what it said."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.address, self.log = process, f"http://{HOST}:{port}", log

    def memory(self) -> float | None:
        """Resident memory in MB; None where the system cannot say."""
        try:
            said = subprocess.run(
                ["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, text=True, check=True
            )
            return int(said.stdout) * 1024 / 1e6
        except (OSError, ValueError, subprocess.CalledProcessError):
            return None

    def cpu(self) -> float | None:
        """Seconds of processor time so far; None where the system cannot say."""
        try:
            ticks = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError):
            return None


def machine_busy() -> float | None:
    """Processor seconds that this machine worked (or was kept from working) since it started; None if unknown."""
    try:
        user, nice, system, _, _, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
        return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return None


@contextmanager
def serving(
    script: Path, folder: Path, log: Path, *, healthy: str = HEALTHY, status: int = 200, **environment: str
) -> Iterator[Server]:
    """`streamlit run SCRIPT` in a folder, for as long as the block lasts; it is up once `healthy` answers with `status`."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", HOST, "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=clean | environment, stdout=said, stderr=said)
    server = Server(process, port, log)
    try:
        _wait(server, healthy, status)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def app_on(
    data: Path, log: Path, *, healthy: str = HEALTHY, status: int = 200, **environment: str
) -> AbstractContextManager[Server]:
    """The app on a data folder, as `serving` starts it."""
    app, home = settings.HOME / "app.py", settings.HOME
    return serving(app, home, log, healthy=healthy, status=status, ONLIFE_DATA=str(data), **environment)


@dataclass(frozen=True)
class Processes:
    """App processes on the same data; on PostgreSQL with its server, and with the one that follows it if asked."""

    apps: Sequence[Server]
    postgres: Postgres | None = None
    replica: Postgres | None = None
    address: str = ""


@contextmanager
def processes_on(
    data: Path, logs: Path, number: int, *, postgresql: bool = False, replica: bool = False
) -> Iterator[Processes]:
    """So many app processes, for as long as the block lasts; their logs are `1.log` and so on.

    One works on the file unless `postgresql` says otherwise; several share a PostgreSQL to which the file was moved.
    """
    with ExitStack() as stack:
        postgres = follower = None
        address = ""
        if number > 1 or postgresql:
            postgres = Postgres(durable=True)
            stack.callback(postgres.close)
            backup.move(data, postgres.database("onlife"), to_file=False)
            address, ports = postgres.address("onlife"), [postgres.port]
            if replica:
                follower = postgres.replica()
                stack.callback(follower.close)
                postgres.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
                ports.append(follower.port)
                hosts = ",".join(f"{HOST}:{port}" for port in ports)
                address = f"postgresql://onlife@{hosts}/onlife?target_session_attrs=read-write&connect_timeout=2"
        apps = [
            stack.enter_context(app_on(data, logs / f"{n}.log", ONLIFE_DATABASE=address)) for n in range(1, number + 1)
        ]
        yield Processes(apps, postgres, follower, address)


def _wait(server: Server, healthy: str, status: int) -> None:
    end = time.monotonic() + STARTING
    while time.monotonic() < end and server.process.poll() is None:
        try:
            if httpx.get(f"{server.address}{healthy}", trust_env=False, timeout=5).status_code == status:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{server.log.read_text(errors='replace')[-2000:]}")
