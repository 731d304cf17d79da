"""An evening on which many people fill in at once, each at the pace of somebody who reads.

They come in by links of many networks, and stay: the crowd only grows, from one number to the next. What everything else
costs is read from the system and not from a clock, because clients, PostgreSQL and the app share this machine.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.load.figures import Times
from tests.load.respondent import Respondent
from tests.load.server import Server, app_on, machine_busy
from tests.load.visitor import Wrong
from tests.postgres import Postgres

PACE = 8.0, 15.0
"""Seconds between two steps of one person, at least and at most."""
ARRIVING = 8
"""So many people come in at the same time."""
SCREEN = 8
"""Steps until somebody is through the first screen. Whoever comes in takes so many of them at once that, of all who are there,
some are at every step: a next screen costs more than a choice."""
ENTERING = 240.0
"""Seconds after which all who come in for one number must be there."""


@dataclass
class Evening:
    """What was measured with so many people. Processor time in seconds of all app processes, of PostgreSQL and of the
    clients; memory in MB and open files of the app process that has most.
    """

    shape: str
    people: int
    here: int = 0
    steps: Times = field(default_factory=Times)
    """Choices, and turns to a next screen, until they are confirmed."""
    app: float = 0.0
    database: float = 0.0
    clients: float = 0.0
    busy: float = 0.0
    memory: float = 0.0
    files: int = 0
    threads: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def step(self) -> tuple[float, float]:
        """Processor time of a step in ms: of the app, and of PostgreSQL."""
        number = max(1, len(self.steps.runs))
        return 1000 * self.app / number, 1000 * self.database / number


@dataclass(frozen=True)
class Installation:
    """App processes and the PostgreSQL that they share, if they do."""

    name: str
    apps: Sequence[Server]
    postgres: Postgres | None = None

    def app_time(self) -> float:
        return sum(app.cpu() or 0.0 for app in self.apps)

    def database_time(self) -> float:
        """Processor seconds of the server and of all that it started, those that ended too."""
        if self.postgres is None:
            return 0.0
        main = (self.postgres.folder / "data" / "postmaster.pid").read_text().split()[0]
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it ended a moment ago
                continue
            if stat.parent.name == main:
                ticks += sum(map(int, fields[11:15]))
            elif fields[1] == main:
                ticks += sum(map(int, fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def installed(
    name: str, data: Path, logs: Path, number: int, postgres: Postgres | None, address: str
) -> Iterator[Installation]:
    """So many app processes on data that are there, for as long as the block lasts."""
    with ExitStack() as stack:
        apps = [
            stack.enter_context(app_on(data, logs / f"{name}-{n}.log", ONLIFE_DATABASE=address)) for n in range(number)
        ]
        yield Installation(name, apps, postgres)


class Crowd:
    """People who came in and fill in. `grow` lets more of them come, `watch` measures for a while."""

    def __init__(self, place: Installation, tokens: Sequence[str], stack: AsyncExitStack) -> None:
        self._place, self._tokens, self._stack = place, tokens, stack
        self._people: list[Respondent] = []
        self._filling: list[asyncio.Task[None]] = []
        self._problems: list[str] = []

    async def grow(self, number: int) -> None:
        """Let people come in until there are so many; whoever cannot is a problem."""
        waiting = list(range(len(self._people), number))
        until = time.monotonic() + ENTERING

        async def some() -> None:
            while waiting and time.monotonic() < until:
                seed = waiting.pop(0)
                app, token = self._place.apps[seed % len(self._place.apps)], self._tokens[seed % len(self._tokens)]
                person = Respondent(app.address, token, Random(seed))
                try:
                    await self._stack.enter_async_context(person)
                except (Wrong, OSError) as problem:
                    self._problems.append(str(problem))
                    continue
                self._people.append(person)
                self._filling.append(asyncio.create_task(self._fill_in(person, Random(seed))))

        await asyncio.gather(*(some() for _ in range(ARRIVING)))

    async def _fill_in(self, person: Respondent, random: Random) -> None:
        ahead = random.randrange(1, SCREEN + 1)

        async def think() -> None:
            nonlocal ahead
            ahead -= 1
            if ahead < 0:
                await asyncio.sleep(random.uniform(*PACE))

        try:
            await person.fill_in(think, float("inf"))
        except Wrong as problem:
            self._problems.append(str(problem))

    async def watch(self, people: int, seconds: float) -> Evening:
        """What the next so many seconds bring."""
        found, place = Evening(self._place.name, people), self._place
        before = [(len(person.choices.runs), len(person.turns.runs)) for person in self._people]
        app, database, busy = place.app_time(), place.database_time(), machine_busy() or 0.0
        clients, begun, problems = time.process_time(), time.monotonic(), len(self._problems)
        await asyncio.sleep(seconds)
        found.steps.elapsed = time.monotonic() - begun
        found.app, found.database = place.app_time() - app, place.database_time() - database
        found.clients, found.busy = time.process_time() - clients, (machine_busy() or 0.0) - busy
        for person, (choices, turns) in zip(self._people, before, strict=True):
            found.steps.runs += person.choices.runs[choices:] + person.turns.runs[turns:]
        found.here = sum(not task.done() for task in self._filling)
        found.memory = max(app.memory() or float("nan") for app in place.apps)
        found.files = max(len(list(Path(f"/proc/{app.process.pid}/fd").iterdir())) for app in place.apps)
        found.threads = max(len(list(Path(f"/proc/{app.process.pid}/task").iterdir())) for app in place.apps)
        found.problems = self._problems[problems:]
        return found

    def leave(self) -> None:
        for task in self._filling:
            task.cancel()


@asynccontextmanager
async def crowd(place: Installation, tokens: Sequence[str]) -> AsyncIterator[Crowd]:
    async with AsyncExitStack() as stack:
        people = Crowd(place, tokens, stack)
        try:
            yield people
        finally:
            people.leave()
