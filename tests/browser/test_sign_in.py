"""Signing in through a provider at another address, in a real browser: past its own guards, there and back again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from onlife.security.token import SESSION_COOKIES
from onlife.services import demo, installation
from onlife.store import Store
from tests import open_id
from tests.browser.server import Server
from tests.browser.visitor import settle

ROLES = f'[[toegang]]\nnetwerk = "{demo.NETWORK}"\nrol = "coördinator"\nals.groups = "onlife"\n'
BUTTON = "Aanmelden met de gemeente"


@pytest.fixture
def provider() -> Iterator[open_id.Provider]:
    with open_id.running() as running:
        open_id.groups(running, "onlife")
        yield running


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "data"))


@pytest.fixture
def invitation(folder: Path) -> str:
    """The address at which somebody becomes the coordinator of a new network."""
    store = Store(folder, installation.questionnaire())
    try:
        made = store.invitations.make(store.networks.add("Onlife Oord", "Oord", 5, "test"), "test")
        return f"/uitnodiging/{store.invitations.token(made)}"
    finally:
        store.close()


@pytest.fixture
def app(provider: open_id.Provider, folder: Path, invitation: str, tmp_path: Path) -> Iterator[Server]:
    """The app with the demo network, in an installation that signs in with the provider."""
    settings = open_id.configured(provider.issuer, tmp_path, ROLES)
    running = Server(folder, tmp_path / "server.log", settings)
    try:
        yield running.ready()
    finally:
        running.stop()
    assert "Traceback" not in running.log(), running.log()


def test_somebody_comes_in_at_the_page_that_was_asked_for_and_leaves_on_both_sides(
    browser: Browser, app: Server, provider: open_id.Provider, invitation: str
) -> None:
    context = browser.new_context(base_url=app.origin, locale="nl-BE")
    page = context.new_page()
    page.goto("/links")
    settle(page)
    page.get_by_role("link", name="Naar aanmelden").click()
    expect(page.get_by_role("heading", level=1, name="Aanmelden")).to_be_visible()
    settle(page)
    page.get_by_role("button", name=BUTTON).click()
    expect(page).to_have_url(re.compile("/links"))
    settle(page)
    expect(page.get_by_role("heading", level=1, name="Links en brieven")).to_be_visible()
    session = next(cookie for cookie in context.cookies() if cookie["name"] == SESSION_COOKIES["account"])
    assert session["httpOnly"] and session["sameSite"] == "Lax"
    page.goto("/afmelden")
    page.get_by_role("button", name="Ja, meld me af").click()
    expect(page).to_have_url(f"{app.origin}/")
    assert provider.asked[-1] == "/end", "led on by the browser itself"
    assert {cookie["name"] for cookie in context.cookies()} & set(SESSION_COOKIES.values()) == set()
    provider.person["groups"] = []
    page.goto("/aanmelden")
    settle(page)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je hoort hier nog bij geen netwerk")
    page.get_by_role("link", name="Opnieuw aanmelden").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_visible()
    page.goto(invitation)
    page.get_by_role("button", name="Ga verder met de gemeente").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Partners")
    settle(page)
    expect(page.get_by_text("Onlife Oord").first).to_be_visible()
    context.close()
