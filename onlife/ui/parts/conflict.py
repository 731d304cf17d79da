"""Somebody else was faster: both versions are on the screen and you choose. Nothing that was typed is lost.

On a page theirs stands in the fields and yours above them (`remember`, `offer`); in a dialog, whose fields keep what was
typed, yours stays and theirs stands above (`remember_theirs`, `show_theirs`, `base`). Of a thing with many fields (a partner, a
sender) each keeps what they changed, and who is second at the same field is told so (`drawn`, `combine`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import streamlit as st

from onlife.store import Overtaken
from onlife.translation import gettext as _
from onlife.ui.parts.markdown import plain

Mine = TypeVar("Mine")
Record = TypeVar("Record")
Value = TypeVar("Value")


def opened(place: str, record: Record) -> Record:
    """The version that the form at a place (a word of one's own for what is edited) was opened on: what somebody else keeps
    meanwhile must not wipe what is being typed.
    """
    known: Record = st.session_state.setdefault(f"opened-{place}", record)
    return known


def reopen(place: str) -> None:
    """Let the form at a place open anew, on what stands there now."""
    st.session_state.pop(f"opened-{place}", None)


def drawn(place: str, record: Record, field: str) -> Record:
    """As `opened`, for a form on a page: it opens anew once its fields were away. `field`: the key of one of them."""
    if field not in st.session_state:
        reopen(place)
    return opened(place, record)


def combine(opened: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value]) -> dict[str, Value]:
    """What somebody changed in a form that opened on a record, on top of what stands there now. Raises Overtaken if somebody
    else changed the same field meanwhile.
    """
    changed = {field: value for field, value in mine.items() if value != opened[field]}
    if any(theirs[field] not in (opened[field], value) for field, value in changed.items()):
        raise Overtaken(theirs)
    return {**theirs, **changed}


def form_key(place: str) -> str:
    """The key for the fields of the form at a place; with another one they begin anew."""
    return f"{place}-{st.session_state.get(counter(place), 0)}"


def counter(place: str) -> str:
    """The name under which a session counts how often the form at a place was kept."""
    return f"added-{place}"


def begin_empty(place: str) -> None:
    """Give the form at a place its next key: what was typed in it is kept."""
    st.session_state[counter(place)] = st.session_state.get(counter(place), 0) + 1


def remember(place: str, mine: object) -> None:
    """Hold what somebody had filled in at a place when it was refused; its form opens anew."""
    st.session_state[_key(place)] = mine
    reopen(place)


def forget(place: str) -> None:
    st.session_state.pop(_key(place), None)


def offer(place: str, words: Callable[[Mine], Iterable[str]], keep: Callable[[Mine], bool]) -> None:
    """What you had filled in, in words, and the two ways on; nothing if nobody was faster. `keep` runs as a callback, and says
    whether it kept yours.
    """
    mine: Mine | None = st.session_state.get(_key(place))
    if mine is None:
        return
    st.warning(_("Iemand anders wijzigde dit intussen; hieronder staat wat er nu bewaard is."), icon=":material/group:")
    st.markdown(_("Jij had ingevuld:"))
    for text in words(mine):
        st.text(text)
    with st.container(horizontal=True):
        st.button(_("Zet toch mijn versie"), key=f"take-mine-{place}", on_click=_take, args=(place, mine, keep))
        st.button(_("Laat staan wat er staat"), key=f"leave-{place}", on_click=forget, args=(place,))


def _take(place: str, mine: Mine, keep: Callable[[Mine], bool]) -> None:
    if keep(mine):
        forget(place)


def remember_theirs(place: str, event: int, words: str) -> None:
    """Hold what stands at a place now, under its number, and how it reads."""
    st.session_state[_key(place)] = event, words


def show_theirs(place: str) -> None:
    """What stands there now, above a form in which yours still stands; nothing if nobody was faster."""
    if _key(place) in st.session_state:
        st.warning(
            _(
                "Iemand anders wijzigde dit intussen. Nu staat er: {theirs}  \nSluit dit venster om dat te laten staan, of bewaar "
                "opnieuw om het jouwe te zetten.",
                theirs=plain(st.session_state[_key(place)][1]),
            ),
            icon=":material/group:",
        )


def base(place: str, event: int) -> int:
    """The number of what somebody has seen there: that of when the form opened (`event`), or of theirs once it was shown."""
    theirs: tuple[int, str] = st.session_state.get(_key(place), (event, ""))
    return theirs[0]


def _key(place: str) -> str:
    return f"conflict-{place}"
