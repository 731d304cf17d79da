"""Pages are drawn one after the other: Python runs one thread at a time, and threads that draw at the same moment only take
each other's turn; six pages take as long as seven. Whoever stands still (a large file that is read in, a store that is
away) holds nobody up for long: after `TIMEOUT_SECONDS` one goes on without a turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

TIMEOUT_SECONDS = 0.1
"""Seconds."""

_turn = threading.RLock()


@contextmanager
def hold() -> Iterator[None]:
    """Draw in here. A part of a page that is drawn with the page needs no turn of its own."""
    mine = _turn.acquire(timeout=TIMEOUT_SECONDS)
    try:
        yield
    finally:
        if mine:
            _turn.release()
