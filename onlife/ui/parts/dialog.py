"""Dialogs that outlive the connection in which they were opened.

Streamlit draws a dialog in the run in which its button is pressed, and the next run of the page closes it over whatever is typed:
one after a lost connection too. Here it stays open until it is closed. The address names it for a session that begins: after a
restart of the app, or once a laptop wakes up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from onlife.translation import gettext as _
from onlife.ui.parts import fragment

P = ParamSpec("P")
ADDRESS = "venster"
_OPEN, _DRAWN = "open dialog", "dialog drawn"


def opens(label: str, *, key: str, **options: Any) -> bool:
    """A button (`st.button`) that opens a dialog. Return whether the dialog is open: whoever asks then draws it."""
    if st.button(label, key=key, **options):
        st.session_state[_OPEN] = st.query_params[ADDRESS] = key
    return bool(st.session_state.setdefault(_OPEN, st.query_params.get(ADDRESS)) == key)


def close() -> None:
    """Let the dialog of `opens` that is open, if any, not be drawn again."""
    if st.session_state.get(_OPEN):
        st.session_state[_OPEN] = None
        st.query_params.pop(ADDRESS, None)


def close_unless_drawn() -> None:
    """At the end of a run of a page: what it no longer draws must not open by itself once it draws it again."""
    if not st.session_state.pop(_DRAWN, False):
        close()


def dialog(
    title: str, *, on_dismiss: Callable[[], None] = close, **options: Any
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """As `st.dialog`, which would take its title when the module is imported: here it is read in the language of whoever opens it."""

    def decorate(draw: Callable[P, None]) -> Callable[P, None]:
        @wraps(draw)
        def open_dialog(*args: P.args, **named: P.kwargs) -> None:
            st.session_state[_DRAWN] = not fragment.runs_alone()
            st.dialog(_(title), on_dismiss=on_dismiss, **options)(draw)(*args, **named)

        return open_dialog

    return decorate
