"""Somebody else was faster: theirs stands in the fields, yours is here, and you choose. Nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import streamlit as st

Mine = TypeVar("Mine")


def remember(place: str, mine: object) -> None:
    """Hold what somebody had filled in at a place (a word of one's own for what is edited) when it was refused."""
    st.session_state[_key(place)] = mine


def forget(place: str) -> None:
    st.session_state.pop(_key(place), None)


def offer(place: str, words: Callable[[Mine], Iterable[str]], keep: Callable[[Mine], object]) -> None:
    """What you had filled in, in words, and the two ways on; nothing if nobody was faster. `keep` runs as a callback."""
    mine: Mine | None = st.session_state.get(_key(place))
    if mine is None:
        return
    st.warning("Iemand anders wijzigde dit intussen; hieronder staat wat er nu bewaard is.", icon=":material/group:")
    st.markdown("Jij had ingevuld:")
    for text in words(mine):
        st.text(text)
    with st.container(horizontal=True):
        st.button("Zet toch mijn versie", key=f"take-mine-{place}", on_click=_take, args=(place, mine, keep))
        st.button("Laat staan wat er staat", key=f"leave-{place}", on_click=forget, args=(place,))


def _take(place: str, mine: Mine, keep: Callable[[Mine], object]) -> None:
    forget(place)
    keep(mine)


def _key(place: str) -> str:
    return f"conflict-{place}"
