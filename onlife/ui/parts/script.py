"""Packaged scripts of our own, and what they tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import streamlit as st


@cache
def _component(name: str) -> Any:
    """A component of our own: a packaged script, so that it runs under a strict content policy."""
    return st.components.v2.component(f"onlife.{name}", js=f"{name}.js")


def scroll_to_top(screen: str) -> None:
    """Bring a reader who goes to another screen of the same page back to its top."""
    first = "screen" not in st.session_state
    st.session_state["screen"] = screen
    _component("top")(data={"screen": screen, "first": first}, key="top")


def scroll_into_view(place: str) -> None:
    """Bring the container with this key into view, once; nothing happens for ''."""
    _component("look")(data={"place": place}, key="look")


def presenter(screens: Sequence[str], screen: str, answered: int, on_screen: Callable[[], None]) -> None:
    """Keys, full screen and a lamp that stays on, for the screens of a meeting: which there are, in order, which one this is, and
    the number of the last key that was answered. `component_event("presenter", "screen")` holds the `screen` that a key asked
    for and its `number`.
    """
    data = {"screens": screens, "screen": screen, "answered": answered}
    _component("presenter")(data=data, key="presenter", on_screen_change=on_screen)


def board(on_moved: Callable[[], None]) -> None:
    """Cards that one drags with a mouse from column to column: the containers with keys `board-card-...` and
    `board-column-...`. `component_event("board", "moved")` says which card went to which column.
    """
    _component("board")(key="board", on_moved_change=on_moved)


def component_event(component: str, event: str) -> Any:
    """What a component of ours tells in the callback that runs now; None if nothing."""
    return st.session_state.get(component, {}).get(event)
