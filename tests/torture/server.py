"""The whole app under real visitors: killed at any moment, on a full disk, on one that does not let write.

A visitor remembers what the screen confirmed; the store that is opened afterwards must hold it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from subprocess import run
from typing import Any

import httpx
from websockets.exceptions import WebSocketException

from onlife.content.questionnaire import load
from onlife.store import Store
from tests.load.network import Prepared, prepare
from tests.load.respondent import Respondent, at_once
from tests.load.server import Server, app_on
from tests.load.visitor import Wrong

QUESTIONNAIRE = load()
VISITORS = 5
LOAD_SECONDS_MAX = 3.0
"""Seconds of load, at most, before a kill."""
GONE = (Wrong, WebSocketException, OSError, httpx.HTTPError, asyncio.IncompleteReadError)
"""How a visitor notices that the server is gone."""


@dataclass
class Tally:
    """What a kind of trial came to: tries, answers that the screen confirmed, and what went wrong."""

    tries: int = 0
    confirmed: int = 0
    submitted: int = 0
    failures: list[str] = field(default_factory=list)

    def words(self, kind: str) -> str:
        return (
            f"{kind}: {self.tries} tries, {self.confirmed} answers and {self.submitted} scans confirmed on screen, "
            f"{len(self.failures)} failures"
        )


def kills(folder: Path, number: int, seed: int, until: float) -> Tally:
    """Kill the server so many times, at a random moment while visitors fill in scans; compare after each.

    Stops early when the time is over. The network is refreshed by nobody: every visitor begins a scan of its own.
    """
    chance, tally = Random(seed), Tally()
    ready = prepare(folder, QUESTIONNAIRE)
    for _ in range(number):
        if time.monotonic() > until:
            break
        with app_on(folder, folder.parent / "server.log") as server:
            visitors = asyncio.run(_until_killed(server, ready, chance))
        tally.tries += 1
        _compare(folder, visitors, tally)
    if tally.tries and not tally.confirmed:
        tally.failures.append("no screen confirmed anything: nothing was tried")
    return tally


async def _until_killed(server: Server, ready: Prepared, chance: Random) -> list[Respondent]:
    visitors = [
        Respondent(server.address, chance.choice(ready.tokens), Random(chance.random())) for _ in range(VISITORS)
    ]
    confirmed = asyncio.Event()
    tasks = [asyncio.create_task(_fill_in(visitor, confirmed)) for visitor in visitors]
    done: asyncio.Future[Any] = asyncio.gather(*tasks)
    first: asyncio.Future[Any] = asyncio.create_task(confirmed.wait())
    await asyncio.wait([first, done], return_when=asyncio.FIRST_COMPLETED)
    await asyncio.wait([done], timeout=chance.uniform(0, LOAD_SECONDS_MAX))
    os.kill(server.process.pid, signal.SIGKILL)
    await done
    return visitors


async def _fill_in(visitor: Respondent, confirmed: asyncio.Event) -> None:
    """A visitor at work; from the first answer that a screen confirmed, the kill may come."""

    async def think() -> None:
        if visitor.confirmed:
            confirmed.set()
        await asyncio.sleep(0.02)

    try:
        async with visitor:
            await visitor.fill_in(think, time.monotonic() + 60)
    except GONE as gone:
        visitor.problem = str(gone)


def _compare(folder: Path, visitors: Iterable[Respondent], tally: Tally) -> None:
    """Whether the store holds all that screens confirmed."""
    store = Store(folder, QUESTIONNAIRE)
    try:
        for visitor in visitors:
            scan = store.scans.scan(visitor.scan) if visitor.scan else None
            tally.confirmed += len(visitor.confirmed)
            tally.submitted += visitor.submitted
            held = scan.answers if scan else {}
            lost = [element for element, light in visitor.confirmed.items() if held.get(element) != light]
            if lost or (visitor.submitted and not (scan and scan.submitted)):
                tally.failures.append(f"try {tally.tries}: lost {lost or 'a submission'}")
    finally:
        store.close()


def disk_fills_up(disk: Path) -> Tally:
    """A disk that fills up under visitors, and has room again: said in Dutch, nothing lost, and it goes on.

    `disk` is a small file system of its own.
    """
    folder, tally = disk / "data", Tally(tries=1)
    ready = prepare(folder, QUESTIONNAIRE)
    with app_on(folder, disk.parent / "full.log") as server:
        visitor = asyncio.run(_through_a_full_disk(server, ready, disk / "ballast", tally))
    _compare(folder, [visitor], tally)
    return tally


async def _through_a_full_disk(server: Server, ready: Prepared, ballast: Path, tally: Tally) -> Respondent:
    async with Respondent(server.address, ready.tokens[0], Random(1)) as visitor:
        await visitor.start(at_once)
        for _ in range(5):
            await visitor.change_something()
        fill(ballast)
        said: set[str] = set()
        for _ in range(10):
            try:
                await visitor.change_something()
            except Wrong as refused:
                said.add(str(refused))
        if not any("vol" in words and "niet bewaard" in words for words in said):
            tally.failures.append(f"a full disk is not told: {said}")
        link = httpx.post(f"{server.address}/l/{ready.tokens[1]}", data={"keuze": "nieuw"}, trust_env=False)
        if link.status_code != 503 or "vol" not in link.text:
            tally.failures.append(f"a full disk is not told behind a link: {link.status_code}")
        ballast.unlink()
        try:
            await visitor.look_again()
            for _ in range(5):
                await visitor.change_something()
        except Wrong as problem:
            tally.failures.append(f"with room again: {problem}")
        return visitor


def disk_refuses_writes(disk: Path) -> Tally:
    """A disk that does not let write while the app starts: closed with a page that says so, open once it does."""
    folder, tally = disk / "data", Tally(tries=1)
    ready = prepare(folder, QUESTIONNAIRE)
    with app_on(folder, disk.parent / "first.log") as server:
        first = asyncio.run(_a_few(server, ready))
    run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with app_on(folder, disk.parent / "locked.log", healthy="/gezond", status=503) as server:
        page = httpx.get(server.address, trust_env=False)
        if page.status_code != 503 or "vergrendeld" not in page.text:
            tally.failures.append(f"a locked disk is not told: {page.status_code} {page.text[:300]}")
        run(["mount", "-o", "remount,rw", str(disk)], check=True)
        end = time.monotonic() + 60
        while httpx.get(f"{server.address}/gezond", trust_env=False).status_code != 200:
            if time.monotonic() > end:
                tally.failures.append("the app does not open by itself once the disk lets write")
                break
            time.sleep(0.2)
        second = asyncio.run(_a_few(server, ready))
    _compare(folder, [first, second], tally)
    return tally


def disk_breaks(disk: Path, turn: Callable[[], None], repair: Callable[[], None]) -> Tally:
    """A disk that fails under visitors, so that the system lets nobody write to it any more: said, and nothing lost.

    `turn` makes it so; `repair`, once nobody uses the disk, brings it back.
    """
    folder, tally = disk / "data", Tally(tries=1)
    ready = prepare(folder, QUESTIONNAIRE)
    with app_on(folder, disk.parent / "broken.log") as server:
        first = asyncio.run(_on_a_broken_disk(server, ready, turn, tally))
    repair()
    with app_on(folder, disk.parent / "repaired.log") as server:
        second = asyncio.run(_a_few(server, ready))
    _compare(folder, [first, second], tally)
    return tally


async def _on_a_broken_disk(server: Server, ready: Prepared, turn: Callable[[], None], tally: Tally) -> Respondent:
    async with Respondent(server.address, ready.tokens[0], Random(3)) as visitor:
        await visitor.start(at_once)
        for _ in range(5):
            await visitor.change_something()
        turn()
        for _ in range(10):
            try:
                await visitor.change_something()
            except Wrong as refused:
                if "niet schrijven" not in str(refused) or "niet bewaard" not in str(refused):
                    tally.failures.append(f"a broken disk is not told: {refused}")
            else:
                tally.failures.append("a choice was confirmed that cannot have reached the disk")
        link = httpx.post(f"{server.address}/l/{ready.tokens[1]}", data={"keuze": "nieuw"}, trust_env=False)
        if link.status_code != 503 or "niet schrijven" not in link.text:
            tally.failures.append(f"a broken disk is not told behind a link: {link.status_code}")
        return visitor


async def _a_few(server: Server, ready: Prepared) -> Respondent:
    async with Respondent(server.address, ready.tokens[0], Random(2)) as visitor:
        await visitor.start(at_once)
        for _ in range(5):
            await visitor.change_something()
        return visitor


def fill(ballast: Path) -> None:
    """Fill a disk to its last byte."""
    handle = os.open(ballast, os.O_CREAT | os.O_WRONLY)
    try:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    os.write(handle, b"x" * size)
            except OSError:
                continue
    finally:
        os.close(handle)
