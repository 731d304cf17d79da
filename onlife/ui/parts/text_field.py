"""A text that is kept as soon as somebody leaves its field.

What is typed in it outlives the session in which it was drawn: after a restart of the app, or once a phone wakes up, the
browser brings it to a new one, which cannot tell what somebody typed last from what another window had kept over. So it
stays in the field, the field says that it is not kept, and whoever typed it chooses. So does a text that was refused.
"""

from __future__ import annotations

from collections.abc import Callable
from textwrap import shorten
from typing import Any

import streamlit as st

from onlife.text import paragraphs, quoted
from onlife.translation import gettext as _
from onlife.ui.parts import fragment
from onlife.ui.parts.markdown import plain

Keep = Callable[..., None]


def draw(widget: Callable[..., Any], label: str, key: str, stored: str, keep: Keep, *args: Any, **options: Any) -> bool:
    """Draw the field (`st.text_area`, `st.text_input`) of a stored text; `keep(*args)` runs as a callback once it is left.
    Return whether what stands in it is in the store.
    """
    begins, held = key not in st.session_state, _flag(key)
    follow(key, stored)
    typed = widget(label, stored, key=key, on_change=_leave, args=(key, keep, args), **options) or ""
    kept = paragraphs(typed) == paragraphs(stored)
    if kept:
        release(key)
    elif begins:
        st.session_state[held] = True
    if held in st.session_state:
        _offer(key, stored, keep, args)
    return kept


def follow(key: str, stored: str) -> None:
    """Let a text field show what the store holds, unless what stands there is not kept, or the session begins: then the browser
    brings what is being typed.
    """
    if key in st.session_state and _flag(key) not in st.session_state:
        fragment.follow_store(key, stored)


def release(*keys: str) -> None:
    """Let these fields show what the store holds."""
    for key in keys:
        st.session_state.pop(_flag(key), None)


def _leave(key: str, keep: Keep, args: tuple[Any, ...]) -> None:
    st.session_state[_flag(key)] = True
    keep(*args)


def _offer(key: str, stored: str, keep: Keep, args: tuple[Any, ...]) -> None:
    st.warning(
        _("Dit is nog niet bewaard. Wel bewaard: {text}", text=quoted(plain(shorten(stored, 120, placeholder=" …"))))
        if stored
        else _("Dit is nog niet bewaard."),
        icon=":material/save:",
    )
    with st.container(horizontal=True):
        st.button(_("Bewaar dit"), key=f"keep {key}", on_click=keep, args=args)
        st.button(_("Laat weg wat ik typte"), key=f"leave {key}", on_click=release, args=(key,))


def _flag(key: str) -> str:
    return f"not kept {key}"
