"""Do something in the store and say what came of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from onlife.store import BothChanged, Overtaken, Refused, StoreError
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, fragment, layout
from onlife.ui.parts.markdown import plain

UNCHANGED = N_("Er is niets gewijzigd.")


def perform(change: Callable[[], object], done: str, page: str = "", *, form: str = "") -> None:
    """Do something in the store and say so at the top of this or another page; a refusal is said here.

    `form`: the place of a form (`conflict.form_key`, `conflict.open_form`) that begins anew once it is done.
    """
    try:
        change()
    except (Refused, StoreError, ValueError) as problem:
        if form and isinstance(problem, BothChanged):
            conflict.show_both(form, problem.theirs)
        else:
            st.error(plain(f"{problem} {_(UNCHANGED)}"), icon=":material/error:")
    else:
        layout.say(done)
        if form:
            conflict.begin_empty(form)
        if page:
            layout.switch_page(page)
        st.rerun()


def perform_in_callback(
    change: Callable[[], object], done: str = "", *, part: str = "", overtaken: Callable[[], object] | None = None
) -> bool:
    """Do something in the store; what came of it is said at the top of the run that follows. Return whether it was done.

    `part`: of the page, which runs by itself and says a refusal; `overtaken`: what to do when somebody else was faster, instead
    of saying so.
    """
    try:
        change()
    except (Refused, StoreError) as problem:
        if overtaken and isinstance(problem, Overtaken):
            overtaken()
        else:
            layout.warn(str(problem), part)
        return False
    if done:
        layout.say(done)
    return True


def perform_as(
    visit: Visit | None,
    change: Callable[[Visit], object],
    done: str = "",
    *,
    part: str = "",
    overtaken: Callable[[], object] | None = None,
) -> bool:
    """As `perform_in_callback`, for a visitor who may do so right now; None if there is none."""
    if visit is None:
        layout.warn(_(fragment.NO_LONGER), part)
        return False
    return perform_in_callback(lambda: change(visit), done, part=part, overtaken=overtaken)


def perform_or_stop(change: Callable[[], object]) -> None:
    """Do something in the store; a refusal is said in its place and ends the run."""
    try:
        change()
    except (Refused, StoreError) as problem:
        st.error(plain(str(problem)), icon=":material/error:")
        st.stop()
