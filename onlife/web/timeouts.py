"""How long a connection may take to say what it wants. uvicorn waits for ever; behind nginx this never matters."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn import Config

HEADERS_WITHIN = 30.0
"""Seconds from the connection, or from the first byte after an answer, until the headers of a request are complete."""


def limit(config: Config) -> None:
    """Let the server that this configuration is for hang up on who sends headers drop by drop."""
    served: Any = config.http_protocol_class
    if isinstance(served, type) and not issubclass(served, _Patience):
        config.http_protocol_class = type("Patient", (_Patience, served), {})


class _Patience:
    """Laid over uvicorn's own protocol, which keeps the request that is answered in `cycle`."""

    cycle: Any
    transport: Any
    _waits: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)  # type: ignore[misc]
        self._look()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)  # type: ignore[misc]
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waits:
            self._waits.cancel()
        super().connection_lost(exc)  # type: ignore[misc]

    def _look(self) -> None:
        """Wait while no request is being answered; a request whose headers are there may take its time."""
        busy = self.cycle is not None and not self.cycle.response_complete
        if busy and self._waits:
            self._waits.cancel()
            self._waits = None
        elif not busy and self._waits is None:
            self._waits = asyncio.get_running_loop().call_later(HEADERS_WITHIN, self._hang_up)

    def _hang_up(self) -> None:
        if self.transport.get_protocol() is self:  # a websocket has taken over otherwise
            self.transport.close()
