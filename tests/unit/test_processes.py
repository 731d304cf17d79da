"""Several processes on one store server, as they are really started: what one does, the other knows, whoever falls over."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import httpx
import pytest

from onlife import installation
from onlife.access import SESSION_COOKIES
from onlife.store import Store
from tests.load.network import Prepared, prepare
from tests.load.respondent import Respondent
from tests.load.server import Server, serving
from tests.load.visitor import Visitor, Wrong
from tests.unit.conftest import free_port

WITHIN = 10.0
"""Seconds in which people go on elsewhere, and in which an app finds its data again."""


class StoreServer:
    """`onlife store-server` as a process of its own, which can fall over and be started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, f"quack:localhost:{free_port()}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "onlife.cli", "store-server"]
        environment = os.environ | {"ONLIFE_DATA": str(self.folder), "ONLIFE_STORE": self.address}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert self.address in self.process.stdout.readline()

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)


class World:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        data = folder / "data"
        self.prepared: Prepared = prepare(data, installation.questionnaire())
        self.store = StoreServer(data)
        stack.callback(lambda: self.store.process.poll() is None and self.store.stop(signal.SIGTERM))
        shared = {"ONLIFE_DATA": str(data), "ONLIFE_STORE": self.store.address}
        self.apps = [
            stack.enter_context(serving(installation.HOME / "app.py", installation.HOME, folder / f"{n}.log", **shared))
            for n in (1, 2)
        ]

    def respondent(self, app: Server) -> Respondent:
        return Respondent(app.address, self.prepared.tokens[0], Random(1))

    def look(self) -> Store:
        """The data, as one more process sees them."""
        return Store(self.store.folder, installation.questionnaire(), self.store.address)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path_factory.mktemp("processes"), stack)


def until(holds: object, seconds: float = WITHIN) -> float:
    """Wait until something holds; gives back how long that took."""
    began = time.monotonic()
    while not holds():  # type: ignore[operator]
        assert time.monotonic() - began < seconds, "it takes too long"
        time.sleep(0.1)
    return time.monotonic() - began


async def answers(respondent: Respondent, number: int) -> None:
    for _ in range(number):
        await respondent.change_something()


async def straight_on() -> None:
    """No time to think."""


def test_a_scan_begun_at_one_app_goes_on_at_the_other(world: World) -> None:
    first, second = world.apps

    async def go() -> tuple[Respondent, str]:
        async with world.respondent(first) as respondent:
            await respondent.start(straight_on)
            await answers(respondent, 4)
        cookie = {SESSION_COOKIES["scan"]: respondent.secret}
        async with Visitor(second.address, "scan", cookie) as elsewhere:
            await elsewhere.run()
            return respondent, elsewhere.words()

    respondent, shown = asyncio.run(go())
    with world.look() as store:
        kept = store.scans.scan(respondent.scan)
    assert kept is not None
    assert respondent.confirmed.items() <= kept.answers.items()
    assert "1." in shown
