"""What somebody was typing when their session ended: it waits an hour, in memory, for the same account to log in again.

Nothing of it was sent, so nothing of it is in the store. An address carries only a code that is good for one use.
"""

from __future__ import annotations

from time import monotonic

import streamlit as st

from onlife.security.token import new_id
from onlife.translation import gettext as _
from onlife.ui.app import state

PARAMETER = "getypt"
KEPT_FOR, AT_MOST = 3600.0, 200
_waiting: dict[str, tuple[float, str, dict[str, object]]] = {}
"""Code -> when, account, key in a session -> what stood there."""


def watch(account: str, *fields: str, beside: str = "") -> None:
    """Say which fields an account types in, by their keys, and where the session holds what their form opened on (`beside`),
    which waits with them.
    """
    _account, watched = st.session_state.get("unsent", ("", {}))
    st.session_state["unsent"] = account, {**watched, **dict.fromkeys(fields, beside)}


def unsent_fields() -> dict[str, str]:
    """Keep what stands in those fields; the parameter of an address that brings it back, none if there is nothing."""
    account, watched = st.session_state.get("unsent", ("", {}))
    held = {key for field, beside in watched.items() if field in st.session_state for key in (field, beside) if key}
    typed = {key: st.session_state[key] for key in held if key in st.session_state}
    if not typed:  # nothing, or the page was refused before and its fields are gone
        known: dict[str, str] = st.session_state.get("unsent-kept", {})
        return known
    for code, (since, *_rest) in list(_waiting.items()):
        if monotonic() - since > KEPT_FOR or len(_waiting) >= AT_MOST:
            _waiting.pop(code, None)
    code = new_id()
    _waiting[code] = monotonic(), account, typed
    st.session_state["unsent-kept"] = {PARAMETER: code}
    return {PARAMETER: code}


def bring_back(account: str) -> None:
    """Fill in again what the code in the address stands for, if it was this account's."""
    code = st.query_params.pop(PARAMETER, "")
    since, owner, typed = _waiting.pop(code, (0.0, "", {}))
    if owner == account and typed and monotonic() - since <= KEPT_FOR:
        st.session_state.update(typed)
        state.MESSAGE.set(_("Wat je aan het typen was, staat er weer. Het is nog niet bewaard."))
