"""Mail servers on this machine for tests: one that works, refuses, or is slow."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from onlife.services.settings import MailServer, Security
from tests.ports import free_port


@dataclass
class Box:
    """A mail server's memory: what came in, and what it answers to the next recipients and the next mails."""

    received: list[Envelope] = field(default_factory=list)
    to_rcpt: list[str] = field(default_factory=list)
    to_data: list[str] = field(default_factory=list)
    slow_at: str = ""
    released: asyncio.Event | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        await self._wait("RCPT")
        answer = self.to_rcpt.pop(0) if self.to_rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        answer = self.to_data.pop(0) if self.to_data else "250 OK"
        if answer.startswith("250"):
            self.received.append(envelope)
        await self._wait("DATA")
        return answer

    async def _wait(self, at: str) -> None:
        """Answer nothing until the test is over."""
        if self.slow_at == at:
            self.released = self.released or asyncio.Event()
            await self.released.wait()


class Door:
    """Where the mail servers of a test listen."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack

    def open(self, box: Box, port: int = 0, **options: Any) -> MailServer:
        controller = Controller(box, hostname="127.0.0.1", port=port or free_port(), **options)
        controller.start()
        self.stack.callback(controller.stop)
        self.stack.callback(lambda: controller.loop.call_soon_threadsafe(box.released.set) if box.released else None)
        return MailServer("127.0.0.1", controller.port, Security.NONE, "preventie@gemeente.be", timeout=2)
