"""The frame of a page: its title, messages, empty state, and the ways to other pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from onlife.services import settings
from onlife.ui.app import state
from onlife.ui.parts.markdown import plain
from onlife.ui.parts.script import _component


def heading(title: str, purpose: str, beside: Callable[[], None] | None = None) -> None:
    """The one title of a page and the one sentence that says what it is for. With something `beside` them all stands in one
    row, so that the answer is on the first screen.
    """
    if beside:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.title(plain(title), anchor=False, width="content")
            st.container(width="stretch", key="purpose").caption(plain(purpose))
            beside()
    else:
        st.title(plain(title), anchor=False)
        st.markdown(plain(purpose))
    if message := state.MESSAGE.pop():
        st.success(plain(message), icon=":material/check:")
    show_problem()


def say(message: str) -> None:
    """Say something at the top of the page that runs next (after a rerun or on another page)."""
    state.MESSAGE.set(message)


def warn(problem: str, part: str = "") -> None:
    """Say what went wrong at the top of the page that runs next, or in a part of it that runs by itself."""
    state.problem(part).set(problem)


def show_problem(part: str = "") -> None:
    """What went wrong, once."""
    if problem := state.problem(part).pop():
        st.error(plain(problem), icon=":material/error:")


def forget_messages() -> None:
    state.MESSAGE.pop()
    state.problem().pop()


def empty(text: str, page: str = "", label: str = "") -> None:
    """Nothing to show yet: why, and where to go."""
    st.info(plain(text), icon=":material/hourglass_empty:")
    if page:
        link(page, label)


def link(page: str, label: str, *, icon: str = ":material/arrow_forward:", **query: str) -> None:
    """A link to one of our pages, named by its file from the top of the project (`pages/netwerk/overzicht.py`)."""
    # Of a page that it is given, Streamlit need not look the file up.
    made = state.PAGES.get().get(page, str(settings.HOME / page))
    st.page_link(made, label=label, icon=icon, query_params=_same_network() | query or None)


def switch_page(page: str, **query: str | list[str]) -> NoReturn:
    """Go to one of our pages, with these parameters in its address."""
    st.switch_page(str(settings.HOME / page), query_params=_same_network() | {k: v for k, v in query.items() if v})


def _same_network() -> dict[str, Any]:
    """What every address of ours says besides: the network of the page that leads there, if a visitor has several."""
    asked = st.query_params.get("netwerk")
    return {"netwerk": asked} if asked else {}


def redirect(address: str, label: str) -> None:
    """Take the browser to an address outside the script; the link beside it is for when that is slow."""
    st.session_state["turn"] = st.session_state.get("turn", 0) + 1  # or the same address would not be gone to twice
    _component("go")(data={"address": address, "turn": st.session_state["turn"]}, key="go")
    st.markdown(f"[{plain(label)}]({address})")


def filters() -> DeltaGenerator:
    """The one slim row in which one chooses what a page looks at; every field says by itself what it is."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def export_address(name: str, network: str, **query: str) -> str:
    """The address of something to take away from a network."""
    return f"/uitvoer/{name}?{urlencode({'netwerk': network, **query})}"
