"""The app as it is served, in this process, and a tab that speaks Streamlit's protocol to it over a real websocket.

Nothing of the app is called by a tab: it sends what a browser could send, also what no browser would, and keeps every
message that comes back. That the server runs in this process lets a test look at the store, or switch a guard off.
"""

from __future__ import annotations

import importlib
import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from onlife.services import installation
from onlife.store import Store

PATIENCE = 60.0
VALUES = {
    "text_input": "string_value",
    "text_area": "string_value",
    "radio": "string_value",
    "selectbox": "string_value",
    "number_input": "double_value",
    "checkbox": "bool_value",
    "multiselect": "string_array_value",
    "button": "trigger_value",
    "expandable": "bool_value",
}
"""Kind of field, or box that opens -> how its value travels."""


class Served:
    """The running app. `use` changes the data folder under it; everybody's next action meets the other data."""

    def __init__(self, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self.origin = f"http://{self.address}"

    def use(self, folder: Path) -> Store:
        if installation.store.cache_info().currsize:
            installation.store().close()
        os.environ["ONLIFE_DATA"] = str(folder)
        installation.store.cache_clear()
        return installation.store()


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """The app on a free port of this machine, for as long as the block lasts."""
    before = os.environ.get("ONLIFE_DATA")
    os.environ["ONLIFE_DATA"] = str(folder)
    installation.store.cache_clear()
    # A module of its own each time: an app object serves once.
    app = importlib.reload(importlib.import_module("app")).app
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        waited = threading.Event()
        for _ in range(int(PATIENCE * 50)):
            if server.started or not thread.is_alive():
                break
            waited.wait(0.02)
        assert server.started, "the app did not start"
        yield Served(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        Runtime._instance = None  # Streamlit's own test runner makes another
        installation.store.cache_clear()
        if before is None:
            os.environ.pop("ONLIFE_DATA", None)
        else:
            os.environ["ONLIFE_DATA"] = before


def _without_address(message: ForwardMsg) -> ForwardMsg:
    kept = ForwardMsg()
    kept.CopyFrom(message)
    if kept.delta.new_element.page_link.query_string:
        kept.delta.new_element.page_link.query_string = ""
    return kept


@dataclass
class Answer:
    """Everything that came back for one message."""

    messages: list[ForwardMsg] = field(default_factory=list)

    def holds(self, words: Sequence[str]) -> list[str]:
        """Which of these words stand anywhere in it; not in the address, nor in that of the login that leads back to it, which
        tell back what the tab itself asked."""
        told = b"".join(
            _without_address(m).SerializeToString()
            for m in self.messages
            if m.WhichOneof("type") != "page_info_changed"
        )
        return [word for word in words if word.encode() in told]

    def elements(self) -> Iterator[tuple[str, Any, str]]:
        """Kind, element and fragment of everything drawn, and of every box that tells when it is opened."""
        for message in self.messages:
            if message.WhichOneof("type") != "delta":
                continue
            delta = message.delta
            kind = delta.new_element.WhichOneof("type")
            if kind:
                yield kind, getattr(delta.new_element, kind), delta.fragment_id
            elif delta.add_block.expandable.id:
                yield "expandable", delta.add_block.expandable, delta.fragment_id

    def words(self) -> str:
        """What the page says, for a failure to show."""
        said = [
            str(getattr(e, "body", "")) for kind, e, _ in self.elements() if kind in ("markdown", "alert", "heading")
        ]
        return " | ".join(filter(None, said))


class Tab:
    """One open tab of a browser with these cookies. `sent` keeps what it sent, to be sent again by somebody else."""

    def __init__(self, served: Served, cookies: Mapping[str, str] | None = None, session: str = "") -> None:
        headers = {"Origin": served.origin}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        protocols = ["streamlit", *(["geen", session] if session else [])]
        self._url = served.origin
        self._opening = connect(
            f"ws://{served.address}/_stcore/stream",
            subprotocols=[Subprotocol(protocol) for protocol in protocols],
            additional_headers=headers,
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
        )
        self.session = self._hash = self._query = ""
        self.drawn: list[tuple[str, Any, str]] = []
        self.sent: list[bytes] = []
        self.states: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Tab:
        self._socket = self._opening.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._opening.__exit__(None, None, None)

    # -- as a browser

    def open(self, page: str, **query: str) -> Answer:
        """Go to a page by its address."""
        self._hash, self._query, self.states, self.drawn = "", urlencode(query), {}, []
        return self._ask(page, {}, "")

    def set(self, label: str, value: Any) -> Answer:
        """Fill a field in and leave it."""
        kind, element, fragment = self.field(label)
        if kind in ("radio", "selectbox"):
            value = next(option for option in element.options if value in option)
        self.states[element.id] = {VALUES[kind]: {"data": value} if kind == "multiselect" else value}
        in_form = bool(getattr(element, "form_id", ""))
        return Answer() if in_form else self._ask("", {}, fragment)

    def press(self, label: str) -> Answer:
        _, element, fragment = self.field(label, ("button",))
        return self._ask("", {element.id: {"trigger_value": True}}, fragment)

    def tell(self, component: str, event: str, value: object) -> Answer:
        """Send what a packaged component of the app tells when it is used."""
        for kind, element, fragment in reversed(self.drawn):
            if kind == "bidi_component" and element.component_name == component:
                told = {"json_trigger_value": json.dumps([{"event": event, "value": value}])}
                return self._ask("", {f"$$STREAMLIT_INTERNAL_KEY_{element.id}__events": told}, fragment)
        raise AssertionError(f"there is no component '{component}' on the page")

    def field(self, label: str, kinds: Sequence[str] = tuple(VALUES)) -> tuple[str, Any, str]:
        """The last field or button drawn whose label begins so."""
        for kind, element, fragment in reversed(self.drawn):
            if kind in kinds and element.label.replace("\\", "").startswith(label):
                return kind, element, fragment
        raise AssertionError(f"there is no '{label}' on the page")

    # -- as nobody's browser

    def forge(self, page: str, states: Mapping[str, Mapping[str, Any]], **query: str) -> Answer:
        """Ask for a page with values for fields that it may never have shown."""
        self._hash, self._query, self.states = "", urlencode(query), {}
        return self._ask(page, states, "")

    def send(self, message: bytes) -> Answer:
        """Send a message as it is; once more if nothing comes back. A press that is told again before the server has put the
        first one away, which is after it said so, is one press (`onlife/ui/app/interruption.py`).
        """
        if not BackMsg.FromString(message).rerun_script.fragment_id:
            self.drawn = []
        self._socket.send(message)
        try:
            return self.read(PATIENCE / 4)
        except TimeoutError:
            self._socket.send(message)
            return self.read()

    def send_if_answered(self, message: bytes) -> Answer:
        """Send a message that may be about a piece of a page that this tab never had: then nothing comes back."""
        fragment = BackMsg.FromString(message).rerun_script.fragment_id
        known = Runtime.instance()._session_mgr.get_active_session_info(self.session)
        if fragment and not (known and known.session.has_fragment(fragment)):
            self._socket.send(message)
            return Answer()
        return self.send(message)

    def read(self, timeout: float = PATIENCE) -> Answer:
        """Take in everything up to the end of a run."""
        answer = Answer()
        while True:
            data = self._socket.recv(timeout=timeout, decode=False)
            assert isinstance(data, bytes)
            message = ForwardMsg.FromString(data)
            answer.messages.append(message)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session = message.new_session.initialize.session_id
                self._hash = message.new_session.page_script_hash or self._hash
            elif kind == "navigation":
                self._hash = message.navigation.page_script_hash or self._hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.drawn += answer.elements()
                return answer

    def _ask(self, page: str, states: Mapping[str, Mapping[str, Any]], fragment: str) -> Answer:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self._query, self._hash, fragment
        if not self._hash:
            state.page_name = page
        state.context_info.url = f"{self._url}/{page}"
        state.context_info.timezone, state.context_info.locale = "Europe/Brussels", "nl-BE"
        for widget, value in {**self.states, **states}.items():
            state.widget_states.widgets.add(id=widget, **value)
        self.sent.append(asked.SerializeToString())
        return self.send(self.sent[-1])
