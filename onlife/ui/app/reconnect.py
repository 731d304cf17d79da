"""Once a lost connection is back, the page runs: at once, and not only when somebody presses something.

Losing the connection takes a text out of the hands of whoever types it, and it would look kept. After a restart of the app the
session is a new one besides, which heeds no press on what it has not drawn. Streamlit's page asks for that run by itself only if
a part of it runs by the clock.
"""

from __future__ import annotations

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

DAY = 24 * 60 * 60
_CLOCK = "clock"


@st.fragment(run_every=DAY)
def ask_for_run() -> None:
    """Have the page run after a lost connection. It draws nothing."""
    st.session_state[_CLOCK] = ThreadState.get().fragment_id


def leave_alone() -> None:
    """Take that back for this run of the page, as it draws a dialog: a run would close it over what is typed. To draw it again would
    be worse: on what stands there by then, past the guard that knows what it was opened on.
    """
    context, message = get_script_run_ctx(), ForwardMsg()
    if context and (clock := st.session_state.get(_CLOCK)):
        message.stop_auto_rerun.fragment_ids.append(clock)
        context.enqueue(message)
