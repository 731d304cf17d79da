"""Which screen of the meeting stands on the projector, and which dialog over it: the address says it, as `?scherm=&venster=`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st

from onlife.domain.meeting import Meeting, Point, Topic, VoteKind
from onlife.ui.app import session

SCREEN, DIALOG = "scherm", "venster"


def of_vote(running: Meeting) -> str:
    """Where one votes in a meeting, as this browser reaches the app."""
    return f"{session.origin()}/s/{session.store().seats.code(running)}"


def presenting() -> bool:
    """Whether this page is on the projector: then nothing stands beside the screen."""
    return SCREEN in st.query_params


def leave() -> NoReturn:
    """Back to the page with its menu: nothing (more) to show on the projector, or not by this visitor."""
    st.query_params.pop(SCREEN, None)
    st.query_params.pop(DIALOG, None)
    st.rerun()


def go_to(screen: str) -> NoReturn:
    """Put a screen on the projector."""
    st.query_params[SCREEN] = screen
    st.rerun()


def remember(screen: str) -> None:
    """Remember where the meeting was, for whoever leaves the projector and comes back."""
    st.session_state["last screen"] = screen


def last_screen() -> str:
    return str(st.session_state.get("last screen", Topic.WELCOME.value))


def standing(points: Sequence[Point]) -> Point:
    """The screen where the meeting was; where that is gone, the one about the same element, else of the same topic, else the first."""
    screen = last_screen()
    topic, _, about = screen.partition("-")
    return max(
        points, key=lambda p: (p.id == screen, p.kind is VoteKind.COLOUR and p.about == about, p.topic.value == topic)
    )
