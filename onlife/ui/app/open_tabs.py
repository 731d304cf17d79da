"""Open tabs of somebody who may no longer be here: they run again by themselves, and their page then refuses.

Rights are asked anew at every action, but a tab that nobody touches asks nothing. So the server looks at all open tabs
every `POLL_SECONDS` seconds, and where a visitor is no longer who the page was drawn for, the script runs again as if that
visitor had done something. A browser sends nothing for it and a hidden tab, whose own timers sleep, is reached too.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from onlife.domain.access import Actor
from onlife.security.token import SESSION_COOKIES
from onlife.ui.app import session

POLL_SECONDS = 15.0
"""Seconds between two looks; a tab is emptied at most this long, and the time of one run, after its right ended."""

log = logging.getLogger("onlife")


@dataclass(frozen=True)
class RenderedFor:
    """Whom a tab was drawn for: the session cookies of its browser and who that was."""

    cookies: Mapping[str, str]
    here: Mapping[str, Actor]


_drawn: dict[str, RenderedFor] = {}
"""Streamlit's session id -> whom its tab was last drawn for. Only tabs of somebody; forgotten once a tab is gone."""


def remember(here: Mapping[str, Actor]) -> None:
    """Remember for whom this run draws the page."""
    context = get_script_run_ctx()
    if context is None:
        return
    if here:
        sent = st.context.cookies.to_dict()
        kept = {name: sent[name] for name in SESSION_COOKIES.values() if name in sent}
        _drawn[context.session_id] = RenderedFor(kept, here)
    else:
        _drawn.pop(context.session_id, None)


async def watch() -> None:
    """Look at the open tabs again and again, for as long as the app runs."""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            await look()
        except Exception:  # whatever it is, the next look must come
            log.exception("the open tabs could not be looked at")


async def look() -> int:
    """Run every open tab again whose visitor is somebody else by now, or nobody; how many there were."""
    if not Runtime.exists():
        return 0
    sessions = {info.session.id: info.session for info in Runtime.instance()._session_mgr.list_active_sessions()}
    open_tabs = {key: drawn for key, drawn in list(_drawn.items()) if key in sessions}
    ended = await asyncio.to_thread(_stale_tabs, open_tabs)
    for key in ended:
        # What Streamlit does itself when a page's file changes: the same page, address and fields as last time.
        sessions[key].request_rerun(sessions[key]._client_state)
    for key in _drawn.keys() - {info.session.id for info in Runtime.instance()._session_mgr.list_sessions()}:
        _drawn.pop(key, None)
    return len(ended)


def upload_bytes(tab: str) -> int:
    """How many bytes of uploaded files Streamlit holds for a tab."""
    manager = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    held = manager.file_storage.get(tab, {}) if isinstance(manager, MemoryUploadedFileManager) else {}
    return sum(len(file.data) for file in list(held.values()))


def _stale_tabs(open_tabs: Mapping[str, RenderedFor]) -> list[str]:
    """The tabs that are no longer of whom they were drawn for. Looking is no use of a session: it must not lengthen it."""
    now: dict[frozenset[tuple[str, str]], Mapping[str, Actor]] = {}
    ended = []
    if open_tabs:
        session.store().refresh()  # once for all of them
    for key, drawn in open_tabs.items():
        browser = frozenset(drawn.cookies.items())
        if browser not in now:
            now[browser] = session.store().actors.of(drawn.cookies, using=False, refresh=False)
        if now[browser] != drawn.here:
            ended.append(key)
    return ended
