"""What the app does by itself: a duty that fails is tried again, and what has begun when the app stops is waited for."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from datetime import datetime

import pytest

from onlife.content.letter import Occasion
from onlife.services import jobs
from onlife.web import maintenance
from tests.integration.conftest import ORIGIN, Town
from tests.mail_servers import Box, Door


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def test_a_duty_that_fails_is_done_again_at_the_next_look() -> None:
    async def run() -> None:
        looked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        tries: list[datetime] = []

        def duty(moment: datetime) -> None:
            tries.append(moment)
            if len(tries) < 3:
                raise OSError(28, "No space left on device")
            if len(tries) == 3:
                looked.get_loop().call_soon_threadsafe(looked.set_result, None)

        looking = asyncio.create_task(jobs.repeat(duty, 0))
        await asyncio.wait_for(looked, 20)
        await stopped(looking)

    asyncio.run(run())


def test_the_app_that_stops_waits_for_what_has_begun() -> None:
    async def run() -> list[str]:
        done: list[str] = []
        begun, on = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def duty(_: datetime) -> None:
            loop.call_soon_threadsafe(begun.set)
            assert on.wait(20)
            done.append("duty")

        looking = asyncio.create_task(jobs.repeat(duty, 0, on.set))
        await asyncio.wait_for(begun.wait(), 20)
        await stopped(looking)
        return [*done, "stopped"]

    assert asyncio.run(run()) == ["duty", "stopped"]


class Slow(Box):
    """A mail server that answers a first mail only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.handed, self.go_on = threading.Event(), threading.Event()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        self.received.append(envelope)  # type: ignore[arg-type]
        self.handed.set()
        await asyncio.to_thread(self.go_on.wait, 20)
        return "250 OK"


def test_a_mail_on_its_way_is_waited_for_the_rest_stays_and_nothing_is_sent_twice(
    town: Town, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MAIL_POLL_SECONDS", 0)
    box = Slow()
    settings = door.open(box)
    assert (
        town.store.mails.queue(town.round, town.contacts("a", "b"), Occasion.INVITATION, ORIGIN, "an", again=False) == 2
    )

    async def run() -> None:
        kept = asyncio.create_task(maintenance.open_and_run(town.store, settings))
        assert await asyncio.to_thread(box.handed.wait, 20)
        kept.cancel()
        await asyncio.sleep(0)
        assert not kept.done(), "the mail that is on its way is waited for"
        box.go_on.set()
        await stopped(kept)

    asyncio.run(run())
    assert town.steps() == ["sent", "queued"] and len(box.received) == 1
    town.work_off(settings)
    assert town.steps() == ["sent", "sent"]
    assert [envelope.rcpt_tos for envelope in box.received] == [["an@a.be"], ["bo@b.be"]]


def test_an_answer_of_a_mail_server_is_kept_without_the_address(town: Town, door: Door) -> None:
    town.queue("a")
    town.work_off(door.open(Box(to_rcpt=["550 5.1.1 <AN@a.be>: unknown"])))
    (mail,) = town.mails()
    assert "unknown" in mail.reason and "@" not in mail.reason
