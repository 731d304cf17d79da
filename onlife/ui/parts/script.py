"""Packaged scripts of our own, and what they tell."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st


@cache
def _component(name: str, *, styled: bool = False) -> Any:
    """A component of our own: a packaged script, so that it runs under a strict content policy.

    A `styled` one brings a style sheet for what it draws itself. It stands in the page and not in a shadow of it, so that
    who reads the page (a screen reader, a test) finds its words.
    """
    if styled:
        return st.components.v2.component(f"onlife.{name}", js=f"{name}.js", css=f"{name}.css", isolate_styles=False)
    return st.components.v2.component(f"onlife.{name}", js=f"{name}.js")


def scroll_to_top(screen: str) -> None:
    """Bring a reader who goes to another screen of the same page back to its top."""
    first = "screen" not in st.session_state
    st.session_state["screen"] = screen
    _component("top")(data={"screen": screen, "first": first}, key="top")


def scroll_into_view(place: str) -> None:
    """Bring the container with this key into view, once; nothing happens for ''."""
    _component("look")(data={"place": place}, key="look")


def meeting_screen(data: dict[str, Any], on_asked: Callable[[], None]) -> None:
    """A screen of the meeting, over the whole window; `told("stage", "asked")` is what was pressed on it."""
    _component("stage", styled=True)(data=data, key="stage", on_asked_change=on_asked)


def ballot(data: dict[str, Any], on_vote: Callable[[], None]) -> None:
    """The answers of a vote as big buttons; `told("ballot", "vote")` is what was pressed."""
    _component("ballot", styled=True)(data=data, key="ballot", on_vote_change=on_vote)


def component_event(component: str, event: str) -> Any:
    """What a component of ours tells in the callback that runs now; None if nothing."""
    return st.session_state.get(component, {}).get(event)
