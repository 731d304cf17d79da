"""Real servers and a real Chromium; whatever a visitor's browser complains about fails the test.

Chromium is the one that ONLIFE_CHROMIUM names, or the system's. Without it nothing here passes: a browser test that
quietly does not run proves nothing. Where the system has Chromium's own form without windows too, that one is taken:
it does the same in half the processor time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests import stores
from tests.browser.server import Server
from tests.browser.visitor import DESKTOP, Visitor, arriving
from tests.browser.world import COORDINATOR, DEMO_COORDINATOR, World, build

NO_BROWSER = (
    "De browsertests hebben Chromium nodig en die is hier niet: installeer chromium, wijs er een aan met "
    "ONLIFE_CHROMIUM, of sla tests/browser bewust over."
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
WITHOUT_WINDOWS = "chromium-headless-shell"
USUAL = ("chromium", "chromium-browser", "google-chrome")
Arrive = Callable[..., Visitor]


def chromium() -> str | None:
    named = os.environ.get("ONLIFE_CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else USUAL)), None)


def launch(playwright: Playwright, found: str | None) -> Browser:
    if found is None:
        pytest.fail(NO_BROWSER, pytrace=False)
    return playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright, shutil.which(WITHOUT_WINDOWS) or chromium()) as opened:
        yield opened


@pytest.fixture(scope="session")
def pristine() -> Path:
    """The data before any server opened them, to be copied for servers that must be fresh."""
    return stores.world("browser", build).folder


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    known = stores.world("browser", build)
    return replace(known, folder=Path(shutil.copytree(known.folder, tmp_path_factory.mktemp("onlife") / "data")))


@pytest.fixture(scope="session")
def server(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with the demo network and the network of the stories."""
    running = Server(world.folder, tmp_path_factory.mktemp("log") / "server.log")
    try:
        yield running.ready()
    finally:
        running.stop()
    assert "Traceback" not in running.log(), running.log()


@pytest.fixture
def arrive(browser: Browser, server: Server) -> Iterator[Arrive]:
    """Somebody new comes in, with a clean browser unless told otherwise; all leave at the end of the test."""
    with ExitStack() as guests:

        def come(device: Mapping[str, Any] = DESKTOP, state: Any = None, origin: str = "") -> Visitor:
            return guests.enter_context(arriving(browser, origin or server.origin, device, state))

        yield come


@pytest.fixture(scope="session")
def demo_coordinator(browser: Browser, server: Server) -> Any:
    """The cookies of a coordinator of the demo network."""
    with arriving(browser, server.origin, DESKTOP) as visitor:
        visitor.log_in(DEMO_COORDINATOR)
        return visitor.context.storage_state()


@pytest.fixture(scope="session")
def coordinator(browser: Browser, server: Server) -> Any:
    """The cookies of the coordinator of the network of the stories."""
    with arriving(browser, server.origin, DESKTOP) as visitor:
        visitor.log_in(COORDINATOR)
        return visitor.context.storage_state()
