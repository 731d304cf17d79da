"""Parts of a page that run by themselves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from onlife.store import StoreError
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import state
from onlife.ui.parts.markdown import plain

log = logging.getLogger("onlife")
P = ParamSpec("P")
NO_LONGER = N_(
    "Je hebt geen toegang meer tot deze pagina: de link is ingetrokken of je sessie is voorbij. Je laatste wijziging is niet bewaard."
)


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """A part of a page that runs by itself. While the data are away it says so and offers to try again; the rest stays."""

    @st.fragment
    @wraps(draw)
    def run(*args: P.args, **named: P.kwargs) -> None:
        try:
            draw(*args, **named)
        except StoreError as problem:
            log.warning("a part of a page is not drawn: %s", problem)
            st.error(plain(state.problem().pop() or str(problem)), icon=":material/error:")
            st.button(_("Probeer opnieuw"), key=f"again {ThreadState.get().fragment_id}", icon=":material/refresh:")

    return run


def runs_alone() -> bool:
    """Whether a part runs without the rest of its page: what the page found of rights and data is then of a while ago."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)


def rerun_if_changed() -> None:
    """The last thing that a callback does on a page with parts that run by themselves (`st.fragment`).

    What changes within one tick travels together, under the name of the part that changed first: a remark that one
    leaves by tapping a button on a phone. Then the part of this callback was not asked for, and the whole page runs.
    """
    context = get_script_run_ctx()
    if context and context.fragment_ids_this_run and ThreadState.get().fragment_id not in context.fragment_ids_this_run:
        st.rerun()


def follow_store(key: str, stored: object) -> None:
    """Let a field show what the store holds: after a refusal, and when another tab changed it."""
    if st.session_state.get(key) != stored:
        st.session_state[key] = stored


def saved_mark(kept: bool, otherwise: str = "") -> None:
    """Whether what a field shows is in the store."""
    st.caption(_(":green[✓] bewaard") if kept else otherwise or _("nog geen keuze"))
