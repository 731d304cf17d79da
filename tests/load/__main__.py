"""How fast the app is and how much it holds, measured from outside on the running app; see docs/performance.md.

    python -m tests.load [--people 20] [--seconds 90] [--connected 300]
    python -m tests.load --profile

Exit status: 0 every bar holds; 1 a bar is missed, an answer is lost or something went wrong on the way.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from random import Random

from onlife.security.token import SESSION_COOKIES
from onlife.services import installation
from onlife.store import Store
from tests.load.figures import Bar, Times
from tests.load.network import PAGES, PARTNERS, Prepared, prepare
from tests.load.paint import CHROMIUM, first_paint
from tests.load.profile import shares, words
from tests.load.respondent import Respondent, at_once, thinking
from tests.load.server import Server, app_on, machine_busy, serving
from tests.load.visitor import Run, Visitor, Wrong, again_and_again

HELLO = 'import streamlit as st\n\nst.title("Hello")\nst.write("Hello world")\n'
TOGETHER = (1, 5)
"""How many clients ask one page again and again at the same time."""
SLICE, SLICES = 2.5, 2
"""Every page gets slices of so many seconds, in turns, so that what else the machine does hits all of them."""
STEPS = 52
"""What a respondent does with time to think before it: 43 choices and 8 turns to a next screen, and one to spare."""
ARRIVING, PACE = 0.1, 0.75
"""Shares of the time that people have: all have come in after the first, thinking takes the second."""
SCANS, FAST = 50, 10
"""So many scans are filled in without time to think, so many people at the same time."""
CATCHING_UP = 70.0
"""Seconds that may be spent on them."""
CROWD = 30
"""So many people open the same network page at the same moment."""
QUIET = 0.1
"""Share of the processors that other programs may take before the times say more about them than about the app."""
BESIDES = 240.0
"""Seconds after which everything but the people with time to think must be over."""


class Measurement:
    """One run of everything; what it finds collects here."""

    def __init__(
        self, app: Server, hello: Server, prepared: Prepared, people: int, seconds: float, connected: int
    ) -> None:
        self.app, self.hello, self.prepared, self.people, self.seconds = app, hello, prepared, people, seconds
        self.connected, self.refused, self.paint, self.cold_start = connected, 0, float("nan"), float("nan")
        self.crowds: dict[str, Times] = {}
        self.random = Random(2)
        self.respondents: list[Respondent] = []
        self.problems: list[str] = []
        self.memory: list[tuple[str, float | None]] = []
        self.cold: dict[str, float] = {}
        self.loops: dict[tuple[str, int], Times] = {}
        self.opening, self.choices, self.turns = Times(), Times(), Times()
        self.quick, self.quick_scans = Times(), 0
        self.others = float("nan")

    @property
    def submitted(self) -> int:
        return sum(respondent.submitted for respondent in self.respondents)

    async def everything(self) -> None:
        """All parts, one after another; raises Wrong or TimeoutError when there is nothing left to measure."""
        async with asyncio.timeout(self.seconds + BESIDES):
            start, busy = time.perf_counter(), self._busy_elsewhere()
            self._weigh("after the start")
            await self._first_runs()
            if Path(CHROMIUM).exists():
                self.paint = await first_paint(f"{self.app.address}/l/{self.prepared.tokens[0]}")
            await self._pages()
            await self._crowds()
            self._weigh("after the network pages")
            say(f"{self.people} people fill in the scan ...")
            await self._people()
            await self._until_enough()
            self._weigh(f"after {self.submitted} submitted scans")
            await self._everybody_connected()
            self.others = (self._busy_elsewhere() - busy) / (time.perf_counter() - start)

    def _busy_elsewhere(self) -> float:
        """Processor seconds that everything but the two servers and these clients took so far; NaN if unknown."""
        own = (self.app.cpu(), self.hello.cpu(), machine_busy())
        if None in own:
            return float("nan")
        app, hello, busy = (seconds or 0.0 for seconds in own)
        return busy - app - hello - time.process_time()

    def _weigh(self, when: str) -> None:
        self.memory.append((when, self.app.memory()))

    def _coordinator(self, page: str) -> Visitor:
        return Visitor(self.app.address, page, {SESSION_COOKIES["account"]: self.prepared.coordinator})

    def _respondent(self) -> Respondent:
        tokens = self.prepared.tokens
        respondent = Respondent(
            self.app.address, tokens[len(self.respondents) % len(tokens)], Random(self.random.random())
        )
        self.respondents.append(respondent)
        return respondent

    async def _first_runs(self) -> None:
        """The first visitor of a fresh server: nothing imported, nothing counted, no chart drawn yet."""
        for page in PAGES:
            async with self._coordinator(page) as visitor:
                self.cold[page] = (await visitor.run()).seconds
                if not any(visitor.elements("vega_lite_chart")):
                    raise Wrong(f"There is no chart on page '{page}'.")

    async def _pages(self) -> None:
        """Every page asked again and again, in turns with the hello page, by one client and by several."""
        async with AsyncExitStack() as stack:
            enter = stack.enter_async_context
            most = max(TOGETHER)
            askers: dict[str, list[Callable[[], Awaitable[Run]]]] = {}
            askers["hello"] = [(await enter(Visitor(self.hello.address))).run for _ in range(most)]
            for page in PAGES:
                askers[page] = [(await enter(self._coordinator(page))).run for _ in range(most)]
            filling = [await enter(self._respondent()) for _ in range(most)]
            for respondent in filling:
                await respondent.start(at_once)
            askers["scan"] = [respondent.change_something for respondent in filling]
            for ask in [one for name in ("hello", *PAGES) for one in askers[name]]:
                await ask()
            for number in TOGETHER:
                say(f"pages, {number} at a time ...")
                for _ in range(SLICES):
                    for name, asking in askers.items():
                        times = self.loops.setdefault((name, number), Times())
                        await self._loop(self.hello if name == "hello" else self.app, asking[:number], times)

    async def _loop(self, server: Server, asking: Sequence[Callable[[], Awaitable[Run]]], times: Times) -> None:
        cpu = server.cpu() or 0.0
        await again_and_again(asking, SLICE, times)
        times.cpu += (server.cpu() or 0.0) - cpu

    async def _crowds(self) -> None:
        """Many people who open the same network page at the same moment, as at the start of a meeting."""
        async with AsyncExitStack() as stack:
            for page in PAGES:
                crowd = [await stack.enter_async_context(self._coordinator(page)) for _ in range(CROWD)]
                start = time.perf_counter()
                times = Times([run.seconds for run in await asyncio.gather(*(visitor.run() for visitor in crowd))])
                times.elapsed = time.perf_counter() - start
                self.crowds[page] = times

    async def _everybody_connected(self) -> None:
        """Hold many open scans at the same time; whoever cannot come in is counted."""
        say(f"{self.connected} people connected ...")
        async with AsyncExitStack() as stack:
            waiting = [None] * self.connected

            async def some() -> None:
                while waiting:
                    waiting.pop()
                    try:
                        await stack.enter_async_context(self._respondent())
                    except (Wrong, OSError) as problem:
                        self.refused += 1
                        self.problems.append(str(problem))

            await asyncio.gather(*(some() for _ in range(FAST)))
            self._weigh(f"with {self.connected} people connected")

    async def _people(self) -> None:
        """People who read and think while they fill in, all at the same time."""
        start = time.perf_counter()
        until = time.monotonic() + self.seconds
        mean = PACE * self.seconds / STEPS

        async def one(respondent: Respondent) -> None:
            random = Random(self.random.random())
            await asyncio.sleep(random.uniform(0, ARRIVING * self.seconds))
            await self._fill_in(respondent, thinking(random, mean), until)

        those = [self._respondent() for _ in range(self.people)]
        await asyncio.gather(*(one(respondent) for respondent in those))
        for mine, theirs in ((self.opening, "opening"), (self.choices, "choices"), (self.turns, "turns")):
            mine.runs = [seconds for respondent in those for seconds in getattr(respondent, theirs).runs]
            mine.elapsed = time.perf_counter() - start

    async def _until_enough(self) -> None:
        """More scans at full speed: without time to think, some at a time, until there are enough."""
        start = time.perf_counter()
        until = time.monotonic() + CATCHING_UP

        async def some() -> None:
            while time.monotonic() < until and len(waiting) > 0:
                waiting.pop()
                await self._fill_in(respondent := self._respondent(), at_once, until)
                self.quick.runs += respondent.choices.runs

        waiting, before, cpu = [None] * SCANS, self.submitted, self.app.cpu() or 0.0
        say(f"{len(waiting)} scans at full speed, {FAST} at a time ...")
        await asyncio.gather(*(some() for _ in range(FAST)))
        self.quick.elapsed, self.quick.cpu = time.perf_counter() - start, (self.app.cpu() or 0.0) - cpu
        self.quick_scans = self.submitted - before

    async def _fill_in(self, respondent: Respondent, think: Callable[[], Awaitable[None]], until: float) -> None:
        try:
            async with respondent:
                await respondent.fill_in(think, until)
        except Wrong as problem:
            self.problems.append(str(problem))

    # -- afterwards

    def lost(self, store: Store) -> tuple[int, int]:
        """How many confirmed answers there are, and how many of them the store does not hold."""
        confirmed = lost = 0
        for respondent in self.respondents:
            kept = store.scans.scan(respondent.scan) if respondent.scan else None
            for element, light in respondent.confirmed.items():
                confirmed += 1
                lost += kept is None or kept.answers.get(element) != light
            if respondent.submitted and not (kept and kept.submitted):
                self.problems.append("A submitted scan is not submitted in the store.")
        return confirmed, lost

    def bars(self, lost: int) -> Iterator[Bar]:
        yield Bar("confirmed answers lost", lost, 0, "")
        yield Bar(f"confirmation of a choice, {self.people} people at once, p95", self.choices.ms(0.95), 300, "ms")
        for page in PAGES:
            for number in TOGETHER:
                yield Bar(f"page {page}, {number} at a time, p95", self.loops[page, number].ms(0.95), 700, "ms")
        for page, least in (("scan", 3), *((page, 2) for page in PAGES)):
            ratio = self.ratio(page, max(TOGETHER))
            yield Bar(
                f"runs/s of {page} against the hello page, {max(TOGETHER)} at a time", ratio, least, "x", at_least=True
            )
        yield Bar("scans per second at full speed", self.quick_scans / self.quick.elapsed, 3, "/s", at_least=True)
        yield Bar(f"a choice at full speed, {FAST} people at once, p50", self.quick.ms(0.5), 100, "ms")
        yield Bar(f"people refused, of {self.connected} connected at once", self.refused, 0, "")
        yield Bar("start of the server to its first page", self.cold_start, 4, "s")
        yield Bar("first contentful paint of the welcome page", self.paint, 300, "ms")
        for when, weight in self.memory[-2:]:
            limit = 1500 if "connected" in when else 500
            yield Bar(f"memory of the server {when}", float("nan") if weight is None else weight, limit, "MB")

    def ratio(self, page: str, number: int) -> float:
        return self.loops[page, number].per_second / self.loops["hello", number].per_second

    def tables(self) -> Iterator[str]:
        yield f"\nFilling in the scan: {self.people} people at once, with time to think ({PACE * self.seconds / STEPS:.1f} s)"
        yield f"  a choice, until confirmed    {self.choices.words()}"
        yield f"  to the next screen           {self.turns.words()}"
        yield f"  link, button, first screen   {self.opening.words()}"
        if self.quick.runs:
            yield (
                f"  a choice, {FAST} at full speed    {self.quick.words()}  "
                f"{self.quick_scans / self.quick.elapsed:.1f} scans/s  "
                f"{1000 * self.quick.cpu / max(1, self.quick_scans):.0f} ms CPU per scan"
            )
        yield f"\nWhole pages, {PARTNERS} partners, asked again and again, in turns (scan: one choice)"
        for number in TOGETHER:
            for name in ("hello", "scan", *PAGES):
                times = self.loops[name, number]
                cpu = 1000 * times.cpu / len(times.runs) if times.runs else float("nan")
                yield (
                    f"  {number} at a time  {name:<13} {times.words():<62}  {self.ratio(name, number):4.1f} x hello  "
                    f"{cpu:5.1f} ms CPU  {times.received / max(1, len(times.runs)) / 1000:5.0f} kB"
                )
        yield f"\n{CROWD} people open the same page at the same moment"
        for page, times in self.crowds.items():
            yield f"  {page:<13} {times.words()}"
        yield "\nFirst run after the start of the server"
        yield "  " + "   ".join(f"{page} {1000 * seconds:.0f} ms" for page, seconds in self.cold.items())
        yield "\nMemory of the server (resident)"
        for when, weight in self.memory:
            yield f"  {when:<28} {'not measured here' if weight is None else f'{weight:.0f} MB'}"
        yield f"\nOther programs kept {self.others:.1f} of {os.cpu_count()} processors busy meanwhile"
        if self.others > QUIET * (os.cpu_count() or 1):
            yield "  That is too much to judge times by; ratios and processor time per run still say something."


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


async def profile(app: Server, prepared: Prepared) -> list[str]:
    """Where the time of every page goes, and of a choice in the scan."""
    lines: list[str] = []
    for page in PAGES:
        async with Visitor(app.address, page, {SESSION_COOKIES["account"]: prepared.coordinator}) as visitor:
            await visitor.run()
            lines += words(page, await shares(app, visitor.run))
    async with Respondent(app.address, prepared.tokens[0], Random(1)) as respondent:
        await respondent.start(at_once)
        lines += words("scan", await shares(app, respondent.change_something))
    return lines


async def first_page(app: Server, prepared: Prepared) -> None:
    async with Visitor(app.address, PAGES[0], {SESSION_COOKIES["account"]: prepared.coordinator}) as visitor:
        await visitor.run()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--people", type=int, default=20, help="people who fill in at the same time (20)")
    parser.add_argument("--seconds", type=float, default=90, help="time they have for a whole scan (90)")
    parser.add_argument("--connected", type=int, default=300, help="people connected at the same time (300)")
    parser.add_argument("--profile", action="store_true", help="only show where the time of each page goes")
    ask = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="onlife-load-") as name, ExitStack() as stack:
        folder = Path(name)
        data, plain = folder / "data", folder / "hello"
        plain.mkdir()
        (plain / "hello.py").write_text(HELLO, encoding="utf-8")
        say("preparing ...")
        prepared = prepare(data, installation.questionnaire())
        start = time.perf_counter()
        with app_on(data, folder / "cold.log") as app:
            asyncio.run(first_page(app, prepared))
            cold_start = time.perf_counter() - start
            if ask.profile:
                print("\n".join(asyncio.run(profile(app, prepared))))
                return 0
        hello = stack.enter_context(serving(plain / "hello.py", plain, folder / "hello.log"))
        app_log = folder / "app.log"
        with app_on(data, app_log) as app:
            measurement = Measurement(app, hello, prepared, ask.people, ask.seconds, ask.connected)
            measurement.cold_start = cold_start
            try:
                asyncio.run(measurement.everything())
            except (Wrong, TimeoutError) as problem:
                why = str(problem) or "it takes too long"
                print(f"Nothing to measure: {why}\n{app_log.read_text(errors='replace')[-2000:]}")
                return 1
        store = Store(data, installation.questionnaire())
        confirmed, lost = measurement.lost(store)
        store.close()
        faults = app_log.read_text(encoding="utf-8", errors="replace").count("Traceback")
    if faults:
        measurement.problems.append(f"The log of the server holds {faults} traces.")
    print("\n".join(measurement.tables()))
    print(f"\nBars ({confirmed} confirmed answers compared with the store)")
    bars = list(measurement.bars(lost))
    print("\n".join(f"  {bar.words()}" for bar in bars))
    print("".join(f"  WRONG   {problem}\n" for problem in measurement.problems), end="")
    say(f"{time.monotonic() - began:.0f} s")
    return int(bool(measurement.problems) or not all(bar.holds for bar in bars))


if __name__ == "__main__":
    sys.exit(main())
