"""What a page, a choice and the upkeep cost when many networks share one installation; drawn in docs/performance.md.

    python -m tests.load.growth [--networks 1 10 100 300] [--postgresql] [--draw docs/beeld/groei.svg]

As many networks as asked are in the middle of their scan round (`spring`): 20 partners of 10 people each, half of them
closed. Measured from outside on a fresh server: from starting it to its first page (elapsed and processor time), pages of
a network in the middle, the page of the programme over all of them, choices of five people, memory, and what the data
weigh. Then, in this process, upkeep: a backup, a run of retention and writing the data anew, how long each takes and how
long somebody waits at most whose choice comes meanwhile.

Exit status: 0 every bar holds; 1 a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import altair as alt
import pandas as pd

from onlife.domain.light import Light
from onlife.security.token import SESSION_COOKIES
from onlife.services import installation
from onlife.store import Store, backup
from tests.load.figures import Bar, Times
from tests.load.network import PAGES as NETWORK_PAGES
from tests.load.respondent import Respondent, at_once
from tests.load.server import Server, app_on
from tests.load.spring import Spring, enter, fill
from tests.load.visitor import Run, Visitor, again_and_again
from tests.postgres import Postgres

SIZES = (1, 10, 100, 300)
PAGES = (*NETWORK_PAGES, "partners", "deelname", "links")
PROGRAMME, CHOICE = "programma", "keuze"
SECONDS = 3.0
"""How long every page is asked again and again."""
PEOPLE = 5
SLOWER, START, CONFIRMED = 1.5, 5.0, 300.0


@dataclass
class Grown:
    """What was measured with so many networks; `times`: page -> how long runs took, with their processor time; `upkeep`:
    what was done -> how long it took and how long a choice waited meanwhile at most, in seconds.
    """

    networks: int
    scans: int = 0
    choices: int = 0
    start: float = 0.0
    start_cpu: float = 0.0
    megabytes: float = 0.0
    memory: float = 0.0
    times: dict[str, Times] = field(default_factory=dict)
    upkeep: dict[str, tuple[float, float]] = field(default_factory=dict)

    def cpu(self, page: str) -> float:
        """Processor time of the app per run, in ms."""
        return 1000 * self.times[page].cpu / max(1, len(self.times[page].runs))

    def words(self) -> str:
        pages = "  ".join(f"{page} {self.cpu(page):.1f}/{times.ms(0.95):.0f}" for page, times in self.times.items())
        upkeep = "  ".join(f"{act} {took:.1f} s (a choice {wait:.1f} s)" for act, (took, wait) in self.upkeep.items())
        return (
            f"{self.networks:4} networks {self.scans:7,} scans {self.choices:10,} choices  start {self.start:4.1f} s "
            f"({self.start_cpu:.1f} s CPU)  data {self.megabytes:4.0f} MB  memory {self.memory:4.0f} MB\n"
            f"     ms CPU per run / p95 in ms: {pages}\n     {upkeep}"
        )


def measure(networks: int, *, postgresql: bool = False) -> Grown:
    grown = Grown(networks)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onlife-growth-")))
        data, log, address = place / "data", place / "log", ""
        fill(data, installation.questionnaire(), networks)
        if postgresql:
            server = Postgres(durable=True)
            stack.callback(server.close)
            address = server.address("onlife")
            backup.move(data, server.database("onlife"), to_file=False)
        store = Store(data, installation.questionnaire(), address)
        spring, held = enter(store), store.totals()
        store.close()
        grown.scans = held["frozen_scans"].rows + held["submission_events"].rows
        grown.choices = held["draft_events"].rows
        begun = time.perf_counter()
        with app_on(data, log, ONLIFE_DATABASE=address) as app:
            asyncio.run(_first(app, spring))
            grown.start, grown.start_cpu = time.perf_counter() - begun, app.cpu() or float("nan")
            asyncio.run(_pages(app, spring, grown))
            grown.memory = app.memory() or float("nan")
        if postgresql:
            grown.megabytes = int(server.sql("SELECT pg_database_size('onlife')")) / 1e6
        else:
            grown.megabytes = sum(file.stat().st_size for file in data.glob("onlife.*")) / 1e6
        store = Store(data, installation.questionnaire(), address)
        stack.callback(store.close)
        for act, do in (("backup", store.back_up), ("retention", store.retention.run), ("rewriting", store.compact)):
            grown.upkeep[act] = _beside_a_choice(store, spring.tokens[0], do)
    return grown


def _pages_of(app: Server, spring: Spring) -> dict[str, Visitor]:
    """The pages that are measured, of a coordinator whose network was copied and of somebody of the programme."""
    who = dict.fromkeys(PAGES, spring.coordinators[-1]) | {PROGRAMME: spring.programme}
    return {page: Visitor(app.address, page, {SESSION_COOKIES["account"]: secret}) for page, secret in who.items()}


async def _first(app: Server, spring: Spring) -> None:
    async with _pages_of(app, spring)["overzicht"] as visitor:
        await visitor.run()


async def _pages(app: Server, spring: Spring, grown: Grown) -> None:
    async with AsyncExitStack() as stack:
        asking: dict[str, list[Callable[[], Awaitable[Run]]]] = {}
        for page, visitor in _pages_of(app, spring).items():
            asking[page] = [(await stack.enter_async_context(visitor)).run]
        asking[CHOICE] = []
        for number in range(PEOPLE):
            person = Respondent(app.address, spring.tokens[number], Random(number))
            await (await stack.enter_async_context(person)).start(at_once)
            asking[CHOICE].append(person.change_something)
        for page, those in asking.items():
            await those[0]()  # the first run does not count
            times, cpu = grown.times.setdefault(page, Times()), app.cpu() or float("nan")
            await again_and_again(those, SECONDS, times)
            times.cpu = (app.cpu() or float("nan")) - cpu


def _beside_a_choice(store: Store, token: str, do: Callable[[], object]) -> tuple[float, float]:
    """How long something takes, and how long a choice waits at most whose owner goes on choosing meanwhile, in seconds."""
    link = store.links.with_token(token)
    partner = store.networks.partner(link.network, link.partner) if link else None
    assert partner is not None
    scan, elements = store.scans.begin(partner).id, installation.questionnaire().elements
    over, waits = threading.Event(), list[float]()

    def choose() -> None:
        while not over.wait(0.05):
            begun = time.perf_counter()
            store.scans.answer(scan, elements[len(waits) % len(elements)].id, Light.GREEN)
            waits.append(time.perf_counter() - begun)

    choosing = threading.Thread(target=choose)
    choosing.start()
    begun = time.perf_counter()
    try:
        do()
    finally:
        took = time.perf_counter() - begun
        over.set()
        choosing.join()  # who chose last may be waiting still
    return took, max(waits, default=0.0)


def bars(found: Sequence[Grown]) -> Iterator[Bar]:
    first, last = found[0], found[-1]
    yield Bar(f"start to first page with {last.networks} networks", last.start, START, "s")
    yield Bar(
        f"confirmation of a choice with {last.networks} networks, p95", last.times[CHOICE].ms(0.95), CONFIRMED, "ms"
    )
    for page in (*PAGES, CHOICE):
        ratio = last.cpu(page) / first.cpu(page)
        yield Bar(f"{page}: time against {first.networks} network", ratio, SLOWER, "x")


def draw(found: Sequence[Grown], path: Path) -> None:
    rows = [(f"pagina {page}", g.networks, g.cpu(page)) for g in found for page in PAGES]
    rows += [("een keuze", g.networks, g.cpu(CHOICE)) for g in found]
    data = pd.DataFrame(rows, columns=["wat", "netwerken", "ms"])
    chart = (
        alt.Chart(data, width=560, height=300, title="Processortijd per keer dat een pagina getoond wordt")
        .mark_line(point=True)
        .encode(
            alt.X("netwerken:Q", scale=alt.Scale(type="log"), title="netwerken in dezelfde installatie")
            .axis(values=[g.networks for g in found]),
            alt.Y("ms:Q", title="ms", scale=alt.Scale(domainMin=0)),
            alt.Color("wat:N", title=None),
        )
    )  # fmt: skip
    chart.save(str(path))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.growth", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--networks", type=int, nargs="+", default=list(SIZES), help="how many networks to measure with"
    )
    parser.add_argument("--draw", type=Path, help="where to draw the curve (.svg or .png)")
    parser.add_argument("--postgresql", action="store_true", help="keep the data in a PostgreSQL and not in a file")
    ask = parser.parse_args()
    found = []
    for networks in sorted(ask.networks):
        found.append(measure(networks, postgresql=ask.postgresql))
        print(found[-1].words(), flush=True)
    if ask.draw:
        draw(found, ask.draw)
    measured = list(bars(found))
    print("\n".join(f"  {bar.words()}" for bar in measured))
    return int(not all(bar.holds for bar in measured))


if __name__ == "__main__":
    sys.exit(main())
