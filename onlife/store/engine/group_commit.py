"""Whoever waits for the same lock at the same moment is served in one go by the first of them who gets it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

Asked = TypeVar("Asked")

MOST = 50
"""How many are served in one go."""


class Together(Generic[Asked]):
    """A line of askers. Join it, get the lock, and call `serve`: by then somebody else may have done it."""

    def __init__(self) -> None:
        self._joining = threading.Lock()
        self._line: list[tuple[Asked, Future[Any]]] = []

    def __len__(self) -> int:
        return len(self._line)

    def join(self, asked: Asked) -> Future[Any]:
        """Stand in line; what comes of it is in what this gives back, once it is served."""
        mine: Future[Any] = Future()
        with self._joining:
            self._line.append((asked, mine))
        return mine

    def serve(self, mine: Future[Any], do: Callable[[Sequence[tuple[Asked, Future[Any]]]], None]) -> None:
        """Serve from the front of the line until `mine` is done. Call it with the lock; `do` ends what it is handed, and
        what it raises is for all of them.
        """
        while not mine.done():
            with self._joining:
                served, self._line = self._line[:MOST], self._line[MOST:]
            try:
                do(served)
            except BaseException as error:
                for _, waiting in served:
                    if not waiting.done():
                        waiting.set_exception(error)
