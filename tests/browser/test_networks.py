"""Two networks side by side: every page stays in the one it was opened in, whatever the browser does with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from onlife.domain.access import Role
from onlife.domain.network import Network, Partner
from onlife.security.token import new_id
from onlife.services import installation
from onlife.store import Store
from tests.browser.conftest import Arrive
from tests.browser.server import Server
from tests.browser.visitor import pick, settle
from tests.browser.world import ACTOR, COORDINATOR, HOME, STAND_IN

FOLDERS = ("netwerk", "regie", "lezen")
PAGES = sorted(f"/{file.stem}" for folder in FOLDERS for file in (HOME / "pages" / folder).glob("*.py"))
NAMES = ("Aalst onlife", "Zwalm onlife")
"""The first comes first in every list, and is what a page falls back to."""


@pytest.fixture
def networks(pristine: Path, tmp_path: Path) -> tuple[Path, dict[str, Network]]:
    """Two networks with their own partners, two rounds each, and two accounts that coordinate both."""
    folder = Path(shutil.copytree(pristine, tmp_path / "data"))
    store = Store(folder, installation.questionnaire())
    made = {}
    try:
        for network in store.networks.all():  # of the stories; here nobody coordinates them
            for account in store.accounts.all():
                if network.id in account.networks:
                    store.accounts.set_role(account.id, network.id, None, ACTOR)
        for name in NAMES:
            made[name] = network = store.networks.add(name, "Stad", 5, ACTOR)
            for account in store.accounts.all():
                if account.username in (COORDINATOR.username, STAND_IN.username):
                    store.accounts.set_role(account.id, network.id, Role.COORDINATOR, ACTOR)
            store.networks.save_partners(
                [Partner(new_id(), network.id, f"Jeugdhuis {name}", "Jeugdwerk", 8, joint=False)], ACTOR
            )
            for season in ("Lente", "Herfst"):
                scan_round = store.networks.add_round(network.id, f"{season} {name}", 1, None, ACTOR)
                store.networks.start_round(scan_round, ACTOR)
                if season == "Lente":
                    store.closings.close_round(scan_round, ACTOR)
    finally:
        store.close()
    return folder, made


@pytest.fixture
def own(networks: tuple[Path, dict[str, Network]], tmp_path: Path) -> Iterator[Server]:
    running = Server(networks[0], tmp_path / "server.log")
    try:
        yield running.ready()
    finally:
        running.stop()
    assert "Traceback" not in running.log(), running.log()


def is_in(page: Page, name: str) -> None:
    """The page is about this network, says so by name like the menu, and says nothing of the other one."""
    settle(page)
    expect(page.get_by_test_id("stSidebarNav").get_by_role("link").first).to_contain_text(name)
    expect(page.get_by_role("combobox", name="Netwerk")).to_have_value(name)
    (other,) = set(NAMES) - {name}
    expect(page.get_by_test_id("stMain")).not_to_contain_text(other)


@pytest.mark.slow
def test_every_page_stays_in_its_network(
    own: Server, networks: tuple[Path, dict[str, Network]], arrive: Arrive
) -> None:
    first, second = NAMES
    visitor = arrive(origin=own.origin)
    page = visitor.log_in(COORDINATOR)
    is_in(page, first)
    pick(page, "Netwerk", second)
    is_in(page, second)
    beside = visitor.tab()  # the same browser, the other network
    beside.goto(f"/partners?netwerk={networks[1][first].id}")
    is_in(beside, first)
    menu = page.get_by_test_id("stSidebarNav")
    for path in PAGES:
        menu.locator(f"a[href*='{path.replace('_', '-')}']").click()
        expect(page).to_have_url(re.compile(f"{path}\\?.*netwerk="))
        is_in(page, second)
        page.reload()
        is_in(page, second)
    beside.get_by_test_id("stSidebarNav").get_by_role("link", name="Scanrondes").click()
    is_in(beside, first)
    beside.reload()
    is_in(beside, first)


@pytest.mark.slow
def test_a_new_tab_a_link_of_a_page_and_the_way_back_stay_in_their_network(
    own: Server, networks: tuple[Path, dict[str, Network]], arrive: Arrive
) -> None:
    first, second = NAMES
    visitor = arrive(origin=own.origin)
    page = visitor.log_in(STAND_IN)
    pick(page, "Netwerk", second)
    is_in(page, second)
    with visitor.context.expect_page() as opened:
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Links en brieven").click(button="middle")
    is_in(opened.value, second)
    assert urlsplit(opened.value.url).path == "/links"
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Scanrondes").click()
    page.get_by_role("heading", name="Scanrondes").wait_for()
    is_in(page, second)
    page.get_by_role("link", name="Volg de deelname").click()
    page.get_by_role("heading", name="Deelname").wait_for()
    is_in(page, second)
    pick(page, "Netwerk", first)
    is_in(page, first)
    for _ in range(8):  # all the way back, past the page of the other network
        page.go_back()
        expect(page).to_have_url(re.compile("netwerk=|/overzicht"))  # a page puts its network back in the address
        settle(page)
        if urlsplit(page.url).path == "/overzicht":
            break
        asked = page.url.partition("netwerk=")[2].partition("&")[0]
        name = next(name for name in NAMES if networks[1][name].id == asked)
        is_in(page, name)
    assert urlsplit(page.url).path == "/overzicht"


@pytest.mark.slow
def test_an_address_of_a_network_of_others_says_so_and_goes_on_in_an_own_one(
    own: Server, networks: tuple[Path, dict[str, Network]], arrive: Arrive
) -> None:
    visitor = arrive(origin=own.origin)
    page = visitor.log_in(COORDINATOR)
    for asked in ("0" * 32, "onzin"):
        page.goto(f"/partners?netwerk={asked}")
        is_in(page, NAMES[0])
        expect(
            page.get_by_text("Het netwerk in dit adres bestaat niet, of je hebt er geen toegang toe.")
        ).to_be_visible()
