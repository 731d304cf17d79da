"""Once a lost connection is back, the page runs: at once, and not only when somebody presses something.

Losing the connection takes a text out of the hands of whoever types it, and it would look kept. After a restart of the app the
session is a new one besides, which heeds no press on what it has not drawn. Streamlit's page asks for that run by itself only if
a part of it runs by the clock.
"""

from __future__ import annotations

import streamlit as st

DAY = 24 * 60 * 60
_DIALOG = "dialog drawn"


def ask_for_run() -> None:
    """Have the page run after a lost connection, unless a dialog is open over it: a run would close it over what is typed. To draw
    it again would be worse: on what stands there by then, past the guard that knows what it was opened on.
    """
    if not st.session_state.pop(_DIALOG, False):
        _by_the_clock()


def leave_alone() -> None:
    """Say that this run draws a dialog."""
    st.session_state[_DIALOG] = True


@st.fragment(run_every=DAY)
def _by_the_clock() -> None:
    """Draws nothing."""
