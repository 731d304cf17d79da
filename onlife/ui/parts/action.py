"""Do something in the store and say what came of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from onlife.store import Refused, StoreError
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app.session import Visit
from onlife.ui.parts import fragment, layout
from onlife.ui.parts.markdown import plain

UNCHANGED = N_("Er is niets gewijzigd.")


def perform(change: Callable[[], object], done: str, page: str = "") -> None:
    """Do something in the store and say so at the top of this or another page; a refusal is said here."""
    try:
        change()
    except (Refused, StoreError, ValueError) as problem:
        st.error(plain(f"{problem} {_(UNCHANGED)}"), icon=":material/error:")
    else:
        layout.say(done)
        if page:
            layout.switch_page(page)
        st.rerun()


def perform_in_callback(change: Callable[[], object], done: str = "") -> None:
    """Do something in the store; what is `done`, or a refusal, is said at the top of the run that follows."""
    try:
        change()
    except (Refused, StoreError) as problem:
        layout.warn(str(problem))
    else:
        if done:
            layout.say(done)


def perform_as(visit: Visit | None, change: Callable[[Visit], object], done: str = "") -> None:
    """As `perform_in_callback`, for a visitor who may do so right now; None if there is none."""
    if visit:
        perform_in_callback(lambda: change(visit), done)
    else:
        layout.warn(_(fragment.NO_LONGER))


def perform_or_stop(change: Callable[[], object]) -> None:
    """Do something in the store; a refusal is said in its place and ends the run."""
    try:
        change()
    except (Refused, StoreError) as problem:
        st.error(plain(str(problem)), icon=":material/error:")
        st.stop()
