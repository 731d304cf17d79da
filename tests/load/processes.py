"""Several app processes on one PostgreSQL, next to one process on a file; see docs/performance.md.

    python -m tests.load.processes [--processes 4] [--clients 200] [--seconds 40]

First coordinators open network pages without a pause, a fifth as many as there are clients, while those are connected;
then the clients fill in the scan, so that every run writes. Both for so many seconds in each shape: runs per second,
answers lost, answers in somebody else's scan. All are spread over the processes as a proxy would. In the shared shape three
things fall over afterwards: a process, whose clients go on at the next one; then PostgreSQL, which is started again at
once while everybody goes on trying; then PostgreSQL for good, and the replica that followed it takes its place. Everything
happens on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from random import Random

from onlife.security.token import SESSION_COOKIES
from onlife.services import installation
from onlife.store import Store
from tests.load.figures import Bar, Times
from tests.load.network import PAGES, Prepared, prepare
from tests.load.respondent import Respondent, at_once
from tests.load.server import Processes, machine_busy, processes_on
from tests.load.visitor import Visitor, Wrong, again_and_again

ARRIVE_WITHIN = 120.0
WITHIN = 10.0
"""Seconds in which people go on after something fell over."""
TOLD = ("onbereikbaar", "even bezet", "niet bewaard")
"""One of these a page says when the database is away."""
AGAIN = 0.5
"""Seconds after which somebody tries again what was refused."""


class Shape:
    """One measurement: its clients, what they did and how long it took."""

    def __init__(self, running: Processes, prepared: Prepared, clients: int, seconds: float) -> None:
        apps = running.apps
        self.apps, self.running, self.seconds = apps, running, seconds
        self.coordinator = {SESSION_COOKIES["account"]: prepared.coordinator}
        self.people = [
            Respondent(apps[n % len(apps)].address, prepared.tokens[n % len(prepared.tokens)], Random(n))
            for n in range(clients)
        ]
        self.times, self.pages = Times(), Times()
        self.moved: list[float] = []
        self.resumed: list[float] = []
        self.told = 0
        self.problems: list[str] = []
        self.busy = 0.0

    async def everything(self) -> None:
        gate = asyncio.Event()
        here = [asyncio.create_task(self._one(number, person, gate)) for number, person in enumerate(self.people)]
        await asyncio.sleep(0)
        while self._arrived < len(self.people) and not all(task.done() for task in here):
            await asyncio.sleep(0.2)
        await self._look()
        began, busy = time.monotonic(), machine_busy() or 0.0
        self._until = began + self.seconds
        gate.set()
        await asyncio.sleep(self.seconds)  # figures first, then the falls
        self.times.elapsed = time.monotonic() - began
        self.busy = (machine_busy() or 0.0) - busy
        if self.running.postgres and self.running.replica:
            self._until = math.inf
            self._app_fell = time.monotonic()
            self.apps[0].process.kill()
            await asyncio.sleep(1.5 * WITHIN)
            self._store_fell = time.monotonic()
            await asyncio.to_thread(self.running.postgres.kill)
            await asyncio.to_thread(self.running.postgres.start)
            self._store_back = time.monotonic()
            await asyncio.sleep(1.5 * WITHIN)
            await asyncio.to_thread(self.running.postgres.kill)
            await asyncio.to_thread(self.running.replica.promote)
            self._store_back = time.monotonic()
            self._until = self._store_back + 1.5 * WITHIN
        await asyncio.gather(*here)

    _arrived = 0
    _until = _app_fell = _store_fell = _store_back = 0.0

    async def _look(self) -> None:
        """Coordinators who open network pages again and again; nobody writes meanwhile."""
        async with AsyncExitStack() as stack:
            looking = [
                await stack.enter_async_context(
                    Visitor(self.apps[n % len(self.apps)].address, PAGES[n % len(PAGES)], self.coordinator)
                )
                for n in range(len(self.people) // 5)
            ]
            await asyncio.gather(*(visitor.run() for visitor in looking))
            await again_and_again([visitor.run for visitor in looking], self.seconds, self.pages)

    async def _one(self, number: int, person: Respondent, gate: asyncio.Event) -> None:
        try:
            async with person:
                await person.start(at_once)
                self._arrived += 1
                await gate.wait()
                await self._choose(person)
        except Wrong as problem:
            if not self._app_fell or number % len(self.apps):
                self._arrived += not gate.is_set()
                self.problems.append(str(problem))
                return
            try:
                async with person.at(self.apps[1 + number % (len(self.apps) - 1)].address):
                    await person.change_something()
                    self.moved.append(time.monotonic() - self._app_fell)
                    await self._choose(person)
            except Wrong as again:
                self.problems.append(str(again))

    async def _choose(self, person: Respondent) -> None:
        waiting = False
        while time.monotonic() < self._until:
            try:
                run = await person.change_something()
            except Wrong as problem:
                if not self._store_fell or not any(words in str(problem) for words in TOLD):
                    raise
                self.told += not waiting
                waiting = True
                await asyncio.sleep(AGAIN)
                with suppress(Wrong):  # its card may still be there, or still not be
                    await person.try_again()
                continue
            if waiting:
                self.resumed.append(time.monotonic() - self._store_back)
                waiting = False
            if not self._app_fell:
                self.times.runs.append(run.seconds)
        if waiting:
            raise Wrong("Somebody waited until the end for the database.")

    def compare(self, store: Store) -> tuple[int, int, int]:
        """Confirmed answers, how many are lost, and how many scans hold what their owner never chose."""
        confirmed = lost = crossed = 0
        for person in self.people:
            kept = store.scans.scan(person.scan) if person.scan else None
            confirmed += len(person.confirmed)
            lost += sum(kept is None or kept.answers.get(e) != light for e, light in person.confirmed.items())
            crossed += kept is not None and not set(kept.answers) <= person.tried
        own = [person.scan for person in self.people if person.scan]
        return confirmed, lost, crossed + len(own) - len(set(own))


def measure(folder: Path, processes: int, clients: int, seconds: float) -> tuple[Shape, tuple[int, int, int]]:
    data = folder / "data"
    prepared = prepare(data, installation.questionnaire())
    several = processes > 1
    with processes_on(data, folder, processes, replica=several) as running:
        shape = Shape(running, prepared, clients, seconds)
        with suppress(TimeoutError):
            asyncio.run(asyncio.wait_for(shape.everything(), ARRIVE_WITHIN + 2 * seconds + 8 * WITHIN))
        if several:
            return shape, compared(shape, data, running.address)
    return shape, compared(shape, data)


def compared(shape: Shape, data: Path, address: str = "") -> tuple[int, int, int]:
    store = Store(data, installation.questionnaire(), address)
    try:
        return shape.compare(store)
    finally:
        store.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.processes", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--processes", type=int, default=4, choices=range(2, 9))
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=40)
    ask = parser.parse_args()
    found = {}
    for processes in (1, ask.processes):
        with tempfile.TemporaryDirectory(prefix="onlife-processes-") as name:
            shape, (confirmed, lost, crossed) = measure(Path(name), processes, ask.clients, ask.seconds)
        found[processes] = shape
        print(f"\n{processes} process(es), {ask.clients} clients")
        print(f"  a network page  {shape.pages.words()}\n  a choice        {shape.times.words()}")
        print(f"  {confirmed} confirmed answers compared; the machine was busy for {shape.busy:.0f} processor seconds")
        print("".join(f"  WRONG   {problem[:300]}\n" for problem in shape.problems[:5]), end="")
        bars = [
            Bar("confirmed answers lost", lost, 0, ""),
            Bar("answers in somebody else's scan", crossed, 0, ""),
            Bar("clients that something went wrong for", len(shape.problems), 0, ""),
        ]
        if processes > 1:
            bars.append(Bar("after a kill, the last of its people goes on", max(shape.moved, default=0.0), WITHIN, "s"))
            last = max(shape.resumed, default=0.0)
            bars.append(Bar(f"each time the database is back, the last of {shape.told} goes on", last, WITHIN, "s"))
            for what, here, alone in (
                ("network pages per second", shape.pages, found[1].pages),
                ("choices per second", shape.times, found[1].times),
            ):
                ratio = here.per_second / alone.per_second
                bars.append(Bar(f"{what} against one process", ratio, 1.5, "x", at_least=True))
        print("\n".join(f"  {bar.words()}" for bar in bars), flush=True)
        missed = not all(bar.holds for bar in bars)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
