"""Group commit: whoever wants to write at the same moment shares one transaction, and with it one wait for the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, Protocol

CHANGES_MAX = 50
"""Changes in one transaction."""

Added = tuple[str, Sequence[Mapping[str, Any]]]
"""A table, and rows for it."""
Change = Callable[[], Sequence[Added]]
"""Checks something and returns the rows that follow from it; it writes nothing itself."""


class _Writer(Protocol):
    def batch(self) -> AbstractContextManager[Callable[[Sequence[Added]], None]]: ...


class GroupCommit:
    """A queue of changes. Whoever gets the lock writes what waits by then, its own change among it."""

    def __init__(self, database: _Writer) -> None:
        self._database = database
        self._flushing = threading.Lock()
        self._queue: list[tuple[Change, Future[None]]] = []

    def __len__(self) -> int:
        return len(self._queue)

    def submit(self, change: Change) -> None:
        """Have a change checked and its rows saved; return once they are. Raise what the check raised."""
        mine: Future[None] = Future()
        self._queue.append((change, mine))
        with self._flushing:
            while not mine.done():
                self.flush()
        mine.result()

    def flush(self) -> None:
        """Write what waits at the front of the queue: all of it is checked first, and who is refused adds nothing."""
        batch: list[tuple[Change, Future[None]]] = []
        try:
            with self._database.batch() as add_all:
                batch = self._next()
                added: list[Added] = []
                for change, waiting in batch:
                    try:
                        added.extend(change())
                    except BaseException as error:  # whoever submitted it gets it
                        waiting.set_exception(error)
                add_all(added)
        except BaseException as error:
            for _, waiting in batch or self._next():
                if not waiting.done():
                    waiting.set_exception(error)
        else:
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_result(None)

    def _next(self) -> list[tuple[Change, Future[None]]]:
        batch = self._queue[:CHANGES_MAX]
        del self._queue[: len(batch)]
        return batch
