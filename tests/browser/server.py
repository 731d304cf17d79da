"""The app as it really runs: a process of its own on a free port, with a data folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import httpx

from tests.browser.world import HOME
from tests.ports import free_port

PATIENCE = 60


class Server:
    """A started app. `ready` waits until it is healthy; `stop` ends it and what it started; after that it can `start` again."""

    def __init__(self, folder: Path, log: Path, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self._environment = {**os.environ, "ONLIFE_DATA": str(folder), **settings}
        self._log = log
        log.write_bytes(b"")
        self.start()

    def start(self) -> Server:
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)],
                cwd=HOME,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def ready(self) -> Server:
        for _ in range(PATIENCE * 10):
            try:
                if httpx.get(f"{self.origin}/gezond", timeout=5).status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            try:
                self._process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError(f"The app did not start:\n{self.log()}")

    def log(self) -> str:
        """What its terminal says."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=10)
