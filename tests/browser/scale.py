"""Weighs what a page brings over the line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.visitor import settle

FIRST = 700_000
"""Bytes, with headers, that the first page of the app may weigh at most."""


@dataclass
class Scale:
    """Bytes of answers since it was laid under a page, as they came over the line and as the browser read them."""

    line: int = 0
    read: int = 0
    fonts: set[str] = field(default_factory=set)

    def under(self, page: Page) -> Scale:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._came)
        session.on("Network.dataReceived", self._was_read)
        session.on("Network.requestWillBeSent", self._asked)
        return self

    def _came(self, event: dict[str, Any]) -> None:
        self.line += int(event["encodedDataLength"])

    def _was_read(self, event: dict[str, Any]) -> None:
        self.read += int(event["dataLength"])

    def _asked(self, event: dict[str, Any]) -> None:
        if event["type"] == "Font":
            self.fonts.add(event["request"]["url"].rsplit("/", 1)[-1].partition("?")[0])


def weighed(page: Page, address: str) -> Scale:
    """What a page weighs until it is drawn and nothing more comes."""
    scale = Scale().under(page)
    page.goto(address)
    settle(page)
    page.wait_for_load_state("networkidle")
    return scale
