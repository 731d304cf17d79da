"""Once a lost connection is back, the page runs: at once, and not only when somebody presses something.

Losing the connection takes a text out of the hands of whoever types it, and it would look kept. After a restart of the app the
session is a new one besides, which heeds no press on what it has not drawn. Streamlit's page asks for that run by itself only if
a part of it runs by the clock.
"""

from __future__ import annotations

import streamlit as st

DAY = 24 * 60 * 60


@st.fragment(run_every=DAY)
def ask_for_run() -> None:
    """Draws nothing."""
