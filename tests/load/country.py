"""How many people can fill in at once, in an installation of 300 networks; and what a whole country would take.

    python -m tests.load.country [--networks 300] [--shapes file 1 2 4] [--people 300 600 1000 1500 2000 2500] [--seconds 25]
                                 [--data FOLDER] [--draw docs/beeld/avond.svg]

An installation is filled as in the middle of a spring (`spring`; `--data` keeps it, or takes one that was kept). On a file
(`file`), and on one PostgreSQL with so many app processes, people come in and fill in at the pace of somebody who reads: a
step (a choice, or on to the next screen) every 8 to 15 seconds. Their number grows until a step takes too long, a process too
much memory, or somebody is refused; at each number is measured, for so many seconds, how long a step takes until it is
confirmed, and what it costs in processor time of the app, of PostgreSQL and of these clients, which share the machine.
The cost per step then says how many processors a number of people takes. Everything happens on 127.0.0.1, in a temporary folder, and ends
by itself.

Exit status: 0 as many people as `SURE` hold every bar in each shape; 1 not.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import altair as alt
import pandas as pd

from onlife.services import installation
from onlife.store import Store, backup
from tests.load.evening import PACE, Evening, Installation, crowd, installed
from tests.load.figures import Bar
from tests.load.spring import Spring, enter, fill
from tests.postgres import Postgres

PEOPLE = (300, 600, 1000, 1500, 2000, 2500)
SHAPES = ("file", "1", "2", "4")
SURE, PEAK = 300, 3000
STEP_MS, MEMORY_MB = 1000.0, 1500.0
"""Bars: a step until it is confirmed, p95 in ms, and memory of a process in MB."""
FULL = 0.7
"""The share of all processors that a peak may take: above it a step waits for others."""
CORES = (1, 2, 4, 8)


def bars(found: Evening) -> Iterator[Bar]:
    yield Bar(f"{found.shape}, {found.people} people: a step until confirmed, p95", found.steps.ms(0.95), STEP_MS, "ms")
    yield Bar(f"{found.shape}, {found.people} people: memory of a process", found.memory, MEMORY_MB, "MB")
    yield Bar(f"{found.shape}, {found.people} people: refused or gone wrong", len(found.problems), 0, "")


def holds(found: Evening) -> bool:
    return all(bar.holds for bar in bars(found))


async def measure(place: Installation, spring: Spring, numbers: Sequence[int], seconds: float) -> list[Evening]:
    """One shape, from the smallest number on, until a bar is missed."""
    found: list[Evening] = []
    async with crowd(place, spring.tokens) as people:
        for number in numbers:
            await people.grow(number)
            await asyncio.sleep(PACE[1])  # whoever came in last has taken a first step
            found.append(await people.watch(number, seconds))
            print(words(found[-1]), flush=True)
            print("".join(f"  WRONG   {problem[:300]}\n" for problem in found[-1].problems[:3]), end="", flush=True)
            if not holds(found[-1]):
                break
    return found


def words(found: Evening) -> str:
    app, database = found.step
    each = found.steps.elapsed
    return (
        f"{found.shape:<5} {found.people:5} people ({found.here} still there)  {found.steps.words()}   a step takes {app:.1f} ms of "
        f"the app, {database:.1f} of PostgreSQL   processors: app {found.app / each:.2f}, PostgreSQL {found.database / each:.2f}, "
        f"clients {found.clients / each:.2f}, machine {found.busy / each:.2f}   {found.memory:.0f} MB, {found.files} files, "
        f"{found.threads} threads"
    )


def processors(people: float, step: float) -> float:
    """The processors that so many people take whose steps cost so many ms, with what a peak leaves free."""
    return people / (sum(PACE) / 2) * step / 1000 / FULL


def model(found: Sequence[Evening]) -> Iterator[str]:
    """What the measured cost of a step makes of other numbers, for the shapes that share a PostgreSQL."""
    shared = {
        int(shape): max((e for e in found if e.shape == shape and holds(e)), key=lambda e: e.people, default=None)
        for shape in dict.fromkeys(e.shape for e in found if e.shape.isdigit())
    }
    known = {number: sum(evening.step) for number, evening in shared.items() if evening}
    if not known:
        return
    few, many = min(known), max(known)
    more = max(0.0, (known[many] - known[few]) / (many - few)) if many > few else 0.0
    yield (
        f"\nA step costs {known[few]:.1f} ms with {few} and {known[many]:.1f} ms with {many} process(es), PostgreSQL included: "
        f"{more:+.2f} ms for each process more. At a step every {sum(PACE) / 2:.1f} s and {FULL:.0%} of the processors:"
    )
    for cores in CORES:
        step = known[few] + more * (cores - few)
        yield f"  {cores} processor(s), as many processes: {cores / processors(1, step):6,.0f} people at once"
    needed = next((n for n in range(1, 65) if processors(PEAK, known[few] + more * (n - few)) <= n), None)
    yield f"  {PEAK:,} people at once: {needed or 'more than 64'} processors" + (
        f", {processors(PEAK, known[few] + more * (needed - few)):.1f} of them busy at {FULL:.0%}" if needed else ""
    )


def draw(found: Sequence[Evening], path: Path) -> None:
    names = {"file": "een bestand, 1 proces", "1": "PostgreSQL, 1 proces"}
    rows = [
        (names.get(e.shape, f"PostgreSQL, {e.shape} processen"), e.people, e.steps.ms(0.95), sum(e.step)) for e in found
    ]
    data = pd.DataFrame(rows, columns=["waar", "mensen", "p95", "kost"])
    people = alt.X("mensen:Q", title="mensen die tegelijk invullen")
    base = alt.Chart(data, width=360, height=260).mark_line(point=True).encode(people, alt.Color("waar:N", title=None))
    wait = base.encode(alt.Y("p95:Q", title="ms", scale=alt.Scale(type="log"))).properties(
        title="Wachten op een stap, p95"
    )
    cost = base.encode(alt.Y("kost:Q", title="ms", scale=alt.Scale(domainMin=0))).properties(
        title="Processortijd van een stap, app en PostgreSQL"
    )
    (wait | cost).save(str(path))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.load.country", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--networks", type=int, default=300, help="how many networks the installation has")
    parser.add_argument("--shapes", nargs="+", default=SHAPES, help="file, or how many app processes on PostgreSQL")
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE, help="how many people fill in at once")
    parser.add_argument("--seconds", type=float, default=25.0, help="how long each number is measured")
    parser.add_argument("--data", type=Path, help="a folder to keep the installation in, or to take it from")
    parser.add_argument("--draw", type=Path, help="where to draw the curves (.svg or .png)")
    ask = parser.parse_args()
    found: list[Evening] = []
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onlife-country-")))
        kept = ask.data or place / "kept"
        if not kept.exists():
            fill(kept, installation.questionnaire(), ask.networks)
        data = shutil.copytree(kept, place / "data")
        spring, postgres, address = _enter(data), None, ""
        for shape in ask.shapes:
            if shape != "file" and postgres is None:
                postgres = Postgres(durable=True)
                stack.callback(postgres.close)
                moved = shutil.copytree(kept, place / "moved")
                address = postgres.address("onlife")
                backup.move(moved, postgres.database("onlife"), to_file=False)
                data, spring = moved, _enter(moved, address)
            number = int(shape) if shape.isdigit() else 1
            with installed(shape, data, place, number, postgres, address) as running:
                found += asyncio.run(measure(running, spring, sorted(ask.people), ask.seconds))
    print("\n".join(model(found)))
    if ask.draw:
        draw(found, ask.draw)
    judged = [bar for evening in found if evening.people <= SURE for bar in bars(evening)]
    print("\n".join(f"  {bar.words()}" for bar in judged))
    return int(not all(bar.holds for bar in judged))


def _enter(data: Path, address: str = "") -> Spring:
    store = Store(data, installation.questionnaire(), address)
    try:
        store.compact()  # so that nothing of the first hour is due at once
        store.back_up()
        return enter(store)
    finally:
        store.close()


if __name__ == "__main__":
    sys.exit(main())
