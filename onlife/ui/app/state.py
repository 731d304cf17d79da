"""What a session holds that more than one module reads or writes: its name, its type, and what stands there at first.

A key that one module alone knows stands in that module; a test refuses one that stands in two, or begins as one of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st
from streamlit.navigation.page import StreamlitPage

Held = TypeVar("Held")
CHOICE = "last-"


@dataclass(frozen=True)
class Value(Generic[Held]):
    """One thing that a session holds."""

    key: str
    default: Held

    def get(self) -> Held:
        held: Held = st.session_state.get(self.key, self.default)
        return held

    def set(self, held: Held) -> None:
        st.session_state[self.key] = held

    def pop(self) -> Held:
        """What it holds, for the last time."""
        held: Held = st.session_state.pop(self.key, self.default)
        return held


MESSAGE = Value("message", "")
"""What was done, to say once at the top of the page that runs next."""
ELSEWHERE = Value("elsewhere", False)
"""Whether the address asked for a network that is not shown, to say once."""
PAGE = Value("page", "")
"""The address of the page that runs, without a slash."""
PAGES: Value[Mapping[str, StreamlitPage]] = Value("pages", {})
"""Every page by its file from the top of the project (`pages/netwerk/overzicht.py`)."""
WHOLE = Value("whole", False)
"""Whether who is here sees a whole page, or what a view link shows of it."""


def problem(part: str = "") -> Value[str]:
    """What went wrong, to say once at the top of the page that runs next, or in a part of it that runs by itself."""
    return Value(f"problem-{part}" if part else "problem", "")


def choice(parameter: str) -> Value[list[str] | None]:
    """What was chosen last on any page for a parameter of the address; None if nothing was."""
    return Value(f"{CHOICE}{parameter}", None)


def forget_choices() -> None:
    for key in [key for key in st.session_state if str(key).startswith(CHOICE)]:
        del st.session_state[key]
