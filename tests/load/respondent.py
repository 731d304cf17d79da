"""A colleague of a partner who fills in the Quickscan, and remembers every answer that the page confirmed."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from onlife import translation
from onlife.domain.light import Light
from onlife.security.token import SESSION_COOKIES
from onlife.services.language import COOKIE
from onlife.translation import N_
from onlife.translation import gettext as _
from tests.load.figures import Times
from tests.load.visitor import Place, Run, Visitor, Wrong, enter

CONFIRMED = N_(":green[✓] bewaard")
NEXT, SUBMIT, AGAIN = N_("Volgende"), N_("Scan indienen"), N_("Probeer opnieuw")
SUBMITTED = N_("Je scan is ingediend. Dank je wel!")
KEY = re.compile(r"-(?P<kind>answer|function)-(?P<scan>[0-9a-f]{32})(?:-(?P<element>.+))?$")
"""How the key of a radio of the scan ends; Streamlit carries it in the id of the element."""

Think = Callable[[], Awaitable[None]]


class Respondent:
    """Somebody who reads in the language that is spoken now (`translation.use`)."""

    def __init__(self, address: str, token: str, random: Random) -> None:
        self._address, self._token, self._random = address, token, random
        self._visitor = Visitor(address)
        self.scan = self.secret = ""
        self.cookies: dict[str, str] = {COOKIE: translation.language()}
        """What the browser has besides the cookie of its session."""
        self.confirmed: dict[str, str] = {}
        self.tried: set[str] = set()
        self.submitted = False
        self.problem = ""
        self.opening, self.choices, self.turns = Times(), Times(), Times()

    async def __aenter__(self) -> Respondent:
        """Come in by the link, or with the cookie from before, and open the scan: from asking to the first screen."""
        start = time.perf_counter()
        cookie = SESSION_COOKIES["scan"]
        self.secret = self.secret or await enter(self._address, self._token, cookie)
        self._visitor = await Visitor(self._address, "scan", self.cookies | {cookie: self.secret}).__aenter__()
        await self._visitor.run()
        self.opening.runs.append(time.perf_counter() - start)
        return self

    async def __aexit__(self, *raised: Any) -> None:
        await self._visitor.__aexit__(*raised)

    def at(self, address: str) -> Respondent:
        """The same person with the same cookie, from here on at another address."""
        self._address = address
        return self

    async def fill_in(self, think: Think, until: float) -> None:
        """The whole scan, screen by screen, and submit it; stops in between when the time is over."""
        await self.start(think)
        while radios := list(self._visitor.elements("radio")):
            for place, radio in radios:
                await think()
                if time.monotonic() > until:
                    return
                await self._choose(place, radio)
            await think()
            await self._turn(_(NEXT))
        await self._turn(_(SUBMIT))
        if not any(_(SUBMITTED) in alert.body for _place, alert in self._visitor.elements("alert")):
            raise Wrong("The page does not say that the scan was submitted.")
        self.submitted = True

    async def start(self, think: Think) -> None:
        """Choose a function group and go to the first building block."""
        await think()
        await self._choose(*next(self._visitor.elements("radio")))
        await self._turn(_(NEXT))

    async def change_something(self) -> Run:
        """Choose something else on the screen that is open."""
        radios = list(self._visitor.elements("radio"))
        if not radios:
            raise Wrong(f"There is nothing to choose. On the page: {self._visitor.words()}")
        return await self._choose(*self._random.choice(radios))

    async def look_again(self) -> None:
        """Run the page anew, as a reload does."""
        await self._visitor.run()

    async def try_again(self) -> None:
        """Press what a card offers that could not be shown."""
        await self._visitor.press(_(AGAIN))

    async def _choose(self, place: Place, radio: Any) -> Run:
        key = KEY.search(radio.id)
        if key is None:
            raise Wrong(f"No radio of a scan: {radio.id}")
        self.scan, element = key["scan"], key["element"]
        self.tried |= {element} - {None}
        self.confirmed.pop(element, None)  # until the new choice is confirmed either of them may stand
        option = self._random.choice(self._visitor.other_options(radio))
        run = await self._visitor.choose(place, option)
        self.choices.runs.append(run.seconds)
        errors = self._visitor.errors()
        below = self._visitor.text_below(radio.id)
        if errors or _(CONFIRMED) not in below:
            raise Wrong(f"The choice {option!r} of {element or 'function'} was not confirmed: {errors or below!r}")
        if element:
            self.confirmed[element] = next(light.value for light in Light if f"**{light.word}**" in option)
        return run

    async def _turn(self, label: str) -> None:
        self.turns.runs.append((await self._visitor.press(label)).seconds)


async def at_once() -> None:
    """No time to think."""


def thinking(random: Random, seconds: float) -> Think:
    """Time to read and decide: on average these seconds, at least half and at most one and a half of it."""

    async def think() -> None:
        await asyncio.sleep(seconds * random.uniform(0.5, 1.5))

    return think
