"""A browser's side of Streamlit's protocol: come in by a link, run the script, read what it draws, choose, press.

Messages go over a real websocket as they do from a page; nothing of the app is called. A visitor remembers what is on
the page as a browser does: the elements by their place, what belongs to which fragment, the state of every widget and
the address. It asks for every message in full, so that it never gains from a browser's message cache.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from tests.load.figures import Times

PATIENCE = 60.0
"""Seconds after which a run that does not finish is a failure."""

Place = tuple[int, ...]


class Wrong(Exception):
    """The app did not do what a visitor may expect; the message says what."""


@dataclass(frozen=True)
class Run:
    """One script run: seconds from asking to the end, and the bytes that came in."""

    seconds: float
    received: int


@dataclass(frozen=True)
class _Drawn:
    element: Element
    fragment: str
    run: int


async def again_and_again(asking: Sequence[Callable[[], Awaitable[Run]]], seconds: float, times: Times) -> None:
    """Ask all at the same time, each anew as soon as it is answered, for so many seconds; adds what it took to `times`."""
    start = time.perf_counter()

    async def one(ask: Callable[[], Awaitable[Run]]) -> None:
        while time.perf_counter() < start + seconds:
            run = await ask()
            times.runs.append(run.seconds)
            times.received += run.received

    await asyncio.gather(*(one(ask) for ask in asking))
    times.elapsed += time.perf_counter() - start


async def enter(address: str, token: str, cookie: str) -> str:
    """Open a link and press its button; gives back the secret of the session cookie with this name."""
    try:
        async with httpx.AsyncClient(base_url=address, trust_env=False, verify=False, timeout=PATIENCE) as http:
            welcome = await http.get(f"/l/{token}")
            entered = await http.post(f"/l/{token}", data={"keuze": "nieuw"})
    except httpx.HTTPError as error:
        raise Wrong(f"The link gives no answer: {error!r}") from error
    if welcome.status_code != 200 or entered.status_code != 303 or cookie not in entered.cookies:
        raise Wrong(f"The link does not lead in: {welcome.status_code}, then {entered.status_code}.")
    return str(entered.cookies[cookie])


class Visitor:
    """One open page. Use it as `async with Visitor(address, "scan", cookies) as visitor`."""

    def __init__(self, address: str, page: str = "", cookies: dict[str, str] | None = None) -> None:
        self._address, self._page = address, page
        self._cookies = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        self._drawn: dict[Place, _Drawn] = {}
        self._states: dict[str, dict[str, Any]] = {}
        self._query = self._hash = ""
        self._run = 0
        self.follows = ""
        """The fragment that the page asks again by itself, '' if it has none."""
        self._socket: ClientConnection

    async def __aenter__(self) -> Visitor:
        self._socket = await connect(
            f"ws{self._address.removeprefix('http')}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(self._address),
            additional_headers={"Cookie": self._cookies} if self._cookies else None,
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
            proxy=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()

    # -- what is on the page

    def elements(self, kind: str) -> Iterator[tuple[Place, Any]]:
        """The elements of a kind (radio, button, ...) in the order of the page, each with its place."""
        for place in sorted(self._drawn):
            element = self._drawn[place].element
            if element.WhichOneof("type") == kind:
                yield place, getattr(element, kind)

    def errors(self) -> list[str]:
        """What the newest run says went wrong: a card elsewhere may still tell of an earlier choice."""
        return [alert.body for place, alert in self.elements("alert") if self._drawn[place].run == self._run]

    def text_below(self, radio: str) -> str:
        """The text right below a radio; empty unless the newest run drew it. A sentence above may have moved both."""
        place = next((place for place, found in self.elements("radio") if found.id == radio), ())
        drawn = self._drawn.get((*place[:-1], place[-1] + 1)) if place else None
        return str(drawn.element.markdown.body) if drawn and drawn.run == self._run else ""

    def other_options(self, radio: Any) -> list[str]:
        """The options of a radio that a tap changes something with."""
        chosen = self._states.get(radio.id, {}).get("string_value", radio.raw_value)
        return [option for option in radio.options if option != chosen]

    # -- what a visitor does

    async def run(self) -> Run:
        """Run the whole script, as opening or changing a page does."""
        return await self._ask("", {})

    async def choose(self, place: Place, option: str) -> Run:
        """Choose an option of a radio; only its fragment runs if it belongs to one."""
        drawn = self._drawn[place]
        self._states[drawn.element.radio.id] = {"string_value": option}
        return await self._ask(drawn.fragment, {})

    async def press(self, label: str) -> Run:
        """Press the button with this label."""
        for place, button in self.elements("button"):
            if button.label == label and not button.disabled:
                return await self._ask(self._drawn[place].fragment, {button.id: {"trigger_value": True}})
        raise Wrong(f"There is no button '{label}' to press. On the page: {self.words()}")

    async def look_again(self) -> Run:
        """Run the part of the page that asks again by itself, as its timer does."""
        return await self._ask(self.follows, {}, by_itself=True)

    async def tell(self, component: str, event: str, value: object) -> Run:
        """Send what a packaged component of the app tells when it is used."""
        for place, found in self.elements("bidi_component"):
            if found.component_name == component:
                told = {"json_trigger_value": json.dumps([{"event": event, "value": value}])}
                return await self._ask(
                    self._drawn[place].fragment, {f"$$STREAMLIT_INTERNAL_KEY_{found.id}__events": told}
                )
        raise Wrong(f"There is no component '{component}'. On the page: {self.words()}")

    def shown(self, component: str) -> dict[str, Any]:
        """What a packaged component of the app was told to draw; empty if it is not there."""
        found = (c for _, c in self.elements("bidi_component") if c.component_name == component)
        return next((dict(json.loads(c.json)) for c in found), {})

    # -- the protocol

    async def _ask(self, fragment: str, pressed: dict[str, dict[str, Any]], *, by_itself: bool = False) -> Run:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self._query, self._hash, fragment
        state.is_auto_rerun = by_itself
        if not self._hash:
            state.page_name = self._page
        state.context_info.url = f"{self._address}/{self._page}"
        state.context_info.timezone, state.context_info.locale = "Europe/Brussels", "nl-BE"
        for widget, value in (self._states | pressed).items():
            state.widget_states.widgets.add(id=widget, **value)
        start = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._socket.send(asked.SerializeToString())
                received = await self._read(fragment)
        except TimeoutError:
            raise Wrong(f"A run of page '{self._page}' did not finish in {PATIENCE:.0f} s.") from None
        except WebSocketException as error:
            raise Wrong(f"The server left page '{self._page}': {error}") from error
        return Run(time.perf_counter() - start, received)

    async def _read(self, fragment: str) -> int:
        """Take in messages until the script is done; gives back their bytes."""
        received = 0
        self._run += 1
        while True:
            data = await self._socket.recv(decode=False)
            received += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._draw(tuple(message.metadata.delta_path), message.delta)
            elif kind == "new_session":
                self._hash = message.new_session.page_script_hash or self._hash
            elif kind == "navigation":
                self._hash = message.navigation.page_script_hash or self._hash
            elif kind == "auto_rerun":
                self.follows = message.auto_rerun.fragment_id
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self._run += 1
                    continue
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise Wrong(f"Page '{self._page}' does not compile.")
                only_fragment = message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
                self._clean(fragment if only_fragment else None)
                return received

    def _draw(self, place: Place, delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        if delta.new_element.WhichOneof("type") == "exception":
            raise Wrong(f"Page '{self._page}' shows an error: {delta.new_element.exception.message}")
        self._drawn[place] = _Drawn(delta.new_element, delta.fragment_id, self._run)
        if delta.new_element.WhichOneof("type") == "radio" and delta.new_element.radio.set_value:
            radio = delta.new_element.radio  # the app says what it holds, and a browser shows that from now on
            self._states[radio.id] = {"string_value": radio.raw_value} if radio.HasField("raw_value") else {}

    def _clean(self, fragment: str | None) -> None:
        """Forget what the run (of one fragment, or of everything) did not draw again, and the state of widgets that are gone."""
        for place, drawn in list(self._drawn.items()):
            if drawn.run != self._run and fragment in (None, drawn.fragment):
                del self._drawn[place]
        there = {radio.id for _, radio in self.elements("radio")}
        self._states = {widget: value for widget, value in self._states.items() if widget in there}

    def words(self) -> str:
        """The beginning of what the page says."""
        words = [str(markdown.body) for _, markdown in self.elements("markdown")]
        words += [str(alert.body) for _, alert in self.elements("alert")]
        return " | ".join(words)[:600]
