"""A dialog whose title is read in the language of whoever opens it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from onlife.translation import gettext as _
from onlife.ui.app import reconnect

P = ParamSpec("P")


def dialog(title: str, **options: Any) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """As `st.dialog`, which would take its title when the module is imported."""

    def decorate(draw: Callable[P, None]) -> Callable[P, None]:
        @wraps(draw)
        def open_dialog(*args: P.args, **named: P.kwargs) -> None:
            reconnect.leave_alone()
            st.dialog(_(title), **options)(draw)(*args, **named)

        return open_dialog

    return decorate
