"""Several app processes on one PostgreSQL, with people in real pages: what they were told is kept stays, whatever falls over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest

from onlife.domain.account import LinkKind
from onlife.domain.network import Partner
from onlife.services import installation
from onlife.store import Store
from tests.load.processes import TOLD
from tests.load.respondent import Respondent, at_once
from tests.load.server import Processes, processes_on
from tests.load.visitor import Wrong
from tests.postgres import must_be_there

PEOPLE = 4
PATIENCE = 60.0
"""Seconds after which somebody who is still not told that a choice is kept makes the test fail."""


def link_of_an_open_round(data: Path) -> str:
    """The token of a scan link in a folder of its own."""
    store = Store(data, installation.questionnaire())
    network = store.networks.add("Netwerk", "Stad", 3, "proef")
    partner = Partner("bib", network.id, "Bib", "cultuur", 50, joint=False)
    store.networks.save_partners([partner], "proef")
    store.links.make(network.id, [partner.id], "proef")
    store.networks.start_round(store.networks.add_round(network.id, "Najaar", 1, None, "proef"), "proef")
    token = store.links.token(store.links.of(network.id)[partner.id, LinkKind.SCAN])
    store.close()
    return token


async def until_kept(person: Respondent) -> None:
    """Choose until the page says that a choice is kept; as long as it does not, it says so."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await person.change_something()
                return
            except Wrong as problem:
                assert any(words in str(problem) for words in TOLD), problem
            try:
                await person.try_again()
            except Wrong as nothing:  # what was refused may stand in a card that is drawn all the same
                assert "no button" in str(nothing)


async def live_through(running: Processes, people: Sequence[Respondent]) -> None:
    """A process is killed, then PostgreSQL is and comes back; everybody goes on each time."""
    async with AsyncExitStack() as pages:
        await _fall_over(running, people, pages)


async def _fall_over(running: Processes, people: Sequence[Respondent], pages: AsyncExitStack) -> None:
    assert running.postgres
    for person in people:
        await pages.enter_async_context(person)
        await person.start(at_once)
        await until_kept(person)

    running.apps[0].process.kill()
    for person in people[::2]:
        with pytest.raises(Wrong, match="left page"):
            await person.change_something()
        await pages.enter_async_context(person.at(running.apps[1].address))
    for person in people:
        await until_kept(person)

    running.postgres.kill()
    for person in people:
        with pytest.raises(Wrong, match="onbereikbaar"):
            await person.change_something()
    running.postgres.start()
    for person in people:
        await until_kept(person)


@pytest.mark.process
@pytest.mark.slow
def test_nothing_that_was_confirmed_is_lost_when_a_process_and_the_database_fall_over(tmp_path: Path) -> None:
    must_be_there()
    data = tmp_path / "data"
    token = link_of_an_open_round(data)
    with processes_on(data, tmp_path, 2) as running:
        people = [Respondent(running.apps[n % 2].address, token, Random(n)) for n in range(PEOPLE)]
        asyncio.run(live_through(running, people))
        store = Store(data, installation.questionnaire(), running.address)
        scans = [store.scans.scan(person.scan) for person in people]
        store.close()
    for person, scan in zip(people, scans, strict=True):
        assert person.confirmed and scan is not None
        assert {element: scan.answers.get(element) for element in person.confirmed} == person.confirmed
        assert set(scan.answers) <= person.tried
    assert len({person.scan for person in people}) == PEOPLE
