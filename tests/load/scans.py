"""Whole scans at full speed in each shape of the store, one after another in one run; see docs/performance.md.

    python -m tests.load.scans [--scans 60] [--people 10] [--shapes file 1 2 2+replica file+fr]

So many people at a time come in by the link, choose a function, give all elements a colour, screen by screen, and submit.
`file` is one process on a file, a number so many processes on one PostgreSQL, `+replica` makes that wait for a replica,
`+fr` and `+en` are people who read in that language.
Clients, PostgreSQL and the app share this machine's processors; the processor time is that of the app alone.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random

from onlife import translation
from onlife.services import installation
from tests.load.figures import Bar, Times
from tests.load.network import prepare
from tests.load.respondent import Respondent, at_once
from tests.load.server import Processes, machine_busy, processes_on
from tests.load.visitor import Wrong

SHAPES = ("file", "1", "2", "2+replica")
WITHIN = 120.0
"""Seconds that the scans of one shape may take."""


@dataclass
class Shape:
    """What was measured in one shape; `cpu` in seconds of the app's processes, `busy` of the whole machine."""

    name: str
    done: int = 0
    choices: Times = field(default_factory=Times)
    cpu: float = 0.0
    busy: float = 0.0
    clients: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.done / self.choices.elapsed

    def words(self) -> str:
        return (
            f"{self.name:<10} {self.per_second:4.1f} scans/s  {1000 * self.cpu / max(1, self.done):4.0f} ms of processor time "
            f"a scan   a choice {self.choices.words()}   machine busy {self.busy / self.choices.elapsed:.1f}, "
            f"clients {self.clients / self.choices.elapsed:.1f} processors"
        )


async def fill_in(shape: Shape, running: Processes, tokens: list[str], scans: int, people: int) -> None:
    """So many scans, so many people at a time; the first few of each process warm it up and do not count."""
    addresses, links, numbers = cycle(app.address for app in running.apps), cycle(tokens), iter(range(10**6))

    async def one(counts: bool) -> None:
        person = Respondent(next(addresses), next(links), Random(next(numbers)))
        try:
            async with person:
                await person.fill_in(at_once, time.monotonic() + WITHIN)
        except Wrong as problem:
            shape.problems.append(str(problem))
        if counts:
            shape.done += person.submitted
            shape.choices.runs += person.choices.runs

    async def some(waiting: list[None]) -> None:
        while waiting:
            waiting.pop()
            await one(True)

    await asyncio.gather(*(one(False) for _ in range(people)))
    cpu, busy, clients, start = _cpu(running), machine_busy() or 0.0, time.process_time(), time.perf_counter()
    waiting = [None] * scans
    await asyncio.gather(*(some(waiting) for _ in range(people)))
    shape.choices.elapsed = time.perf_counter() - start
    shape.cpu, shape.clients = _cpu(running) - cpu, time.process_time() - clients
    shape.busy = (machine_busy() or 0.0) - busy


def _cpu(running: Processes) -> float:
    return sum(app.cpu() or 0.0 for app in running.apps)


def measure(name: str, scans: int, people: int) -> Shape:
    """Measure one shape in a fresh folder."""
    shape = Shape(name)
    number, *extra = name.split("+")
    replica = "replica" in extra
    language = next((code for code in extra if translation.is_known(code)), translation.DUTCH)
    with tempfile.TemporaryDirectory(prefix="onlife-scans-") as place:
        data = Path(place) / "data"
        tokens = list(prepare(data, installation.questionnaire()).tokens)
        on_file = number == "file"
        with (
            processes_on(
                data, Path(place), 1 if on_file else int(number), postgresql=not on_file, replica=replica
            ) as running,
            translation.use(language),
        ):
            asyncio.run(fill_in(shape, running, tokens, scans, people))
    return shape


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.scans", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scans", type=int, default=60)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--shapes", nargs="+", default=SHAPES)
    ask = parser.parse_args()
    found = {}
    for name in ask.shapes:
        found[name] = shape = measure(name, ask.scans, ask.people)
        print(shape.words(), flush=True)
        print("".join(f"  WRONG   {problem[:300]}\n" for problem in shape.problems[:5]), end="")
    bars = [Bar("clients that something went wrong for", sum(len(s.problems) for s in found.values()), 0, "")]
    for name, shape in found.items():
        bars.append(Bar(f"processor time of the app a scan, {name}", 1000 * shape.cpu / max(1, shape.done), 250, "ms"))
        bars.append(Bar(f"a choice until confirmed, {name}, p95", shape.choices.ms(0.95), 150, "ms"))
    if {"file", "2"} <= set(found):
        ratio = found["2"].per_second / found["file"].per_second
        bars.append(Bar("scans per second, 2 processes against a file", ratio, 1.5, "x", at_least=True))
    print("\n".join(f"  {bar.words()}" for bar in bars))
    return int(not all(bar.holds for bar in bars))


if __name__ == "__main__":
    sys.exit(main())
