"""What a network page costs when many networks share one installation; drawn in docs/performance.md.

    python -m tests.load.growth [--networks 1 10 100 285] [--draw docs/beeld/groei.svg]

One network with twenty partners is made through the store, then copied inside the file under other ids until there are
as many as asked; every copy is a closed round of 240 scans. Measured from outside on a fresh server: from starting it to
its first page (elapsed and processor time), processor time per run of pages of the first network, memory, and the size
of the file.

Exit status: 0 every bar holds; 1 a bar is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import altair as alt
import duckdb
import pandas as pd

from onlife.security.token import SESSION_COOKIES
from onlife.services import installation
from tests.load.figures import Bar
from tests.load.network import PAGES as NETWORK_PAGES
from tests.load.network import Prepared, prepare
from tests.load.server import Server, app_on
from tests.load.visitor import Visitor

SIZES = (1, 10, 100, 285)
PAGES = (*NETWORK_PAGES, "partners", "deelname", "links")
SECONDS = 3.0
"""How long every page is asked again and again."""
SLOWER, START = 1.5, 5.0

# Copied under ids of their own: everything that belongs to the closed round of the network.
COPIED = {
    "network_events": ("network",),
    "partner_events": ("network", "partner"),
    "round_events": ("network", "round"),
    "link_events": ("network", "partner", "link", "secret"),
    "closing_events": ("network", "round", "partner"),
    "frozen_scans": ("network", "round", "partner"),
    "frozen_days": ("network", "round", "partner"),
    "frozen_remarks": ("network", "round", "partner"),
}


@dataclass
class Grown:
    """What was measured with so many networks; `cpu`: page -> processor time per run in ms."""

    networks: int
    scans: int = 0
    answers: int = 0
    start: float = 0.0
    start_cpu: float = 0.0
    megabytes: float = 0.0
    memory: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)


def grow(folder: Path, networks: int) -> tuple[int, int]:
    """Copy the first network of a closed data folder until there are so many; gives back its scans and answers."""
    path = folder / "onlife.duckdb"
    with closing(duckdb.connect(str(path))) as connection:
        connection.execute("CREATE TEMP TABLE closed AS SELECT DISTINCT round FROM round_events WHERE state = 'closed'")
        for table, ids in COPIED.items():
            columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
            values = {column: f"t.{column}" for column in columns}
            values |= {column: f"md5(t.{column} || copy)" for column in ids} | {"event": "nextval('event_number')"}
            if table == "network_events":
                values["name"] = "t.name || ' ' || copy"
            only = "WHERE t.round IN (FROM closed)" if "round" in columns else ""
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values[c] for c in columns)} "
                f"FROM {table} t, range(1, {networks}) copies(copy) {only} ORDER BY copy, t.event"
            )
        found = connection.execute("SELECT count(*), sum(cardinality(answers)) FROM frozen_scans").fetchone()
        connection.execute("CHECKPOINT")
    (folder / "onlife.ledger").unlink()  # the next start makes one from what the file holds
    assert found is not None
    return int(found[0]), int(found[1])


def measure(networks: int) -> Grown:
    with tempfile.TemporaryDirectory(prefix="onlife-growth-") as name:
        data, log = Path(name) / "data", Path(name) / "log"
        prepared = prepare(data, installation.questionnaire())
        grown = Grown(networks)
        grown.scans, grown.answers = grow(data, networks)
        with app_on(data, log):
            pass  # this start made the ledger; what counts is a start that compares with it
        begun = time.perf_counter()
        with app_on(data, log) as app:
            asyncio.run(_visit(app, prepared, "overzicht"))
            grown.start, grown.start_cpu = time.perf_counter() - begun, app.cpu() or float("nan")
            for page in PAGES:
                grown.cpu[page] = asyncio.run(_visit(app, prepared, page, SECONDS))
            grown.memory = app.memory() or float("nan")
        grown.megabytes = sum(file.stat().st_size for file in data.glob("onlife.*")) / 1e6
    return grown


async def _visit(app: Server, prepared: Prepared, page: str, seconds: float = 0.0) -> float:
    """Processor time per run in ms, of a page asked again and again for so long; the first run does not count."""
    async with Visitor(app.address, page, {SESSION_COOKIES["account"]: prepared.coordinator}) as visitor:
        await visitor.run()
        begun, cpu, runs = time.perf_counter(), app.cpu() or float("nan"), 0
        while time.perf_counter() < begun + seconds:
            await visitor.run()
            runs += 1
        return 1000 * ((app.cpu() or float("nan")) - cpu) / runs if runs else float("nan")


def bars(found: Sequence[Grown]) -> Iterator[Bar]:
    first, last = found[0], found[-1]
    yield Bar(f"start to first page with {last.networks} networks", last.start, START, "s")
    for page in PAGES:
        yield Bar(f"{page}: time against {first.networks} network", last.cpu[page] / first.cpu[page], SLOWER, "x")


def draw(found: Sequence[Grown], path: Path) -> None:
    rows = [(f"pagina {page}", g.networks, g.cpu[page]) for g in found for page in PAGES]
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
    ask = parser.parse_args()
    found = []
    for networks in sorted(ask.networks):
        grown = measure(networks)
        found.append(grown)
        pages = "  ".join(f"{page} {ms:.1f}" for page, ms in grown.cpu.items())
        print(
            f"{networks:4} networks {grown.scans:7,} scans {grown.answers:10,} answers  start {grown.start:4.1f} s "
            f"({grown.start_cpu:.1f} s CPU)  file {grown.megabytes:4.0f} MB  memory {grown.memory:4.0f} MB  ms CPU per run: {pages}",
            flush=True,
        )
    if ask.draw:
        draw(found, ask.draw)
    measured = list(bars(found))
    print("\n".join(f"  {bar.words()}" for bar in measured))
    return int(not all(bar.holds for bar in measured))


if __name__ == "__main__":
    sys.exit(main())
