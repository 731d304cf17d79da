"""A meeting with 40 partners who all vote at once: how soon every phone shows the result, and whether any vote is lost.

    python -m tests.load.meeting [--partners 40] [--questions 5] [--processes 1]

The real server on a network made beforehand, on 127.0.0.1; a coordinator before the projector and one phone per partner,
each a websocket client that looks again every second as the page asks it to. A vote counts as confirmed when the phone
says that it is kept. Some phones drop out after they voted and come back on a fresh connection while the vote is still
open. Exit status: 0 every bar holds; 1 a bar is missed, a vote is lost or something went wrong on the way.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from random import Random
from typing import NamedTuple

from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.meeting import VoteKind
from onlife.domain.network import Partner
from onlife.domain.privacy import THRESHOLD_DEFAULT
from onlife.security.token import SESSION_COOKIES, new_id
from onlife.services import installation
from onlife.store import Store
from tests.load.figures import Bar, Times, percentile
from tests.load.server import processes_on
from tests.load.visitor import Place, Visitor, Wrong

ACTOR = "load"
EVERY = 1.0
"""Seconds between two looks of a phone, as the page asks."""
THINKING = 1.5
"""Seconds within which everybody votes once the question is there: all at once, as when somebody says 'stem maar'."""
DROPPING = 5
"""How many phones drop out and come back, per question."""
PATIENCE = 30.0
"""Seconds after which a question that is not answered, or a result that is not seen, is a failure."""
SAYS_KEPT, SAYS_SHOWN = "is bewaard", "Alle stemmen zijn getoond"
ELEMENTS = ("5.1", "5.2", "5.3", "5.4", "5.5", "5.6")


@dataclass(frozen=True)
class Prepared:
    """What clients need: secrets of sessions, per partner id and of the coordinator; the network."""

    teams: dict[str, str]
    coordinator: str
    network: str


def prepare(folder: Path, partners: int) -> Prepared:
    """A network in an empty data folder, with a round to meet about and a session for everybody."""
    store = Store(folder, installation.questionnaire())
    try:
        with store.transaction():
            network = store.networks.add("Netwerk in vergadering", "Meetstad", THRESHOLD_DEFAULT, ACTOR)
            people = [
                Partner(new_id(), network.id, f"Organisatie {number:02}", "Jeugdwerk", 10**6, False)
                for number in range(1, partners + 1)
            ]
            store.networks.save_partners(people, ACTOR)
            store.links.make(network.id, [partner.id for partner in people], ACTOR)
            scan_round = store.networks.add_round(
                network.id, "Najaar", installation.questionnaire().version, None, ACTOR
            )
            store.networks.start_round(scan_round, ACTOR)
            store.networks.save_round(replace(scan_round, shared=True), ACTOR)
            account = store.accounts.add("meting", "Meting", "no password leads here", ACTOR)
            store.accounts.set_role(account.id, network.id, Role.COORDINATOR, ACTOR)
        links = store.links.of(network.id)
        teams = {p.id: store.sessions.start("team", links[p.id, LinkKind.TEAM].id) for p in people}
        return Prepared(teams, store.sessions.start("account", account.id), network.id)
    finally:
        store.close()


@dataclass
class Phone:
    """A partner's phone, at the first of its addresses; each time it comes back, at the next. `confirmed`: question id -> choice that the page said it keeps; `seen`: question id -> when the
    result was there; `voting`: how long a vote took until it was confirmed.
    """

    addresses: Sequence[str]
    secret: str
    random: Random
    confirmed: dict[str, str] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    voting: list[float] = field(default_factory=list)
    back: int = 0
    lost_place: int = 0

    async def follow(self, until: asyncio.Event, drops: bool) -> None:
        """Look, vote and look again until the meeting is over; if it `drops`, fall out after every vote and come back."""
        ways = cycle(self.addresses)
        while not until.is_set():
            async with Visitor(next(ways), "stemmen", {SESSION_COOKIES["team"]: self.secret}) as page:
                await page.run()
                if self.confirmed:
                    self._came_back(page)
                await self._stay(page, until, drops)

    def _came_back(self, page: Visitor) -> None:
        """Whether the phone stands at the question where it dropped out, with its own vote, or at the result of it."""
        ballot, last = _ballot(page), next(reversed(self.confirmed))
        self.back += 1
        there = (
            ballot.question == last and page.chosen(ballot.place) == ballot.label(self.confirmed[last])
            if ballot
            else SAYS_SHOWN in _captions(page)
        )
        self.lost_place += not there

    async def _stay(self, page: Visitor, until: asyncio.Event, drops: bool) -> None:
        """Until the meeting is over or the phone drops out."""
        await asyncio.sleep(self.random.uniform(0, EVERY))  # forty clocks do not tick together
        latest = next(reversed(self.confirmed), "")
        while not until.is_set():
            begun = time.perf_counter()
            await page.look_again()
            ballot = _ballot(page)
            if ballot:
                latest = ballot.question
                if latest not in self.confirmed:
                    await self._vote(page, ballot)
                    if drops:
                        return
            elif latest and SAYS_SHOWN in _captions(page):
                self.seen.setdefault(latest, time.perf_counter())
            await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - begun)))

    async def _vote(self, page: Visitor, ballot: Ballot) -> None:
        await asyncio.sleep(self.random.uniform(0, THINKING))
        choice = self.random.choice(VoteKind.COLOUR.options).value
        run = await page.choose(ballot.place, ballot.label(choice))
        if SAYS_KEPT in _captions(page):
            self.confirmed[ballot.question] = choice
            self.voting.append(run.seconds)


class Ballot(NamedTuple):
    """An open vote on a phone: where it stands on the page, the id of its question, and its answers as the page writes them."""

    place: Place
    question: str
    answers: Sequence[str]

    def label(self, choice: str) -> str:
        return self.answers[[option.value for option in VoteKind.COLOUR.options].index(choice)]


def _ballot(page: Visitor) -> Ballot | None:
    return next(
        (Ballot(place, radio.id.rpartition("vote-")[2], radio.options) for place, radio in page.elements("radio")), None
    )


def _captions(page: Visitor) -> str:
    return " | ".join(str(markdown.body) for _, markdown in page.elements("markdown"))


class Measurement:
    """One meeting, at one address or spread over several; what it finds collects here."""

    def __init__(self, addresses: Sequence[str], prepared: Prepared, questions: int) -> None:
        self.address, self.prepared, self.questions = addresses[0], prepared, questions
        turned = [[*addresses[at:], *addresses[:at]] for at in range(len(addresses))]
        self.phones = [
            Phone(turned[at % len(turned)], secret, Random(at)) for at, secret in enumerate(prepared.teams.values())
        ]
        self.revealed: dict[str, float] = {}
        self.latencies: list[float] = []
        self.problems: list[str] = []

    async def everything(self) -> None:
        over = asyncio.Event()
        async with Visitor(
            self.address, "vergadering", {SESSION_COOKIES["account"]: self.prepared.coordinator}
        ) as lead:
            await lead.run()
            await lead.press("Start de vergadering")
            await lead.run()
            following = [asyncio.create_task(phone.follow(over, at < DROPPING)) for at, phone in enumerate(self.phones)]
            try:
                for about in ELEMENTS[: self.questions]:
                    await self._question(lead, about, following)
            finally:
                over.set()
                ended = await asyncio.gather(*following, return_exceptions=True)
        self.problems += [f"{fault}" for fault in ended if isinstance(fault, BaseException)]

    async def _question(self, lead: Visitor, about: str, following: list[asyncio.Task[None]]) -> None:
        """Open a vote, wait until all are counted on the projector, show them, wait until every phone shows them."""
        await lead.tell("onlife.presenter", "screen", {"screen": f"samenwerking-{about}", "number": 1})
        await lead.press("Open de stemming")
        everybody = f"{len(self.phones)} van {len(self.phones)}"
        counted = f"all votes on {about} counted"
        await self._until(
            lead, lambda: any(everybody in html.body for _, html in lead.elements("html")), counted, following
        )
        question = next(reversed(self.phones[0].confirmed))
        await self._until(
            lead,
            lambda: all(question in p.confirmed for p in self.phones),
            f"all votes on {about} confirmed",
            following,
        )
        start = time.perf_counter()
        await lead.press("Toon de stemmen")
        self.revealed[question] = start
        await self._until(
            lead,
            lambda: all(question in p.seen for p in self.phones),
            f"the result of {about} on every phone",
            following,
        )
        self.latencies += [phone.seen[question] - start for phone in self.phones if question in phone.seen]

    async def _until(self, lead: Visitor, true: object, what: str, following: list[asyncio.Task[None]]) -> None:
        """Keep the projector looking, as its page does, until something holds."""
        assert callable(true)
        looked = 0.0
        end = time.perf_counter() + PATIENCE
        while not true():
            broken = [task for task in following if task.done()]
            if time.perf_counter() > end or broken:
                why = [f"{task.exception()}" for task in broken if not task.cancelled()]
                raise Wrong(f"Waited in vain for {what}. {' '.join(why)[:600]}")
            await asyncio.sleep(0.1)
            if time.perf_counter() > looked + EVERY:
                looked = time.perf_counter()
                await lead.look_again()

    def lost(self, store: Store) -> tuple[int, int]:
        """How many votes were confirmed, and how many of them the store does not hold."""
        confirmed = lost = 0
        meeting = store.meetings.running(self.prepared.network)
        votes = store.meetings.votes(meeting) if meeting else {}
        for partner, phone in zip(self.prepared.teams, self.phones, strict=True):
            for question, choice in phone.confirmed.items():
                confirmed += 1
                lost += votes.get(question, {}).get(partner) != choice
        return confirmed, lost

    def bars(self, lost: int) -> list[Bar]:
        slowest = 1000 * percentile(self.latencies, 1.0)
        wrong = sum(phone.lost_place for phone in self.phones)
        return [
            Bar("confirmed votes lost", lost, 0, ""),
            Bar(f"result on all {len(self.phones)} phones after the reveal, slowest", slowest, 3000, "ms"),
            Bar("phones that came back to the wrong question or without their vote", wrong, 0, ""),
        ]


def _compared(measurement: Measurement, data: Path, address: str = "") -> tuple[int, int]:
    store = Store(data, installation.questionnaire(), address)
    try:
        return measurement.lost(store)
    finally:
        store.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.meeting")
    parser.add_argument("--partners", type=int, default=40, help="phones that vote at the same time (40)")
    parser.add_argument("--questions", type=int, default=5, choices=range(1, 7), help="votes in the meeting (5)")
    parser.add_argument("--processes", type=int, default=1, help="app processes that it is spread over (1)")
    ask = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="onlife-meeting-") as name:
        data, logs = Path(name) / "data", Path(name)
        prepared = prepare(data, ask.partners)
        with processes_on(data, logs, ask.processes) as running:
            apps = running.apps
            measurement = Measurement([app.address for app in apps], prepared, ask.questions)
            cpu, start = sum(app.cpu() or 0.0 for app in apps), time.perf_counter()
            try:
                asyncio.run(measurement.everything())
            except (Wrong, TimeoutError) as problem:
                measurement.problems.append(str(problem) or "it takes too long")
            busy = (sum(app.cpu() or 0.0 for app in apps) - cpu) / (time.perf_counter() - start)
            if running.address:
                confirmed, lost = _compared(measurement, data, running.address)
        if not running.address:
            confirmed, lost = _compared(measurement, data)
        faults = sum(log.read_text(encoding="utf-8", errors="replace").count("Traceback") for log in logs.glob("*.log"))
    if faults:
        measurement.problems.append(f"The log of the server holds {faults} traces.")
    voting = Times([seconds for phone in measurement.phones for seconds in phone.voting])
    reveal = Times(measurement.latencies)
    print(f"{ask.partners} phones, {len(measurement.revealed)} votes, {confirmed} confirmed answers, {lost} lost")
    print(
        f"  reveal until a phone shows it   p50 {reveal.ms(0.5):5.0f}  p95 {reveal.ms(0.95):5.0f}  max {reveal.ms(1):5.0f} ms"
    )
    print(
        f"  a vote until it is confirmed    p50 {voting.ms(0.5):5.0f}  p95 {voting.ms(0.95):5.0f}  max {voting.ms(1):5.0f} ms"
    )
    print(f"  phones that dropped out and came back: {sum(phone.back for phone in measurement.phones)}")
    print(f"  {ask.processes} app process(es) kept {busy:.2f} processors busy")
    bars = measurement.bars(lost)
    print("\n".join(f"  {bar.words()}" for bar in bars))
    print("".join(f"  WRONG   {problem}\n" for problem in measurement.problems), end="")
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return int(bool(measurement.problems) or not all(bar.holds for bar in bars))


if __name__ == "__main__":
    sys.exit(main())
