"""What somebody chose or pressed is done whole, also when they press something else meanwhile.

Streamlit 1.67 breaks a run off at its next `st` call once another run is asked for: by a press on the next button, by a tab
that closes, or by the server (`open_tabs`). A callback that was about to write ends there without a word, and so does a run
that had not come to its pressed button yet; Streamlit takes both for handled. Here such a run comes to its end first. A run
that only draws is still broken off. Whoever went elsewhere meanwhile goes there, also where the script asks for one more run
of its own page. With `runner.fastReruns` two runs of one tab would go on beside each other, so it is off.

A button that is pressed once more before the page shows what it did, with every field as it was, is pressed once: a second
press would otherwise come upon what the first one brought, such as the next question.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
    _has_active_trigger_value,
)
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState, get_script_run_ctx


def only_between_acts() -> None:
    """Have every tab that opens from here on wait for what is being done."""
    script_runner.ScriptRequests = _Requests  # type: ignore[attr-defined]


class _Requests(ScriptRequests):
    """The runs that are asked for in one tab, from the browser and by the script itself."""

    def __init__(self) -> None:
        super().__init__()
        self._script = 0
        """The thread in which the script runs."""
        self._pressed: Sequence[bytes] = ()
        """Every field and press with which the browser asked for what is being done, until the page shows it."""
        self._address = ""
        """The query that the run began with."""
        self._acts = self._stopped = self._by_itself = False
        """Of the run that goes on: it does what somebody pressed, it stops, it asked for the next one itself."""

    def request_stop(self) -> None:
        """`st.stop` ends this run only: what was pressed meanwhile comes after it."""
        if threading.get_ident() == self._script:
            self._stopped = True
        else:
            super().request_stop()

    def request_rerun(self, new_data: RerunData) -> bool:
        if threading.get_ident() == self._script:
            self._by_itself = True
            return self._gives_way(new_data) or super().request_rerun(new_data)
        if new_data.widget_states and _sorted(new_data.widget_states) == self._pressed:
            return True  # nor a run without the press: it would come from the address before it
        return super().request_rerun(new_data)

    def request_rerun_batch(self, rerun_batch: list[RerunData]) -> bool:
        self._by_itself = True
        return self._gives_way(rerun_batch[-1]) or super().request_rerun_batch(rerun_batch)

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        if self._stopped:
            return ScriptRequest(ScriptRequestType.STOP)
        acts = self._acts or ThreadState.get().run_location is RunLocation.CALLBACK
        if acts and not self._by_itself:
            return None
        request = super().on_scriptrunner_yield()
        return request and self._begins(request)

    def on_scriptrunner_ready(self) -> ScriptRequest:
        self._script = threading.get_ident()
        return self._begins(super().on_scriptrunner_ready())

    def _gives_way(self, asked: RerunData) -> bool:
        """Whether what the script asks for itself comes to nothing, as the browser went to another address and waits for that."""
        waits, context = self._rerun_data, get_script_run_ctx()
        if self._state is not ScriptRequestType.RERUN or context is None:
            return False
        # The browser knows the address that this run began with, or already the one that it leads to.
        stays = waits.query_string in (self._address, asked.query_string)
        return not stays or waits.page_script_hash != context.page_script_hash

    def _begins(self, request: ScriptRequest) -> ScriptRequest:
        asked = request.rerun_data if request.type is ScriptRequestType.RERUN else RerunData()
        states = [part for part in (asked.widget_states, asked.replay_trigger_states) if part]
        self._acts = any(_has_active_trigger_value(widget) for part in states for widget in part.widgets)
        if self._acts or not self._by_itself:
            self._pressed = _sorted(asked.widget_states) if self._acts and asked.widget_states else ()
        self._stopped = self._by_itself = False
        self._address = asked.query_string
        return request


def _sorted(states: WidgetStates) -> Sequence[bytes]:
    return sorted(widget.SerializeToString() for widget in states.widgets)
